"""Statistics that several stages share: intervals, paired tests, and what counts as an improvement."""
