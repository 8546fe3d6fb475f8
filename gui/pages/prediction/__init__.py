"""Prediction: images classified into a table."""
