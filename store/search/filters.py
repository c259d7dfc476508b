"""What a filter pane does: read a query's filters, and change one in its text.

A filter is a test of a field that stands for itself in the query (not within OR or a minus). All
else in the text stays as its author wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.customers.fields import Field
from store.errors import InvalidQuery
from store.search.meaning import is_wild
from store.search.query import parse_query
from store.search.tree import And, Criterion, FieldTest, Node, Or
from store.search.writing import unparse, write_field, write_test, write_value


class Written(str):
    """A filter's value as it stands in a query, not as it lies in a record: `>=2026-01`, `GD*`."""

    __slots__ = ()


def between(low: str, high: str) -> Written:
    """The filter for values from `low` to `high`, each counted; either may be empty (not both)."""
    if low and high:
        return Written(f"{write_value(low)}..{write_value(high)}")
    return Written(f">={write_value(low)}" if low else f"<={write_value(high)}")


def filters_of(query: str, fields: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    """The filters of a query: for each field its values; those that are no plain value `Written`.

    Raises InvalidQuery.
    """
    found: dict[str, tuple[str, ...]] = {}
    for node in _top(parse_query(query, fields).tree):
        if isinstance(node, FieldTest):
            values = tuple(map(_value, node.tests))
            found[node.field] = tuple(dict.fromkeys((*found.get(node.field, ()), *values)))
    return found


def with_filter(query: str, field: str, values: Sequence[str], fields: Mapping[str, Field]) -> str:
    """The query with these values as its filter on the field, or without one if there are none.

    `field` is the field's own name. Plain values are quoted as they need; `Written` ones, and
    those of dates and numbers, are put as they are. Raises InvalidQuery if the query, or such a
    value, cannot be read.
    """
    bare = field in fields and fields[field].kind in ("date", "number")
    written = [v if bare or isinstance(v, Written) else write_value(v) for v in values]
    text = write_field(field, written) if values else ""
    fresh = _top(parse_query(text, fields).tree)
    tree = parse_query(query, fields).tree
    old = [n for n in _top(tree) if isinstance(n, FieldTest) and n.field == field]
    kept: list[Node] = []
    for node in _top(tree):
        if not any(node is each for each in old):
            kept.append(node)
        elif node is old[0]:
            kept += fresh
    if not old:
        kept += fresh
    wanted = And(tuple(kept)) if len(kept) > 1 else kept[0] if kept else None
    edited = _edited(query, old, text, bracket=isinstance(tree, Or))
    return edited if _reads_as(edited, wanted, fields) else unparse(wanted)


def _top(tree: Node | None) -> tuple[Node, ...]:
    """What must all hold."""
    if tree is None:
        return ()
    return tree.nodes if isinstance(tree, And) else (tree,)


def _value(test: Criterion) -> str:
    plain = test.op == "" and not is_wild(test.value)
    return test.value.text if plain else Written(write_test(test))


def _edited(query: str, old: Sequence[FieldTest], text: str, *, bracket: bool) -> str:
    """The query with the old filters cut out and the new one put in, where the first one stood."""
    if not old:
        rest = query.strip()
        if bracket and text:
            rest = f"({rest})"
        return f"{rest} {text}".strip() if text else query
    for node in reversed(old):
        put = text if node is old[0] else ""
        before, after = query[: node.start], query[node.end :]
        query = before + put + after if put else f"{before.rstrip()} {after.lstrip()}".strip()
    return query


def _reads_as(text: str, wanted: Node | None, fields: Mapping[str, Field]) -> bool:
    try:
        return parse_query(text, fields).tree == wanted
    except InvalidQuery:
        return False
