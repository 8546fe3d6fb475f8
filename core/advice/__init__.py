"""Advice: what is measured of the images before training, and what follows from it."""
