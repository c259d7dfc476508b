"""Tables as Markdown (GitHub's form): cells that say what they say, whatever signs they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

from store.text import clean

_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~&])")
_BACKSLASH: Final = r"\\\1"


def line(row: Sequence[str]) -> str:
    """One row of a table."""
    return "|" + "|".join(f" {_MARKS.sub(_BACKSLASH, clean(cell))} " for cell in row) + "|"


def rule(columns: int) -> str:
    """The line under the headers."""
    return "|" + " --- |" * columns


def write_markdown(file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write the table in UTF-8; returns the number of rows."""
    count = 0
    file.write(f"{line(headers)}\n{rule(len(headers))}\n".encode("utf-8", "replace"))
    for row in rows:
        file.write(f"{line(row)}\n".encode("utf-8", "replace"))
        count += 1
    return count
