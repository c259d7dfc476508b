"""Customers as vCards, version 3.0 (RFC 2426), which phones and mail programs all read.

A customer with a contact is an organisation and that person; one without is the name alone. What
has no property of its own stands in one of ours (`X-KEHAO-CREDIT-CODE`), which others pass over
and an import knows again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

OWN: Final = "X-KEHAO-"
_WIDTH: Final = 75  # bytes of a line, without its end

_PROPERTIES: Final = {
    "phone": "TEL;TYPE=WORK,VOICE",
    "email": "EMAIL;TYPE=INTERNET",
    "title": "TITLE",
    "website": "URL",
    "birthday": "BDAY",
    "notes": "NOTE",
}
_ADDRESS: Final = ("address", "city", "region", "postal_code", "country")
_ESCAPED: Final = re.compile(r"([\\;,])")
_TAGS: Final = re.compile(r"\s*[,;]\s*")


def write_cards(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a card a row, UTF-8; `columns` are the fields' own names. Returns how many."""
    count = 0
    for row in rows:
        values = {column: cell for column, cell in zip(columns, row, strict=True) if cell}
        for line in card(values):
            file.write(_folded(line.encode("utf-8", "replace")))
        count += 1
    return count


def card(values: Mapping[str, str]) -> Iterator[str]:
    """The lines of a customer's card, not folded yet."""
    name, contact = values.get("name", ""), values.get("contact", "")
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{_text(contact or name or values.get('code', ''))}"
    yield f"N:{_text(contact or name)};;;;"
    if contact:
        yield f"ORG:{_text(name)}"
    for field, known in _PROPERTIES.items():
        if field in values:
            yield f"{known}:{_text(values[field])}"
    if any(field in values for field in _ADDRESS):
        parts = ";".join(_text(values.get(field, "")) for field in _ADDRESS)
        yield f"ADR;TYPE=WORK:;;{parts}"
    if "tags" in values:
        yield "CATEGORIES:" + ",".join(map(_text, filter(None, _TAGS.split(values["tags"]))))
    told = {"name", "contact", "tags", *_PROPERTIES, *_ADDRESS}
    for field, value in values.items():
        if field not in told:
            yield f"{OWN}{field.upper().replace('_', '-')}:{_text(value)}"
    yield "END:VCARD"


def _text(value: str) -> str:
    """A value with what separates values escaped."""
    return _ESCAPED.sub(r"\\\1", value).replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: bytes) -> bytes:
    """The line with its end; a long one goes on in the next behind a blank, no character cut."""
    pieces, start, width = [], 0, _WIDTH
    while len(line) - start > width:
        end = start + width
        while line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[start:end])
        start, width = end, _WIDTH - 1
    return b"\r\n ".join([*pieces, line[start:]]) + b"\r\n"
