"""Texts: how fast their heads are trained and how good these are, beside the recipe and beside counting words."""
