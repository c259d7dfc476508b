"""Keys: their names, their order, and a person's own choice of them."""
