"""Which backup a command means: a file, or an object in S3 storage; and the key that opens it.

The storage that is set up in the store is reached by whoever signs in. Without a store, as on a
clean machine, the options say how it is reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from store.errors import WrongUsage
from tui.commands.opening import ask, read_password, signed_in
from tui.commands.settings import Settings
from tui.locale import t

if TYPE_CHECKING:
    from store.backup.lying import Lying

Command = TypeVar("Command", bound=Callable[..., Any])

RECOVERY: Final = "The recovery key is this file's first line (-: standard input); else asked for."
_OPTIONS: Final = (
    click.option(
        "--endpoint",
        metavar="URL",
        help="For s3://…: the storage's address. Without it sign in, and what kehao backup storage "
        "has set up is used.",
    ),
    click.option("--key", metavar="ID", help="The access key's name."),
    click.option("--secret-file", metavar="FILE", help="The secret is this file's first line."),
    click.option("--region", default="us-east-1", metavar="NAME", help="The region (us-east-1)."),
)


@dataclass(frozen=True, slots=True)
class Reached:
    """How S3 storage is reached, as the options say it; empty: as the store knows."""

    endpoint: str | None
    key: str | None
    secret_file: str | None
    region: str


def storage_options(command: Command) -> Command:
    """Add the options of `Reached` to a command, which gets them by their names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def which_backup(settings: Settings, where: str, reached: Reached) -> Path | Lying:
    """The backup that a command names. Raises WrongUsage, what `lying_at` and signing in raise."""
    given = (reached.endpoint, reached.key, reached.secret_file)
    if not where.startswith("s3://"):
        if any(given):
            raise WrongUsage("--endpoint, --key and --secret-file go with s3://bucket/prefix/file.")
        return Path(where)
    if reached.endpoint and reached.key and reached.secret_file:
        from store.backup.bucket import Access, lying_at

        secret = read_password(reached.secret_file)
        return lying_at(Access(reached.endpoint, reached.key, secret, reached.region), where)
    if any(given):
        raise WrongUsage("Give --endpoint, --key and --secret-file together.")
    with signed_in(settings, warn=False) as session:
        return session.backups.lying_at(where)


def recovery_key(file: str | None) -> str:
    """The recovery key: a file's first line, or as typed. Raises NotFound, InvalidValue."""
    if file is None:
        return ask(t("Recovery key: "))
    if file == "-":
        return read_password(file)
    from store.backup.opening import recovery_from

    return recovery_from(Path(file))
