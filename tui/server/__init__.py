"""Kehao for many people on one machine: the door they come through, and setting it up."""
