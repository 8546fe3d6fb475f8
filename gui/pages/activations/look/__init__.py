"""What the Activations page shows of an image and of a text alike."""
