"""Codes on their own: what a form would give, and what a code says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from store.access import Service, needs
from store.codes.allocation import Allocator
from store.codes.near import Near, as_near, near
from store.codes.rulebook import RuleBook
from store.codes.skeleton import skeleton
from store.customers.fields import Field
from store.customers.values import read_value
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import InvalidText
from store.pattern import Reading, Segment, finish, parse_pattern, reader, resolve
from store.search.pinyin import initials
from store.text import clean

UNKNOWN: Final = "unknown"
LONGEST: Final = 64
MOST_MEANT: Final = 3
_LIKE_A_CODE: Final = re.compile(r"(?=.*[0-9])[^\s:\"*]+")
"""One word with a digit that is no term of the search language."""

_HISTORY: Final = (
    "SELECT at, action, actor FROM operation WHERE object = ?"
    " AND (action LIKE 'code.%' OR action LIKE 'customer.%') ORDER BY seq LIMIT 100"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The code that a form would give now; it binds nothing."""

    text: str
    rule: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code says and what became of it.

    state: live, alias, reserved, void or unknown. customer: the code that the customer has today,
    with the name, or empty. problems: what is wrong with it, in order of place. history: what was
    done under it, oldest first. near: existing codes at one slip's distance, best first.
    """

    code: str
    state: str
    customer: str
    customer_id: int | None
    name: str
    rule: str
    issued_at: str
    segments: tuple[Segment, ...]
    problems: tuple[InvalidText, ...]
    near: tuple[str, ...]
    history: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done with a code: when (UTC), what (an action of the log), by whom."""

    at: str
    action: str
    actor: str


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody may have meant: the very code as it stands, or customers' codes near it."""

    exact: Near | None
    near: tuple[Near, ...]

    @property
    def customer_id(self) -> int | None:
        """The customer to show, the likeliest."""
        if self.exact is not None:
            return self.exact.customer_id
        return self.near[0].customer_id if self.near else None


class Codes(Service):
    """Customer codes."""

    @needs("customer.add", "rule.read")
    def preview(self, values: Mapping[str, str]) -> Preview:
        """The code that a customer with these values would get now. Takes no number.

        Raises InvalidValue naming the field that a rule still needs, CounterExhausted.
        """
        session = self._session
        with session.reading() as conn:
            fields = session.field_map(conn)
            book = session.rulebook(conn)
            read = {
                name: read_value(fields[name], text)[0]
                for name, text in values.items()
                if name in fields
            }
            read["registered"] = read.get("registered") or session.today().isoformat()
            rule = book.choose(read, fields, session.today())
            resolved = resolve(rule.pattern, read, session.now(), rule.date, book.tables, initials)
            given = Allocator(conn, "", "", dry=True).by_rule(rule, resolved)
        code = finish(resolved, given.number)
        if given.number is None:
            segments = rule.reader.read(given.text).segments
            return Preview(given.text, rule.name, segments)
        return Preview(code.text, rule.name, code.segments)

    @needs("customer.read")
    def explain(self, code: str) -> Explanation:
        """What a code says, segment by segment, under the rule version that made it; for a code
        that does not exist: what is wrong with it, and which existing ones it could be."""
        session = self._session
        text = clean(code)
        with session.reading() as conn:
            row = conn.execute(
                "SELECT code.text, code.state, code.customer, code.issued_at, rule.name,"
                " rule_version.pattern, rule_version.tables FROM code"
                " LEFT JOIN rule_version ON rule_version.id = code.rule_version"
                " LEFT JOIN rule ON rule.id = rule_version.rule WHERE code.skeleton = ?",
                (skeleton(text),),
            ).fetchone()
            if row is None:
                return self._unknown(conn, text, session.field_map(conn))
            text, state, customer, issued_at, rule, pattern, tables = row
            reading = None
            if pattern is not None:
                reading = reader(parse_pattern(pattern), json.loads(tables)).read(text)
            else:
                rule, reading = _best(session.rulebook(conn), text)
                if reading is not None and not reading.ok:
                    rule, reading = "", None
            holder = conn.execute(
                "SELECT code, name FROM customer WHERE id = ?", (customer,)
            ).fetchone()
            history = tuple(Event(*event) for event in conn.execute(_HISTORY, (text,)))
        return Explanation(
            code=text,
            state=state,
            customer=holder[0] if holder else "",
            customer_id=customer if holder else None,
            name=holder[1] if holder else "",
            rule=rule or "",
            issued_at=issued_at,
            segments=reading.segments if reading else (),
            problems=tuple(problem.error for problem in reading.problems) if reading else (),
            near=(),
            history=history,
        )

    @needs("customer.read")
    def meant(
        self, words: str, *, exact: bool = False, cancel: Cancel | None = None
    ) -> Meant | None:
        """What somebody may have meant who searched for these words, if they look like a code: that
        very code as it stands, else (unless `exact`) customers' codes at one slip. None for
        neither."""
        text = clean(words)
        if not 3 <= len(text) <= LONGEST or not _LIKE_A_CODE.fullmatch(text):
            return None
        with self._session.reading(cancel) as conn:
            row = conn.execute(
                "SELECT text, state, customer FROM code WHERE skeleton = ?", (skeleton(text),)
            ).fetchone()
            if row is not None:
                return Meant(as_near(conn, *row), ())
            if exact:
                return None
            found = tuple(one for one in near(conn, text) if one.customer_id is not None)
        return Meant(None, found[:MOST_MEANT]) if found else None

    def _unknown(self, conn: Connection, text: str, fields: Mapping[str, Field]) -> Explanation:
        rule, reading = _best(self._session.rulebook(conn), text)
        return Explanation(
            code=text,
            state=UNKNOWN,
            customer="",
            customer_id=None,
            name="",
            rule=rule,
            issued_at="",
            segments=reading.segments if reading else (),
            problems=tuple(problem.error for problem in reading.problems) if reading else (),
            near=tuple(one.code for one in near(conn, text)),
        )


def _best(book: RuleBook, text: str) -> tuple[str, Reading | None]:
    """The rule in force under which a code has the fewest problems."""
    best: tuple[int, str, Reading] | None = None
    for rule in book.rules:
        reading = rule.reader.read(text)
        wrong = len(reading.problems) + (0 if reading.segments else 100)
        if best is None or wrong < best[0]:
            best = (wrong, rule.name, reading)
    return (best[1], best[2]) if best else ("", None)
