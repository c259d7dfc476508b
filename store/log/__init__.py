"""The operation log: reading and proving it, checkpoints and archives of it, secrets within it."""
