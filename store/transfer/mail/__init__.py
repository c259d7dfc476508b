"""Exports as mail."""
