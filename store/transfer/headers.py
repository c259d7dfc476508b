"""Which column of a file goes into which field.

First what the person says (`--map`), then a field's own names, then what surely means it, then
what probably does; within one rank the leftmost column wins. A second column for a field that is
taken stays unmapped: nothing is joined or overwritten by guess.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from store.customers.fields import Field
from store.errors import InvalidValue, NotFound, WrongUsage
from store.text import clean
from store.transfer.words import CODE, EXTRA_TARGETS, LIKELY, OWN_NAMES, SURE

IGNORE: Final = "-"
"""The target of a column that is left out on purpose."""

ROW_COLUMN: Final = "kehao row"
REASON_COLUMN: Final = "kehao reason"
"""Columns that a file of rejected rows has more than the file it came from."""

_BRACKETS: Final = re.compile(r"[(（\[【<《].*?[)）\]】>》]|[*＊:：]")
_NO_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file's columns are brought in. targets: one a column, empty where none fits."""

    headers: tuple[str, ...]
    targets: tuple[str, ...]

    @property
    def unmapped(self) -> tuple[int, ...]:
        """The columns that fit no field."""
        return tuple(n for n, target in enumerate(self.targets) if not target)

    def column(self, target: str) -> int | None:
        """The column that goes into `target`, or None."""
        return self.targets.index(target) if target in self.targets else None


def match_headers(
    headers: Sequence[str],
    fields: Mapping[str, Field],
    mapping: Mapping[str, str] | None = None,
) -> Columns:
    """Find a target for each header.

    `fields`: all fields in force. `mapping`: header to field name (or a name people use for it;
    `-` leaves the column out), overrules what would be found. Raises NotFound for a header the
    file does not have, InvalidValue for a field that there is not, WrongUsage for two columns
    into one field.
    """
    names = tuple(clean(header) for header in headers)
    keys = [key(name) for name in names]
    ranks = _ranks(fields)
    targets = [""] * len(names)
    for header, field in (mapping or {}).items():
        column = _column(header, names, keys)
        target = IGNORE if field.strip() in ("", IGNORE) else _target(field, fields, ranks)
        if target != IGNORE and target in targets:
            raise WrongUsage(
                "Two columns can't both go into {field}: map one of them elsewhere.", field=target
            )
        targets[column] = target
    for column, name in enumerate(names):
        if name in (ROW_COLUMN, REASON_COLUMN) and not targets[column]:
            targets[column] = IGNORE
    for rank in ranks:
        for column, header_key in enumerate(keys):
            if targets[column]:
                continue
            for target in rank.get(header_key, ()):
                if target not in targets:
                    targets[column] = target
                    break
    return Columns(names, tuple(targets))


def key(header: str) -> str:
    """A header as it is compared: case, width, separators, brackets and marks left out.

    >>> key("Customer ID*") == key("customerID") == key("customer_id") == "customerid"
    True
    """
    text = unicodedata.normalize("NFKC", header)
    bare = _NO_LETTER.sub("", _BRACKETS.sub("", text)).casefold()
    return bare or _NO_LETTER.sub("", text).casefold()


def _ranks(fields: Mapping[str, Field]) -> list[dict[str, list[str]]]:
    """For each rank, from the surest: header key to the targets it may mean, best first."""
    known = {*fields, *EXTRA_TARGETS}
    own: dict[str, list[str]] = {}
    for name, field in fields.items():
        for text in (name, field.label):
            own.setdefault(key(text), []).append(name)
    ranks = [own, {}, {}]
    for rank, words in zip(ranks, (OWN_NAMES, SURE, LIKELY), strict=True):
        for target, text in _words(words):
            if target in known and target not in rank.setdefault(text, []):
                rank[text].append(target)
    return ranks


def _words(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for target, texts in words.items():
        for text in texts.split(","):
            yield target, key(text)


def _column(header: str, names: Sequence[str], keys: Sequence[str]) -> int:
    """The column of that name; else of the same key; else the one with that number, from 1."""
    wanted = clean(header)
    if wanted in names:
        return names.index(wanted)
    if key(wanted) and key(wanted) in keys:
        return keys.index(key(wanted))
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        return int(wanted) - 1
    raise NotFound(
        "The file has no column {column}: it has {columns}.",
        column=header,
        columns=", ".join(filter(None, names)),
    )


def _target(text: str, fields: Mapping[str, Field], ranks: Sequence[dict[str, list[str]]]) -> str:
    """The target that a person means; raises InvalidValue with the nearest ones."""
    text = text.strip()
    if text in fields or text in EXTRA_TARGETS:
        return text
    for rank in ranks:
        found = rank.get(key(text))
        if found:
            return found[0]
    near = difflib.get_close_matches(text, [CODE, *fields, *EXTRA_TARGETS], 3, 0.5)
    raise InvalidValue(
        "There is no field {field}: {near}.",
        field=text,
        near=", ".join(near) or ", ".join([CODE, *fields]),
    )


def field_name(header: str, column: int, taken: set[str]) -> str:
    """A name for the custom field that an unmapped column becomes, unlike all in `taken`.

    Letters and digits of the header in lower case joined by `_`; camelCase is taken apart. An
    empty header gives the number of its column.
    """
    text = unicodedata.normalize("NFKC", header)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    base = _NO_LETTER.sub("_", text).strip("_").casefold()[:26].strip("_") or f"column_{column + 1}"
    if not base[0].isalpha():
        base = f"f_{base}"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
