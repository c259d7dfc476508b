"""Customers on the screen: the table, one customer, changes of many, doubles, files."""
