"""Customers as JSON lines: one object to a line, under the columns' names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import BinaryIO


def write_json_lines(file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write an object a row, UTF-8, without what is empty; returns the number of rows."""
    count = 0
    for row in rows:
        values = {header: cell for header, cell in zip(headers, row, strict=True) if cell}
        file.write(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        count += 1
    return count
