"""The numbers of a counter: digits of a base, the next one, how many there are.

Numbers that show a digit of `skip=` or have a form of `hold=` are not given by the counter. The
next one is found by walking digits, never by trying a range one by one, so that `hold=8*` over a
million numbers costs nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from store.errors import CounterExhausted
from store.pattern.tokens import ALPHABETS, Seq


def encode(number: int, base: int, width: int) -> str:
    """The number in digits of the base, zero-padded (wider numbers are not cut)."""
    if base == 10:
        return str(number).zfill(width)
    digits = ALPHABETS[base]
    text = ""
    while number:
        number, digit = divmod(number, base)
        text = digits[digit] + text
    return text.zfill(width)


def decode(text: str, base: int) -> int | None:
    """The number that digits of the base show; None when a character is no such digit."""
    digits = ALPHABETS[base]
    number = 0
    for character in text:
        digit = digits.find(character)
        if digit < 0:
            return None
        number = number * base + digit
    return number if text else None


def next_number(seq: Seq, number: int | None) -> int:
    """The number that comes after `number` (None: no number has been given yet).

    It is the lowest above `number` that lies on the steps from the first one, shows no skipped
    digit and has no held form. Raises CounterExhausted past the last one.
    """
    if number is None or number < seq.first:
        candidate = seq.first
    else:
        candidate = seq.first + ((number - seq.first) // seq.step + 1) * seq.step
    if candidate <= seq.last and (seq.skip or seq.hold) and not is_given(seq, candidate):
        found = _walk(seq).lowest_from(candidate)
        candidate = seq.last + 1 if found is None else found
    if candidate > seq.last:
        raise CounterExhausted(
            "The counter has given its last number, {last}: save a version of the rule whose "
            "number is one place wider.",
            last=encode(seq.last, seq.base, seq.width),
            number=seq.last,
            width=seq.width,
        )
    return candidate


def is_held(seq: Seq, number: int) -> bool:
    """Whether a number has a form of `hold=`: it is given by hand only."""
    if not seq.hold:
        return False
    return _held(seq.hold).fullmatch(encode(number, seq.base, seq.width)) is not None


def next_held(seq: Seq, number: int) -> int | None:
    """The lowest number above this one that is left to be given by hand, None past the last.

    It has a held form, lies on the steps and shows no skipped digit.
    """
    if not seq.hold:
        return None
    found = _walk(seq, True).lowest_from(max(seq.first, number + 1))
    return found if found is not None and found <= seq.last else None


def is_skipped(seq: Seq, number: int) -> bool:
    """Whether a number shows a digit of `skip=`, or lies between two steps."""
    if (number - seq.first) % seq.step:
        return True
    if not seq.skip:
        return False
    text = encode(number, seq.base, seq.width)
    return any(digit in text for digit in seq.skip)


def is_given(seq: Seq, number: int) -> bool:
    """Whether the counter gives this number at some time."""
    return (
        seq.first <= number <= seq.last and not is_skipped(seq, number) and not is_held(seq, number)
    )


def capacity(seq: Seq) -> int:
    """How many numbers the counter has in all."""
    return _below(seq, seq.last + 1) - _below(seq, seq.first)


def left(seq: Seq, number: int | None) -> int:
    """How many numbers the counter has still to give after this one (None: none given yet)."""
    if number is None or number < seq.first:
        return capacity(seq)
    if number >= seq.last:
        return 0
    return _below(seq, seq.last + 1) - _below(seq, number + 1)


def _below(seq: Seq, limit: int) -> int:
    """How many numbers of the right kind and step lie from 0 to below the limit."""
    if seq.skip or seq.hold:
        return _walk(seq).count_below(limit)
    first = seq.first % seq.step
    return 0 if limit <= first else (limit - 1 - first) // seq.step + 1


@lru_cache(maxsize=256)
def _held(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(form).replace(r"\*", ".*") for form in forms))


@lru_cache(maxsize=64)
def _walk(seq: Seq, held: bool = False) -> _Walk:
    return _Walk(seq, held)


_State = frozenset[tuple[int, int]]


class _Walk:
    """All texts of the counter's width as a walk over digits.

    A state is: how far each held form has matched (form, place), and the number so far modulo the
    step. `ways` counts the good ends from a state, which is both the capacity and the map by which
    the next number is found. Good are the numbers that the counter gives; with `held`, those that
    it leaves to be given by hand.
    """

    def __init__(self, seq: Seq, held: bool) -> None:
        self.seq = seq
        self.held = held
        self.skip = frozenset(seq.alphabet.index(digit) for digit in seq.skip)
        self.begin: _State = self._spread({(form, 0) for form in range(len(seq.hold))})
        self._ways: dict[tuple[int, _State, int], int] = {}
        self._steps: dict[tuple[_State, int], _State] = {}

    def _spread(self, places: set[tuple[int, int]]) -> _State:
        for form, place in list(places):
            text = self.seq.hold[form]
            while place < len(text) and text[place] == "*":
                place += 1
                places.add((form, place))
        return frozenset(places)

    def _step(self, state: _State, digit: int) -> _State:
        key = (state, digit)
        if key not in self._steps:
            character = self.seq.alphabet[digit]
            after: set[tuple[int, int]] = set()
            for form, place in state:
                text = self.seq.hold[form]
                if place < len(text) and text[place] == "*":
                    after.add((form, place))
                elif place < len(text) and text[place] == character:
                    after.add((form, place + 1))
            self._steps[key] = self._spread(after)
        return self._steps[key]

    def _remainder(self, before: int, digit: int) -> int:
        return (before * self.seq.base + digit) % self.seq.step

    def _ways_from(self, places: int, state: _State, remainder: int) -> int:
        key = (places, state, remainder)
        found = self._ways.get(key)
        if found is None:
            if places == 0:
                is_held = any(place == len(self.seq.hold[form]) for form, place in state)
                right = is_held == self.held
                found = int(right and remainder == self.seq.first % self.seq.step)
            else:
                found = sum(
                    self._ways_from(
                        places - 1, self._step(state, digit), self._remainder(remainder, digit)
                    )
                    for digit in range(self.seq.base)
                    if digit not in self.skip
                )
            self._ways[key] = found
        return found

    def _digits(self, number: int) -> list[int]:
        text = encode(number, self.seq.base, self.seq.width)
        return [self.seq.alphabet.index(character) for character in text]

    def count_below(self, limit: int) -> int:
        """How many good numbers are below the limit."""
        if limit <= 0:
            return 0
        if limit >= self.seq.base**self.seq.width:
            return self._ways_from(self.seq.width, self.begin, 0)
        total, state, remainder = 0, self.begin, 0
        digits = self._digits(limit)
        for at, bound in enumerate(digits):
            for digit in range(bound):
                if digit not in self.skip:
                    total += self._ways_from(
                        len(digits) - at - 1,
                        self._step(state, digit),
                        self._remainder(remainder, digit),
                    )
            if bound in self.skip:
                break
            state, remainder = self._step(state, bound), self._remainder(remainder, bound)
        return total

    def lowest_from(self, number: int) -> int | None:
        """The lowest good number that is not below this one."""
        if number >= self.seq.base**self.seq.width:
            return None
        return self._lowest(self._digits(number), 0, self.begin, 0, 0)

    def _lowest(
        self, bound: list[int] | None, at: int, state: _State, remainder: int, number: int
    ) -> int | None:
        places = self.seq.width - at
        if self._ways_from(places, state, remainder) == 0:
            return None
        if places == 0:
            return number
        lowest = bound[at] if bound else 0
        for digit in range(lowest, self.seq.base):
            if digit in self.skip:
                continue
            found = self._lowest(
                bound if bound and digit == lowest else None,
                at + 1,
                self._step(state, digit),
                self._remainder(remainder, digit),
                number * self.seq.base + digit,
            )
            if found is not None:
                return found
        return None
