"""Advice: which backbone, how much of it, and why."""
