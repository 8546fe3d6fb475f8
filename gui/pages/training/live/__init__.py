"""The curves and epochs of the run that trains."""
