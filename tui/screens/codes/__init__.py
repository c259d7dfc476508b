"""Codes on the screen: rules, versions, reservations, renumbering, learning rules."""
