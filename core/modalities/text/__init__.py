"""Text: sentences, as the numbers of their words."""
