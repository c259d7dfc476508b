"""A pattern as a network of states, one character from state to state.

Every move carries the character as it is compared (folded), the text as it is written, and a
label that says what the character does in the counter's key: `#` the number, `?` left out of the
key (random, check), `=` part of it; with `per=`, only the scope's tokens are part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from store.pattern import dates
from store.pattern.check import METHODS
from store.pattern.segments import Tables
from store.pattern.shape import FREE, LETTERS
from store.pattern.tokens import (
    DATE_PARTS,
    Any,
    Check,
    DateField,
    DatePart,
    FieldToken,
    Initials,
    Literal,
    Pattern,
    Rand,
    Seq,
    Token,
)

_YEARS: Final = range(1900, 2200)
_FINEST_STEP: Final = 100


@dataclass(slots=True)
class Network:
    """States are numbers. moves: folded character to (text, label, state after); free: states
    that are reached without a character; checks: the states just after check characters."""

    moves: list[dict[str, list[tuple[str, str, int]]]] = field(default_factory=list)
    free: list[list[int]] = field(default_factory=list)
    checks: dict[int, Check] = field(default_factory=dict)
    begin: int = 0
    end: int = 0

    def state(self) -> int:
        """A new state."""
        self.moves.append({})
        self.free.append([])
        return len(self.moves) - 1

    def move(self, start: int, character: str, text: str, label: str, end: int) -> None:
        """A way from state to state by one character."""
        way = (text, label, end)
        ways = self.moves[start].setdefault(character, [])
        if way not in ways:
            ways.append(way)


def network(
    pattern: Pattern,
    tables: Tables,
    alike: Callable[[str], str],
    extra: frozenset[str],
    *,
    by_place: bool = False,
) -> Network:
    """The network of a pattern's codes. `extra`: letters that `{any}` stands for besides ASCII.

    by_place: the labels are the tokens' places in the pattern, and say nothing of the counter.

    Dates are years 1900 to 2199 and parts within their bounds, but not checked against each
    other; check characters are any that the method gives.
    """
    made = Network()
    builder = _Builder(made, tables, alike, extra)
    made.begin = at = made.state()
    for place, token in enumerate(pattern.tokens):
        label = f"@{place}" if by_place else _label(token, pattern)
        at = builder.add(token, at, label)
        if isinstance(token, Check):
            made.checks[at] = token
    made.end = at
    return made


def _label(token: Token, pattern: Pattern) -> str:
    if isinstance(token, Seq):
        return "#"
    seq = pattern.seq
    if seq is None or seq.per is None:
        return "?" if isinstance(token, Rand | Check) else "="
    in_scope = token.token in seq.per and isinstance(
        token, FieldToken | Initials | DatePart | DateField
    )
    decides = isinstance(token, DatePart | DateField) and any(n in DATE_PARTS for n in seq.per)
    return f"={token.token}" if in_scope or decides else ""


@dataclass(slots=True)
class _Builder:
    net: Network
    tables: Tables
    alike: Callable[[str], str]
    extra: frozenset[str]
    shared: set[int] = field(default_factory=set)

    def add(self, token: Token, at: int, label: str) -> int:
        """Add what a token can give from a state on; the state after it."""
        match token:
            case Literal():
                return self.words(at, [token.text], label)
            case FieldToken():
                codes = {code for code in self.tables.get(token.field, {}).values() if code}
                if token.width:
                    codes = {code for code in codes if len(code) == token.width}
                return self.words(at, sorted(codes), label)
            case DatePart() | DateField():
                return self.date(at, token.format, label)
            case Seq():
                return self.number(at, token, label)
            case Rand():
                return self.characters(at, token.alphabet, token.width, token.width, label)
            case Check():
                method = METHODS[token.method]
                return self.characters(at, method.gives, method.width, method.width, label)
            case Initials():
                return self.characters(at, LETTERS, 1, token.count, label)
            case Any():
                free = [*FREE, *sorted(self.extra)]
                return self.characters(at, free, token.low, token.high, label)

    def word(self, start: int, text: str, label: str, end: int) -> None:
        """One text from state to state."""
        steps = [(self.alike(character), character) for character in text]
        if any(len(folded) != 1 for folded, _ in steps):
            whole = self.alike(text)
            steps = [(c, text if place == 0 else "") for place, c in enumerate(whole)]
        at = start
        for place, (folded, written) in enumerate(steps):
            after = end if place == len(steps) - 1 else self.next_of(at, folded, written, label)
            self.net.move(at, folded, written, label, after)
            at = after
        if not steps:
            self.net.free[start].append(end)

    def next_of(self, at: int, folded: str, written: str, label: str) -> int:
        """The state that this very move already leads to inside a word list, or a new one."""
        for text, other, after in self.net.moves[at].get(folded, ()):
            if text == written and other == label and after in self.shared:
                return after
        made = self.net.state()
        self.shared.add(made)
        return made

    def words(self, at: int, texts: Iterable[str], label: str) -> int:
        """Any one of these texts; beginnings in common are shared."""
        end = self.net.state()
        for text in texts:
            self.word(at, text, label, end)
        return end

    def characters(self, at: int, alphabet: Iterable[str], low: int, high: int, label: str) -> int:
        """`low` to `high` characters of an alphabet."""
        end = self.net.state()
        alphabet = list(alphabet)
        for place in range(high):
            if place >= low:
                self.net.free[at].append(end)
            after = end if place == high - 1 else self.net.state()
            for character in alphabet:
                self.word(at, character, label, after)
            at = after
        return end

    def date(self, at: int, format: str, label: str) -> int:
        for piece in dates.pieces(format):
            directive = dates.DIRECTIVES.get(piece)
            if directive is None:
                at = self.words(at, [piece], label)
                continue
            wide = directive.width == 4
            numbers = _YEARS if wide else range(directive.low, directive.high + 1)
            at = self.words(at, [str(n).zfill(directive.width) for n in numbers], label)
        return at

    def number(self, at: int, seq: Seq, label: str) -> int:
        """The counter's numbers from its first to its last, but skipped digits.

        A state knows whether the digits so far are those of the first or of the last number (then
        the next digit is bound), and the number modulo the step.
        """
        step = seq.step if seq.step <= _FINEST_STEP else 1
        low, high = _digits(seq.first, seq), _digits(seq.last, seq)
        end = self.net.state()
        states: dict[tuple[bool, bool, int], int] = {(True, True, 0): at}
        for place in range(seq.width):
            after: dict[tuple[bool, bool, int], int] = {}
            for (at_low, at_high, remainder), state in states.items():
                for digit, character in enumerate(seq.alphabet):
                    below = at_low and digit < low[place]
                    above = at_high and digit > high[place]
                    if below or above or character in seq.skip:
                        continue
                    key = (
                        at_low and digit == low[place],
                        at_high and digit == high[place],
                        (remainder * seq.base + digit) % step,
                    )
                    if place < seq.width - 1:
                        if key not in after:
                            after[key] = self.net.state()
                        self.word(state, character, label, after[key])
                    elif key[2] == seq.first % step:
                        self.word(state, character, label, end)
            states = after
        return end


def _digits(number: int, seq: Seq) -> list[int]:
    digits = []
    for _ in range(seq.width):
        number, digit = divmod(number, seq.base)
        digits.append(digit)
    return digits[::-1]
