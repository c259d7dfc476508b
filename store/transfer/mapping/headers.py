"""What the headings of a file mean: compared without case, width and marks, in three ranks.

A field's own names first, then what surely means it, then what probably does.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from store.customers.fields import Field
from store.errors import InvalidValue, NotFound
from store.text import clean, thin
from store.transfer.mapping.words import CODE, EXTRA_TARGETS, LIKELY, OWN_NAMES, SURE

IGNORE: Final = "-"
"""The target of a column that is left out on purpose."""

ROW_COLUMN: Final = "kehao row"
REASON_COLUMN: Final = "kehao reason"
"""Columns that a file of rejected rows has more than the file it came from."""

_BRACKETS: Final = re.compile(r"[(（\[【<《].*?[)）\]】>》]|[*＊:：]")
_NO_LETTER: Final = re.compile(r"[\W_]+")


def key(header: str) -> str:
    """A header as it is compared: case, width, separators, brackets and marks left out.

    >>> key("Customer ID*") == key("customerID") == key("customer_id") == "customerid"
    True
    """
    text = unicodedata.normalize("NFKC", thin(header))
    bare = _NO_LETTER.sub("", _BRACKETS.sub("", text)).casefold()
    return bare or _NO_LETTER.sub("", text).casefold()


def ranks_of(fields: Mapping[str, Field]) -> list[dict[str, list[str]]]:
    """For each rank, from the surest: header key to the targets it may mean, best first."""
    known = {*fields, *EXTRA_TARGETS}
    own: dict[str, list[str]] = {}
    for name, field in fields.items():
        for text in (name, field.label):
            own.setdefault(key(text), []).append(name)
    ranks = [own, {}, {}]
    for rank, words in zip(ranks, (OWN_NAMES, SURE, LIKELY), strict=True):
        for target, text in in_words(words):
            if target in known and target not in rank.setdefault(text, []):
                rank[text].append(target)
    return ranks


def in_words(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Target and key of each word of a table of words."""
    for target, texts in words.items():
        for text in texts.split(","):
            yield target, key(text)


def column_of(header: str, names: Sequence[str], keys: Sequence[str]) -> int:
    """The column that `#3` counts from 1; that of the name; else of the same key; else `3`."""
    wanted = clean(header)
    number = wanted[1:]
    if wanted[:1] == "#" and number.isdecimal() and 0 < int(number) <= len(names):
        return int(number) - 1
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


def target_of(text: str, fields: Mapping[str, Field], ranks: Sequence[dict[str, list[str]]]) -> str:
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
    text = unicodedata.normalize("NFKC", thin(header))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    base = _NO_LETTER.sub("_", text).strip("_").casefold()[:26].strip("_") or f"column_{column + 1}"
    if not base[0].isalpha():
        base = f"f_{base}"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
