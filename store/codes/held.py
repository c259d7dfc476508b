"""The numbers that a rule holds back (`hold=*888`): which are free, below and ahead of a counter.

They are given by hand to those who ask; nothing here gives or reserves one. A code that is found
is one of a counter in use: its other parts are those of the counter's newest code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from store.codes.rulebook import ActiveRule, RuleBook
from store.codes.skeleton import skeleton
from store.engine.driver import Connection
from store.errors import InvalidRules, InvalidValue, NotFound
from store.pattern import (
    Resolved,
    Seq,
    Tables,
    finish_text,
    next_held,
    resolve,
    resolved_from,
    shown_key,
)
from store.pattern.tokens import Check, Literal, Rand

MOST_COUNTERS: Final = 500
"""How many counters of a rule are looked at, those made last."""
LEAST_EACH: Final = 4
UNKNOWN: Final = "…"


@dataclass(frozen=True, slots=True)
class Held:
    """A number that a rule holds back, and nobody has.

    code: with … where the customer decides, not the counter (`per=`); then it is not `whole`.
    counter: as people write it. passed: the counter is above it already.
    """

    code: str
    number: int
    counter: str
    passed: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class _Counter:
    key: str
    value: int
    resolved: Resolved
    newest: str


def held(
    conn: Connection, book: RuleBook, name: str, begins: str, limit: int, now: datetime
) -> list[Held]:
    """Free held-back codes of a rule; see `Rules.held`."""
    rule = next((rule for rule in book.rules if rule.name == name), None)
    if rule is None:
        raise NotFound("There is no rule {name}: see kehao rules list.", name=name)
    seq = rule.pattern.seq
    if seq is None or not seq.hold:
        raise InvalidRules(
            "Rule {rule} holds no numbers back: its pattern would say so, as in {example}.",
            rule=name,
            example="{seq:6,hold=*888/*666}",
        )
    start = skeleton(begins)
    counters = [
        counter
        for counter in _counters(conn, rule, book.tables, now)
        if not start
        or _code(counter, rule, seq.first).startswith(UNKNOWN)
        or _meets(counter, start)
    ]
    each = max(LEAST_EACH, limit // max(1, len(counters)))
    found: list[Held] = []
    for counter in counters:
        found += _of(conn, counter, rule, seq, start, each)
        if len(found) >= limit:
            break
    return found[:limit]


def _meets(counter: _Counter, start: str) -> bool:
    """Whether codes of a counter can begin so: what stands before the number agrees."""
    before = ""
    for part in counter.resolved.parts:
        if not part:
            break
        before += part
    before = skeleton(before)
    return before.startswith(start) or start.startswith(before)


def _of(
    conn: Connection, counter: _Counter, rule: ActiveRule, seq: Seq, start: str, most: int
) -> list[Held]:
    """Of one counter: half of them numbers it has passed, if there are so many."""
    passed = _free(conn, counter, rule, seq, seq.first - 1, start)
    ahead = _free(conn, counter, rule, seq, max(counter.value, seq.first - 1), start)
    below: list[Held] = []
    above: list[Held] = []
    for one in passed:
        if not one.passed or len(below) == most:
            break
        below.append(one)
    for one in ahead:
        if len(above) == most:
            break
        above.append(one)
    room = max(most - len(above), most // 2)
    below = below[:room]
    return below + above[: most - len(below)]


def _free(
    conn: Connection, counter: _Counter, rule: ActiveRule, seq: Seq, after: int, start: str
) -> Iterator[Held]:
    number: int | None = after
    while number is not None and (number := next_held(seq, number)) is not None:
        code = _code(counter, rule, number)
        bones = skeleton(code)
        if start and UNKNOWN not in code and not bones.startswith(start):
            continue
        row = conn.execute("SELECT 1 FROM code WHERE skeleton = ?", (bones,)).fetchone()
        if row is None:
            yield Held(
                code, number, shown_key(counter.key), number <= counter.value, UNKNOWN not in code
            )


def _code(counter: _Counter, rule: ActiveRule, number: int) -> str:
    """The code of a number, or its shape where the counter leaves parts of it open."""
    seq, resolved = rule.pattern.seq, counter.resolved
    assert seq is not None
    if seq.per is None:
        return finish_text(resolved, number)
    fixed = (Literal, Seq, Rand, Check)
    tokens = resolved.pattern.tokens
    if all(isinstance(token, fixed) or token.token in seq.per for token in tokens):
        return finish_text(resolved, number)
    from store.pattern.numbers import encode

    shown = ""
    for token, part in zip(tokens, resolved.parts, strict=True):
        if isinstance(token, Seq):
            shown += encode(number, seq.base, seq.width)
        elif isinstance(token, Literal) or token.token in seq.per:
            shown += part
        else:
            shown += UNKNOWN
    return shown


def _counters(conn: Connection, rule: ActiveRule, tables: Tables, now: datetime) -> list[_Counter]:
    """The counters that the rule's present version takes numbers from, used lately ones first;
    the one that it would take now, where that depends on no customer."""
    found: dict[str, _Counter] = {}
    rows = conn.execute(
        "SELECT counter.id, counter.key, counter.value FROM counter_segment"
        " JOIN counter ON counter.id = counter_segment.counter"
        " WHERE counter_segment.token = '' AND counter_segment.text = ''"
        " AND counter_segment.rule_version = ? ORDER BY counter.id DESC LIMIT ?",
        (rule.version_id, MOST_COUNTERS),
    ).fetchall()
    for counter, key, value in rows:
        row = conn.execute(
            "SELECT text, issued_at FROM code WHERE counter = ? AND rule_version = ?"
            " ORDER BY number DESC LIMIT 1",
            (counter, rule.version_id),
        ).fetchone()
        if row is None:
            continue
        texts = [segment.text for segment in rule.reader.read(row[0]).segments]
        if len(texts) == len(rule.pattern.tokens):
            resolved = resolved_from(rule.pattern, rule.date, texts, tables)
            found[key] = _Counter(key, value, resolved, row[1])
    today = now.date().isoformat()
    dates = {name: today for name in ("registered", rule.date) if name in rule.needs}
    try:
        resolved = resolve(rule.pattern, dates, now, rule.date, tables)
    except (InvalidValue, ValueError):
        pass
    else:
        key = resolved.counter_key
        if key not in found:
            row = conn.execute("SELECT value FROM counter WHERE key = ?", (key,)).fetchone()
            found[key] = _Counter(key, row[0] if row else -1, resolved, "")
    return sorted(found.values(), key=lambda counter: counter.newest, reverse=True)
