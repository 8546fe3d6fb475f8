"""Show what each layer does while training."""
