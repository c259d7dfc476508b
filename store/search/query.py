"""The query language, read: a text to a tree.

    word "some words" field:value field:a,b field:1..5 field:>=2026-01 -not (a OR b) has:x missing:x

Signs typed with a Chinese input method (：，（）“”＞) stand for their ASCII forms, and fields go by
their Chinese names too. Whatever the text, it is read or `InvalidQuery` points at the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from store.customers.fields import Field
from store.errors import InvalidQuery
from store.search.meaning import check_test
from store.search.names import SYSTEM, find_field, nearest, presence
from store.search.tree import (
    And,
    Criterion,
    FieldTest,
    Has,
    Missing,
    Node,
    Not,
    Op,
    Or,
    Phrase,
    Query,
    Value,
    Word,
)
from store.text import FORBIDDEN

__all__ = ["Query", "parse_query"]

MAX_LENGTH: Final = 20_000
MAX_DEPTH: Final = 30
MAX_TERMS: Final = 300
MAX_VALUES: Final = 2_000

AS_ASCII: Final = str.maketrans("：，、（）“”„‟＂－＞＜＝＊．｜", ':,,()""""' + '"-><=*.|')
"""What the signs of a Chinese input method stand for, one character for one."""
BARE: Final = re.compile(r'(?:(?!\.\.)(?:[^\s",()]|\([^\s"(),]*\)))+')
"""A value that needs no quotes (of a text whose signs are ASCII)."""
OPERATOR: Final = re.compile(r">=|<=|[>=<≥≤]")
WORD: Final = re.compile(r'(?:[^\s"()]|\([^\s"()]*\))+')
FIELD: Final = re.compile(r"([^\W\d_]\w*(?:\.\w+)*):(?!//)")
DASHED: Final = re.compile(r"([^\W\d_]\w*(?:-\w+)+):(?!//)")
"""A label with - for its spaces; a word like any other unless there is such a field."""
EITHER: Final = frozenset(("OR", "|"))

_SPACE: Final = re.compile(r"\s*")
_NOT: Final = re.compile(r'NOT(?=[\s()"]|$)')
_OPERATORS: Final[dict[str, Op]] = {
    ">": ">", "<": "<", "=": "=", ">=": ">=", "<=": "<=", "≥": ">=", "≤": "<=",
}  # fmt: skip


def parse_query(text: str, fields: Mapping[str, Field]) -> Query:
    """Read a query. Raises InvalidQuery with the place, and what would be right, if it is broken.

    `fields` are the fields in force (`Session.field_map()`).
    """
    return Query(text, _Parser(text, fields).query())


class _Parser:
    """Reads one text from left to right; `at` is where it stands."""

    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        if len(text) > MAX_LENGTH:
            raise InvalidQuery(
                "The query is too long: at most {most} characters.",
                start=MAX_LENGTH,
                end=len(text),
                most=MAX_LENGTH,
            )
        self.fields = fields
        self.places: Sequence[int] = range(len(text) + 1)
        if FORBIDDEN.search(text):  # invisible characters are passed over, odd spaces are spaces
            kept = [i for i, c in enumerate(text) if c.isspace() or not FORBIDDEN.match(c)]
            self.places = [*kept, len(text)]
            text = "".join([" " if text[i].isspace() else text[i] for i in kept])
        self.text = text
        self.signs = text.translate(AS_ASCII)
        self.at = 0
        self.terms = 0
        self.values = 0

    def query(self) -> Node | None:
        node = self._either(0)
        if self.at < len(self.signs):
            raise InvalidQuery(
                "This ) closes nothing: take it out, or put it in quotes.", **self._span(self.at)
            )
        return node

    # -- nodes ----------------------------------------------------------------------------------

    def _either(self, depth: int) -> Node | None:
        """Alternatives between OR, up to a closing bracket or the end; None if there is nothing."""
        self._skip()
        start = self.at
        first = self._all(depth)
        nodes = [] if first is None else [first]
        while (place := self._separator()) is not None:
            node = self._all(depth)
            if first is None or node is None:
                raise InvalidQuery(
                    "OR stands between two things, as in (Beijing OR Shanghai); "
                    "as a word it goes in quotes.",
                    **self._span(place, place + (2 if self.signs[place] == "O" else 1)),
                )
            nodes.append(node)
        if len(nodes) > 1:
            return Or(tuple(nodes), self.places[start], self._end())
        return first

    def _separator(self) -> int | None:
        """Step over an OR; where it stood, or None if there is none here."""
        match = WORD.match(self.signs, self.at)
        if match is None or match[0] not in EITHER:
            return None
        self.at = match.end()
        return match.start()

    def _all(self, depth: int) -> Node | None:
        """Everything up to an OR, a closing bracket or the end: all of it must fit."""
        self._skip()
        nodes: list[Node] = []
        start = self.at
        while self.at < len(self.signs) and self.signs[self.at] != ")":
            match = WORD.match(self.signs, self.at)
            if match is not None and match[0] in EITHER:
                break
            if match is not None and match[0] == "AND":
                self.at = match.end()
            else:
                nodes.append(self._one(depth))
            self._skip()
        if len(nodes) > 1:
            return And(tuple(nodes), self.places[start], nodes[-1].end)
        return nodes[0] if nodes else None

    def _one(self, depth: int) -> Node:
        """One term, with its minus or bracket."""
        start = self.at
        self.terms += 1
        if depth > MAX_DEPTH or self.terms > MAX_TERMS:
            raise InvalidQuery(
                "The query has too many parts: at most {most}, brackets at most {deep} deep.",
                most=MAX_TERMS,
                deep=MAX_DEPTH,
                **self._span(start),
            )
        sign = self.signs[start]
        if sign == "-" or _NOT.match(self.signs, start):
            return self._negation(depth)
        if sign == "(":
            return self._bracket(depth)
        if sign == '"':
            return Phrase(self._quoted(), self.places[start], self._end())
        field = FIELD.match(self.signs, start) or self._dashed(start)
        if field is not None:
            self.at = field.end()
            return self._field(self.text[start : field.end() - 1], start)
        word = WORD.match(self.signs, start)
        assert word is not None, "space, quotes and brackets are dealt with"
        self.at = word.end()
        return Word(self.text[start : self.at], self.places[start], self._end())

    def _dashed(self, start: int) -> re.Match[str] | None:
        match = DASHED.match(self.signs, start)
        known = match is not None and find_field(match[1], self.fields) is not None
        return match if known else None

    def _negation(self, depth: int) -> Node:
        start = self.at
        if self.signs[start] == "-":
            self.at += 1
        else:
            self.at += 3
            self._skip()
        after = self.signs[self.at : self.at + 1]
        if not after or after == ")" or after.isspace():
            raise InvalidQuery(
                "Write what to leave out right after the minus, as in -type:VIP.",
                **self._span(start, self.at),
            )
        return Not(self._one(depth + 1), self.places[start], self._end())

    def _bracket(self, depth: int) -> Node:
        start = self.at
        self.at += 1
        node = self._either(depth + 1)
        if self.at >= len(self.signs):
            raise InvalidQuery(
                "The bracket that opens here is not closed: add a ) at its end.",
                **self._span(start),
            )
        self.at += 1
        if node is None:
            raise InvalidQuery(
                "There is nothing between these brackets.", **self._span(start, self.at)
            )
        return node

    # -- fields ---------------------------------------------------------------------------------

    def _field(self, name: str, start: int) -> Node:
        which = presence(name, self.fields)
        if which:
            names = [self._named(self._value(name))]
            while self._step_over(","):
                names.append(self._named(self._value(name)))
            node = Has if which == "has" else Missing
            return node(tuple(names), self.places[start], self._end())
        field = find_field(name, self.fields)
        if field is None:
            raise self._unknown(name, self._span(start, start + len(name)))
        tests = [self._test(name, field)]
        while self._step_over(","):
            tests.append(self._test(name, field))
        return FieldTest(field.name, tuple(tests), self.places[start], self._end())

    def _named(self, value: Value) -> str:
        """The field that `has:` or `missing:` means."""
        field = find_field(value.text, self.fields)
        if field is None or (field.name in SYSTEM and field.name not in ("tag", "flag", "rule")):
            raise self._unknown(value.text, {"start": value.start, "end": value.end})
        return field.name

    def _test(self, name: str, field: Field) -> Criterion:
        start = self.at
        self.values += 1
        if self.values > MAX_VALUES:
            raise InvalidQuery(
                "The query has too many values: at most {most}.",
                most=MAX_VALUES,
                **self._span(start),
            )
        sign = OPERATOR.match(self.signs, start)
        if sign is not None:
            self.at = sign.end()
            test = Criterion(_OPERATORS[sign[0]], self._value(name))
        elif self._step_over(".."):
            test = Criterion("<=", self._value(name))
        else:
            value = self._value(name)
            if not self._step_over(".."):
                test = Criterion("", value)
            elif self.signs[self.at : self.at + 1] == '"' or BARE.match(self.signs, self.at):
                test = Criterion("..", value, self._value(name))
            else:
                test = Criterion(">=", value)
        check_test(field, test, self.fields, self._span(start, self.at))
        return test

    def _value(self, name: str) -> Value:
        start = self.at
        if self.signs[start : start + 1] == '"':
            return Value(self._quoted(), True, self.places[start], self._end())
        match = BARE.match(self.signs, start)
        if match is None:
            raise InvalidQuery(
                "A value is missing here: write it right after the sign, as in {name}:value.",
                name=name,
                **self._span(start),
            )
        self.at = match.end()
        return Value(self.text[start : self.at], False, self.places[start], self._end())

    def _unknown(self, name: str, span: dict[str, int]) -> InvalidQuery:
        near = nearest(name, self.fields)
        if near:
            return InvalidQuery(
                "There is no field {name}. Did you mean {near}?", name=name, near=near, **span
            )
        return InvalidQuery(
            "There is no field {name}. To search for it as words, put it in quotes.",
            name=name,
            **span,
        )

    # -- characters -----------------------------------------------------------------------------

    def _skip(self) -> None:
        match = _SPACE.match(self.signs, self.at)
        assert match is not None
        self.at = match.end()

    def _step_over(self, sign: str) -> bool:
        found = self.signs.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def _quoted(self) -> str:
        """The text in quotes that begins here; in ASCII quotes a doubled one stands for one."""
        start = self.at
        plain = self.text[start] == '"'
        source = self.text if plain else self.signs  # “ … ” is closed by any quote
        end = source.find('"', start + 1)
        while plain and source.startswith('""', end) and end >= 0:
            end = source.find('"', end + 2)
        if end < 0:
            raise InvalidQuery(
                "The quote that opens here is not closed: add one at its end.",
                **self._span(start),
            )
        self.at = end + 1
        inside = self.text[start + 1 : end]
        return inside.replace('""', '"') if plain else inside

    def _end(self) -> int:
        """Where what was just read ends, in the text as it was given."""
        return self.places[self.at - 1] + 1 if self.at else 0

    def _span(self, start: int, end: int | None = None) -> dict[str, int]:
        """The place of an error; one character if no end is given, none at the text's end."""
        last = len(self.places) - 1
        stop = min(start + 1 if end is None else end, last)
        return {"start": self.places[min(start, last)], "end": self.places[stop]}
