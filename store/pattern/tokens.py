"""The parts of a pattern: what stands between the braces, as values with their places.

`start` and `end` are the part's place in the pattern's text. A part's `token` is the short name
by which people and queries call its segment: `region`, `yyyy`, `seq`, `check`, and `text` for
literal text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

ALPHABETS: Final[dict[int, str]] = {
    10: "0123456789",
    16: "0123456789ABCDEF",
    31: "0123456789ABCDEFGHJKLMNPQRTUWXY",
    32: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    36: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
"""The digits of each base; 31 is GB 32100's alphabet, 32 is Crockford's."""

DATE_PARTS: Final[dict[str, str]] = {
    "yyyy": "%Y",
    "yy": "%y",
    "mm": "%m",
    "dd": "%d",
    "hh": "%H",
    "mi": "%M",
    "ss": "%S",
    "q": "%q",
    "ww": "%V",
    "jjj": "%j",
}
"""Parts of the rule's date, each with its directive (`%q`, the quarter, is Kehao's own).

`ww` is the ISO week; the year it belongs to is `%G`, not always `yyyy`.
"""

NOW: Final = "now"
"""The date that is the moment of giving the code, in the store's time zone."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that every code has."""

    text: str
    start: int
    end: int

    @property
    def token(self) -> str:
        return "text"


@dataclass(frozen=True, slots=True)
class Seq:
    """The counter's number, zero-padded to `width` digits of `base`.

    first, step, last: the first number, the distance between two, the last possible one.
    per: the tokens whose values each have a counter of their own; `()` is one counter over all,
        None is the usual scope (all the text around the number).
    skip: digits that no number may show. hold: forms (`*888`) of numbers that are left to be
        given by hand.
    places: option name, start, end, for messages.
    """

    width: int
    base: int
    first: int
    step: int
    last: int
    per: tuple[str, ...] | None
    skip: str
    hold: tuple[str, ...]
    start: int
    end: int
    places: tuple[tuple[str, int, int], ...] = field(default=(), compare=False, repr=False)

    @property
    def token(self) -> str:
        return "seq"

    @property
    def alphabet(self) -> str:
        return ALPHABETS[self.base]

    def place(self, option: str) -> tuple[int, int]:
        """Where an option is written; the whole token when it is not."""
        for name, start, end in self.places:
            if name == option:
                return start, end
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class DatePart:
    """One part (`yyyy`, `mm` ...) of the date that the rule names."""

    part: str
    start: int
    end: int

    @property
    def token(self) -> str:
        return self.part

    @property
    def format(self) -> str:
        return DATE_PARTS[self.part]


@dataclass(frozen=True, slots=True)
class DateField:
    """A date field, or `now`, written by a strftime format of fixed width."""

    field: str
    format: str
    start: int
    end: int

    @property
    def token(self) -> str:
        return self.field


@dataclass(frozen=True, slots=True)
class FieldToken:
    """A field's value through its code table; `width` 0 is any width."""

    field: str
    width: int
    start: int
    end: int

    @property
    def token(self) -> str:
        return self.field


@dataclass(frozen=True, slots=True)
class Initials:
    """The first `count` letters of a field's pinyin or Latin words, upper case (1 to `count`)."""

    field: str
    count: int
    start: int
    end: int

    @property
    def token(self) -> str:
        return self.field


@dataclass(frozen=True, slots=True)
class Rand:
    """Random characters."""

    width: int
    base: int
    start: int
    end: int

    @property
    def token(self) -> str:
        return "rand"

    @property
    def alphabet(self) -> str:
        return ALPHABETS[self.base]


@dataclass(frozen=True, slots=True)
class Any:
    """`low` to `high` free characters, in forms for codes given by hand."""

    low: int
    high: int
    start: int
    end: int

    @property
    def token(self) -> str:
        return "any"


@dataclass(frozen=True, slots=True)
class Check:
    """Check character(s) over all text before; with `digits_only` over its digits."""

    method: str
    digits_only: bool
    start: int
    end: int

    @property
    def token(self) -> str:
        return "check"


Token = Literal | Seq | DatePart | DateField | FieldToken | Initials | Rand | Any | Check


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A pattern that has been read. Two patterns are equal when their texts are.

    manual: it is a form for codes given by hand. seq: the counter's token, if there is one.
    """

    text: str
    tokens: tuple[Token, ...]
    manual: bool = False
    seq: Seq | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        seq = next((token for token in self.tokens if isinstance(token, Seq)), None)
        object.__setattr__(self, "seq", seq)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pattern):
            return NotImplemented
        return self.text == other.text and self.manual == other.manual

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def has_rand(self) -> bool:
        """Whether the codes have random characters."""
        return any(isinstance(token, Rand) for token in self.tokens)

    @property
    def uses_rule_date(self) -> bool:
        """Whether the codes show a part of the date that the rule names."""
        return any(isinstance(token, DatePart) for token in self.tokens)

    @property
    def table_fields(self) -> frozenset[str]:
        """The fields that are read through their code tables."""
        return frozenset(t.field for t in self.tokens if isinstance(t, FieldToken))

    def fields(self, date_field: str = "registered") -> frozenset[str]:
        """All customer fields that a code depends on, under a rule with this date."""
        found = {t.field for t in self.tokens if isinstance(t, FieldToken | Initials | DateField)}
        if self.uses_rule_date or self.seq_needs_date:
            found.add(date_field)
        return frozenset(found - {NOW})

    @property
    def seq_needs_date(self) -> bool:
        """Whether the counter's scope (`per=`) names a part of the rule's date."""
        seq = self.seq
        return seq is not None and any(name in DATE_PARTS for name in seq.per or ())
