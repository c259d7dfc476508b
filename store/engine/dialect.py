"""What only SQLite can say in a search: the full-text index, JSON values, and how much it matches.

Everything else in `store.search` is SQL that another engine would take as well.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Sequence
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

SEARCH_SETTINGS: Final = "INSERT INTO search (search, rank) VALUES ('automerge', 8)"
"""Merge eight parts of a size into one, not four: a tenth less work for an import, and a search
over the parts is no slower."""

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


# -- what to look for in the index ---------------------------------------------------------------


def tokens(columns: Sequence[str], words: Sequence[str], *, begins: bool = False) -> str:
    """An expression: these tokens in a row, in any of the columns; the last may only begin so."""
    text = " ".join(words).replace('"', "").replace("\x00", "")
    where = columns[0] if len(columns) == 1 else "{" + " ".join(columns) + "}"
    return f'{where}:"{text}"' + ("*" if begins else "")


def any_of(expressions: Sequence[str]) -> str:
    """An expression for what fits any of some."""
    return expressions[0] if len(expressions) == 1 else "(" + " OR ".join(expressions) + ")"


def all_of(expressions: Sequence[str]) -> str:
    """An expression for what fits all of some."""
    return expressions[0] if len(expressions) == 1 else "(" + " AND ".join(expressions) + ")"


def without(expression: str, unwanted: str) -> str:
    """An expression for what fits one and not the other."""
    return f"({expression} NOT {unwanted})"


# -- pieces of SQL, each with one parameter: the expression --------------------------------------

MATCH: Final = "search MATCH ?"
HIT: Final = "search.rowid"
AMONG_MATCHES: Final = "customer.id IN (SELECT rowid FROM search WHERE search MATCH ?)"
TESTED_MATCHES: Final = f"+{AMONG_MATCHES}"
"""The same, but never the way into the table: another index leads, and each row is tested."""
FROM_MATCHES: Final = "search CROSS JOIN customer ON customer.id = search.rowid"
"""The hits lead, and their customers are looked up. (A test of single rows by `rowid = ?` reads a
word's whole list each time: never do that.)"""

# -- who is not archived: the index on `archived` names the few who are ----------------------------

_ARCHIVED: Final = "(SELECT gone.id FROM customer AS gone WHERE gone.archived = 1)"
LIVE: Final = f"customer.id NOT IN {_ARCHIVED}"
HIT_IS_LIVE: Final = f"{HIT} NOT IN {_ARCHIVED}"


def custom_value(name: str) -> str:
    """A custom field's value out of the customer's JSON; '' if there is none."""
    path = name.replace("'", "''").replace('"', "")
    return f"coalesce(json_extract(customer.custom, '$.\"{path}\"'), '')"


def number_value(column: str) -> str:
    """A text as a number; NULL if it is none."""
    return (
        f"CASE WHEN {column} GLOB '*[0-9]*' AND {column} NOT GLOB '*[^0-9.+-]*'"
        f" AND {column} NOT GLOB '?*[+-]*' AND {column} NOT GLOB '*.*.*'"
        f" THEN CAST({column} AS REAL) END"
    )


def segment_read(token: str) -> str:
    """A segment of the row `code` that no fixed place tells; see `let_read`."""
    name = token.replace("'", "''")
    return f"code_segment(code.rule_version, '{name}', code.text)"


def let_read(conn: Any, read: Callable[[int, str, str], str]) -> None:
    """Let the connection read segments: `read` is given a rule version, a token and a code."""
    conn.create_function("code_segment", 3, read, deterministic=True)


LISTED_IDS: Final = "SELECT value FROM json_each(?)"
"""Ids given as one parameter, a JSON list."""
