"""One's own password: proving that one has it, and changing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from store.access import SIGNED_IN
from store.change import utc_now
from store.errors import InvalidValue, SignInRefused
from store.sign_in.standing import bump

if TYPE_CHECKING:
    from store.session import Session


def check_own_password(session: Session, password: str) -> None:
    """Raise SignInRefused unless `password` is the session's own."""
    from store.keys import throttle
    from store.keys.keyring import load, unlock

    session.require(SIGNED_IN)
    waits = Path(session.access.throttle)
    seconds = throttle.check(waits, session.name, session.client)
    if seconds > 0:
        raise SignInRefused(
            "Too many wrong attempts: wait {seconds} seconds and try again.",
            seconds=int(seconds) + 1,
        )
    try:
        unlock(load(Path(session.access.keyring)), session.name, password)
    except SignInRefused:
        throttle.failed(waits, session.name, session.client)
        with session.writing(SIGNED_IN) as change:
            change.log("sign.refused", session.name, after={"at": utc_now()})
        raise SignInRefused("The password is wrong.") from None
    throttle.succeeded(waits, session.name, session.client)


def change_own_password(session: Session, old: str, new: str) -> None:
    """Change the session's own password; the old one must be right."""
    from store.keys.credentials import check_classes, check_password
    from store.keys.keyring import updating, with_password
    from store.safety import classes_wanted

    check_own_password(session, old)
    check_password(session.name, new)
    if new == old:
        raise InvalidValue("The new password is the old one: choose another.", field="password")
    with session.reading() as conn:
        check_classes(new, classes_wanted(conn))
    access = session.access
    with updating(Path(access.keyring), access.data_key) as held:
        held.keyring = with_password(held.keyring, access.data_key, session.name, new)
        serial = held.keyring.serial
    with session.writing(SIGNED_IN) as change:
        change.conn.execute(
            "UPDATE staff SET must_change = 0, password_at = ? WHERE id = ?",
            (change.at, session.staff_id),
        )
        bump(change.conn)
        change.conn.execute(
            "UPDATE setting SET value = ? WHERE name = 'keyring_serial'"
            " AND CAST(value AS INTEGER) < ?",
            (str(serial), serial),
        )
        change.log("staff.password", session.name)
    session.alive()
