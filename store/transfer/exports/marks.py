"""How far an export of a name has told, by the operation log, and who changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store.change import Change
from store.engine.driver import Connection

# Over the log's primary key. Undoing a merge brings a second customer back: the line names it.
_CHANGED: Final = """
SELECT subject FROM operation WHERE seq > :seq AND subject IS NOT NULL
  AND action <> 'customer.reveal'
UNION
SELECT json_extract(after, '$.other_id') FROM operation WHERE seq > :seq AND action = 'log.undo'
  AND json_extract(after, '$.other_id') IS NOT NULL
"""

# By the index on code (customer); a changed customer has few.
_NO_MORE: Final = """
SELECT code.text, code.state, customer.code FROM {codes}
LEFT JOIN customer ON customer.id = code.customer
WHERE code.state IN ('alias', 'void') ORDER BY code.id
"""
_OF_CHANGED: Final = f"({_CHANGED}) AS changed JOIN code ON code.customer = changed.subject"


@dataclass(frozen=True, slots=True)
class Untold:
    """Since the last export of a name. ids: whom something was done to; None: it must be a whole
    one (the first, or what came between has left the log). gone: codes by which none of them goes
    any more (replaced, merged, void). seq: the last operation that was told."""

    ids: frozenset[int] | None
    gone: tuple[str, ...] = ()
    seq: int = 0


def last_operation(conn: Connection) -> int:
    """The number of the newest operation."""
    return int(conn.execute("SELECT coalesce(max(seq), 0) FROM operation").fetchone()[0])


def changed_since(conn: Connection, name: str) -> Untold:
    """What the next export of that name has to tell."""
    row = conn.execute("SELECT seq FROM export_mark WHERE name = ?", (name,)).fetchone()
    first = conn.execute("SELECT coalesce(min(seq), 0) FROM operation").fetchone()[0]
    if row is None or row[0] < first - 1:
        return Untold(None)
    told = {"seq": row[0]}
    ids = frozenset(int(one) for (one,) in conn.execute(_CHANGED, told))
    return Untold(ids, tuple(code for code, _, _ in no_more(conn, row[0])), row[0])


def no_more(conn: Connection, seq: int | None) -> list[tuple[str, str, str | None]]:
    """Codes by which nobody goes any more: their state (`alias`, `void`), and the code that their
    customer has now. seq: of those to whom something was done since; None: all there are."""
    codes = "code" if seq is None else _OF_CHANGED
    sql = _NO_MORE.format(codes=codes)
    given = {} if seq is None else {"seq": seq}
    return [(text, state, now) for text, state, now in conn.execute(sql, given)]


def keep_mark(change: Change, name: str, seq: int) -> None:
    """The export of that name has told everything up to an operation."""
    change.conn.execute(
        "INSERT INTO export_mark (name, seq, at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, at = excluded.at",
        (name, seq, change.at),
    )
