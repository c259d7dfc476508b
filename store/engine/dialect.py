"""What only SQLite can say in a search: the full-text index, JSON values, and how much it matches.

Everything else in `store.search` is SQL that another engine would take as well.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import Any, Final

from store.search.terms import COLUMNS

# The tokenizer cuts at spaces only: every sign that could stand in a token is a token character.
# Letters, digits and everything beyond ASCII are so already.
_SIGNS: Final = "".join(c for c in string.punctuation if c not in "'\"")
_TOKENIZE: Final = f"ascii tokenchars '{_SIGNS}\x27\x27'"

SEARCH_TABLE: Final = (
    f"CREATE VIRTUAL TABLE search USING fts5({', '.join(COLUMNS)}, content='', "
    f'contentless_delete=1, tokenize="{_TOKENIZE}")'
)
"""The index itself; its rowid is the customer's id."""

_INSERT: Final = (
    f"INSERT INTO search (rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
)


def put_terms(conn: Any, customer: int, columns: Sequence[str]) -> None:
    """Index a customer; `columns` are those of `store.search.terms.terms`. Replaces older ones."""
    conn.execute("DELETE FROM search WHERE rowid = ?", (customer,))
    conn.execute(_INSERT, (customer, *columns))


def add_terms(conn: Any, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index many new customers, none of whom is in the index yet."""
    conn.executemany(_INSERT, [(customer, *columns) for customer, columns in rows])


def drop_terms(conn: Any, customer: int) -> None:
    """Take a customer out of the index."""
    conn.execute("DELETE FROM search WHERE rowid = ?", (customer,))
