"""Choosing from short lists by a few letters, as the store reads them."""

from __future__ import annotations

from store.search.spelling import fits, forms

__all__ = ["fits", "forms"]
