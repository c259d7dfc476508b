"""A query as a tree, each node with its place in the text (characters, the end not counted)."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as place
from typing import Literal, TypeAlias

Op = Literal["", "=", ">", ">=", "<", "<=", ".."]


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it was written, without its quotes; in quotes `*` stands for itself."""

    text: str
    quoted: bool = False
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the things that a field may be: a value, or one side of it, or between two (`..`)."""

    op: Op
    value: Value
    upper: Value | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word, found where a word or number begins, anywhere in Chinese, or by its pinyin."""

    text: str
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes, found as they stand."""

    text: str
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FieldTest:
    """`field:a,b`: the field, by its own name, fits any of the tests."""

    field: str
    tests: tuple[Criterion, ...]
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """`has:a,b`: any of the fields has a value."""

    fields: tuple[str, ...]
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """`missing:a,b`: any of the fields has none."""

    fields: tuple[str, ...]
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """All but these."""

    node: Node
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """What fits every one of two or more."""

    nodes: tuple[Node, ...]
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """What fits any of two or more."""

    nodes: tuple[Node, ...]
    start: int = place(default=0, compare=False)
    end: int = place(default=0, compare=False)


Node: TypeAlias = Word | Phrase | FieldTest | Has | Missing | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be read; `tree` is None when it asks for nothing, which is everything."""

    text: str
    tree: Node | None


def mentions(node: Node | None, name: str) -> bool:
    """Whether a query tests this field anywhere."""
    if isinstance(node, And | Or):
        return any(mentions(each, name) for each in node.nodes)
    if isinstance(node, Not):
        return mentions(node.node, name)
    return isinstance(node, FieldTest) and node.field == name
