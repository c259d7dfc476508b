"""`kehao staff key`: which SSH key opens the server's door for which account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, put_line, rows
from tui.commands.settings import Settings
from tui.commands.small_files import text_of
from tui.locale import t

if TYPE_CHECKING:
    from store.staff.ssh_keys import StaffKey

key = group("key", "SSH keys of staff: a key opens the door, the password signs in.")


def as_json(held: StaffKey) -> dict[str, Any]:
    """A key as scripts see it."""
    return {
        "name": held.account,
        "fingerprint": held.fingerprint,
        "kind": held.kind,
        "public": held.public,
        "comment": held.comment,
        "added": held.added,
        "added_by": held.added_by,
    }


@key.verb("list", help="Every key, and whose it is.")
@click.option("--lines", is_flag=True, help="As lines of the file that sshd reads.")
@click.pass_obj
def list_(settings: Settings, lines: bool) -> None:
    """Every key, by account."""
    columns = [("name", t("Name")), ("fingerprint", t("Fingerprint")), ("comment", t("Comment"))]
    columns.append(("added", t("Added")))
    with signed_in(settings) as session:
        keys = session.staff_keys.list()
        if lines:
            from tui.server.files import program
            from tui.server.key_file import line_for

            for held in keys:
                put_line(line_for(program(), held.account, held.key))
            return
        rows(
            settings,
            columns,
            map(as_json, keys),
            human=lambda row: {**row, "added": local_time(str(row["added"]), session.zone)},
        )


@key.verb("add", help="Give an account the public key in FILE (name.pub); - is standard input.")
@click.argument("name")
@click.argument("file")
@click.pass_obj
def add(settings: Settings, name: str, file: str) -> None:
    """Give an account a key."""
    from store.staff.ssh_key import read_key

    with signed_in(settings) as session:  # first: both may stand on standard input
        held = session.staff_keys.add(name, read_key(text_of(file)))
    answer(
        settings,
        as_json(held),
        lambda: [
            t("{name} has the key {fingerprint}.", name=held.account, fingerprint=held.fingerprint),
            t("sshd knows it when kehao server setup --write has written it."),
        ],
    )


@key.verb("remove", help="Take a key from an account, or all of its keys; its sessions end.")
@click.argument("name")
@click.argument("fingerprint", default="")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def remove(settings: Settings, name: str, fingerprint: str, reason: str) -> None:
    """Take a key away."""
    with signed_in(settings) as session:
        gone = session.staff_keys.remove(name, fingerprint, reason)
    rows(
        settings,
        [("name", t("Name")), ("fingerprint", t("Fingerprint"))],
        map(as_json, gone),
    )
