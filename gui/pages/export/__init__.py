"""Export: the model, for use elsewhere."""
