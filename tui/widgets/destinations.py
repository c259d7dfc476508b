"""What may be typed after `:`: a row, a share of the list, a section, or a customer's code.

Pure: what a text says by itself. Whether a code exists is asked of the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from store.text import fold

_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[%％]")
_ROW: Final = re.compile(r"[#＃]?\s*(\d[\d,，]{0,14})")
_MARKED: Final = re.compile(r"[#＃]\s*\d")


@dataclass(frozen=True, slots=True)
class Row:
    """Row `number` of the list, from 1; `sure` when it cannot be a code."""

    number: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So far into the list: 0 is its beginning, 1 its end."""

    part: float


def read_place(text: str) -> Row | Share | None:
    """A row (`1,500`, `#1500`) or a share (`50%`) of the list; None for anything else."""
    text = text.strip()
    if match := _PERCENT.fullmatch(text):
        return Share(min(1.0, float(match[1]) / 100))
    if match := _ROW.fullmatch(text):
        digits = match[1].replace(",", "").replace("，", "")
        return Row(max(1, int(digits)), bool(_MARKED.match(text)))
    return None


def find_section(text: str, sections: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, bool]:
    """The section that goes by this name or by a part of it, and whether the name is whole.

    sections: each with all its names, in every language. Empty when none fits, or several do.
    """
    wanted = fold(text).strip()
    partly: list[str] = []
    for section, names in sections:
        folded = [fold(name) for name in names]
        if wanted in folded:
            return section, True
        if any(wanted in name for name in folded):
            partly.append(section)
    return (partly[0], False) if len(partly) == 1 and len(wanted) >= 2 else ("", False)
