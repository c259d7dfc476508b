"""What codes say, ready to be asked: which rule version shows what, and where in its codes.

All codes that one version takes from one counter have segments in common: the table
`counter_segment` holds them, so that `code.region:GD` goes from counters to codes by an index.
Where a counter's scope is coarser than the code, the segment is cut out of the code's text. The row
with the empty token says only that a version takes codes from a counter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from store.engine.driver import Connection
from store.pattern import Pattern, Reader, Tables, parse_pattern, reader, span
from store.pattern.tokens import DateField, DatePart, FieldToken, Initials, Literal, Seq

ANY_TOKEN: Final = ""
"""The token of the row that says only that a version takes codes from a counter."""

_VERSIONS: Final = (
    "SELECT rule_version.id, rule.name, rule_version.pattern, rule_version.tables"
    " FROM rule_version JOIN rule ON rule.id = rule_version.rule ORDER BY rule_version.id"
)
_TELL: Final = (
    "INSERT INTO counter_segment (counter, rule_version, token, text) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (token, text, rule_version, counter) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment stands in every code of a version: `width` characters (0: as many as there
    are) after `before` others, counted from the left, or before `after` others."""

    width: int
    before: int | None
    after: int


@dataclass(frozen=True)
class Version:
    """A rule version as far as its codes say something."""

    id: int
    rule: str
    pattern: Pattern
    tables: Tables

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The names of what its codes show besides literal text and the number."""
        named = [t.token for t in self.pattern.tokens if not isinstance(t, Literal | Seq)]
        return tuple(dict.fromkeys(named))

    @cached_property
    def decided(self) -> frozenset[str]:
        """The tokens whose text is the same in all codes of one counter."""
        return frozenset(decided(self.pattern, self.tables))

    def table(self, token: str) -> Mapping[str, str] | None:
        """The code table (value to code) that is all that a token can show, or None."""
        named = [t for t in self.pattern.tokens if t.token == token]
        if len(named) != 1 or not isinstance(named[0], FieldToken):
            return None
        return self.tables.get(token, {})

    @cached_property
    def reader(self) -> Reader:
        """Reads its codes."""
        return reader(self.pattern, self.tables)

    def places(self, token: str) -> tuple[Place, ...] | None:
        """Where the segments of a token stand, or None if that differs from code to code."""
        spans = [span(each, self.tables) for each in self.pattern.tokens]
        if sum(low != high for low, high in spans) > 1:
            return None
        found = []
        for at, each in enumerate(self.pattern.tokens):
            if each.token != token:
                continue
            before, after = spans[:at], spans[at + 1 :]
            low, high = spans[at]
            fixed = all(a == b for a, b in before)
            found.append(
                Place(
                    low if low == high else 0,
                    sum(b for _, b in before) if fixed else None,
                    sum(b for _, b in after),
                )
            )
        return tuple(found)

    def text(self, token: str, code: str) -> str:
        """What a code of this version shows for a token; several segments of a name in a row."""
        return said(self.pattern, [s.text for s in self.reader.read(code).segments]).get(token, "")

    def values(self, token: str, text: str) -> tuple[str, ...]:
        """The field's values that a text stands for, by the code table of that time."""
        table = self.table(token) or {}
        return tuple([value for value, code in table.items() if code == text])


@dataclass(frozen=True)
class Says:
    """All rule versions that ever were."""

    versions: Mapping[int, Version] = field(default_factory=dict)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Everything that codes can be asked for, by name."""
        return tuple(sorted({token for each in self.versions.values() for token in each.tokens}))

    @cached_property
    def need_reading(self) -> bool:
        """Whether some segment has no fixed place, so that codes must be read to tell it."""
        return any(v.places(t) is None for v in self.versions.values() for t in v.tokens)

    def showing(self, token: str) -> list[Version]:
        """The versions whose codes show a token."""
        return [each for each in self.versions.values() if token in each.tokens]

    def text(self, version: int | None, token: str, code: str) -> str:
        """What a code of a version shows for a token; empty when it shows none."""
        known = self.versions.get(version) if version is not None else None
        return known.text(token, code) if known is not None and token in known.tokens else ""


def load_says(conn: Connection) -> Says:
    """Read every rule version."""
    return Says(
        {
            id_: Version(id_, rule, parse_pattern(pattern), json.loads(tables or "{}"))
            for id_, rule, pattern, tables in conn.execute(_VERSIONS).fetchall()
        }
    )


def decided(pattern: Pattern, tables: Tables) -> list[str]:
    """The tokens whose text all codes of one counter have in common.

    With the usual scope all that stands around the number; with `per=` what it names. Where two
    segments differ in length, the cut between them is left to reading the code itself.
    """
    seq = pattern.seq
    if seq is None:
        return []
    if sum(low != high for low, high in (span(t, tables) for t in pattern.tokens)) > 1:
        return []
    shown = [
        t.token
        for t in pattern.tokens
        if isinstance(t, DatePart | DateField | FieldToken | Initials)
    ]
    if seq.per is None:
        return list(dict.fromkeys(shown))
    return [name for name in dict.fromkeys(seq.per) if shown.count(name) == 1]


def said(pattern: Pattern, texts: Sequence[str]) -> dict[str, str]:
    """Each token's text in a code, given its segments' texts; none if the code was not read."""
    found: dict[str, str] = {}
    if len(texts) != len(pattern.tokens):
        return found
    for token, text in zip(pattern.tokens, texts, strict=True):
        if not isinstance(token, Literal):
            found[token.token] = found.get(token.token, "") + text
    return found


def is_told(conn: Connection, counter: int, version: int) -> bool:
    """Whether the table holds already what codes of this version and counter say."""
    sql = "SELECT 1 FROM counter_segment WHERE counter = ? AND rule_version = ? LIMIT 1"
    return conn.execute(sql, (counter, version)).fetchone() is not None


def tell(
    conn: Connection,
    counter: int,
    version: int,
    pattern: Pattern,
    tables: Tables,
    texts: Sequence[str],
) -> None:
    """Note what all codes say that this version takes from this counter.

    texts: one a token of the pattern, as a code of the counter has them (the number, random and
    check characters may be left empty).
    """
    shown = said(pattern, texts)
    rows = [(counter, version, token, shown.get(token, "")) for token in decided(pattern, tables)]
    conn.executemany(_TELL, [(counter, version, ANY_TOKEN, ""), *rows])


def tell_all(conn: Connection) -> None:
    """Note it for every counter that has given codes (a store from before this was kept)."""
    known = load_says(conn).versions
    rows: Iterable[tuple[int, int, str]] = conn.execute(
        "SELECT counter, rule_version, min(text) FROM code"
        " WHERE counter IS NOT NULL AND rule_version IS NOT NULL GROUP BY counter, rule_version"
    ).fetchall()
    for counter, version, text in rows:
        made = known[version]
        texts = [segment.text for segment in made.reader.read(text).segments]
        tell(conn, counter, version, made.pattern, made.tables, texts)
