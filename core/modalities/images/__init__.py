"""Images: the files that hold them, how each kind is read, and how they are prepared for a network."""
