"""Another code for one customer, and codes that nobody may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from store.change import Change
from store.codes.allocation import Allocator, Given, put_codes
from store.codes.recoding import Ready, next_code, own_alias, ready, ready_by_rule, recode
from store.codes.reservations import RESERVED, claim
from store.codes.skeleton import skeleton
from store.customers.preparing import MAX_CODE, check_code, open_desk
from store.errors import Conflict, InvalidValue
from store.text import clean

if TYPE_CHECKING:
    from store.engine.driver import Connection
    from store.session import Session

_TRIES: Final = 3

How = Literal["rule", "hand", "reserved", "alias"]
"""Where a customer's new code came from; `alias`: it was the customer's own before."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A customer's code that was changed."""

    customer: int
    before: str
    after: str
    how: How


def change_code(session: Session, customer: int, new: str, reason: str) -> Changed:
    """See `Life.change`."""
    reason, new = needed_reason(reason), clean(new)
    for _ in range(_TRIES):
        with session.reading() as conn:
            if new:
                made, how = _by_hand(session, conn, customer, new)
            else:
                made, how = ready_by_rule(session, conn, customer), "rule"
        if how == "hand":
            session.require("code.manual")
            check_code(open_desk(session), new, "hand")
        with session.writing("code.change") as change:
            if made.holds(change.conn, session.rulebook(change.conn)):
                return _write(change, made, new, how, reason)
    raise Conflict(
        "Somebody else is changing this customer or the rules just now: try again.",
        mine={},
        theirs={},
        version=made.customer.version,
    )


def _by_hand(session: Session, conn: Connection, customer: int, new: str) -> tuple[Ready, How]:
    made = ready(session, conn, customer)
    bones = skeleton(new)
    if bones == skeleton(made.customer.code):
        raise InvalidValue(
            "{code} is the customer's code already: a code never changes its spelling.",
            field="code",
            code=made.customer.code,
        )
    if own_alias(conn, customer, bones) is not None:
        return made, "alias"
    return made, "reserved" if claim(session, conn, new) else "hand"


def _write(change: Change, made: Ready, new: str, how: How, reason: str) -> Changed:
    allocator = Allocator(change.conn, "", change.at)
    given: Given | None = None
    if how == "rule":
        given = next_code(allocator, made)
    elif how == "alias":
        given = own_alias(change.conn, made.customer.id, skeleton(new))
    if given is None:
        given = allocator.by_hand(new, how)
    allocator.save()
    recode(change, made, given)
    before = made.customer.code
    after: dict[str, object] = {"code": given.text}
    if how == "rule" and made.rule is not None:
        after["rule"] = f"{made.rule.name} v{made.rule.version}"
    change.log(
        "code.change",
        before,
        subject=made.customer.id,
        before={"code": before},
        after=after,
        reason=reason,
    )
    return Changed(made.customer.id, before, given.text, how)


def void_code(session: Session, code: str, reason: str) -> str:
    """See `Life.void`."""
    reason, text = needed_reason(reason), clean(code)
    if not text or len(text) > MAX_CODE:
        raise InvalidValue(
            "The code {code} is longer than {most} characters.",
            field="code",
            code=text[:20] + "…" if text else "",
            most=MAX_CODE,
        )
    bones = skeleton(text)
    with session.writing("code.reserve") as change:
        conn = change.conn
        row = conn.execute(
            "SELECT code.id, code.text, code.state, code.reservation, customer.code FROM code"
            " LEFT JOIN customer ON customer.id = code.customer WHERE code.skeleton = ?",
            (bones,),
        ).fetchone()
        if row is None:
            given = Given(text, bones, "hand", None, None, None)
            put_codes(conn, [(given, None)], "void", at=change.at, by=change.actor.name)
            change.log("code.void", text, after={"code": text}, reason=reason)
            return text
        row_id, text, state, reservation, holder = row
        if state == "void":
            raise InvalidValue("The code {code} is void already.", field="code", code=text)
        if state != RESERVED:
            raise InvalidValue(
                "The code {code} is {holder}'s, and what finds a customer stays: only codes that "
                "nobody has can be made void.",
                field="code",
                code=text,
                holder=holder,
            )
        conn.execute("UPDATE code SET state = 'void' WHERE id = ?", (row_id,))
        change.log(
            "code.void",
            text,
            before={"reservation": reservation},
            after={"code": text, "ids": [[row_id, row_id]], "count": 1},
            reason=reason,
        )
    return str(text)


def needed_reason(reason: str) -> str:
    """The reason, cleaned. Raises InvalidValue for an empty one."""
    reason = clean(reason)
    if not reason:
        raise InvalidValue("This needs a reason: say why, for the log.", field="reason")
    return reason
