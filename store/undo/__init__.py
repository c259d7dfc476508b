"""Undoing what was done: by a new operation, never by taking a line out of the log."""
