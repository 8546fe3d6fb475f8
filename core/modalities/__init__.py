"""Modalities: what an example is made of, one folder for each kind of data."""
