"""What a trial of a reader is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from store.errors import KehaoError

Target = Callable[[Any], object]
"""Takes an input; answers anything, or raises a KehaoError."""

Made = tuple[Target, st.SearchStrategy[Any]]
"""A target, and what it is given."""


def tried(read: Callable[[], object]) -> None:
    """One of several readers of the same input: that it refuses is as good as that it reads."""
    try:
        read()
    except KehaoError as error:
        line = str(error)
        assert line, "it said nothing"
        assert "\n" not in line, line
