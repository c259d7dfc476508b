"""Choosing from short lists by a few letters: as written, in pinyin, or by first letters."""

from __future__ import annotations

import functools
from typing import Final

from store.search.pinyin import initials, read_name
from store.text import fold

BEGINS: Final = 0
SPELLED: Final = 1
WITHIN: Final = 2


def fits(typed: str, text: str) -> bool:
    """Whether every word typed is in the text, in its pinyin (`suoding`) or initials."""
    words = fold(typed).split()
    return not words or all(any(word in form for form in forms(text)) for word in words)


def nearness(typed: str, text: str) -> int | None:
    """How a text fits what was typed: it begins so, its pinyin begins so, it holds it; or None."""
    typed = fold(typed).strip()
    folded, *spelled = forms(text)
    if folded.startswith(typed):
        return BEGINS
    if any(form.startswith(typed) for form in spelled):
        return SPELLED
    return WITHIN if fits(typed, text) else None


@functools.lru_cache(maxsize=8192)
def forms(text: str) -> tuple[str, ...]:
    """A text folded, spelled in pinyin, and by first letters: each Chinese run, then all."""
    folded = fold(text)
    spelled = [("".join(read), initials(run).lower()) for run, read in read_name(folded) if read]
    if len(spelled) > 1:
        spelled.append(("".join([each for each, _ in spelled]), initials(folded).lower()))
    return (folded, *(f for pair in spelled for f in pair))
