"""`kehao sessions`: who is signed in, from where, since when; and ending sessions."""

from __future__ import annotations

from dataclasses import asdict

import click

from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, rows
from tui.commands.settings import Settings
from tui.locale import t

sessions = group("sessions", "Who is signed in; ending sessions.")


@sessions.verb("list", help="Your open sessions; this command's own is one of them.")
@click.option("--all", "everybody", is_flag=True, help="Everybody's (takes staff.read).")
@click.pass_obj
def list_(settings: Settings, everybody: bool) -> None:
    """The open sessions, oldest first."""
    columns = [
        ("id", t("Session")),
        ("name", t("Name")),
        ("started", t("Since")),
        ("last_seen", t("Last seen")),
        ("client", t("From")),
        ("own", t("This one")),
    ]
    with signed_in(settings) as session:
        found = session.sessions.everybody() if everybody else session.sessions.own()
        zone = session.zone
    rows(
        settings,
        columns,
        map(asdict, found),
        human=lambda row: {
            **row,
            "id": str(row["id"])[:8],
            "started": local_time(str(row["started"]), zone),
            "last_seen": local_time(str(row["last_seen"]), zone),
        },
    )


@sessions.verb("end", help="End a session: yours, or anybody's with the permission staff.edit.")
@click.argument("id_", metavar="ID")
@click.pass_obj
def end(settings: Settings, id_: str) -> None:
    """End one, by its id or the beginning of it."""
    with signed_in(settings) as session:
        ended = session.sessions.end(id_)
    words = t("The session of {name} is ended.", name=ended.name)
    answer(settings, asdict(ended), lambda: [words])
