"""Training: the plan and its phases, features on disk, tail and head, checkpoints."""
