"""Sessions: who is signed in, from where and since when; ending one's own, or anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from store.access import SIGNED_IN, Service, needs
from store.change import utc_now
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.safety import MAX_HOURS, value
from store.sign_in.standing import later

_OPEN: Final = (
    "SELECT session.id, staff.name, session.started,"
    " coalesce(nullif(session.last_seen, ''), session.started), session.client,"
    " session.key FROM session JOIN staff ON staff.id = session.staff"
    " WHERE session.ended = '' AND session.started >= ?"
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that may still go on. `key`: fingerprint of the SSH key at the door."""

    id: str
    name: str
    started: str
    last_seen: str
    client: str
    key: str
    own: bool
    """Whether it is the one that asks."""


class Sessions(Service):
    """The sessions that are open."""

    @needs(SIGNED_IN)
    def own(self) -> list[OpenSession]:
        """One's own, oldest first."""
        with self._session.reading() as conn:
            return self._open(conn, " AND session.staff = ?", (self._session.staff_id,))

    @needs("staff.read", "staff.edit")
    def everybody(self) -> list[OpenSession]:
        """Everybody's, oldest first."""
        with self._session.reading() as conn:
            return self._open(conn, "", ())

    @needs(SIGNED_IN)
    def end(self, id_: str) -> OpenSession:
        """End a session, by its id or the first characters of it: at the next thing it does, it
        is out. Others' take the permission to edit staff. Logged.

        Raises NotFound, InvalidValue (the one that asks, or several begin so), NotPermitted.
        """
        session = self._session
        with session.writing(SIGNED_IN, looking=True) as change:
            found = [
                one for one in self._open(change.conn, "", ()) if id_ and one.id.startswith(id_)
            ]
            foreign = [one for one in found if one.name != session.name]
            if foreign and not session.may("staff.edit"):
                found = [one for one in found if one.name == session.name]
            if not found:
                raise NotFound("There is no open session {id}: see kehao sessions list.", id=id_)
            if len(found) > 1:
                raise InvalidValue("Several sessions begin with {id}: give more of it.", id=id_)
            (one,) = found
            if one.own:
                raise InvalidValue("That is this session: sign out to end it.")
            change.conn.execute(
                "UPDATE session SET ended = ?, ended_by = ? WHERE id = ?",
                (change.at, session.name, one.id),
            )
            change.log("session.end", one.name, before={"session": one.id, "client": one.client})
        return one

    def _open(self, conn: Connection, more: str, params: tuple[object, ...]) -> list[OpenSession]:
        first = later(utc_now(), -timedelta(hours=int(value(conn, MAX_HOURS))))
        rows = conn.execute(f"{_OPEN}{more} ORDER BY session.started, session.id", (first, *params))
        mine = self._session.session_id
        return [
            OpenSession(id_, name, started, seen, client, key, id_ == mine)
            for id_, name, started, seen, client, key in rows
        ]
