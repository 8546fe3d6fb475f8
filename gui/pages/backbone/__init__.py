"""Backbone: the module, its layers, and which of them learn."""
