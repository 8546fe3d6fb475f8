"""Curves: how they are drawn, thinned out, and saved."""
