"""What a trained model is worth: metrics on validation and test."""
