"""What a filter pane does: read a query's filters, and change one in its text.

A filter is a test of a field that stands for itself in the query, or with a minus before it: then
it leaves out (not within OR or a longer bracket). All else in the text stays as its author wrote
it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from store.customers.fields import Field
from store.errors import InvalidQuery
from store.search.meaning import is_wild
from store.search.names import find_field
from store.search.oneself import is_me
from store.search.query import AS_ASCII, parse_query
from store.search.tree import And, Criterion, FieldTest, Node, Not, Or, Value
from store.search.writing import quoted, unparse, write_field, write_test, write_value

_SIGNS: Final = re.compile(r"[^\w\-]+")


class Written(str):
    """A filter's value as it stands in a query, not as it lies in a record: `>=2026-01`, `GD*`."""

    __slots__ = ()


def between(low: str, high: str) -> Written:
    """The filter for values from `low` to `high`, each counted; either may be empty (not both)."""
    if low and high:
        return Written(f"{write_value(low)}..{write_value(high)}")
    return Written(f">={write_value(low)}" if low else f"<={write_value(high)}")


class Filter(NamedTuple):
    """A field's filter: the values of which any will do, and those that are left out."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def filters_of(query: str, fields: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    """The filters of a query: for each field its values; those that are no plain value `Written`.

    What is left out is not among them: see `all_filters_of`. Raises InvalidQuery.
    """
    found = all_filters_of(query, fields).items()
    return {field: each.included for field, each in found if each.included}


def all_filters_of(query: str, fields: Mapping[str, Field]) -> dict[str, Filter]:
    """The filters of a query, with what they leave out. Raises InvalidQuery."""
    found: dict[str, Filter] = {}
    for node in _top(parse_query(query, fields).tree):
        test, out = _filter(node)
        if test is None:
            continue
        values = [_value(test.field, each) for each in test.tests]
        before = found.get(test.field, Filter())
        if out:
            known = before._replace(excluded=tuple(dict.fromkeys((*before.excluded, *values))))
        else:
            known = before._replace(included=tuple(dict.fromkeys((*before.included, *values))))
        found[test.field] = known
    return found


def with_filter(
    query: str,
    field: str,
    values: Sequence[str],
    fields: Mapping[str, Field],
    *,
    excluded: Sequence[str] | None = None,
) -> str:
    """The query with these values as its filter on the field, or without one if there are none.

    `field` is the field's own name. `excluded` are the values to leave out; None lets those that
    are left out stay so. Plain values are quoted as they need; `Written` ones, and those of dates
    and numbers, are put as they are. Raises InvalidQuery if the query, or such a value, cannot be
    read.
    """
    query = _with(query, field, values, fields, out=False)
    return query if excluded is None else _with(query, field, excluded, fields, out=True)


def without_filters(query: str, fields: Mapping[str, Field]) -> str:
    """The query with nothing but what is no filter. Raises InvalidQuery."""
    for field in all_filters_of(query, fields):
        query = with_filter(query, field, (), fields, excluded=())
    return query


def beginning_with(query: str, field: str, text: str, fields: Mapping[str, Field]) -> str:
    """The query for those whose value of a text field begins so, whatever else it chose there.

    Signs that would have to be quoted stand for anything. Raises InvalidQuery.
    """
    parts = [part for part in _SIGNS.split(text.translate(AS_ASCII)) if part]
    begins = [Written("*".join(parts) + "*")] if parts else []
    return with_filter(query, field, begins, fields, excluded=())


def _with(
    query: str, field: str, values: Sequence[str], fields: Mapping[str, Field], *, out: bool
) -> str:
    """The query with these values included, or left out, and no others so."""
    known = find_field(field, fields)
    bare = known is not None and known.kind in ("date", "number")
    written = [v if bare or isinstance(v, Written) else _written(field, v) for v in values]
    text = ("-" if out else "") + write_field(field, written) if values else ""
    fresh = _top(parse_query(text, fields).tree)
    tree = parse_query(query, fields).tree
    old = [n for n in _top(tree) if _is_on(n, field, out)]
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


def _filter(node: Node) -> tuple[FieldTest | None, bool]:
    """The test that a part of the query is, if it is a filter, and whether it leaves out."""
    out = isinstance(node, Not)
    test = node.node if isinstance(node, Not) else node
    return (test if isinstance(test, FieldTest) else None), out


def _is_on(node: Node, field: str, out: bool) -> bool:
    test, leaves_out = _filter(node)
    return test is not None and test.field == field and leaves_out is out


def _written(field: str, value: str) -> str:
    """A plain value as it stands in a query; a word that would mean somebody is quoted."""
    return quoted(value) if is_me(field, Value(value)) else write_value(value)


def _top(tree: Node | None) -> tuple[Node, ...]:
    """What must all hold."""
    if tree is None:
        return ()
    return tree.nodes if isinstance(tree, And) else (tree,)


def _value(field: str, test: Criterion) -> str:
    plain = test.op == "" and not is_wild(test.value) and not is_me(field, test.value)
    return test.value.text if plain else Written(write_test(test))


def _edited(query: str, old: Sequence[Node], text: str, *, bracket: bool) -> str:
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
