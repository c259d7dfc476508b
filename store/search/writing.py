"""The query language, written: a tree to a text that reads back as the same tree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from store.search.query import AS_ASCII, BARE, OPERATOR
from store.search.tree import And, Criterion, FieldTest, Has, Node, Not, Or, Phrase, Value, Word

_SIGN: Final = {"": "", "=": "=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}


def unparse(node: Node | None) -> str:
    """The query that stands for a tree; `parse_query` of it gives an equal tree."""
    if node is None:
        return ""
    if isinstance(node, And):
        return " ".join([_part(each) for each in node.nodes])
    if isinstance(node, Or):
        return " OR ".join(
            [_part(each) if isinstance(each, Or) else unparse(each) for each in node.nodes]
        )
    if isinstance(node, Not):
        return "-" + _part(node.node)
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Phrase):
        return quoted(node.text)
    if isinstance(node, FieldTest):
        return f"{node.field}:{','.join(map(write_test, node.tests))}"
    name = "has" if isinstance(node, Has) else "missing"
    return f"{name}:{','.join(node.fields)}"


def _part(node: Node) -> str:
    return f"({unparse(node)})" if isinstance(node, And | Or) else unparse(node)


def write_test(test: Criterion) -> str:
    """One test of a field, as it stands after the colon."""
    if test.op == "..":
        assert test.upper is not None
        return f"{_value(test.value)}..{_value(test.upper)}"
    return _SIGN[test.op] + _value(test.value)


def _value(value: Value) -> str:
    return quoted(value.text) if value.quoted else value.text


def write_value(text: str) -> str:
    """A plain value as it may stand after a field's colon, in quotes if it needs them."""
    signs = text.translate(AS_ASCII)
    if BARE.fullmatch(signs) and not OPERATOR.match(signs) and "*" not in signs:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A text in quotes."""
    return '"' + text.replace('"', '""') + '"'


def write_field(field: str, tests: Iterable[str]) -> str:
    """A field with the texts of its tests."""
    return f"{field}:{','.join(tests)}"
