"""Frostline and the tutorial recipe side by side: `python -m benchmarks`."""
