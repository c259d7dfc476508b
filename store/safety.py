"""What a house may set about passwords, sessions, one-time codes and second persons.

Each is a row of `setting`; one that is not there is as shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.sign_in.standing import bump
from store.text import clean

if TYPE_CHECKING:
    from store.approvals import Ticket

MAX_DAYS: Final = "password.max_days"
CLASSES: Final = "password.classes"
REQUIRED_ROLES: Final = "second_factor.required_roles"
MAX_HOURS: Final = "session.max_hours"
APPROVAL_ACTIONS: Final = "approval.actions"
SECOND_PERSON: Final = ("code.renumber", "export.run", "role.edit")
"""What can be set to need a second person, by the permission that both of them hold."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to set: as shipped, what it means, and how a text for it is read.

    read: gets the connection and the text, gives it as it is kept; raises InvalidValue.
    """

    shipped: str
    means: str
    read: Callable[[Connection, str], str]


def _whole(least: int, most: int) -> Callable[[Connection, str], str]:
    def read(conn: Connection, text: str) -> str:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise InvalidValue(
                "{value} is not a whole number from {least} to {most}.",
                value=text,
                least=least,
                most=most,
            )
        return str(int(text))

    return read


def _roles(conn: Connection, text: str) -> str:
    wanted = sorted(set(text.replace(",", " ").split()))
    known = [row[0] for row in conn.execute("SELECT name FROM role ORDER BY name")]
    for name in wanted:
        if name not in known:
            raise NotFound(
                "There is no role {name}: choose from {known}.", name=name, known=", ".join(known)
            )
        if name == "service":
            raise InvalidValue("Programs sign in with the role service: they have no phone.")
    return " ".join(wanted)


def _actions(conn: Connection, text: str) -> str:
    """Actions about which somebody else can decide; and so about taking this setting back."""
    wanted = sorted(set(text.replace(",", " ").split()))
    for name in wanted:
        if name not in SECOND_PERSON:
            raise InvalidValue(
                "{value} cannot be set to need a second person: choose from {known}.",
                value=name,
                known=", ".join(SECOND_PERSON),
            )
    for name in (*wanted, "setting.edit") if wanted else ():
        rows = conn.execute(
            "SELECT group_concat(role.permissions, ' ') FROM staff"
            " JOIN staff_role ON staff_role.staff = staff.id"
            " JOIN role ON role.name = staff_role.role WHERE staff.disabled = 0 GROUP BY staff.id"
        )
        if sum(name in held.split() for (held,) in rows) < 2:
            raise InvalidValue(
                "Only one account holds the permission “{permission}”: nobody could be the second "
                "person.",
                permission=name,
            )
    return " ".join(wanted)


SETTINGS: Final[Mapping[str, Setting]] = {
    MAX_DAYS: Setting(
        "0", "Days after which a password must be changed (0: never)", _whole(0, 3650)
    ),
    CLASSES: Setting(
        "0",
        "Kinds of characters a password needs: small, capital, digits, others (0 to 4)",
        _whole(0, 4),
    ),
    REQUIRED_ROLES: Setting("", "Roles that must sign in with a one-time code", _roles),
    APPROVAL_ACTIONS: Setting(
        "", "What needs a second person: code.renumber, export.run, role.edit", _actions
    ),
    MAX_HOURS: Setting("12", "Hours after which a session ends, however busy", _whole(1, 168)),
}
"""Everything that can be set, by name."""


def value(conn: Connection, name: str) -> str:
    """What is set now."""
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else SETTINGS[name].shipped


def classes_wanted(conn: Connection) -> int:
    """How many kinds of characters a new password needs."""
    return int(value(conn, CLASSES))


class Safety(Service):
    """The house's settings for signing in and for dangerous actions."""

    @needs("setting.edit", "staff.read")
    def all(self) -> dict[str, str]:
        """Every setting with its value now."""
        with self._session.reading() as conn:
            return {name: value(conn, name) for name in SETTINGS}

    @needs("setting.edit")
    def set(self, name: str, text: str) -> str:
        """Set one; in force at once, for sessions that are open too. Logged.

        That something needs no second person any more takes a second person. Raises NotFound,
        InvalidValue, PasswordNeeded, ApprovalNeeded.
        """
        known = SETTINGS.get(name)
        if known is None:
            raise NotFound(
                "There is no setting {name}: choose from {known}.",
                name=name,
                known=", ".join(SETTINGS),
            )
        self._session.require_fresh()
        ticket = self._ticket(name, known, text)
        with self._session.writing("setting.edit") as change:
            conn = change.conn
            kept = known.read(conn, clean(text))
            before = value(conn, name)
            if kept != before:
                ticket.use(change)
                keep(conn, name, kept)
                bump(conn)
                change.log("setting.edit", name, before={"value": before}, after={"value": kept})
        return kept

    def _ticket(self, name: str, known: Setting, text: str) -> Ticket:
        from store.approvals import Ticket, second_person

        if name != APPROVAL_ACTIONS:
            return Ticket()
        with self._session.reading() as conn:
            wanted, before = known.read(conn, clean(text)), value(conn, name)
        if set(before.split()) <= set(wanted.split()):
            return Ticket()
        request = {"before": before, "value": wanted}
        return second_person(self._session, "setting.edit", name, request, always=True)


def keep(conn: Connection, name: str, text: str) -> None:
    """Write a setting's row."""
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, text),
    )
