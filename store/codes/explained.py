"""Why each number of a counter is what it is: issued, taken, skipped, held back, stepped over …

The codes of a counter are read in the order of their numbers, by the index; between two of them
the counter's steps and the rule version that gave the next code must say why nothing stands there.
What nobody can say is unexplained, and there must be none. Runs of numbers are told, never a row a
number, so that a counter of a million takes no more memory than one of ten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from store.codes.skeleton import skeleton
from store.engine.driver import Connection
from store.errors import CounterExhausted
from store.pattern import Pattern, Reader, Seq, is_held, next_number, parse_pattern, reader
from store.pattern.check import check_characters
from store.pattern.numbers import encode
from store.pattern.tokens import Check, Rand

ISSUED: Final = "issued"
HAND: Final = "hand"
IMPORT: Final = "import"
TAKEN: Final = "taken"
RESERVED: Final = "reserved"
RELEASED: Final = "released"
VOIDED: Final = "voided"
SKIPPED: Final = "skipped"
HELD: Final = "held"
STEPPED: Final = "stepped"
UNEXPLAINED: Final = "unexplained"

WHYS: Final = (
    ISSUED, HAND, IMPORT, TAKEN, RESERVED, RELEASED, VOIDED, SKIPPED, HELD, STEPPED, UNEXPLAINED,
)  # fmt: skip
"""All that can become of a number. `taken`: a code of another counter stands there; `stepped`: an
import's codes lie above, and the counter goes on over them."""

CODED: Final = frozenset({ISSUED, HAND, IMPORT, RESERVED, RELEASED, VOIDED})
"""Those of which a code of the counter stands in the store."""

_NAMED: Final = frozenset({HAND, TAKEN})
_LONGEST_WALK: Final = 1_000_000
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers from `first` to `last` of which the same became; `code` for one given by hand, or
    taken by a code of another counter."""

    first: int
    last: int
    why: str
    code: str = ""

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Version:
    """A rule version as reading its codes needs it."""

    id: int
    rule: int
    name: str
    number: int
    pattern: Pattern
    date: str
    reader: Reader


@dataclass(slots=True)
class Versions:
    """Rule versions, each read once."""

    conn: Connection
    known: dict[int, Version] = field(default_factory=dict)

    def get(self, version: int) -> Version:
        """The version with this id."""
        found = self.known.get(version)
        if found is None:
            rule, name, number, text, date, tables = self.conn.execute(
                "SELECT rule.id, rule.name, rule_version.version, rule_version.pattern,"
                " rule_version.date, rule_version.tables FROM rule_version"
                " JOIN rule ON rule.id = rule_version.rule WHERE rule_version.id = ?",
                (version,),
            ).fetchone()
            pattern = parse_pattern(text)
            found = self.known[version] = Version(
                version, rule, name, number, pattern, date, reader(pattern, json.loads(tables))
            )
        return found


@dataclass(frozen=True, slots=True)
class Witness:
    """The code given by rule after a gap: the rule version that went over it, and its text."""

    version: int
    text: str


_ROWS: Final = (
    "SELECT number, text, state, origin, rule_version, reservation FROM code"
    " WHERE counter = ? AND number BETWEEN ? AND ? ORDER BY number"
)
_STEPS: Final = (
    'SELECT first, "last" FROM counter_step WHERE counter = ? AND "last" >= ? ORDER BY first'
)
_NEXT: Final = (
    "SELECT rule_version, text FROM code WHERE counter = ? AND number > ? AND origin = 'rule'"
    " AND rule_version IS NOT NULL ORDER BY number LIMIT 1"
)
_LAST: Final = (
    "SELECT rule_version, text FROM code WHERE counter = ? AND number < ? AND origin = 'rule'"
    " AND rule_version IS NOT NULL ORDER BY number DESC LIMIT 1"
)


def explain_counter(
    conn: Connection, versions: Versions, counter: int, start: int, value: int
) -> Iterator[Run]:
    """Runs that together are every number from `start` to `value`, in order, none twice."""
    return _merged(_Walk(conn, versions, counter, start, value).runs())


def _merged(runs: Iterator[Run]) -> Iterator[Run]:
    held: Run | None = None
    for run in runs:
        if held is None:
            held = run
        elif run.why == held.why and run.why not in _NAMED:
            held = Run(held.first, run.last, run.why)
        else:
            yield held
            held = run
    if held is not None:
        yield held


@dataclass(slots=True)
class _Walk:
    conn: Connection
    versions: Versions
    counter: int
    start: int
    value: int
    _steps: Iterator[tuple[int, int]] = field(init=False)
    _step: tuple[int, int] | None = field(init=False)

    def __post_init__(self) -> None:
        self._steps = iter(self.conn.execute(_STEPS, (self.counter, self.start)))
        self._step = next(self._steps, None)

    def runs(self) -> Iterator[Run]:
        """The numbers in order; neighbours of one kind may come in several runs."""
        at = self.start
        first, why = at, ""
        for number, text, state, origin, version, reservation in self.conn.execute(
            _ROWS, (self.counter, self.start, self.value)
        ):
            if number < at:
                continue
            if number > at:
                if why:
                    yield Run(first, at - 1, why)
                    why = ""
                witness = Witness(version, text) if version and origin == "rule" else None
                yield from self._gap(at, number - 1, witness)
            kind = _kind(state, origin, reservation)
            at = number + 1
            if kind == why:
                continue
            if why:
                yield Run(first, number - 1, why)
            if kind in _NAMED:
                yield Run(number, number, kind, text)
                why = ""
            else:
                first, why = number, kind
        if why:
            yield Run(first, at - 1, why)
        if at <= self.value:
            yield from self._gap(at, self.value, None)

    def _gap(self, first: int, last: int, witness: Witness | None) -> Iterator[Run]:
        """Numbers without a code: what steps go over, and what is left between them."""
        at = first
        while at <= last:
            while self._step is not None and self._step[1] < at:
                self._step = next(self._steps, None)
            if self._step is None or self._step[0] > last:
                break
            low, high = max(self._step[0], at), min(self._step[1], last)
            if low > at:
                yield from self._by_rule(at, low - 1, witness)
            yield Run(low, high, STEPPED)
            at = high + 1
        if at <= last:
            yield from self._by_rule(at, last, witness)

    def _by_rule(self, first: int, last: int, witness: Witness | None) -> Iterator[Run]:
        """What the rule version that gave the next code has not given; the rest was taken by a code
        of another counter, or is unexplained."""
        witness = witness or self._look(_NEXT, last) or self._look(_LAST, first)
        seq = self.versions.get(witness.version).pattern.seq if witness else None
        if witness is None or seq is None:
            yield Run(first, last, UNEXPLAINED)
            return
        at = first
        missing: list[int] = []
        while at <= last:
            given = min(_given_from(seq, at), last + 1)
            if given > at:
                yield from self._settle(missing, witness, seq)
                yield from _not_given(seq, at, given - 1)
            if given > last:
                break
            missing.append(given)
            if len(missing) == _BATCH:
                yield from self._settle(missing, witness, seq)
            at = given + 1
        yield from self._settle(missing, witness, seq)

    def _look(self, sql: str, number: int) -> Witness | None:
        row = self.conn.execute(sql, (self.counter, number)).fetchone()
        return Witness(*row) if row is not None else None

    def _settle(self, missing: list[int], witness: Witness, seq: Seq) -> Iterator[Run]:
        """Numbers that the rule would have given: which of them are taken by other codes."""
        if not missing:
            return
        texts = self._texts(missing, witness, seq)
        marks = ",".join("?" * len(texts))
        taken: dict[str, str] = dict(
            self.conn.execute(
                f"SELECT skeleton, text FROM code WHERE skeleton IN ({marks})", list(texts.values())
            )
        )
        for number in missing:
            code = taken.get(texts.get(number, ""))
            yield Run(number, number, TAKEN, code) if code else Run(number, number, UNEXPLAINED)
        missing.clear()

    def _texts(self, numbers: list[int], witness: Witness, seq: Seq) -> dict[int, str]:
        """The skeletons of the codes that these numbers would have had beside the witness."""
        version = self.versions.get(witness.version)
        segments = version.reader.read(witness.text).segments
        tokens = version.pattern.tokens
        if len(segments) != len(tokens) or any(isinstance(token, Rand) for token in tokens):
            return {}
        found = {}
        for number in numbers:
            text = ""
            for token, segment in zip(tokens, segments, strict=True):
                if token is seq:
                    text += encode(number, seq.base, seq.width)
                elif isinstance(token, Check):
                    text += check_characters(token.method, text, digits_only=token.digits_only)
                else:
                    text += segment.text
            found[number] = skeleton(text)
        return found


def _kind(state: str, origin: str, reservation: int | None) -> str:
    if state == "reserved":
        return RESERVED
    if state == "void":
        return VOIDED if reservation is None else RELEASED
    if origin == "hand":
        return HAND
    return IMPORT if origin == "import" else ISSUED


def _given_from(seq: Seq, number: int) -> int:
    """The lowest number from this one on that the counter gives, beyond its last one if none."""
    try:
        return next_number(seq, None if number <= seq.first else number - 1)
    except CounterExhausted:
        return 1 << 62


def _not_given(seq: Seq, first: int, last: int) -> Iterator[Run]:
    """Numbers that the counter does not give: those held back, and those it skips."""
    if not seq.hold or last - first > _LONGEST_WALK:
        yield Run(first, last, SKIPPED)
        return
    for number in range(first, last + 1):
        yield Run(number, number, HELD if is_held(seq, number) else SKIPPED)


def name_held(conn: Connection, versions: Versions, counter: int, run: Run) -> Iterator[Run]:
    """A run of numbers held back, with those named that were given by hand all the same."""
    witness = _Walk(conn, versions, counter, run.first, run.last)._look(_NEXT, run.last)
    seq = versions.get(witness.version).pattern.seq if witness else None
    if witness is None or seq is None:
        yield run
        return
    walk = _Walk(conn, versions, counter, run.first, run.last)
    numbers = iter(range(run.first, run.last + 1))

    def named() -> Iterator[Run]:
        while batch := list(islice(numbers, _BATCH)):
            for one in walk._settle(batch, witness, seq):
                yield (
                    Run(one.first, one.last, HAND, one.code)
                    if one.code
                    else Run(one.first, one.last, HELD)
                )

    yield from _merged(named())
