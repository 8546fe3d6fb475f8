"""What each layer does while training."""
