"""The way in: read, map, clean, match, check, write; trials, corrections, comparing."""
