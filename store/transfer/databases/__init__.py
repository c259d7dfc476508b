"""Other databases: where they are, reading their tables, writing to them."""
