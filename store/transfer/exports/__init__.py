"""The way out: which customers, in which form, to which place, and how far it was told."""
