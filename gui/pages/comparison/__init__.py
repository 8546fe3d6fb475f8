"""Comparison: runs side by side."""
