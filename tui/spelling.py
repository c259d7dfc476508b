"""Choosing from short lists by a few letters: as written, in pinyin, or by first letters."""

from __future__ import annotations

import functools

from store.search.pinyin import initials, read_name
from store.text import fold


def fits(typed: str, text: str) -> bool:
    """Whether every word typed is in the text, in its pinyin (`suoding`) or initials."""
    words = fold(typed).split()
    return not words or all(any(word in form for form in forms(text)) for word in words)


@functools.lru_cache(maxsize=8192)
def forms(text: str) -> tuple[str, ...]:
    """A text folded, spelled in pinyin, and by first letters: each Chinese run apart."""
    folded = fold(text)
    spelled = [("".join(read), initials(run).lower()) for run, read in read_name(folded) if read]
    return (folded, *(f for pair in spelled for f in pair))
