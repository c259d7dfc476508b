"""`owner:me`: whoever asks, by the name of their account; in quotes the word stands for itself.

The word is put out of the way before a query is asked, so that SQL and memory need not know it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from store.search.tree import And, Criterion, FieldTest, Node, Not, Or, Query, Value

ME: Final = frozenset(("me", "我", "本人"))
OWNER: Final = "owner"


def is_me(field: str, value: Value) -> bool:
    """Whether a value asks for the person who asks."""
    return field == OWNER and not value.quoted and value.text.lower() in ME


def with_me(query: Query, name: str) -> Query:
    """The query as the person with this account name means it."""
    if query.tree is None or not asks_for_me(query.tree):
        return query
    return replace(query, tree=_named(query.tree, name))


def asks_for_me(node: Node) -> bool:
    """Whether a query means somebody else for everyone who asks it."""
    if isinstance(node, And | Or):
        return any(map(asks_for_me, node.nodes))
    if isinstance(node, Not):
        return asks_for_me(node.node)
    return isinstance(node, FieldTest) and any(_means_me(node.field, t) for t in node.tests)


def _means_me(field: str, test: Criterion) -> bool:
    return test.op in ("", "=") and is_me(field, test.value)


def _named(node: Node, name: str) -> Node:
    if isinstance(node, And | Or):
        return replace(node, nodes=tuple(_named(each, name) for each in node.nodes))
    if isinstance(node, Not):
        return replace(node, node=_named(node.node, name))
    if not isinstance(node, FieldTest):
        return node
    tests = [
        replace(test, value=replace(test.value, text=name, quoted=True))
        if _means_me(node.field, test)
        else test
        for test in node.tests
    ]
    return replace(node, tests=tuple(tests))
