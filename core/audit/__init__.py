"""Audit: what could make the metrics of a dataset lie, found before anything is trained on it."""
