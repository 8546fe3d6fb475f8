"""What Qt views show: models that keep no state of their own."""
