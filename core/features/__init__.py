"""Features: what lies before the frost line, computed once for each example and view, and kept on disk."""
