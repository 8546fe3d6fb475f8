"""What the Activations page shows of a text."""
