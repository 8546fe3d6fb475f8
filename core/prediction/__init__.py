"""Prediction: files classified into a table, and read back from it."""
