"""Training: settings, curves, layers and runs."""
