"""That a query is one SELECT and nothing beside it, before it is asked inside another."""

from __future__ import annotations

import re
from typing import Final

from store.errors import WrongUsage

_TOKEN: Final = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|[();'"`]""",
    re.DOTALL,
)
_BEGINS: Final = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(select|with|values|table)\b", re.I | re.S
)


def check_select(query: str) -> str:
    """The query without the `;` at its end. Raises WrongUsage for what is not one SELECT.

    >>> check_select("SELECT ';' AS a FROM t;")
    "SELECT ';' AS a FROM t"
    """
    query = query.strip()
    while query.endswith(";"):
        query = query[:-1].rstrip()
    depth = 0
    for token in _TOKEN.findall(query):
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
        if depth < 0 or token in (";", "'", '"', "`"):
            raise _refused()
    if depth or not _BEGINS.match(query):
        raise _refused()
    return query


def _refused() -> WrongUsage:
    return WrongUsage(
        "A query is one SELECT: name the columns it gives, and leave out what would change "
        "anything."
    )
