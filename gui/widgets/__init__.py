"""Hold the widgets that pages are made of."""
