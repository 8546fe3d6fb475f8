"""The runs of a project."""
