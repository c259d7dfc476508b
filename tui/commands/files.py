"""`kehao files`: what lies in one's own folder on a server, and taking it home."""

from __future__ import annotations

import shutil
import sys

import click

from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, rows
from tui.commands.settings import Settings
from tui.locale import t

files = group("files", "Your own files on a server: exports to take home.")


@files.verb("list", help="Every file in your own folder.")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Every file, by name."""
    columns = [("name", t("Name")), ("size", t("Size")), ("changed", t("Changed"))]
    with signed_in(settings) as session:
        rows(
            settings,
            columns,
            (
                {"name": one.name, "size": one.size, "changed": one.changed}
                for one in session.own_files.list()
            ),
            human=lambda row: {**row, "changed": local_time(str(row["changed"]), session.zone)},
        )


@files.verb("get", help="Write the file to standard output: ssh host files get NAME >NAME")
@click.argument("name")
@click.pass_obj
def get(settings: Settings, name: str) -> None:
    """The file's bytes, as they are."""
    with signed_in(settings) as session, session.own_files.open(name) as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


@files.verb("remove", help="Remove the file.")
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Remove one file."""
    with signed_in(settings) as session:
        session.own_files.remove(name)
    answer(settings, {"name": name, "removed": True}, lambda: [t("Removed: {name}", name=name)])
