"""Ask how files are read: window, subjects, classes, frames."""
