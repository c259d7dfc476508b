"""The demonstration store and the tour through it."""
