"""Filters as they stand in a query text, and the text with one of them changed.

Only what narrows the whole query counts as a filter: `type:VIP` beside other words, not inside an
OR or behind a minus. All else of the text stays as the person wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from store.customers.fields import Field
from store.search.query import parse_query
from store.search.tree import And, FieldTest, Or
from store.search.writing import write_field, write_test, write_value

Fields = Mapping[str, Field]


def filters_of(text: str, fields: Fields) -> dict[str, tuple[str, ...]]:
    """The filters by field: plain values as they are, others (`>=-30d`) as a query writes them.

    Raises InvalidQuery.
    """
    found: dict[str, tuple[str, ...]] = {}
    for node in _filters(text, fields):
        values = tuple(
            test.value.text if test.op == "" else write_test(test) for test in node.tests
        )
        found.setdefault(node.field, values)
    return found


def with_filter(text: str, field: str, values: Sequence[str], fields: Fields) -> str:
    """The text with this filter for a field in place of the one it has; no values: without it.

    Values of a date field are taken as a query writes them, others as they are.
    Raises InvalidQuery when the text cannot be read.
    """
    dates = field in fields and fields[field].kind == "date"
    written = write_field(field, [v if dates else write_value(v) for v in values]) if values else ""
    places = [(node.start, node.end) for node in _filters(text, fields) if node.field == field]
    for start, end in reversed(places[1:] if written else places):
        text = _cut(text, start, end)
    if places and written:
        start, end = places[0]
        return text[:start] + written + text[end:]
    if not written:
        return text
    if isinstance(parse_query(text, fields).tree, Or):
        text = f"({text.strip()})"
    return f"{text.rstrip()} {written}".lstrip()


def _filters(text: str, fields: Fields) -> Iterator[FieldTest]:
    tree = parse_query(text, fields).tree
    for node in tree.nodes if isinstance(tree, And) else (tree,):
        if isinstance(node, FieldTest):
            yield node


def _cut(text: str, start: int, end: int) -> str:
    before, after = text[:start].rstrip(), text[end:].lstrip()
    while before[-1:] in ("(", "（") and after[:1] in (")", "）") and before and after:
        before, after = before[:-1].rstrip(), after[1:].lstrip()
    return f"{before} {after}".strip()
