"""Activations: what each layer makes of an image."""
