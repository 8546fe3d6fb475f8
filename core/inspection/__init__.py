"""Seeing inside: what each layer of a network makes of one image, and what of it speaks for a class."""
