"""The process that Frostline runs in: how its libraries are started, and what its processor computes."""
