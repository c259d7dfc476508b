"""JSON objects as rows: one a line (JSON lines), one after another, or in one array.

Nested objects become columns with dotted headers (`address.city`), lists of plain values one cell
(`a; b`, as columns of tags and of names read it), lists of objects numbered columns
(`phones.1.number`). The headers are all keys there are, in the order in which they first appear.
Read as a stream: no more than one object and a block of the file are in memory.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from store.errors import InvalidValue
from store.transfer.formats.tables import MOST_CELL, FileTable, Row, Scan, holds, wrong_byte
from store.transfer.imports.source import Source

LARGEST: Final = 1 << 22
"""So many characters one object may have."""
MOST_KEYS: Final = 10_000
JOINED: Final = "; "

_BLOCK: Final = 1 << 18
_BETWEEN: Final = re.compile(r"[\s,\x1e]*")
_decode: Final = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=str, strict=False
).raw_decode


class ObjectTable(FileTable):
    """A file of JSON objects. Row numbers count the objects, from 1."""

    literal = True

    def __init__(self, source: Source, digest: str, encoding: str) -> None:
        """Reads it all once. Raises InvalidValue for what is no row of objects."""
        self._source = source
        self.name = source.name
        self.digest = digest
        self.encoding = encoding
        columns: dict[str, int] = {}
        filled: set[int] = set()
        rows = 0
        for values in self._objects():
            rows += 1
            for header, text in values.items():
                column = columns.setdefault(header, len(columns))
                if text and column not in filled and holds(text):
                    filled.add(column)
            if len(columns) > MOST_KEYS:
                raise InvalidValue(
                    "{file} has more than {most} different keys: one object must be one customer.",
                    file=self.name,
                    most=MOST_KEYS,
                )
        if not columns:
            raise InvalidValue("{file} is empty.", file=self.name)
        self.headers = list(columns)
        self._scan = Scan(rows, len(columns), frozenset(filled))

    def rows(self) -> Iterator[Row]:
        """Number and cells of each object."""
        headers = self.headers
        for number, values in enumerate(self._objects(), 1):
            get = values.get
            yield number, [get(header, "") for header in headers]

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """What was found when it was opened."""
        return self._scan

    # -- inside ---------------------------------------------------------------------------------

    def _objects(self) -> Iterator[dict[str, str]]:
        for number, value in enumerate(self._decoded(), 1):
            if not isinstance(value, dict):
                raise InvalidValue(
                    "Item {row} of {file} is no JSON object: write one object {example} a line.",
                    row=number,
                    file=self.name,
                    example='{"name": "…"}',
                )
            yield flat(value, number, self.name)

    def _decoded(self) -> Iterator[Any]:
        """Each value of the file, decoded as soon as it is whole."""
        with self._source.open() as raw, io.TextIOWrapper(raw, self.encoding) as file:
            text, place, line = "", 0, 1
            block, ended = _BLOCK, False
            array = False
            began = False
            while True:
                match = _BETWEEN.match(text, place)
                assert match is not None
                line += text.count("\n", place, match.end())
                place = match.end()
                if not began and text[place : place + 1] == "\ufeff":
                    place += 1
                    continue
                if not began and text[place : place + 1] == "[":
                    array, began, place = True, True, place + 1
                    continue
                if place < len(text):
                    began = True
                    if array and text[place] == "]":
                        array, place = False, place + 1
                        continue
                    try:
                        value, end = _decode(text, place)
                    except (ValueError, RecursionError) as error:
                        waits = len(text) - place < LARGEST and not isinstance(
                            error, RecursionError
                        )
                        if ended or not waits:
                            raise self._unreadable(line, error, ended, place) from None
                        block = min(2 * block, LARGEST)
                    else:
                        if end < len(text) or ended:
                            line += text.count("\n", place, end)
                            place, block = end, _BLOCK
                            yield value
                            continue
                elif ended:
                    if array:
                        raise self._unreadable(line, None, ended, place)
                    return
                try:
                    more = file.read(block)
                except UnicodeError:
                    raise wrong_byte(self._source, self.encoding) from None
                text, place, ended = text[place:] + more, 0, not more

    def _unreadable(
        self, line: int, error: Exception | None, ended: bool, place: int
    ) -> InvalidValue:
        if isinstance(error, json.JSONDecodeError) and not ended:
            return InvalidValue(
                "Line {line} of {file} begins no JSON object that ends within {most} characters: "
                "look there for a quotation mark or a bracket.",
                line=line,
                file=self.name,
                most=LARGEST,
            )
        why = "it is nested too deep" if isinstance(error, RecursionError) else "it breaks off"
        if isinstance(error, json.JSONDecodeError):
            why = error.msg
            line += error.doc.count("\n", place, error.pos)
        return InvalidValue(
            "Line {line} of {file} can't be read as JSON ({why}).",
            line=line,
            file=self.name,
            why=why,
        )


def flat(value: dict[str, Any], number: int = 0, file: str = "") -> dict[str, str]:
    """An object as dotted headers and texts. `number`, `file`: for the message if a value is too
    long (InvalidValue).

    >>> flat({"name": "A", "tags": ["x", "y"], "address": {"city": "Z"}, "vip": True, "n": None})
    {'name': 'A', 'tags': 'x; y', 'address.city': 'Z', 'vip': 'true', 'n': ''}
    """
    made: dict[str, str] = {}
    for header, one in value.items():
        if one.__class__ is str:
            made[header] = one
        else:
            _put(made, header, one)
    for header, text in made.items():
        if len(text) > MOST_CELL:
            raise InvalidValue(
                "Row {row} of {file} has {count} characters in {column}: at most {most} can be "
                "kept, shorten it.",
                row=number,
                file=file,
                count=len(text),
                column=header,
                most=MOST_CELL,
            )
    return made


def _put(made: dict[str, str], header: str, value: Any) -> None:
    if isinstance(value, dict):
        for name, one in value.items():
            _put(made, f"{header}.{name}", one)
    elif isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            for place, one in enumerate(value, 1):
                _put(made, f"{header}.{place}", one)
        else:
            made[header] = JOINED.join(filter(None, map(_text, value)))
    else:
        made[header] = _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
