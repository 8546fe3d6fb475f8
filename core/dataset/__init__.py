"""Images: found, read, split and prepared."""
