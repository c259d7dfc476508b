"""`kehao sources`: other databases by a name, their passwords kept in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, rows
from tui.commands.settings import Settings
from tui.commands.source_password import source_password
from tui.locale import t

sources = group(
    "sources", "Other databases by a name: kehao import source:NAME/TABLE reads from them."
)


@sources.verb(
    "add",
    help="Keep a database: postgresql://USER@HOST/DB, mysql://…, mssql://… or sqlite:///FILE. "
    "Its certificate is verified unless it is on this machine; ?sslrootcert=FILE names who signed "
    "it, ?sslmode=require does without the proof, ?timeout=SECONDS waits longer than 60, "
    "?table=NAME is read by default. The password is asked for, and never shown again.",
)
@click.argument("name")
@click.argument("url")
@click.option(
    "--source-password-file",
    metavar="FILE",
    help="The database's password is this file's first line (else the terminal asks).",
)
@click.option(
    "--for",
    "roles",
    multiple=True,
    metavar="ROLE",
    help="Only this role may use it; can be repeated (all who may import or export).",
)
@click.pass_obj
def add(
    settings: Settings,
    name: str,
    url: str,
    source_password_file: str | None,
    roles: Sequence[str],
) -> None:
    """Keep a source."""
    with signed_in(settings) as session:
        password = source_password(url, source_password_file)
        kept = session.sources.add(name, url, password, roles=roles)
    words = t("Kept: {name}. kehao sources test {name} tries it.", name=kept.name)
    answer(settings, asdict(kept), lambda: [words])


@sources.verb("list", help="The sources there are, never their passwords.")
@click.pass_obj
def list_(settings: Settings) -> None:
    """All sources."""
    columns = [
        ("name", t("Name")),
        ("url", t("Address")),
        ("password", t("Password kept")),
        ("roles", t("For")),
        ("added", t("Since")),
        ("added_by", t("By")),
    ]
    with signed_in(settings) as session:
        found = session.sources.list()
        zone = session.zone
    rows(
        settings,
        columns,
        map(asdict, found),
        none=t("There are no sources: kehao sources add keeps one."),
        human=lambda row: {**row, "added": local_time(str(row["added"]), zone)},
    )


@sources.verb("test", help="Connect to a source and list its tables.")
@click.argument("name")
@click.pass_obj
def test(settings: Settings, name: str) -> None:
    """Try a source."""
    with signed_in(settings) as session:
        tried = session.sources.test(name)
    said = t("{url} answers. Tables: {tables}.", url=tried.url, tables=", ".join(tried.tables))
    answer(settings, asdict(tried), lambda: [said])


@sources.verb("remove", help="Forget a source and its password.")
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Forget a source."""
    with signed_in(settings) as session:
        session.sources.remove(name)
    answer(settings, {"removed": name}, lambda: [t("Forgotten: {name}.", name=name)])
