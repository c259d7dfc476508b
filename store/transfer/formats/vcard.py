"""vCards (2.1, 3.0, 4.0) taken apart: RFC 2426, RFC 6350 and what phones make of them.

A card is its properties in order: name, parameters, value. Folded lines are joined, groups
(`item1.`) cut off, quoted-printable and base64 decoded in the card's own charset, escapes kept
until a value is split (`parts`).
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

BINARY: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "CERT"})
"""Properties that hold no text: passed over unread."""

_NAME: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)")
_PARAMETER: Final = re.compile(r';(?:([A-Za-z0-9-]+)=)?((?:"[^"]*"|[^;:",]|,)*)')
_ESCAPED: Final = re.compile(r"\\(.)")
_ENCODINGS: Final = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})


class Property(NamedTuple):
    """One line of a card. types: the values of TYPE, in capitals; others: all other parameters."""

    name: str
    types: frozenset[str]
    others: dict[str, str]
    value: str


class BrokenCard(Exception):
    """A card that begins and never ends, or a line outside any card (`args[0]`: line number)."""


def cards(lines: Iterable[str], *, fallback: str = "utf-8") -> Iterator[tuple[int, list[Property]]]:
    """Each card with the number of the line on which it begins.

    lines: with their line ends. fallback: the charset of encoded values that name none. Raises
    BrokenCard.
    """
    card: list[Property] | None = None
    began = 0
    depth = 0
    number = 0
    for number, line in _unfolded(lines):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                card, began = [], number
        elif word == "END:VCARD":
            if card is None:
                raise BrokenCard(number)
            depth -= 1
            if depth == 0:
                yield began, card
                card = None
        elif card is None:
            if word and word != "\ufeff":
                raise BrokenCard(number)
        elif depth == 1 and (one := _property(line, fallback)) is not None:
            card.append(one)
    if card is not None:
        raise BrokenCard(began)


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines as they were before they were folded, with the number of the first of each."""
    parts: list[str] = []
    first = 0
    soft = False  # a quoted-printable value goes on after a = at the end
    binary = False
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if soft:
            parts.append(line)
            soft = line.endswith("=")
            continue
        if line[:1] in (" ", "\t") and parts:
            if line.strip() and not binary:
                parts.append(line[1:])
            continue
        if parts:
            yield first, "".join(parts)
        head = line.upper().partition(":")[0]
        binary = head.split(";")[0].rpartition(".")[2] in BINARY
        parts, first = [line], number
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in head and not binary
    if parts:
        yield first, "".join(parts)


def _property(line: str, fallback: str) -> Property | None:
    """One unfolded line; None for what is no property or holds no text."""
    line = line.lstrip("\ufeff")
    match = _NAME.match(line)
    if match is None:
        return None
    name = match[1].upper()
    if name in BINARY:
        return None
    types: set[str] = set()
    others: dict[str, str] = {}
    end = match.end()
    while parameter := _PARAMETER.match(line, end):
        key, value = (parameter[1] or "").upper(), parameter[2].replace('"', "")
        if not key:  # 2.1 writes bare types and encodings: TEL;CELL;ENCODING...
            key = "ENCODING" if value.upper() in _ENCODINGS else "TYPE"
        if key == "TYPE":
            types.update(one.strip().upper() for one in value.split(","))
        else:
            others[key] = value
        end = parameter.end()
    if line[end : end + 1] != ":":
        return None
    text = _decoded(line[end + 1 :], others, fallback)
    return None if text is None else Property(name, frozenset(types), others, text)


def _decoded(text: str, others: dict[str, str], fallback: str) -> str | None:
    """The value as text; None for one that is none (base64 of something else)."""
    encoding = others.get("ENCODING", "").upper()
    if encoding == "QUOTED-PRINTABLE":
        raw = quopri.decodestring(re.sub(r"=(?=$|[^0-9A-Fa-f])", "", text).encode("utf-8"))
        return _read(raw, others.get("CHARSET", ""), fallback)
    if encoding in ("BASE64", "B"):
        import base64

        try:
            return base64.b64decode(text, validate=True).decode("utf-8")
        except ValueError:
            return None
    return text


def _read(raw: bytes, charset: str, fallback: str) -> str:
    """Bytes in the charset they claim; if that is wrong, in the first in which they make sense."""
    for name in (charset, "utf-8", fallback, "gb18030"):
        try:
            codecs.lookup(name)
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError, TypeError):
            continue
    return raw.decode("utf-8", "replace")


def parts(value: str, at: str) -> list[str]:
    """A value split at a sign (`;` or `,`) where that is not escaped, each part unescaped.

    >>> parts(r"a\\;b;c\\, d;;e\\nf", ";")
    ['a;b', 'c, d', '', 'e\\nf']
    """
    return [plain(part) for part in re.split(rf"(?<!\\){at}", value.replace("\\\\", "\x00"))]


def plain(value: str) -> str:
    """A value with its escapes read.

    >>> plain(r"a\\, b\\nc")
    'a, b\\nc'
    """
    value = value.replace("\\\\", "\x00")
    value = _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    return value.replace("\x00", "\\")
