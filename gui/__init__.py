"""The window. Never imports TensorFlow."""
