"""Audit: what could make the figures of a dataset lie, found before anything is trained on it."""
