"""One page per stage of the window."""
