"""A second person for what is dangerous: one asks, another sees what exactly and decides.

What has to be asked for is set by the house (`approval.actions`, each the name of a permission).
A request is kept with a digest of all that makes it what it is; once another person who holds the
permission has said yes, the same person's same request goes through one time, and using it up is
part of the transaction that does it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from store.access import SIGNED_IN, Service, needs
from store.change import Change, utc_now
from store.engine.driver import Connection
from store.errors import ApprovalNeeded, InvalidValue, NotFound, NotPermitted
from store.log.chain import canonical_json
from store.safety import APPROVAL_ACTIONS, SECOND_PERSON, value
from store.sign_in.standing import later
from store.staff.roles import CONTROL, PERMISSIONS

if TYPE_CHECKING:
    from store.session import Session

GOOD_FOR: Final = timedelta(days=7)
"""After so long a request, decided or not, is past."""
MORE: Final = 10
"""So many customers more may be found than when it was asked for."""
NAMED: Final = 20
"""So many codes of chosen customers are shown."""
_DECIDING: Final = (*SECOND_PERSON, "setting.edit")
_COLUMNS: Final = (
    "SELECT id, asked_at, asked_by, action, object, details, decided_at, decided_by, decision, used"
    " FROM approval"
)


@dataclass(frozen=True, slots=True)
class Request:
    """Something dangerous that somebody asked for. `decision`: empty, `yes` or `no`."""

    id: int
    asked_at: str
    asked_by: str
    action: str
    object: str
    details: dict[str, Any]
    decided_at: str
    decided_by: str
    decision: str
    used: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to do something once; 0 where none is needed."""

    id: int = 0

    def use(self, change: Change) -> None:
        """Use it up in the transaction of what is done. Raises ApprovalNeeded if it was already."""
        if not self.id:
            return
        used = change.conn.execute(
            "UPDATE approval SET used = ? WHERE id = ? AND decision = 'yes' AND used = ''",
            (change.at, self.id),
        )
        if not used.rowcount:
            raise ApprovalNeeded("Request {id} was used already: ask once more.", id=self.id)
        change.log("approval.use", str(self.id))


def second_person(
    session: Session,
    action: str,
    object_: str,
    request: Mapping[str, object],
    shown: Mapping[str, object] | None = None,
    *,
    always: bool = False,
    but: str = "",
) -> Ticket:
    """Leave to do this now, if it takes any; call before the transaction that does it.

    request: all that makes it what it is, for the digest (`ids` are for that alone). shown: what
    else the second person is to see; a `count` may have grown by a twentieth, or by ten, when it is
    done. always: whatever the house has set. but: an account that cannot be the second person.
    Raises ApprovalNeeded, having noted the request.
    """
    if action in session.cleared and not always:
        return Ticket()
    text = canonical_json([action, object_, request])
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
    with session.reading() as conn:
        if not always and action not in value(conn, APPROVAL_ACTIONS).split():
            return Ticket()
        found = [
            one
            for one in conn.execute(
                "SELECT id, decision, details FROM approval WHERE action = ? AND digest = ?"
                " AND asked_by = ? AND used = '' AND decision <> 'no' AND asked_at >= ?"
                " ORDER BY decision DESC, id",
                (action, digest, session.name, _first()),
            )
            if _covers(json.loads(one[2]), shown or {})
        ]
        others = _who_holds(conn, action) - {session.name, but}
    if found and found[0][1] == "yes":
        return Ticket(found[0][0])
    if found:
        number = found[0][0]
    else:
        clear = {name: what for name, what in request.items() if name != "ids"}
        number = _ask(session, action, object_, {**clear, **(shown or {})}, digest)
    if not others:
        raise ApprovalNeeded(
            "This takes a second person, and nobody else holds the permission “{permission}”: "
            "enable or add somebody, or bring an account back with kehao keys recover. It waits as "
            "request {id}.",
            id=number,
            permission=action,
        )
    raise ApprovalNeeded(
        "This takes a second person, who sees it as request {id}; when they have approved it, do "
        "the same again.",
        id=number,
    )


def asked_for(query: str, ids: Collection[int] | None) -> dict[str, object]:
    """Which customers, for a request: those of a query, or chosen ones."""
    return {"query": query} if ids is None else {"ids": sorted(set(ids))}


def some_codes(session: Session, ids: Collection[int] | None) -> dict[str, object]:
    """The codes of chosen customers, some of them, for the second person to see."""
    if ids is None:
        return {}
    page = session.search.rows(sorted(set(ids))[:NAMED], ["code"])
    return {"codes": [row[0] for row in page.rows]}


def giving_power(
    session: Session,
    object_: str,
    request: Mapping[str, object],
    power: Collection[str],
    *,
    but: str = "",
) -> Ticket:
    """Leave to bring an account or a role to these permissions: who could make a second person of
    their own would need none. Raises ApprovalNeeded.
    """
    with session.reading() as conn:
        set_ = value(conn, APPROVAL_ACTIONS).split()
    if "role.edit" in set_:
        return second_person(session, "role.edit", object_, request, but=but)
    if not set_ or (CONTROL | set(set_)).isdisjoint(power):
        return Ticket()
    action = next((name for name in sorted(set_) if name in power), min(set_))
    return second_person(session, action, object_, request, but=but)


def _covers(approved: Mapping[str, Any], now: Mapping[str, object]) -> bool:
    """Whether what is found now is not much more than what the second person saw."""
    count = now.get("count")
    if not isinstance(count, int):
        return True
    before = int(approved.get("count", 0))
    return count <= before + max(MORE, before // 20)


def _who_holds(conn: Connection, permission: str) -> set[str]:
    rows = conn.execute(
        "SELECT staff.name, role.permissions FROM staff"
        " JOIN staff_role ON staff_role.staff = staff.id"
        " JOIN role ON role.name = staff_role.role WHERE staff.disabled = 0"
    )
    return {name for name, held in rows if permission in held.split()}


def _ask(
    session: Session, action: str, object_: str, details: Mapping[str, object], digest: str
) -> int:
    with session.writing(SIGNED_IN) as change:
        row = change.conn.execute(
            "INSERT INTO approval (asked_at, asked_by, action, object, details, digest, decided_at,"
            " decided_by, decision, used) VALUES (?, ?, ?, ?, ?, ?, '', '', '', '') RETURNING id",
            (change.at, session.name, action, object_, canonical_json(details), digest),
        ).fetchone()
        change.log(
            "approval.ask", str(row[0]), after={"action": action, "object": object_, **details}
        )
    return int(row[0])


def _first() -> str:
    return later(utc_now(), -GOOD_FOR)


class Approvals(Service):
    """What was asked for, and deciding it."""

    @needs(*_DECIDING)
    def list(self, *, past: bool = False) -> list[Request]:
        """What waits for a decision or for its use, oldest first: one's own, and what one may
        decide. With `past` also what is over."""
        open_ = "" if past else " WHERE used = '' AND decision <> 'no' AND asked_at >= ?"
        with self._session.reading() as conn:
            rows = conn.execute(f"{_COLUMNS}{open_} ORDER BY id", () if past else (_first(),))
            found = [_request(row) for row in rows]
        session = self._session
        return [one for one in found if session.may(one.action) or one.asked_by == session.name]

    @needs(*_DECIDING)
    def decide(self, id: int, yes: bool) -> Request:
        """Approve a request or refuse it; not one's own. Logged.

        Raises PasswordNeeded, NotFound, InvalidValue (one's own, decided already, past),
        NotPermitted.
        """
        session = self._session
        session.require_fresh()
        with session.writing(*_DECIDING) as change:
            one = self._one(change.conn, id)
            if one.asked_by == session.name:
                raise InvalidValue("You asked for this yourself: somebody else decides it.")
            if not session.may(one.action):
                raise NotPermitted(
                    "{name} may not do this: it takes the permission “{permission}”.",
                    name=session.name,
                    permission=one.action,
                    allows=PERMISSIONS.get(one.action, ""),
                )
            if one.decision:
                raise InvalidValue(
                    "Request {id} is decided already, by {by}.", id=id, by=one.decided_by
                )
            if one.asked_at < _first():
                raise InvalidValue("Request {id} is too old: it has to be made again.", id=id)
            change.conn.execute(
                "UPDATE approval SET decided_at = ?, decided_by = ?, decision = ? WHERE id = ?",
                (change.at, session.name, "yes" if yes else "no", id),
            )
            change.log("approval.yes" if yes else "approval.no", str(id))
            return self._one(change.conn, id)

    def _one(self, conn: Connection, id: int) -> Request:
        row = conn.execute(f"{_COLUMNS} WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound("There is no request {id}: see kehao approvals list.", id=id)
        return _request(row)


def _request(row: tuple[object, ...]) -> Request:
    id_, asked_at, asked_by, action, object_, details, decided_at, decided_by, decision, used = row
    assert isinstance(id_, int)
    return Request(
        id=id_,
        asked_at=str(asked_at),
        asked_by=str(asked_by),
        action=str(action),
        object=str(object_),
        details=json.loads(str(details)),
        decided_at=str(decided_at),
        decided_by=str(decided_by),
        decision=str(decision),
        used=str(used),
    )
