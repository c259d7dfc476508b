"""`kehao init`: a new store, its first account, and the recovery key, which is shown once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.errors import KehaoError
from tui import locale
from tui.commands.opening import password_for
from tui.commands.parsing import command
from tui.commands.printing import answer
from tui.commands.recovery_file import new_recovery_file
from tui.commands.settings import Settings, client_address
from tui.locale import t

if TYPE_CHECKING:
    from store.sign_in.opening import Created


@command(
    "init",
    "Make a new, encrypted store in the folder of --store.\n"
    "The first account is administrator and manager. The recovery key opens the store when every "
    "password is lost: keep it on paper, away from the store. It is kept nowhere else.",
)
@click.option("--admin", required=True, metavar="NAME", help="The first account's name.")
@click.option(
    "--recovery-file",
    metavar="FILE",
    help="Write the recovery key to this new file; else it is printed, once.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    default="Asia/Shanghai",
    help="The time zone of dates in codes and of days (Asia/Shanghai).",
)
@click.pass_obj
def init(settings: Settings, admin: str, recovery_file: str | None, timezone: str) -> None:
    """Make the store; with a recovery file nothing secret is printed."""
    folder = settings.folder()
    password = password_for(settings, admin, new=True)

    def create() -> Created:
        import store

        return store.create(
            folder,
            admin=admin,
            password=password,
            timezone=timezone,
            language=locale.language(),
            client=client_address(),
        )

    key: str | None
    if recovery_file is None:
        key = create().recovery_key
    else:
        key = None
        with new_recovery_file(Path(recovery_file), folder) as handle:
            created = create()
            try:
                os.write(handle, f"{created.recovery_key}\n".encode())
                os.fsync(handle)
            except OSError as error:
                _remove(folder)
                raise KehaoError(
                    "The recovery key could not be written to {path} ({why}): no store was made.",
                    path=recovery_file,
                    why=error.strerror or "",
                ) from error
    answer(
        settings,
        {"store": str(folder), "admin": admin, "recovery_key": key},
        lambda: _told(folder, admin, key, recovery_file),
    )


def _told(folder: Path, admin: str, key: str | None, file: str | None) -> Iterator[str]:
    yield t("The store stands in {path}; {admin} signs in to it.", path=folder, admin=admin)
    if key is None:
        yield t("The recovery key is in {path}: keep it away from the store.", path=file)
        return
    yield t("Recovery key, shown this once and kept nowhere: write it down, away from the store.")
    yield ""
    yield f"  {key}"


def _remove(folder: Path) -> None:
    """Take back a store made a moment ago, whose recovery key nobody has."""
    for entry in folder.iterdir():
        entry.unlink()
    with suppress(OSError):
        folder.rmdir()
