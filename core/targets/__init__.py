"""Targets: what is predicted of an example, and all that follows from it."""
