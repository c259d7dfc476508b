"""Whether some customers fit an expression, by making their words anew and looking at those.

The index answers for a word with its whole list. Where two thirds of all customers fit and a page
of fifty is asked for in another order, looking at the next hundred costs a fiftieth of that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from store.customers.fields import BUILT_IN, Field
from store.engine import dialect
from store.engine.driver import Connection
from store.search.terms import COLUMNS, terms

_SEARCHED = ("name", "contact", "phone", "email", "address", "credit_code")
_ROWS = (
    f"SELECT id, code, custom, {', '.join(_SEARCHED)} FROM customer"
    f" WHERE id IN ({dialect.LISTED_IDS})"
)
_BESIDE = {
    "names": f"SELECT customer, text FROM name WHERE customer IN ({dialect.LISTED_IDS})"
    " ORDER BY id",
    "tags": f"SELECT customer, tag FROM tag WHERE customer IN ({dialect.LISTED_IDS}) ORDER BY tag",
    "aliases": f"SELECT customer, text FROM code WHERE customer IN ({dialect.LISTED_IDS})"
    " AND state = 'alias' ORDER BY id",
}


def fitting(
    conn: Connection, expression: dialect.Expression, fields: Mapping[str, Field]
) -> Callable[[Sequence[int]], list[int]]:
    """A function that leaves of some customers those who fit, in their order."""
    kept = {name for name, field in fields.items() if field.custom and not field.personal}

    def fit(ids: Sequence[int]) -> list[int]:
        listed = json.dumps(list(ids))
        beside: dict[str, dict[int, list[str]]] = {name: {} for name in _BESIDE}
        for name, sql in _BESIDE.items():
            for customer, text in conn.execute(sql, (listed,)).fetchall():
                beside[name].setdefault(customer, []).append(text)
        found = set()
        for customer, code, custom, *values in conn.execute(_ROWS, (listed,)).fetchall():
            known = {n: v for n, v in zip(_SEARCHED, values, strict=True) if v}
            if custom not in ("", "{}"):
                known |= {n: v for n, v in _custom(custom).items() if v and n in kept}
            made = terms(
                code,
                known,
                names=beside["names"].get(customer, ()),
                tags=beside["tags"].get(customer, ()),
                aliases=beside["aliases"].get(customer, ()),
            )
            if expression.fits(_Cut(made.columns)):
                found.add(customer)
        return [customer for customer in ids if customer in found]

    return fit


def _custom(text: str) -> dict[str, str]:
    kept: dict[str, str] = json.loads(text)
    return {name: value for name, value in kept.items() if name not in BUILT_IN}


_PLACE = {name: place for place, name in enumerate(COLUMNS)}


class _Cut(Mapping[str, Sequence[str]]):
    """A customer's words by column, each cut when it is asked for."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self._words: dict[str, list[str]] = {}

    def __getitem__(self, column: str) -> list[str]:
        words = self._words.get(column)
        if words is None:
            words = self._words[column] = dialect.cut(self._columns[_PLACE[column]])
        return words

    def __iter__(self) -> object:  # type: ignore[override]
        return iter(COLUMNS)

    def __len__(self) -> int:
        return len(COLUMNS)
