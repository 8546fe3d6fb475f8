"""Models that leave Frostline: formats, and the check that each predicts what the app predicts."""
