"""What the Dataset page shows of texts: a table of them, and one of them in full with its tokens."""
