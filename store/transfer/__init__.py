"""Customers in and out: files of every usual form, tables of other databases, mail."""
