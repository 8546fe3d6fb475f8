"""What sets a checkout up. Runs before anything is installed: nothing but the standard library."""
