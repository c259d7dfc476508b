"""A query's tree as SQL over the table `customer`.

What words look for is gathered into one expression for the full-text index where it can be; tests
of fields become conditions on columns. Whoever may not see personal values searches them only as
a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from store.customers.fields import BUILT_IN, Field
from store.engine import dialect
from store.search import lookup
from store.search.conditions import (
    EVERYTHING,
    NOTHING,
    Access,
    Condition,
    Match,
    Part,
    column,
    condition,
    field_test,
    joined,
    negated,
    present,
    text_test,
)
from store.search.meaning import is_wild, phone_digits
from store.search.segment_names import check_segments
from store.search.tree import (
    And,
    Criterion,
    FieldTest,
    Has,
    Missing,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Value,
    Word,
    mentions,
)
from store.text import fold

__all__ = ["Access", "Where", "where"]

_DIGITS: Final = re.compile(r"[+]?[\d()\-./]*\d[\d()\-./]*")
_SHORTEST_SPACED: Final = 7
_PIECE: Final = re.compile(r"[a-z0-9]+")
_MOST_PIECES: Final = 6


@dataclass(frozen=True, slots=True)
class Where:
    """The conditions a query makes, all of which must hold.

    match: an expression for the index, empty if none. live: only customers that are not archived,
    because the query does not say otherwise.
    """

    match: dialect.Expression
    conditions: tuple[Condition, ...]
    live: bool

    def whole(self) -> tuple[str, tuple[object, ...]]:
        """All of it as one SQL condition on `customer`, with its parameters."""
        parts = [*self.conditions]
        if self.match:
            parts.append(condition(Match(self.match)))
        if self.live:
            parts.append(Condition(dialect.LIVE))
        every = joined(parts or [EVERYTHING], " AND ")
        return every.sql, every.params


def where(query: Query, access: Access) -> Where:
    """What a customer must be to fit the query.

    Raises InvalidQuery where it asks of a masked field what the reader may not know.
    """
    tree = query.tree
    check_segments(query, access)
    live = not mentions(tree, "archived")
    if tree is None or (isinstance(tree, Word) and not tree.text.strip("*＊")):
        return Where(dialect.NOTHING, (), live)
    found = _Compiler(access).all(tree.nodes if isinstance(tree, And) else (tree,))
    if found is None:  # nothing but punctuation
        return Where(dialect.NOTHING, (NOTHING,), live)
    matches, conditions = found
    return Where(dialect.all_of(matches) if matches else dialect.NOTHING, tuple(conditions), live)


class _Compiler:
    """Turns nodes into parts; None for a word with nothing in it to look for: it is passed by."""

    def __init__(self, access: Access) -> None:
        self.access = access
        custom = [field for field in access.fields.values() if field.custom]
        self.checked_custom: list[Field] = []
        if any(map(access.hides, custom)):
            self.checked_custom = [BUILT_IN["credit_code"], *custom]

    def part(self, node: Node) -> Part | None:
        if isinstance(node, Word | Phrase):
            return self._word(node)
        if isinstance(node, FieldTest):
            return field_test(node, self.access)
        if isinstance(node, Has | Missing):
            return present(node.fields, self.access, wanted=isinstance(node, Has))
        if isinstance(node, Or):
            return self._any([part for part in map(self.part, node.nodes) if part is not None])
        found = self.all(node.nodes if isinstance(node, And) else (node,))
        if found is None:
            return None
        matches, conditions = found
        if not conditions:
            return Match(dialect.all_of(matches))
        if matches:
            conditions.append(condition(Match(dialect.all_of(matches))))
        return joined(conditions, " AND ")

    def all(
        self, nodes: Sequence[Node], *, numbers: bool = True, codes: bool = True
    ) -> tuple[list[dialect.Expression], list[Condition]] | None:
        """What all of these ask together: expressions for the index, and other conditions.

        With `numbers`, words that could be one phone number typed with spaces may be that, too;
        with `codes`, those that could be one code.
        """
        matches: list[dialect.Expression] = []
        unwanted: list[dialect.Expression] = []
        conditions: list[Condition] = []
        for group, is_code in _groups(nodes) if codes else _without_codes(nodes, numbers):
            node = group[0]
            if len(group) > 1:
                part = self._code(group) if is_code else self._number(group)
            else:
                part = self.part(node.node if isinstance(node, Not) else node)
            if isinstance(part, Match):
                (unwanted if isinstance(node, Not) else matches).append(part.expression)
            elif part is not None:
                conditions.append(negated(part) if isinstance(node, Not) else part)
            if isinstance(node, FieldTest) and (narrower := _name_part(node)):
                matches.append(narrower)
        if unwanted and matches:
            matches = [dialect.without(dialect.all_of(matches), dialect.any_of(unwanted))]
        elif unwanted:
            conditions.append(negated(condition(Match(dialect.any_of(unwanted)))))
        return (matches, conditions) if matches or conditions else None

    def _any(self, parts: Sequence[Part]) -> Part | None:
        if not parts:
            return None
        matches = [part.expression for part in parts if isinstance(part, Match)]
        conditions = [part for part in parts if isinstance(part, Condition)]
        if matches and not conditions:
            return Match(dialect.any_of(matches))
        if matches:
            conditions.append(condition(Match(dialect.any_of(matches))))
        return joined(conditions, " OR ")

    # -- words ----------------------------------------------------------------------------------

    def _word(self, node: Word | Phrase) -> Part | None:
        """A word or phrase. Where custom fields are masked, hits in those are looked at closely."""
        exact = isinstance(node, Phrase)
        look = lookup.phrase if exact else lookup.word
        expression = look(
            node.text, personal=self.access.see_personal, other=not self.checked_custom
        )
        if not expression:
            return None
        if not self.checked_custom:
            return Match(expression)
        test = Criterion("", Value(node.text, quoted=True))
        checks = [
            text_test(column(field), test, contains=not self.access.hides(field))
            for field in self.checked_custom
        ]
        inside = condition(Match(lookup.other(node.text, exact=exact)))
        inside = joined([inside, joined(checks, " OR ")], " AND ")
        return joined([condition(Match(expression)), inside], " OR ")

    def _code(self, words: Sequence[Node]) -> Part | None:
        """Words like HN 2026 000074: each of them somewhere, or all of them as one code."""
        together = Match(lookup.code("".join([w.text for w in words if isinstance(w, Word)])))
        found = self.all(words, codes=False)
        if found is None:
            return together
        matches, conditions = found
        each = joined([*conditions, *(condition(Match(m)) for m in matches)], " AND ")
        return self._any([each if conditions else Match(dialect.all_of(matches)), together])

    def _number(self, words: Sequence[Node]) -> Part | None:
        """Words like 138 1234 5678: each of them somewhere, or all of them as one number."""
        digits = phone_digits("".join([w.text for w in words if isinstance(w, Word)]))
        if self.access.see_personal:
            number = lookup.digits_at_ends(digits)
        else:
            number = lookup.whole(digits)
        found = self.all(words, numbers=False, codes=False)
        assert found is not None, "digits are always something to look for"
        matches, conditions = found
        each = joined([*conditions, *(condition(Match(m)) for m in matches)], " AND ")
        together = Match(dialect.any_of(number))
        return self._any([each if conditions else Match(dialect.all_of(matches)), together])


def _groups(nodes: Sequence[Node]) -> Iterator[tuple[tuple[Node, ...], bool]]:
    """The nodes as `_grouped` has them, but words in a row that could be one code together."""
    others: list[Node] = []
    for pieces, row in groupby(nodes, _is_piece):
        words = tuple(row)
        if not (pieces and _like_code(words)):
            others += words
            continue
        yield from ((group, False) for group in _grouped(others))
        others = []
        yield words, True
    yield from ((group, False) for group in _grouped(others))


def _without_codes(nodes: Sequence[Node], numbers: bool) -> Iterator[tuple[tuple[Node, ...], bool]]:
    groups = _grouped(nodes) if numbers else ((node,) for node in nodes)
    return ((group, False) for group in groups)


def _is_piece(node: Node) -> bool:
    return isinstance(node, Word) and _PIECE.fullmatch(fold(node.text)) is not None


def _like_code(words: Sequence[Node]) -> bool:
    """Letters and digits, and both of them: digits alone are a phone number."""
    text = "".join([word.text for word in words if isinstance(word, Word)])
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return mixed and 1 < len(words) <= _MOST_PIECES


def _grouped(nodes: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
    """The nodes one by one, but words in a row that could be one phone number together."""
    row: list[Node] = []
    for node in (*nodes, None):
        if isinstance(node, Word) and _DIGITS.fullmatch(fold(node.text)):
            row.append(node)
            continue
        digits = phone_digits("".join([w.text for w in row if isinstance(w, Word)]))
        if len(row) > 1 and len(digits) >= _SHORTEST_SPACED:
            yield tuple(row)
        else:
            yield from ((each,) for each in row)
        row = []
        if node is not None:
            yield (node,)


def _name_part(node: FieldTest) -> dialect.Expression:
    """What the index can say of `name:` with Chinese in it, so that not every name is read."""
    test = node.tests[0]
    if node.field != "name" or len(node.tests) > 1 or test.op not in ("", "="):
        return dialect.NOTHING
    return dialect.NOTHING if is_wild(test.value) else lookup.name_part(test.value.text)
