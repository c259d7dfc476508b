"""What only SQLite can say in a search: the full-text index, JSON values, and how much it matches.

Everything else in `store.search` is SQL that another engine would take as well.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from store import bits
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

_PARTS: Final = "SELECT count(DISTINCT segid) FROM search_idx"
_MERGE: Final = "INSERT INTO search (search, rank) VALUES ('merge', ?)"


def parts(conn: Any) -> int:
    """In how many parts the index of words lies: a search looks into each of them."""
    return int(conn.execute(_PARTS).fetchone()[0])


def merge_some(conn: Any, pages: int, *, begin: bool) -> bool:
    """Merge the parts of the index further, by about so many pages; False when they are one.
    `begin` starts merging all there are."""
    before = conn.total_changes
    conn.execute(_MERGE, (-pages if begin else pages,))
    return bool(conn.total_changes - before > 1)


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


Words: TypeAlias = Mapping[str, Sequence[str]]
"""A customer's tokens in each column of the index."""


class Expression(str):
    """What is asked of the index, as the index reads it; `fits` asks the same of one customer.

    Where most customers fit, it is quicker to look at some of them than to fetch their long list.
    """

    fits: Callable[[Words], bool]

    def __new__(cls, text: str, fits: Callable[[Words], bool]) -> Expression:
        made = super().__new__(cls, text)
        made.fits = fits
        return made


NOTHING: Final = Expression("", lambda words: False)
"""There is nothing to ask."""

_TOKEN: Final = re.compile(r'[^\x00-\x20\x7f"]+')


def cut(text: str) -> list[str]:
    """A text's tokens, as the index cuts it."""
    return _TOKEN.findall(text.lower())


def tokens(columns: Sequence[str], words: Sequence[str], *, begins: bool = False) -> Expression:
    """An expression: these tokens in a row, in any of the columns; the last may only begin so."""
    text = " ".join(words).replace('"', "").replace("\x00", "")
    where = columns[0] if len(columns) == 1 else "{" + " ".join(columns) + "}"
    *before, last = cut(text) or [""]
    size = len(before)

    def fits(words: Words) -> bool:
        if not last:
            return False
        for column in columns:
            row = words[column]
            for place in range(size, len(row)):
                here = row[place]
                if (here == last or (begins and here.startswith(last))) and (
                    not size or row[place - size : place] == before
                ):
                    return True
        return False

    return Expression(f'{where}:"{text}"' + ("*" if begins else ""), fits)


def any_of(expressions: Sequence[Expression]) -> Expression:
    """An expression for what fits any of some."""
    if len(expressions) == 1:
        return expressions[0]
    return Expression(
        "(" + " OR ".join(expressions) + ")",
        lambda words: any(each.fits(words) for each in expressions),
    )


def all_of(expressions: Sequence[Expression]) -> Expression:
    """An expression for what fits all of some."""
    if len(expressions) == 1:
        return expressions[0]
    return Expression(
        "(" + " AND ".join(expressions) + ")",
        lambda words: all(each.fits(words) for each in expressions),
    )


def without(expression: Expression, unwanted: Expression) -> Expression:
    """An expression for what fits one and not the other."""
    return Expression(
        f"({expression} NOT {unwanted})",
        lambda words: expression.fits(words) and not unwanted.fits(words),
    )


# -- pieces of SQL, each with one parameter: the expression --------------------------------------

MATCH: Final = "search MATCH ?"
HIT: Final = "search.rowid"
HITS: Final = "SELECT rowid AS id FROM search WHERE search MATCH ?"
AMONG_MATCHES: Final = "customer.id IN (SELECT rowid FROM search WHERE search MATCH ?)"
FROM_MATCHES: Final = "search CROSS JOIN customer ON customer.id = search.rowid"
"""The hits lead, and their customers are looked up. (A test of single rows by `rowid = ?` reads a
word's whole list each time: never do that.)"""

# -- many ids as one value: two signs each, which cost a tenth of what rows do -------------------

PACK: Final = 1 << 15


def _packed(column: str) -> str:
    return f"group_concat(char(({column} >> 15) + 1, ({column} & {PACK - 1}) + 1), '')"


PACKED_IDS: Final = _packed("id")
PACKED_HITS: Final = _packed("rowid")

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


def let_choose(conn: Any, who: int) -> None:
    """Let the connection ask `chosen(id)`: whether a customer is in this set of bits."""
    conn.create_function("chosen", 1, bits.tester(who))


LISTED_IDS: Final = "SELECT value FROM json_each(?)"
"""Ids given as one parameter, a JSON list."""
FROM_LISTED: Final = "json_each(?) AS listed CROSS JOIN customer ON customer.id = listed.value"
"""The customers of such a list, looked up one by one: never a walk along the order instead."""
