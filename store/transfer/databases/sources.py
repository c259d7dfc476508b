"""Other databases that are read from and written to by a name, their passwords kept in the store.

A password goes in and is never shown, logged or given out again. Whom a server serves can use
these sources only, and of them those that are meant for their roles: an address of their own would
let them reach whatever the server reaches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from store.access import Service, needs
from store.errors import InvalidValue, NotFound, NotPermitted, WrongUsage
from store.files.confinement import confined
from store.files.landing import check_not_in_store
from store.staff.roles import SHIPPED
from store.text import clean
from store.transfer.databases.address import SOURCE, Address, parse_address
from store.transfer.mail.server import MailServer, is_mail_server, parse_mail_server

if TYPE_CHECKING:
    from store.transfer.databases.connecting import Link
    from store.transfer.databases.reading import DatabaseTable
    from store.transfer.mail.mailing import Mail

MOST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A source as it is shown. roles: those who may use it; empty: all who may import or export.
    password: whether one is kept."""

    name: str
    url: str
    password: bool
    roles: tuple[str, ...]
    added: str
    added_by: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What a source answered: the tables and views that can be named."""

    name: str
    url: str
    tables: tuple[str, ...]


class Sources(Service):
    """The sources of the store."""

    @needs("source.edit")
    def add(self, name: str, url: str, password: str = "", *, roles: Sequence[str] = ()) -> Kept:
        """Keep a source; nothing is asked of it yet. roles: who may use it, by default all who may
        import or export. Raises InvalidValue (the name is taken), NotFound (no such role),
        NotPermitted (a file of the server's), WrongUsage (an address that cannot be read)."""
        name = clean(name)
        if not name or len(name) > MOST_NAME or "/" in name:
            raise InvalidValue(
                "{value} is no name for a source: 1 to {most} characters without /.",
                value=name[:MOST_NAME],
                most=MOST_NAME,
            )
        address = parse_mail_server(url) if is_mail_server(url) else parse_address(url)
        table = address.table if isinstance(address, Address) else ""
        if confined() is not None and isinstance(address, Address) and address.kind == "sqlite":
            raise NotPermitted(
                "A file as a source is added by whoever runs the server, on the server itself."
            )
        wanted = tuple(dict.fromkeys(clean(role) for role in roles))
        self._session.require_fresh()
        with self._session.writing("source.edit") as change:
            known = {row[0] for row in change.conn.execute("SELECT name FROM role")}
            for role in wanted:
                if role not in known:
                    raise NotFound(
                        "There is no role {role}: there are {known}.",
                        role=role,
                        known=", ".join(sorted(known | SHIPPED.keys())),
                    )
            done = change.conn.execute(
                "INSERT INTO source (name, url, password, options, added, added_by)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                (
                    name,
                    address.url,
                    password,
                    json.dumps({"roles": wanted, "table": table}),
                    change.at,
                    self._session.name,
                ),
            )
            if not done.rowcount:
                raise InvalidValue("There is a source {name} already: remove it first.", name=name)
            change.log("source.add", name, after={"url": address.url, "roles": list(wanted)})
            at = change.at
        return Kept(name, address.url, bool(password), wanted, at, self._session.name)

    @needs("source.edit", "import.run", "export.run")
    def list(self) -> list[Kept]:
        """All sources, by name."""
        with self._session.reading() as conn:
            rows = conn.execute(
                "SELECT name, url, password <> '', options, added, added_by FROM source"
                " ORDER BY name"
            ).fetchall()
        return [
            Kept(name, url, bool(kept), tuple(json.loads(options).get("roles", ())), added, by)
            for name, url, kept, options, added, by in rows
        ]

    @needs("source.edit", "import.run", "export.run")
    def test(self, name: str) -> Tried:
        """Connect to a source and say which tables it has. Raises NotFound, NotPermitted,
        KehaoError (why it cannot be reached)."""
        from store.transfer.databases.connecting import Link
        from store.transfer.databases.reading import table_names

        if is_mail_server(self._kept(name)[0]):
            return self._test_mail(name)
        address, password = self._access(name)
        link = Link(address, password)
        try:
            return Tried(clean(name), address.url, tuple(table_names(link)))
        finally:
            link.close()

    @needs("import.run")
    def open_table(
        self, where: str, password: str = "", *, table: str = "", query: str = "", key: str = ""
    ) -> DatabaseTable:
        """A table or a query, open; close it. where: an address, `source:NAME` or
        `source:NAME/TABLE`.

        Raises NotFound, NotPermitted, WrongUsage, InvalidValue, KehaoError.
        """
        from store.transfer.databases.connecting import Link
        from store.transfer.databases.reading import DatabaseTable

        address, password = self._reached(where, password)
        link = Link(address, password)
        wanted = table or ("" if query else address.table)
        return DatabaseTable(link, table=wanted, query=query, key=key)

    @needs("import.run")
    def tables(self, where: str, password: str = "") -> tuple[str, ...]:
        """The tables that there are to choose from; none where the address names one already.

        where: as for `open_table`. Raises what that raises.
        """
        from store.transfer.databases.connecting import Link
        from store.transfer.databases.reading import table_names

        address, password = self._reached(where, password)
        if address.table:
            return ()
        link = Link(address, password)
        try:
            return tuple(table_names(link))
        finally:
            link.close()

    @needs("export.run")
    def mail(self, name: str, to: Sequence[str], file: str, subject: str) -> Mail:
        """A place for an export: a mail with this file to these addresses, through a source that
        is a mail server. Raises NotFound, NotPermitted, WrongUsage for a source that is none.
        """
        from store.transfer.mail.mailing import Mail

        return Mail(*self._mail_server(name), to, file, subject)

    @needs("export.run")
    def open_to_write(self, where: str, password: str = "", *, table: str = "") -> tuple[Link, str]:
        """A connection that changes things over there, and the table that is meant; close it.

        Raises NotFound, NotPermitted, WrongUsage, KehaoError.
        """
        from store.transfer.databases.connecting import Link

        address, password = self._reached(where, password)
        wanted = table or address.table
        if not wanted:
            raise WrongUsage(
                "Say which table of {where} the customers go into: --table NAME.",
                where=address.where,
            )
        if address.kind == "sqlite":
            check_not_in_store(Path(address.database))
        return Link(address, password, write=True), wanted

    @needs("source.edit")
    def remove(self, name: str) -> None:
        """Forget a source and its password. Raises NotFound."""
        name = clean(name)
        with self._session.writing("source.edit") as change:
            row = change.conn.execute(
                "DELETE FROM source WHERE name = ? RETURNING url", (name,)
            ).fetchone()
            if row is None:
                raise _missing(name)
            change.log("source.remove", name, before={"url": row[0]})

    # -- inside ---------------------------------------------------------------------------------

    def _access(self, name: str) -> tuple[Address, str]:
        """The address and the password of a source, for one who may use it.

        name: as it is kept, or `NAME/TABLE`.
        """
        name, _, table = clean(name).partition("/")
        url, password, options = self._kept(name)
        return replace(parse_address(url), table=table or options.get("table", "")), password

    def _test_mail(self, name: str) -> Tried:
        from store.transfer.mail.sending import connected

        server, password = self._mail_server(name)
        with connected(server, password):
            return Tried(clean(name), server.url, ())

    def _mail_server(self, name: str) -> tuple[MailServer, str]:
        url, password, _ = self._kept(name)
        if not is_mail_server(url):
            raise WrongUsage("The source {name} is no mail server.", name=clean(name))
        return parse_mail_server(url), password

    def _kept(self, name: str) -> tuple[str, str, dict[str, Any]]:
        """A source's address, password and options, for one who may use it."""
        name = clean(name)
        with self._session.reading() as conn:
            row = conn.execute(
                "SELECT url, password, options FROM source WHERE name = ?", (name,)
            ).fetchone()
        if row is None:
            raise _missing(name)
        options = json.loads(row[2])
        roles = options.get("roles", ())
        if roles and set(roles).isdisjoint(self._session.roles):
            raise NotPermitted(
                "The source {name} is for {roles} only.", name=name, roles=", ".join(roles)
            )
        return row[0], row[1], options

    def _reached(self, where: str, password: str) -> tuple[Address, str]:
        """What a person named: `source:NAME`, or an address if they may name their own."""
        if where.startswith(SOURCE):
            return self._access(where[len(SOURCE) :])
        if confined() is not None:
            raise NotPermitted(
                "On this server a database is named as {source}NAME/TABLE: kehao sources list "
                "shows them, an administrator adds them.",
                source=SOURCE,
            )
        return parse_address(where), password


def _missing(name: str) -> NotFound:
    return NotFound("There is no source {name}: kehao sources list shows them.", name=name)
