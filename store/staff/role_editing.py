"""The roles of a house: what each permits, made, changed and removed; who may give what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.approvals import Ticket, giving_power, second_person
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.sign_in.standing import bump
from store.staff.roles import CONTROL, PERMISSIONS, SHIPPED
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions."""

    name: str
    permissions: frozenset[str]
    shipped: bool


def every_role(session: Session) -> Sequence[Role]:
    """Every role, the shipped ones first."""
    with session.reading() as conn:
        rows = conn.execute("SELECT name, permissions, shipped FROM role").fetchall()
    order = {name: place for place, name in enumerate(SHIPPED)}
    found = [Role(name, frozenset(held.split()), bool(shipped)) for name, held, shipped in rows]
    return sorted(found, key=lambda role: (order.get(role.name, 99), role.name))


def save_role(session: Session, name: str, permissions: Sequence[str]) -> Role:
    """Make a role, or change what one permits."""
    session.require_fresh()
    name = clean(name)
    if not name or len(name) > 32 or " " in name or "+" in name:
        raise InvalidValue(
            "A role's name has 1 to 32 characters without spaces.", field="name", value=name
        )
    unknown = sorted(set(permissions) - set(PERMISSIONS))
    if unknown:
        raise InvalidValue("There is no permission {value}.", field="permissions", value=unknown[0])
    held = " ".join(sorted(set(permissions)))
    with session.reading() as conn:
        row = conn.execute("SELECT permissions FROM role WHERE name = ?", (name,)).fetchone()
    asked = {"permissions": held.split(), "before": row[0].split() if row else []}
    power = set(asked["permissions"]) - set(asked["before"])
    ticket = leave(session, name, asked, power)
    with session.writing("role.edit") as change:
        conn = change.conn
        row = conn.execute("SELECT permissions FROM role WHERE name = ?", (name,)).fetchone()
        ticket.use(change)
        conn.execute(
            "INSERT INTO role (name, permissions, shipped) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions",
            (name, held, int(name in SHIPPED)),
        )
        check_administrator(conn)
        bump(conn)
        change.log(
            "role.edit" if row else "role.add",
            name,
            before={"permissions": row[0].split()} if row else None,
            after={"permissions": held.split()},
        )
    return Role(name, frozenset(permissions), name in SHIPPED)


def remove_role(session: Session, name: str) -> None:
    """Remove a role that nobody has; the shipped ones stay."""
    session.require_fresh()
    with session.reading() as conn:
        check_roles(conn, [name])
    ticket = second_person(session, "role.edit", name, {"remove": True})
    with session.writing("role.edit") as change:
        conn = change.conn
        check_roles(conn, [name])
        ticket.use(change)
        if name in SHIPPED:
            raise InvalidValue("The role {name} is shipped and stays: edit it.", name=name)
        holder = conn.execute(
            "SELECT staff.name FROM staff_role JOIN staff ON staff.id = staff_role.staff"
            " WHERE staff_role.role = ? LIMIT 1",
            (name,),
        ).fetchone()
        if holder:
            raise InvalidValue(
                "{holder} still has the role {name}: take it away first.",
                holder=holder[0],
                name=name,
            )
        conn.execute("DELETE FROM role WHERE name = ?", (name,))
        change.log("role.remove", name)


def leave(
    session: Session,
    name: str,
    request: Mapping[str, object],
    power: Collection[str],
    but: str = "",
) -> Ticket:
    """Leave to make or change an account or a role, or to take an account over."""
    check_reach(session, power)
    return giving_power(session, name, request, power, but=but)


def check_reach(session: Session, power: Collection[str]) -> None:
    """Whoever gives or takes power over roles needs it. Raises NotPermitted."""
    if not CONTROL.isdisjoint(power):
        session.require("role.edit")


def check_roles(conn: Connection, roles: Sequence[str]) -> None:
    """Raise InvalidValue for no role at all, NotFound for one that there is not."""
    if not roles:
        raise InvalidValue("An account needs at least one role.", field="roles")
    known = [row[0] for row in conn.execute("SELECT name FROM role ORDER BY name")]
    for role in roles:
        if role not in known:
            raise NotFound(
                "There is no role {name}: choose from {known}.",
                name=role,
                known=", ".join(known),
            )


def check_administrator(conn: Connection) -> None:
    """Somebody must be left who can mend accounts and roles: raises InvalidValue."""
    rows = conn.execute(
        "SELECT group_concat(role.permissions, ' ') FROM staff"
        " JOIN staff_role ON staff_role.staff = staff.id"
        " JOIN role ON role.name = staff_role.role WHERE staff.disabled = 0 GROUP BY staff.id"
    ).fetchall()
    if not any({"staff.edit", "role.edit"} <= set(held.split()) for (held,) in rows):
        raise InvalidValue(
            "Nobody would be left to manage staff and roles: give another account the role "
            "administrator first."
        )


def permissions_of(conn: Connection, roles: Sequence[str]) -> set[str]:
    """What these roles permit together."""
    rows = conn.execute("SELECT name, permissions FROM role").fetchall()
    return {one for name, held in rows if name in roles for one in held.split()}
