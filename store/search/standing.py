"""`is:stale`, `is:incomplete`, `is:failing`: what a house's standards make of a customer.

The words are put out of the way before a query is asked, each by the query that it stands for
today, so that sets, pages and counts need not know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from store.customers.fields import Field
from store.search.meaning import meant_by
from store.search.query import parse_query
from store.search.tree import And, FieldTest, Has, Node, Not, Or, Query

if TYPE_CHECKING:
    from store.engine.driver import Connection

IS: Final = "is"


def asks_for_standing(node: Node | None) -> bool:
    """Whether a query depends on the house's standards."""
    if isinstance(node, And | Or):
        return any(map(asks_for_standing, node.nodes))
    if isinstance(node, Not):
        return asks_for_standing(node.node)
    return isinstance(node, FieldTest) and node.field == IS


def with_standing(query: Query, conn: Connection, fields: Mapping[str, Field]) -> Query:
    """The query with what the house's standards mean today in the place of these words."""
    if query.tree is None or not asks_for_standing(query.tree):
        return query
    from store.quality.standards import (
        failing_query,
        incomplete_query,
        load_standards,
        stale_query,
    )

    standards = load_standards(conn, fields)
    texts = {
        "stale": [stale_query(standards)],
        "incomplete": [incomplete_query(standards)],
        "failing": [failing_query(check) for check in standards.checks],
    }
    trees: dict[str, Node] = {}
    for word, queries in texts.items():
        nodes = [tree for text in queries if (tree := parse_query(text, fields).tree) is not None]
        trees[word] = nodes[0] if len(nodes) == 1 else Or(tuple(nodes)) if nodes else _NOBODY
    return replace(query, tree=_put(query.tree, trees))


_NOBODY: Final = And((Not(Has(("name",))), Has(("name",))))


def _put(node: Node, trees: Mapping[str, Node]) -> Node:
    if isinstance(node, And | Or):
        return replace(node, nodes=tuple(_put(each, trees) for each in node.nodes))
    if isinstance(node, Not):
        return replace(node, node=_put(node.node, trees))
    if not isinstance(node, FieldTest) or node.field != IS:
        return node
    found = [trees[meant_by(test.value.text)] for test in node.tests]
    return found[0] if len(found) == 1 else Or(tuple(found))
