"""Rule files to begin with: one for each form that houses ask for, ready for `rules apply`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from store.errors import NotFound

NAMES: Final = (
    "cust",
    "vip",
    "region",
    "moment",
    "type-year",
    "shop",
    "bank",
    "factory",
    "checked",
    "held",
)
"""The examples in the order in which people read them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A rule file: its name, what it says of itself in Chinese and in English, and its text."""

    name: str
    chinese: str
    english: str
    toml: str


def example(name: str) -> Example:
    """One rule file. Raises NotFound, naming those there are."""
    if name not in NAMES:
        raise NotFound(
            "There is no example {name}: choose from {known}.", name=name, known=", ".join(NAMES)
        )
    text = files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    chinese, english = (line.removeprefix("# ") for line in text.splitlines()[:2])
    return Example(name, chinese, english, text)
