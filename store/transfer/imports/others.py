"""Rows whose code is that of a customer with quite another name: perhaps somebody else's code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from store.customers.names import normalised_name
from store.duplicates.comparing import DIFFERS, name
from store.duplicates.words import read_name
from store.engine import dialect
from store.engine.driver import Connection
from store.search.pinyin import sort_key


@dataclass(frozen=True, slots=True)
class Other:
    """The customer who has a row's code, under a name that is not the row's."""

    row: int
    code: str
    name: str


def other_customers(conn: Connection, matched: Sequence[tuple[int, str, int]]) -> list[Other]:
    """Which of these rows (number, name, the customer who has its code) are of other names.

    A name that is merely written otherwise, shortened or mistyped is the same; so is one that the
    customer had or has beside the first.
    """
    named = [(number, text, id_) for number, text, id_ in matched if text]
    if not named:
        return []
    ids = json.dumps(sorted({id_ for _, _, id_ in named}))
    there = {
        id_: (key, code, [text])
        for id_, key, code, text in conn.execute(
            "SELECT id, name_key, code, name FROM customer"
            f" WHERE id IN ({dialect.LISTED_IDS}) ORDER BY id",
            (ids,),
        )
    }
    unlike = [
        one
        for one in named
        if one[2] in there and there[one[2]][0] != sort_key(normalised_name(one[1]))
    ]
    if not unlike:
        return []
    ids = json.dumps(sorted({id_ for _, _, id_ in unlike}))
    for id_, text in conn.execute(
        f"SELECT customer, text FROM name WHERE customer IN ({dialect.LISTED_IDS})", (ids,)
    ):
        there[id_][2].append(text)
    found = []
    for number, text, id_ in unlike:
        _, code, theirs = there[id_]
        mine = read_name(text)
        if all(name(mine, read_name(other)).level <= DIFFERS for other in theirs):
            found.append(Other(number, code, theirs[0]))
    return found
