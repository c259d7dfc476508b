"""Giving a code inside the transaction that saves its customer.

A counter is a row: its key, the last number given, and where it started. A number is taken in the
transaction, so a failed or cancelled save takes none. What is already in the namespace is stepped
over, and the number is noted as taken by the code that stands there.

What the rows say of a counter's numbers: a `code` with `counter` and `number` explains the number
by its `state` (live, alias, reserved, void); `reservation` names the block it was set aside in,
also after it was used, released or expired (the block's state says which). `counter_step` names
the runs of numbers that imported codes jumped over. The pattern skips or holds back the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from store.codes.rulebook import ActiveRule
from store.codes.segments import is_told, tell
from store.codes.skeleton import skeleton
from store.engine.driver import Connection
from store.errors import CodeTaken, CounterExhausted, KehaoError
from store.pattern import Resolved, Seq, finish_text, next_number
from store.pattern.render import counter_key_of
from store.pattern.widening import narrower_keys

RANDOM_TRIES: Final = 200
LOOK_BACK: Final = 20_000
"""How many existing codes a new counter looks at, highest first, for one of its own."""
LOOK_AT: Final = 50
"""How many of a counter's codes, highest first, tell which rule it belongs to."""


def standing(row: Sequence[Any], bones: str) -> Given:
    """A code whose row is there: id, text, origin, rule version, counter, number."""
    return Given(row[1], bones, row[2], row[3], row[4], row[5], row[0])


_MAY_STAND: Final = {
    "reserved": "SELECT id, text, origin, rule_version, counter, number FROM code"
    " WHERE skeleton = ? AND state = 'reserved'",
    "import": "SELECT id, text, origin, rule_version, counter, number FROM code"
    " WHERE skeleton = ? AND state = 'void' AND origin = 'import' AND EXISTS"
    " (SELECT 1 FROM subject_key WHERE subject_key.customer = code.customer)",
}
"""Codes that may be given although they stand in the namespace, by the origin that may. What an
import brought and an undo took away keeps its customer's key; what was erased for good does not."""


@dataclass(slots=True)
class Counter:
    """A counter as this transaction sees it; `value` is the last number given (or -1: none)."""

    id: int
    key: str
    value: int
    new: bool
    start: int
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A code as it goes into the namespace; `row` is the code's row when it stands there already
    (reserved, an earlier code of this customer, or brought back by an import)."""

    text: str
    skeleton: str
    origin: str
    rule_version: int | None
    counter: int | None
    number: int | None
    row: int | None = None


@dataclass(slots=True)
class Allocator:
    """Gives codes in one transaction; `save` writes the counters back at its end.

    dry: nothing is written, for a preview or a dry run on a reading connection.
    """

    conn: Connection
    group: str
    at: str
    dry: bool = False
    _counters: dict[str, Counter] = field(default_factory=dict)
    _fresh: dict[str, str] = field(default_factory=dict)
    _next_id: int = 0
    _told: set[tuple[int, int]] = field(default_factory=set)

    def by_rule(self, rule: ActiveRule, resolved: Resolved) -> Given:
        """The next code of a rule. Raises CounterExhausted, or KehaoError when random codes of
        this form are all but used up."""
        seq = resolved.pattern.seq
        if seq is None:
            return self._by_chance(rule, resolved)
        counter = self.counter(resolved, rule, seq)
        value = counter.value if counter.value >= 0 else None
        while True:
            try:
                value = next_number(seq, value)
            except CounterExhausted as error:
                raise CounterExhausted(
                    "counter exhausted: rule {rule} has given its last number ({counter}); save "
                    "a version whose number is one place wider.",
                    rule=rule.name,
                    counter=counter.key,
                ) from error
            text = finish_text(resolved, value)
            bones = skeleton(text)
            if not self._taken(bones):
                break
            self._note_taken(bones, counter, value)
        counter.value, counter.changed = value, True
        self._fresh[bones] = text
        return Given(text, bones, "rule", rule.version_id, counter.id, value)

    def by_hand(self, text: str, origin: str) -> Given:
        """A code that a person or a file brings; origin `reserved` takes one out of a block (who
        may is `reservations.claim`'s to say). Raises CodeTaken.

        An import that was undone may bring its codes once more: they are the same old codes.
        """
        bones, back = self._free(text, origin)
        self._fresh[bones] = text if back is None else back.text
        return back or Given(text, bones, origin, None, None, None)

    def check_free(self, text: str, origin: str) -> None:
        """Raise CodeTaken for a code that `by_hand` would refuse; nothing is given."""
        self._free(text, origin)

    def give_back(self, givens: Iterable[Given]) -> None:
        """Codes of `by_hand` that are not going to be written after all."""
        for given in givens:
            del self._fresh[given.skeleton]

    def _free(self, text: str, origin: str) -> tuple[str, Given | None]:
        """The skeleton of a code that may be given, and its row if it stands there already."""
        bones = skeleton(text)
        other = self._taken(bones)
        if not other:
            return bones, None
        back = None if bones in self._fresh else self._standing(bones, origin)
        if back is None:
            if bones not in self._fresh and self._is_void(bones):
                raise CodeTaken(
                    "The code {code} was given before and is void now: no code is given twice, "
                    "choose another.",
                    field="code",
                    code=text,
                )
            raise CodeTaken(
                "The code {code} is taken already ({other}): choose another.",
                field="code",
                code=text,
                other=other,
            )
        return bones, back

    def _is_void(self, bones: str) -> bool:
        """Whether nobody has the code any more."""
        sql = "SELECT 1 FROM code WHERE skeleton = ? AND state = 'void'"
        return self.conn.execute(sql, (bones,)).fetchone() is not None

    def make_room(self, key: str, number: int) -> None:
        """Let a counter go on above a number that earlier codes, which come in later, will take."""
        counter = self._find(key)
        if counter is None:
            self._make(key, number, number + 1)
        elif number > counter.value:
            self.conn.execute(
                "INSERT INTO counter_step (counter, first, last, why, at, group_id)"
                " VALUES (?, ?, ?, 'import', ?, ?)",
                (self._saved(counter).id, counter.value + 1, number, self.at, self.group),
            )
            counter.value, counter.changed = number, True

    def _standing(self, bones: str, origin: str) -> Given | None:
        """The row that may be given although it is in the namespace."""
        if origin not in _MAY_STAND:
            return None
        row = self.conn.execute(_MAY_STAND[origin], (bones,)).fetchone()
        return standing(row, bones) if row is not None else None

    def linked(self, given: Given, rule: ActiveRule, key: str, number: int) -> Given:
        """An imported code that a rule could have made: its counter goes on above it."""
        counter = self._find(key)
        if counter is None:
            counter = self._make(key, number, number)
        elif number > counter.value:
            if number > counter.value + 1:
                self.conn.execute(
                    "INSERT INTO counter_step (counter, first, last, why, at, group_id)"
                    " VALUES (?, ?, ?, 'import', ?, ?)",
                    (self._saved(counter).id, counter.value + 1, number - 1, self.at, self.group),
                )
            counter.value, counter.changed = number, True
        if (counter.id, rule.version_id) not in self._told:
            texts = [segment.text for segment in rule.reader.read(given.text).segments]
            self._tell(counter, rule, texts)
        return replace(given, rule_version=rule.version_id, counter=counter.id, number=number)

    def counter(self, resolved: Resolved, rule: ActiveRule, seq: Seq) -> Counter:
        """The counter that this code asks; a new one starts above the highest existing code."""
        key = resolved.counter_key
        found = self._find(key)
        if found is None:
            highest = self._highest(resolved, rule)
            value = max(-1 if highest is None else highest, reached(self.conn, seq, key, rule.id))
            found = self._make(key, value, max(seq.first, value + 1))
        self._tell(found, rule, resolved.parts)
        return found

    def save(self) -> None:
        """Write the counters back."""
        for counter in self._counters.values():
            if counter.new:
                self._saved(counter)
            elif counter.changed:
                self.conn.execute(
                    "UPDATE counter SET value = ? WHERE id = ?", (counter.value, counter.id)
                )
            counter.changed = False

    # -- inside ---------------------------------------------------------------------------------

    def _tell(self, counter: Counter, rule: ActiveRule, texts: Sequence[str]) -> None:
        """Note once what the codes say that this rule takes from this counter."""
        pair = counter.id, rule.version_id
        if self.dry or pair in self._told:
            return
        self._told.add(pair)
        if counter.new or not is_told(self.conn, *pair):
            self._saved(counter)
            tell(self.conn, *pair, rule.pattern, rule.reader.tables, texts)

    def _by_chance(self, rule: ActiveRule, resolved: Resolved) -> Given:
        for _ in range(RANDOM_TRIES):
            text = finish_text(resolved)
            bones = skeleton(text)
            if not self._taken(bones):
                self._fresh[bones] = text
                return Given(text, bones, "rule", rule.version_id, None, None)
        raise KehaoError(
            "Rule {rule} finds no free random code any more: give it more places.", rule=rule.name
        )

    def _taken(self, bones: str) -> str:
        """The text of the code that has this skeleton, or empty."""
        fresh = self._fresh.get(bones)
        if fresh is not None:
            return fresh
        row = self.conn.execute("SELECT text FROM code WHERE skeleton = ?", (bones,)).fetchone()
        return row[0] if row else ""

    def _note_taken(self, bones: str, counter: Counter, number: int) -> None:
        """The code that stands in a counter's way explains why its number is never given."""
        if self.dry:
            return
        self.conn.execute(
            "UPDATE code SET counter = ?, number = ? WHERE skeleton = ? AND counter IS NULL",
            (self._saved(counter).id, number, bones),
        )

    def _find(self, key: str) -> Counter | None:
        found = self._counters.get(key)
        if found is None:
            row = self.conn.execute(
                "SELECT id, value, start FROM counter WHERE key = ?", (key,)
            ).fetchone()
            if row is None:
                return None
            found = self._counters[key] = Counter(row[0], key, row[1], False, row[2])
        return found

    def _make(self, key: str, value: int, start: int) -> Counter:
        if not self._next_id:
            row = self.conn.execute("SELECT coalesce(max(id), 0) FROM counter").fetchone()
            self._next_id = row[0]
        self._next_id += 1
        counter = Counter(self._next_id, key, value, True, start, True)
        self._counters[key] = counter
        return counter

    def _saved(self, counter: Counter) -> Counter:
        if counter.new:
            self.conn.execute(
                "INSERT INTO counter (id, key, start, value) VALUES (?, ?, ?, ?)",
                (counter.id, counter.key, counter.start, counter.value),
            )
            counter.new = False
        return counter

    def _highest(self, resolved: Resolved, rule: ActiveRule) -> int | None:
        """The highest number among existing codes of this very form, along the namespace's index.

        Codes given by hand are not counted: they are stepped over when they are reached.
        """
        before = ""
        for part in resolved.parts:
            if not part:
                break
            before += part
        low = skeleton(before)
        rows = self.conn.execute(
            "SELECT text, origin FROM code WHERE skeleton >= ? AND skeleton < ?"
            " ORDER BY skeleton DESC LIMIT ?",
            (low, low + "\U0010ffff", LOOK_BACK),
        )
        for text, origin in rows:
            if origin == "hand":
                continue
            reading = rule.reader.read(text)
            if reading.number is None or not reading.ok:
                continue
            texts = [segment.text for segment in reading.segments]
            if counter_key_of(resolved.pattern, rule.date, texts) == resolved.counter_key:
                return reading.number
        return None


_PUT: Final = (
    "INSERT INTO code (text, skeleton, customer, state, origin, rule_version, counter, number,"
    " reservation, issued_at, issued_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def put_codes(
    conn: Connection,
    codes: Iterable[tuple[Given, int | None]],
    state: str,
    *,
    at: str,
    by: str,
    reservation: int | None = None,
) -> None:
    """Write given codes into the namespace: each with its customer (None for a reserved one)."""
    new: list[tuple[object, ...]] = []
    for given, customer in codes:
        if given.row is not None:
            conn.execute(
                "UPDATE code SET customer = ?, state = ?, issued_at = ?, issued_by = ?"
                " WHERE id = ?",
                (customer, state, at, by, given.row),
            )
            continue
        new.append(
            (
                given.text,
                given.skeleton,
                customer,
                state,
                given.origin,
                given.rule_version,
                given.counter,
                given.number,
                reservation,
                at,
                by,
            )
        )
    conn.executemany(_PUT, new)


def keep_void(conn: Connection, texts: Iterable[str], at: str, by: str) -> None:
    """Take codes that nobody has, and that must never be given: those that are not there yet."""
    rows = [(text, skeleton(text), None, "void", "import", *[None] * 4, at, by) for text in texts]
    conn.executemany(f"{_PUT} ON CONFLICT (skeleton) DO NOTHING", rows)


def reached(conn: Connection, seq: Seq, key: str, rule: int) -> int:
    """The number that a rule (by its id) had reached when its number was narrower, or -1: a
    version that is one place wider goes on from there."""
    keys = narrower_keys(seq, key)
    if not keys:
        return -1
    found = conn.execute(
        f"SELECT id, value FROM counter WHERE key IN ({', '.join('?' * len(keys))})"
        " ORDER BY value DESC",
        keys,
    ).fetchall()
    return next((value for counter, value in found if belongs(conn, counter, rule)), -1)


def belongs(conn: Connection, counter: int, rule: int) -> bool:
    """Whether a counter's newest codes are of this rule."""
    row = conn.execute(
        "SELECT 1 FROM (SELECT rule_version FROM code WHERE counter = ?"
        " ORDER BY number DESC LIMIT ?) AS newest"
        " JOIN rule_version ON rule_version.id = newest.rule_version"
        " WHERE rule_version.rule = ? LIMIT 1",
        (counter, LOOK_AT, rule),
    ).fetchone()
    return row is not None
