"""Say what a trained model is worth: metrics on validation and test."""
