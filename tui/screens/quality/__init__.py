"""How good the records are, on the screen: figures, suggestions, cleaning, what is demanded."""
