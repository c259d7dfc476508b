"""Imports and exports that come back by the calendar, each for the person who set it up."""
