"""Cells as the columns of another database take them.

A date, a number or a yes goes there as what it is. A value that its field keeps as it came, and
that the column's type can't take, leaves the column empty and is written out in a column of texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

Reader = Callable[[str], "str | None"]
"""What the column takes for a text; None if it can't."""

_MEMO: Final = 20_000
_NUMBER: Final = re.compile(r"-?\d*(?:\.\d*)?", re.ASCII)
_WHOLE: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_DIGITS: Final = {"mysql": (28, 10), "mssql": (28, 10), "sqlite": (15, 15)}
"""Digits before and after the point that a number there keeps exactly."""
_FIRST_YEAR: Final = {"mysql": 1000}


def rows_there(
    rows: Iterable[Sequence[str]],
    columns: Sequence[str],
    kinds: Mapping[str, str],
    empties: Collection[str],
    database: str,
) -> Iterator[tuple[str | None, ...]]:
    """Rows as they are written: the columns, what they are today (live, no other code), and what
    could not be read.

    database: its kind. empties: columns that take an empty text and no NULL.
    """
    typed = [
        (place, columns[place], _Known(_reader(kind, database)))
        for place, kind in enumerate(kinds[name] for name in columns)
        if kind != "text"
    ]
    csv = database == "postgresql"  # where an empty cell is NULL by itself
    full = [n for n, name in enumerate(columns) if name in empties and kinds[name] == "text"]
    for cells in rows:
        line: list[str | None] = list(cells) if csv else [cell or None for cell in cells]
        unread = ""
        for place, name, known in typed:
            text = line[place]
            if text:
                value = line[place] = known[text]
                if value is None:
                    unread += f"{'; ' if unread else ''}{name}={text}"
        for place in full:
            if line[place] is None:
                line[place] = ""
        yield (*line, "live", None, unread or None)


class _Known(dict[str, "str | None"]):
    """What a column takes for each text, remembered for some thousand of them."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> str | None:
        value = self._read(text)
        if len(self) < _MEMO:
            self[text] = value
        return value


def _reader(kind: str, database: str) -> Reader:
    if kind == "date":
        return lambda text: _date(text, _FIRST_YEAR.get(database, 1))
    if kind == "yesno":
        return {"yes": "1", "no": "0"}.get
    if kind == "whole":
        return lambda text: text if _WHOLE.fullmatch(text) else None
    before, after = _DIGITS.get(database, (1000, 1000))
    return lambda text: _number(text, before, after)


def _date(text: str, first: int) -> str | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return text if len(text) == 10 and found.year >= first else None


def _number(text: str, before: int, after: int) -> str | None:
    """A number that is kept exactly; the point may stand first or last.

    >>> _number(".5", 28, 10), _number("-7.", 28, 10), _number("0.123", 28, 2), _number("-", 9, 9)
    ('0.5', '-7', None, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    if not whole and not part:
        return None
    if len(whole.lstrip("0")) > before or len(part.rstrip("0")) > after:
        return None
    if before == after and len(whole.lstrip("0")) + len(part.rstrip("0")) > before:
        return None  # so many digits in all
    return sign + (whole or "0") + (f".{part}" if part else "")
