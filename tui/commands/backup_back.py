"""`kehao backup verify` and `restore`: a backup proven, and turned into a store again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.backup_which import (
    RECOVERY,
    Reached,
    recovery_key,
    storage_options,
    which_backup,
)
from tui.commands.opening import new_password, password_for
from tui.commands.parsing import command
from tui.commands.printing import answer, complain
from tui.commands.settings import Settings, client_address
from tui.commands.stopping import long_work
from tui.locale import t

if TYPE_CHECKING:
    from store.backup.opening import Checked


@command(
    "verify",
    "Prove a backup: a file, or s3://bucket/prefix/file. Without the recovery key: its header, "
    "size and digest; with it: every chunk, the keyring, the database and the chain of the "
    "operation log. A file needs no sign-in.",
)
@click.argument("file")
@click.option(
    "--recovery-file",
    metavar="FILE",
    help="The recovery key is this file's first line (-: standard input).",
)
@storage_options
@click.pass_obj
def verify(
    settings: Settings,
    file: str,
    recovery_file: str | None,
    endpoint: str | None,
    key: str | None,
    secret_file: str | None,
    region: str,
) -> None:
    """Verify a backup."""
    from store.backup.opening import verify as check

    backup = which_backup(settings, file, Reached(endpoint, key, secret_file, region))
    recovery = None if recovery_file is None else recovery_key(recovery_file)
    with long_work() as work:
        found = check(backup, recovery, cancel=work.cancel)
    answer(
        settings,
        {
            "file": found.name,
            "bytes": found.bytes,
            "operations": found.header.operations,
            "at": found.header.at,
            "head": found.header.head,
            "store": found.header.store,
            "opened": found.opened,
        },
        lambda: _checked_told(found),
    )


def _checked_told(found: Checked) -> Iterator[str]:
    header = found.header
    yield t("Backup of {at} UTC, {count} operations.", at=header.at[:19], count=header.operations)
    if found.opened:
        yield t("It opens, and all that it holds is whole.")
    else:
        yield t("The file is as it was written. What it holds takes the recovery key to prove.")


@command(
    "restore",
    "Make a store of a backup (a file, or s3://bucket/prefix/file) in a new folder, on any "
    "machine, with the recovery key; proven before it stands. Everybody signs in with the password "
    "of then. The old store is not touched.",
)
@click.argument("file")
@click.option("--to", "folder", required=True, metavar="DIR", help="The new store's folder.")
@click.option("--recovery-file", metavar="FILE", help=RECOVERY)
@click.option(
    "--reset",
    metavar="NAME",
    help="Give this account a new password: --password-file's, or as typed.",
)
@storage_options
@click.pass_obj
def restore(
    settings: Settings,
    file: str,
    folder: str,
    recovery_file: str | None,
    reset: str | None,
    endpoint: str | None,
    key: str | None,
    secret_file: str | None,
    region: str,
) -> None:
    """Restore a backup into a new folder."""
    from store.backup.restoring import restore as make

    backup = which_backup(settings, file, Reached(endpoint, key, secret_file, region))
    recovery = recovery_key(recovery_file)
    new = None
    if reset is not None:
        given = settings.password_file
        new = (reset, password_for(settings, reset) if given else new_password(reset))
    with long_work() as work:
        done = make(
            backup, Path(folder), recovery, reset=new, client=client_address(), cancel=work.cancel
        )
    place = str(done.store.folder)
    if done.pepper_missing:
        complain(
            t(
                "Passwords go with a pepper that is not here: name its file in KEHAO_PEPPER_FILE, "
                "or restore again with --reset NAME."
            )
        )
    answer(
        settings,
        {
            "file": file,
            "store": place,
            "bytes": done.bytes,
            "operations": done.operations,
            "at": done.at,
        },
        lambda: [
            t(
                "The store of {at} UTC stands in {path}, with {count} operations.",
                at=done.at[:19],
                path=place,
                count=done.operations,
            )
        ],
    )
