"""The audit of a dataset: what it found, and what can be done about it."""
