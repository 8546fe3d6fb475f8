"""Set a checkout up, before anything is installed: nothing but the standard library."""
