"""Changing the text of a log query by one term: `actor:王敏` put in, replaced, taken out again."""

from __future__ import annotations

import re
from typing import Final

_TERM: Final = re.compile(r'(?:(?P<key>[A-Za-z]+)[:：])?(?:"[^"]*"|\S+)')


def term(key: str, value: str) -> str:
    """The term that finds this value; a value that a term cannot hold is looked for as words."""
    value = value.replace('"', " ").strip()
    if re.search(r"[,，]", value):
        return f'"{value}"'
    return f'{key}:"{value}"' if re.search(r"\s", value) else f"{key}:{value}"


def with_term(query: str, key: str, value: str) -> str:
    """The query with this term in the place of others of its key; the rest stays as it was.

    If the query holds just this term already, it is taken out.
    """
    wanted = term(key, value)
    kept: list[str] = []
    had = False
    for match in _TERM.finditer(query):
        if match[0] == wanted:
            had = True
        elif (match["key"] or "").lower() != key:
            kept.append(match[0])
    return " ".join(kept if had else [*kept, wanted])
