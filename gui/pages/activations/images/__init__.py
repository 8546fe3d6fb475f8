"""What the Activations page shows of an image."""
