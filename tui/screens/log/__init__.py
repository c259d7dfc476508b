"""The operation log on the screen."""
