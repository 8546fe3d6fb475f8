"""How files are read: window, subjects, classes, frames."""
