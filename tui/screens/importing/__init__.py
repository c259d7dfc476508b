"""Customers from a file, step by step: the file, its columns, its codes, a check, the import."""
