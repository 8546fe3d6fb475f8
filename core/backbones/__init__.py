"""Backbones: pretrained modules, their layer trees, and the frost line at which they are cut."""
