"""Holds the code against the layout that docs/architecture.md describes; `make lint` runs it."""
