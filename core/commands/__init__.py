"""Commands: the same tasks without a window; their arguments, and what they print."""
