"""Each code against its own text, the rule version that made it, and its customer's record.

All codes are read in pages by their id; a page is one short read, so that nothing waits for an
audit and memory does not grow with the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from typing import Any, Final

from store.codes.explained import Version, Versions
from store.codes.findings import CHECK, DUPLICATE, NUMBER, RECORD, RULE, SKELETON, Finding, Found
from store.codes.skeleton import skeleton
from store.customers.fields import BUILT_IN, MASK, Field
from store.engine.driver import Connection
from store.errors import KehaoError
from store.pattern import Segment, dates, parse_pattern
from store.pattern.tokens import NOW, DateField, DatePart, FieldToken, Token

PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class _Row:
    """One code with its customer."""

    text: str
    customer: str
    customer_id: int | None
    rule: str


@dataclass(slots=True)
class Reader:
    """Reads pages of codes and puts what is wrong into `found`; one for each audit.

    fields, sees_personal: whose values must not be told.
    """

    found: Found
    fields: Mapping[str, Field]
    sees_personal: bool
    last: int = 0
    _known: dict[int, Version] = dataclass_field(default_factory=dict)

    def page(self, conn: Connection) -> int:
        """Read the next page; how many codes it had, 0 at the end."""
        versions = Versions(conn, self._known)
        columns = self._columns(conn)
        selected = "".join(f", customer.{name}" for name in columns)
        rows = conn.execute(
            "SELECT code.id, code.text, code.skeleton, code.state, code.rule_version, code.number,"
            f" customer.id, customer.code, customer.custom{selected} FROM code"
            " LEFT JOIN customer ON customer.id = code.customer"
            " WHERE code.id > ? ORDER BY code.id LIMIT ?",
            (self.last, PAGE),
        ).fetchall()
        for row in rows:
            self._one(conn, versions, columns, row)
        if rows:
            self.last = rows[-1][0]
        return len(rows)

    def _columns(self, conn: Connection) -> tuple[str, ...]:
        """The built-in fields that some rule version shows in its codes."""
        wanted: set[str] = set()
        for pattern, date in conn.execute("SELECT pattern, date FROM rule_version").fetchall():
            wanted |= _shown_fields(pattern, date)
        return tuple(name for name in BUILT_IN if name in wanted)

    def _one(
        self, conn: Connection, versions: Versions, columns: Sequence[str], row: Sequence[Any]
    ) -> None:
        id_, text, bones, state, version_id, number, customer_id, customer, custom = row[:9]
        if skeleton(text) != bones:
            self._wrong_skeleton(conn, id_, _Row(text, customer or "", customer_id, ""))
        if version_id is None:
            return
        version = versions.get(version_id)
        reading = version.reader.read(text)
        if reading.problems:
            one = _Row(text, customer or "", customer_id, version.name)
            for problem in reading.problems:
                self._add(
                    CHECK if problem.kind == "check" else RULE,
                    one,
                    problem.error,
                    KehaoError(
                        "Give the customer another code, or leave it: it stays taken, and rule "
                        "{rule} v{version} goes on.",
                        rule=version.name,
                        version=version.number,
                    ),
                )
            return
        if number is not None and reading.number is not None and reading.number != number:
            one = _Row(text, customer or "", customer_id, version.name)
            self._add(
                NUMBER,
                one,
                KehaoError(
                    "The code {code} shows number {shown} and is kept as number {kept} of its "
                    "counter.",
                    code=text,
                    shown=reading.number,
                    kept=number,
                ),
                _restore(),
            )
        if state == "live" and customer_id is not None and _checks(version):
            values = dict(zip(columns, row[9:], strict=True))
            if custom not in ("", "{}"):
                values.update(json.loads(custom))
            one = _Row(text, customer or "", customer_id, version.name)
            for token, segment, field, value in _contradictions(version, reading.segments, values):
                self._contradiction(one, token, segment, field, value)

    def _contradiction(
        self, one: _Row, token: Token, segment: Segment, field: str, value: str
    ) -> None:
        known = self.fields.get(field)
        if known is not None and known.personal and not self.sees_personal:
            value = MASK
        says = segment.value or segment.text
        self._add(
            RECORD,
            one,
            KehaoError(
                "{text} in the code {code} says {says}; the record's {field} is {value}.",
                text=segment.text,
                code=one.text,
                says=says,
                field=field,
                value=value,
            ),
            KehaoError(
                "Correct {field} in the record, or give the customer a new code.", field=field
            ),
        )

    def _wrong_skeleton(self, conn: Connection, id_: int, one: _Row) -> None:
        other = conn.execute(
            "SELECT text FROM code WHERE skeleton = ? AND id <> ?", (skeleton(one.text), id_)
        ).fetchone()
        if other is not None:
            self._add(
                DUPLICATE,
                one,
                KehaoError(
                    "The codes {code} and {other} are the same.", code=one.text, other=other[0]
                ),
                KehaoError("Give one of the two customers another code."),
            )
        self._add(
            SKELETON,
            one,
            KehaoError(
                "The code {code} is compared by something that is not its text: it was changed "
                "from outside.",
                code=one.text,
            ),
            _restore(),
        )

    def _add(self, kind: str, one: _Row, what: KehaoError, mend: KehaoError) -> None:
        self.found.add(Finding(kind, one.text, one.customer, one.customer_id, one.rule, what, mend))


def _restore() -> KehaoError:
    return KehaoError(
        "Somebody changed the store from outside: verify the log, and compare with a backup."
    )


@cache
def _shown_fields(pattern: str, date: str) -> frozenset[str]:
    return parse_pattern(pattern).fields(date)


def _checks(version: Version) -> bool:
    return any(
        isinstance(token, FieldToken | DateField | DatePart) for token in version.pattern.tokens
    )


def _contradictions(
    version: Version, segments: Sequence[Segment], values: Mapping[str, str]
) -> Iterator[tuple[Token, Segment, str, str]]:
    """Segments that say something else than the record. An empty field contradicts nothing."""
    for token, segment in zip(version.pattern.tokens, segments, strict=True):
        if isinstance(token, FieldToken):
            value = values.get(token.field, "")
            if value and version.reader.tables.get(token.field, {}).get(value) != segment.text:
                yield token, segment, token.field, value
        elif isinstance(token, DatePart | DateField):
            field = version.date if isinstance(token, DatePart) else token.field
            value = values.get(field, "") if field != NOW else ""
            if value and _shown(token.format, value) not in ("", segment.text):
                yield token, segment, field, value


def _shown(format: str, iso: str) -> str:
    """A date as a code shows it; empty when it is none."""
    try:
        return dates.show_text(format, iso)
    except ValueError:
        return ""
