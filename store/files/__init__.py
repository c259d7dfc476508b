"""Files on the disk: which a person may name, how they appear whole, and room kept for the log."""
