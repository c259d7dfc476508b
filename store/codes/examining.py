"""What the doctor asks of codes: each customer's stands in the namespace, no counter is behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from store.engine.driver import Connection
from store.errors import StoreDamaged

_HOMELESS: Final = (
    "SELECT customer.code FROM customer LEFT JOIN code ON code.text = customer.code"
    " AND code.customer = customer.id AND code.state = 'live' WHERE code.id IS NULL"
    " ORDER BY customer.id LIMIT 10"
)
_STRAY: Final = (
    "SELECT code.text FROM code LEFT JOIN customer ON customer.id = code.customer"
    " WHERE code.state IN ('live', 'alias') AND customer.id IS NULL ORDER BY code.id LIMIT 10"
)
_BEHIND: Final = (
    "SELECT counter.key, counter.value, max(code.number) FROM code"
    " JOIN counter ON counter.id = code.counter"
    " GROUP BY counter.id HAVING max(code.number) > counter.value ORDER BY counter.key LIMIT 10"
)
_KEYLESS: Final = (
    "SELECT customer.code FROM customer LEFT JOIN subject_key"
    " ON subject_key.customer = customer.id WHERE subject_key.customer IS NULL"
    " ORDER BY customer.id LIMIT 10"
)


def examine(conn: Connection) -> list[StoreDamaged]:
    """What is wrong, ten of each kind at most."""
    return list(_found(conn))


def _found(conn: Connection) -> Iterator[StoreDamaged]:
    for (code,) in conn.execute(_HOMELESS).fetchall():
        yield StoreDamaged("The code {code} is not in the namespace.", code=code)
    for (code,) in conn.execute(_STRAY).fetchall():
        yield StoreDamaged("The code {code} has no customer.", code=code)
    for counter, value, given in conn.execute(_BEHIND).fetchall():
        yield StoreDamaged(
            "The counter {counter} stands at {value}, but gave {given} already: an old page was "
            "put back; restore the store from a backup.",
            counter=counter,
            value=value,
            given=given,
        )
    for (code,) in conn.execute(_KEYLESS).fetchall():
        yield StoreDamaged(
            "The customer {code} has lost the key of its log lines: restore the store from a "
            "backup.",
            code=code,
        )
