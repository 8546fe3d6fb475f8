"""Evaluation: what a trained model is worth, by metrics on validation and test."""
