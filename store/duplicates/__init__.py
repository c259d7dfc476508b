"""Customers who are in the store twice: found, judged with reasons, decided once."""
