"""Learning patterns from codes: what a list proves, and nothing more.

Pure: columns, readings of names and today's date are handed in.
"""

from store.pattern.inference.listing import Column, Kind, Listing, Misfit, Note, make_listing
from store.pattern.inference.parting import Learned, Proposal, learn

__all__ = [
    "Column",
    "Kind",
    "Learned",
    "Listing",
    "Misfit",
    "Note",
    "Proposal",
    "learn",
    "make_listing",
]
