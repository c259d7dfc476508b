"""Whether the segments that somebody asks for are there: any that some rule's codes ever showed."""

from __future__ import annotations

from collections.abc import Iterator

from store.errors import InvalidQuery, InvalidValue
from store.search.conditions import Access
from store.search.names import OF_CODES, SEGMENT, is_segment
from store.search.oneself import asks_for_me
from store.search.standing import asks_for_standing
from store.search.tree import And, FieldTest, Has, Missing, Node, Not, Or, Query


def check_segments(query: Query, access: Access) -> None:
    """Raise InvalidQuery, pointing at the name, for a segment that no rule's codes show."""
    for node in _parts(query.tree):
        if isinstance(node, FieldTest) and _is_missing(node.field, access):
            signs = query.text[node.start : node.end].replace("：", ":")
            end = node.start + max(signs.find(":"), 1)
            raise _unknown(node.field, access, node.start, end)
        for name in node.fields if isinstance(node, Has | Missing) else ():
            if _is_missing(name, access):
                raise _unknown(name, access, node.start, node.end)


def check_before_code(query: Query) -> None:
    """Raise InvalidQuery if a rule's condition asks what the code says: there is none yet; or who
    asks, which a rule must not depend on."""
    for node in _parts(query.tree):
        if isinstance(node, FieldTest) and asks_for_me(node):
            raise InvalidQuery(
                "A rule is the same for everyone: write an account's name in place of “me”.",
                start=node.start,
                end=node.end,
            )
        if isinstance(node, FieldTest) and asks_for_standing(node):
            raise InvalidQuery(
                "A rule cannot ask for is:, which changes by itself: ask for a field.",
                start=node.start,
                end=node.end,
            )
        names = node.fields if isinstance(node, Has | Missing) else ()
        if isinstance(node, FieldTest):
            names = (node.field,)
        if any(name in OF_CODES or is_segment(name) for name in names):
            raise InvalidQuery(
                "A rule cannot ask what the code says, which it is to give: ask for a field.",
                start=node.start,
                end=node.end,
            )


def check_segment(name: str, access: Access) -> None:
    """Raise InvalidValue for a column or group that is a segment no rule's codes show."""
    if _is_missing(name, access):
        raise InvalidValue(
            "No rule's codes show {name}: there are {known}.", name=name, known=_known(access)
        )


def segments_of(access: Access) -> tuple[str, ...]:
    """Everything that can be asked of codes, as the query language calls it."""
    return tuple([SEGMENT + token for token in access.says().tokens])


def _is_missing(name: str, access: Access) -> bool:
    return is_segment(name) and name.removeprefix(SEGMENT) not in access.says().tokens


def _unknown(name: str, access: Access, start: int, end: int) -> InvalidQuery:
    return InvalidQuery(
        "No rule's codes show {name}: there are {known}.",
        name=name,
        known=_known(access),
        start=start,
        end=end,
    )


def _known(access: Access) -> str:
    return ", ".join([*segments_of(access), *OF_CODES[1:]])


def _parts(node: Node | None) -> Iterator[Node]:
    """Every node of a tree."""
    if node is None:
        return
    yield node
    if isinstance(node, And | Or):
        for each in node.nodes:
            yield from _parts(each)
    elif isinstance(node, Not):
        yield from _parts(node.node)
