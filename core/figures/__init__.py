"""Figures: what a page plots and a report prints, as plain data. Whoever draws them gives words and colours."""
