"""TOML that people write, and what to say of it when it is wrong."""

from __future__ import annotations

import re
from typing import Any, Final

from store.errors import KehaoError

_PLACED: Final = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


def read_toml(text: str, wrong: type[KehaoError]) -> dict[str, Any]:
    """The tables of a text. Raises `wrong`, with the line and what is not TOML there."""
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers and lists without end, too
        placed = _PLACED.fullmatch(str(error))
        if placed is None:
            raise wrong("This is no TOML: {why}.", why=str(error)) from None
        raise wrong(
            "This is no TOML, line {line}, column {column}: {why}. Write texts in double quotes.",
            line=int(placed[2]),
            column=int(placed[3]),
            why=placed[1],
        ) from None
