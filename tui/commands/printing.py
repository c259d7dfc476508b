"""How commands answer: JSON lines for scripts, aligned text for people, messages to the side.

Control, bidirectional and invisible characters never reach a terminal as they are: JSON writes
them as escapes, text replaces them. With `--json` nothing but JSON is written to standard output.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import chain, islice
from shutil import get_terminal_size
from typing import Any, Final

from rich.cells import cell_len, set_cell_size

from store.text import FORBIDDEN
from tui.commands.settings import Settings
from tui.locale import t

_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_BATCH: Final = 200
_GAP: Final = "  "
_WIDEST: Final = 60
"""The widest that a column is made for a reader that is no terminal; what is longer runs over."""

Row = Mapping[str, object]


def sweep(text: str) -> str:
    """The text on one line, each control, bidirectional or invisible character shown as `?`."""
    if text.isascii() and text.isprintable():
        return text
    return FORBIDDEN.sub("?", text.replace("\n", " "))


def pad(text: str, width: int) -> str:
    """The text with spaces after it to `width` cells; a longer one as it is."""
    return text + " " * (width - cell_len(text))


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with … at the end where something was cut off."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def put_json(value: object) -> None:
    """Write one object as one line of JSON."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(json_line(value) + "\n")


def json_line(value: object) -> str:
    """The value as JSON on one line, harmless to a terminal."""
    text = _encode(value)
    return text if text.isascii() else FORBIDDEN.sub(_escaped, text)


def _escaped(match: Any) -> str:
    return json.dumps(match[0])[1:-1]


def put_line(text: str) -> None:
    """Write one line for people."""
    sys.stdout.write(sweep(text) + "\n")


def complain(text: str) -> None:
    """One line on standard error."""
    try:
        sys.stdout.flush()
        sys.stderr.write(sweep(text) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def local_time(at: str, zone: tzinfo) -> str:
    """A time of the store (UTC) as people of its time zone read it; empty for none."""
    if not at:
        return ""
    return datetime.fromisoformat(at).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def answer(settings: Settings, value: Row, human: Callable[[], Iterable[str]]) -> None:
    """One answer: the object with `--json`, else the lines for people."""
    if settings.json:
        put_json(value)
        return
    for line in human():
        put_line(line)


def record(pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    """`label  value` lines in two columns; empty values are left out, long texts go on below."""
    shown = [(sweep(label), str(value)) for label, value in pairs if value not in ("", None)]
    width = max((cell_len(label) for label, _ in shown), default=0)
    for label, value in shown:
        first, *more = value.splitlines() or [""]
        yield pad(label, width) + _GAP + first
        for line in more:
            yield " " * width + _GAP + line


def rows(
    settings: Settings,
    columns: Sequence[tuple[str, str]],
    values: Iterable[Row],
    *,
    none: str = "",
    human: Callable[[Row], Row] | None = None,
) -> int:
    """Many answers: an object a line with `--json`, else a table; returns how many there were.

    `columns` are (key, label) of what people see, `human` turns an object into what they see of
    it; `none` is said to them when there is nothing.
    """
    if settings.json:
        number = 0
        for value in values:
            put_json(value)
            number += 1
        return number
    seen = map(human, values) if human is not None else iter(values)
    number = _table(columns, seen)
    if not number and none:
        complain(none)
    return number


def _table(columns: Sequence[tuple[str, str]], values: Iterable[Row]) -> int:
    """Rows under headings, as wide as the first ones need; cut to the width of a terminal."""
    source = iter(values)
    first = [_cells(columns, row) for row in islice(source, _BATCH)]
    if not first:
        return 0
    heads = [sweep(label) for _, label in columns]
    widths = [
        max(cell_len(head), *(cell_len(row[place]) for row in first))
        for place, head in enumerate(heads)
    ]
    narrow = sys.stdout.isatty()
    if narrow:
        widths = _narrowed(widths, get_terminal_size().columns)
    else:
        widths = [min(width, _WIDEST) for width in widths]
    number = 0
    for cells in chain([heads], first, (_cells(columns, row) for row in source)):
        if narrow:
            cells = [cut(cell, width) for cell, width in zip(cells, widths, strict=True)]
        line = _GAP.join(pad(cell, width) for cell, width in zip(cells, widths, strict=True))
        sys.stdout.write(line.rstrip() + "\n")
        number += 1
    return number - 1


def _cells(columns: Sequence[tuple[str, str]], row: Row) -> list[str]:
    return [cell_text(row.get(key)) for key, _ in columns]


def cell_text(value: object) -> str:
    """A value in a table: lists joined, yes and no in words, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("yes") if value else ""
    if isinstance(value, list | tuple):
        return sweep(", ".join(map(str, value)))
    return sweep(str(value))


def _narrowed(widths: list[int], room: int) -> list[int]:
    """The widths, the widest made narrower until all fit into the terminal."""
    widths = list(widths)
    spare = room - len(_GAP) * (len(widths) - 1)
    while sum(widths) > spare and max(widths) > 4:
        place = max(range(len(widths)), key=widths.__getitem__)
        widths[place] -= 1
    return widths
