"""Evaluation: how good a run is."""
