"""Blocks of numbers set aside for somebody until a date: used from the block, released, expired.

A reserved number is a `code` row without a customer, state `reserved`, naming its `reservation`.
Used, it is the customer's; released or expired it is void and explained, and never given. A block's
own state is `open`, `released` or `expired`.

A block belongs to its owner: a staff member's account name, or any words (a branch, a partner).
That account may use the codes; so may everybody who may reserve codes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.codes.skeleton import skeleton
from store.customers.bulk import new_group
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import CodeTaken, InvalidValue, NotFound, Stopped
from store.text import clean, fold

if TYPE_CHECKING:
    from store.session import Session

RESERVED: Final = "reserved"
OPEN: Final = "open"
RELEASED: Final = "released"
EXPIRED: Final = "expired"
CHUNK: Final = 1_000
_DIGITS: Final = 19
"""No block's number has so many."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reservation:
    """A block: its rule, owner and last day; `left` of `count` codes are still to be used.

    state: open, released or expired. first and last: its codes as text. next: the one that is used
    next, or empty. own: it belongs to the reader. shown: the fields that its codes show, and what
    they show; a customer who gets one of them has these values.
    """

    id: int
    rule: str
    owner: str
    until: str
    state: str
    count: int
    left: int
    first: str
    last: str
    next: str
    made_at: str
    made_by: str
    own: bool
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Released:
    """Codes that were given back: how many, of which group of operations."""

    codes: int
    group: str
    stopped: bool = False


# -- using ----------------------------------------------------------------------------------------


def claim(session: Session, conn: Connection, text: str) -> bool:
    """Whether this code is out of a block that the person may use; False if it is not reserved.

    Raises CodeTaken when it is set aside for somebody else, or its last day is past.
    """
    row = conn.execute(
        "SELECT code.text, owner, until FROM code JOIN reservation"
        " ON reservation.id = code.reservation WHERE skeleton = ? AND code.state = 'reserved'",
        (skeleton(clean(text)),),
    ).fetchone()
    if row is None:
        return False
    code, owner, until = row
    if until < session.today().isoformat():
        raise CodeTaken(
            "The code {code} was reserved for {owner} until {until}, which is past: choose "
            "another.",
            field="code",
            code=code,
            owner=owner,
            until=until,
        )
    if session.may("code.reserve") or fold(owner) == fold(session.name):
        return True
    raise CodeTaken(
        "The code {code} is reserved for {owner} until {until}: choose another.",
        field="code",
        code=code,
        owner=owner,
        until=until,
    )


def origin_of(session: Session, code: str) -> str:
    """As what a code that somebody types is given: `reserved` out of a block, else `hand`.

    Raises CodeTaken (another's block), NotPermitted (no codes by hand).
    """
    with session.reading() as conn:
        if claim(session, conn, code):
            return RESERVED
    session.require("code.manual")
    return "hand"


def next_of(session: Session, block: int) -> str:
    """The next code of a block. Raises NotFound when there is no such block or it is used up."""
    with session.reading() as conn:
        row = conn.execute("SELECT owner FROM reservation WHERE id = ?", (block,)).fetchone()
        code = conn.execute(
            "SELECT text FROM code WHERE reservation = ? AND state = 'reserved' ORDER BY id"
            " LIMIT 1",
            (block,),
        ).fetchone()
    if row is None:
        raise NotFound("There is no block R{id}: see kehao codes reservations.", id=block)
    if code is None:
        raise NotFound("The block R{id} of {owner} has no code left.", id=block, owner=row[0])
    return str(code[0])


# -- reading --------------------------------------------------------------------------------------

_LIST: Final = """
SELECT reservation.id, rule.name, owner, until, reservation.state, reservation.made_at,
       reservation.made_by,
       (SELECT count(*) FROM code WHERE code.reservation = reservation.id),
       (SELECT count(*) FROM code WHERE code.reservation = reservation.id
        AND code.state = 'reserved'),
       (SELECT text FROM code WHERE id =
        (SELECT min(id) FROM code WHERE code.reservation = reservation.id)),
       (SELECT text FROM code WHERE id =
        (SELECT max(id) FROM code WHERE code.reservation = reservation.id)),
       (SELECT text FROM code WHERE code.reservation = reservation.id
        AND code.state = 'reserved' ORDER BY id LIMIT 1), shown
FROM reservation JOIN rule_version ON rule_version.id = reservation.rule_version
JOIN rule ON rule.id = rule_version.rule
"""


def listed(session: Session, *, every: bool) -> list[Reservation]:
    """The blocks, the newest first: those with codes left, or `every` one there ever was."""
    where = "" if every else "WHERE reservation.state = 'open' "
    with session.reading() as conn:
        rows = conn.execute(f"{_LIST} {where}ORDER BY reservation.id DESC").fetchall()
    return [_shown(session, row) for row in rows]


def one(session: Session, block: int) -> Reservation:
    """One block. Raises NotFound."""
    with session.reading() as conn:
        row = conn.execute(f"{_LIST} WHERE reservation.id = ?", (block,)).fetchone()
    if row is None:
        raise NotFound("There is no block R{id}: see kehao codes reservations.", id=block)
    return _shown(session, row)


def _shown(session: Session, row: Sequence[object]) -> Reservation:
    block, rule, owner, until, state, made_at, made_by, count, left, first, last = row[:11]
    following, shown = row[11:]
    return Reservation(
        id=int(str(block)),
        rule=str(rule),
        owner=str(owner),
        until=str(until),
        state=str(state),
        count=int(str(count)),
        left=int(str(left)),
        first=str(first or ""),
        last=str(last or ""),
        next=str(following or ""),
        made_at=str(made_at),
        made_by=str(made_by),
        own=fold(str(owner)) == fold(session.name),
        shown=json.loads(str(shown or "{}")),
    )


# -- giving back ----------------------------------------------------------------------------------


def release(
    session: Session,
    what: Sequence[str],
    reason: str,
    progress: OnProgress | None = None,
    cancel: Cancel | None = None,
) -> Released:
    """See `Life.release`."""
    blocks, codes = _targets(session, what)
    group, total = new_group(), 0
    try:
        for block in blocks:
            for done in _give_back(
                session, block, "code.release", RELEASED, reason, group, progress, cancel
            ):
                total += done
        for code in codes:
            total += _release_code(session, code, reason, group)
    except Stopped:
        return Released(total, group, stopped=True)
    return Released(total, group)


def _targets(session: Session, what: Sequence[str]) -> tuple[list[int], list[str]]:
    """Which blocks (`R12` or `12`) and which single codes are meant; reserved codes come first."""
    blocks: list[int] = []
    codes: list[str] = []
    with session.reading() as conn:
        for text in map(clean, what):
            row = conn.execute(
                "SELECT text, state FROM code WHERE skeleton = ?", (skeleton(text),)
            ).fetchone()
            number = text[1:] if text[:1] in "Rr" else text
            if row is not None and row[1] == RESERVED:
                codes.append(row[0])
            elif (
                number.isascii()
                and number.isdigit()
                and len(number) < _DIGITS
                and conn.execute(
                    "SELECT 1 FROM reservation WHERE id = ?", (int(number),)
                ).fetchone()
            ):
                blocks.append(int(number))
            elif row is not None:
                raise InvalidValue(
                    "The code {code} is not reserved: there is nothing to release.",
                    field="code",
                    code=row[0],
                )
            else:
                raise NotFound(
                    "{value} is neither a reserved code nor a block: see kehao codes reservations.",
                    value=text,
                )
    if not blocks and not codes:
        raise InvalidValue("Say which block or which codes to release.", field="code")
    return blocks, codes


def _give_back(
    session: Session,
    block: int,
    action: str,
    state: str,
    reason: str,
    group: str,
    progress: OnProgress | None,
    cancel: Cancel | None,
) -> list[int]:
    """Make what is left of a block void, in short transactions; how many each time."""
    done: list[int] = []
    total = one(session, block).left
    while True:
        if cancel is not None:
            cancel.check()
        with session.writing("code.reserve", "due.run") as change:
            conn = change.conn
            rows = conn.execute(
                "SELECT id, text FROM code WHERE reservation = ? AND state = 'reserved'"
                " ORDER BY id LIMIT ?",
                (block, CHUNK),
            ).fetchall()
            if rows:
                conn.executemany(
                    "UPDATE code SET state = 'void' WHERE id = ?", [(row[0],) for row in rows]
                )
                _log_given_back(change, action, block, rows, reason, group)
            if len(rows) < CHUNK:
                conn.execute(
                    "UPDATE reservation SET state = ? WHERE id = ? AND state = 'open'",
                    (state, block),
                )
        done.append(len(rows))
        if progress is not None:
            progress(sum(done), max(total, sum(done)))
        if len(rows) < CHUNK:
            return done


def _log_given_back(
    change: Change,
    action: str,
    block: int,
    rows: Sequence[tuple[int, str]],
    reason: str,
    group: str,
) -> None:
    change.log(
        action,
        f"R{block}",
        before={"reservation": block},
        after={
            "reservation": block,
            "count": len(rows),
            "first": rows[0][1],
            "last": rows[-1][1],
            "ids": ranges([row[0] for row in rows]),
        },
        reason=reason,
        group=group,
    )


def _release_code(session: Session, code: str, reason: str, group: str) -> int:
    with session.writing("code.reserve") as change:
        conn = change.conn
        row = conn.execute(
            "SELECT id, text, reservation FROM code WHERE skeleton = ? AND state = 'reserved'",
            (skeleton(code),),
        ).fetchone()
        if row is None:
            raise InvalidValue(
                "The code {code} is not reserved: there is nothing to release.",
                field="code",
                code=code,
            )
        conn.execute("UPDATE code SET state = 'void' WHERE id = ?", (row[0],))
        _log_given_back(change, "code.release", row[2], [row[:2]], reason, group)
        close_if_empty(conn, row[2], RELEASED)
    return 1


def expire_reservations(session: Session) -> int:
    """Make void what is left of every block whose last day is past; how many codes. For run-due.

    Takes the permission `code.reserve` or `due.run`. Safe to run again after a stop.
    """
    with session.reading() as conn:
        rows = conn.execute(
            "SELECT id FROM reservation WHERE state = 'open' AND until < ?",
            (session.today().isoformat(),),
        ).fetchall()
    total = 0
    for (block,) in rows:
        total += sum(
            _give_back(session, block, "code.expire", EXPIRED, "", new_group(), None, None)
        )
    return total


def close_if_empty(conn: Connection, block: int, state: str) -> None:
    """Close a block of which nothing is left to be used or released."""
    left = conn.execute(
        "SELECT 1 FROM code WHERE reservation = ? AND state = 'reserved' LIMIT 1", (block,)
    ).fetchone()
    if left is None:
        conn.execute("UPDATE reservation SET state = ? WHERE id = ?", (state, block))


def ranges(ids: Sequence[int]) -> list[list[int]]:
    """Ids in order as runs, each [first, last]."""
    runs: list[list[int]] = []
    for one_id in ids:
        if runs and runs[-1][1] == one_id - 1:
            runs[-1][1] = one_id
        else:
            runs.append([one_id, one_id])
    return runs
