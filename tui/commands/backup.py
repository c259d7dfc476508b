"""`kehao backup`: backups made, verified, and turned into a store again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from tui.commands.backup_back import restore, verify
from tui.commands.backup_customer import show, take
from tui.commands.opening import read_password, signed_in
from tui.commands.parsing import group, whole_number
from tui.commands.printing import answer, complain, local_time, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.backup.service import Made

backup = group("backup", "Make, verify and restore backups.")
for part in (verify, restore, show, take):
    backup.add_command(part)


@backup.verb(
    "create",
    help="Make a backup in each folder DIR, which must exist, or s3://bucket/prefix; without DIR "
    "in those that kehao backup folders names. It is made while people work, sealed to the "
    "recovery key, and read back before it counts; then those that are no longer kept are removed.",
)
@click.argument("target", nargs=-1, metavar="[DIR]...")
@click.pass_obj
def create(settings: Settings, target: tuple[str, ...]) -> int:
    """Back the store up; the exit code of the first failure when there is one."""
    with signed_in(settings) as session:
        targets = target or tuple(session.backups.folders())
        if not targets:
            raise WrongUsage("Where to? Name a folder, or set some: kehao backup folders DIR.")
        with long_work() as work:
            made = session.backups.create(targets, progress=work.progress, cancel=work.cancel)
    code = 0
    for one in made:
        if one.error is None:
            answer(settings, _made_json(one), lambda one=one: _made_told(one))  # type: ignore[misc]
        else:
            complain(error_text(one.error))
            code = code or one.error.exit_code
    return code


def _made_json(made: Made) -> dict[str, Any]:
    return {
        "file": made.file,
        "bytes": made.bytes,
        "operations": made.operations,
        "removed": list(made.removed),
    }


def _made_told(made: Made) -> Iterator[str]:
    yield t(
        "Backup of {count} operations, {bytes} bytes, verified: {file}",
        count=made.operations,
        bytes=made.bytes,
        file=made.file,
    )
    if made.removed:
        yield t("Older backups removed: {count}.", count=len(made.removed))


@backup.verb("list", help="The backups that were made or tried, newest first.")
@click.option("--limit", type=whole_number, metavar="N", help="At most so many.")
@click.pass_obj
def list_(settings: Settings, limit: int | None) -> None:
    """What was backed up."""
    columns = [
        ("at", t("Time")),
        ("operations", t("Operations")),
        ("bytes", t("Bytes")),
        ("file", t("File")),
        ("result", t("What")),
    ]
    with signed_in(settings) as session:
        found = session.backups.list(100 if limit is None else limit)
        zone = session.zone
    rows(
        settings,
        columns,
        [
            {
                "at": one.at,
                "file": one.file,
                "bytes": one.bytes,
                "operations": one.operations,
                "ok": bool(one.verified),
                "result": one.result,
            }
            for one in found
        ],
        human=lambda row: {**row, "at": local_time(str(row["at"]), zone)},
        none=t("There is no backup yet."),
    )


@backup.verb(
    "folders",
    help="Set the folders that kehao run-due backs up to, once a day; without DIR show them. An "
    "unmounted disk is noticed.",
)
@click.argument("folder", nargs=-1, metavar="[DIR]...")
@click.option("--none", "none", is_flag=True, help="Back up nowhere by schedule.")
@click.pass_obj
def folders(settings: Settings, folder: tuple[str, ...], none: bool) -> None:
    """Show or set the folders of the schedule."""
    if folder and none:
        raise WrongUsage("Name folders or give --none, not both.")
    with signed_in(settings) as session:
        if folder or none:
            found = session.backups.set_folders(folder)
        else:
            found = session.backups.folders()
    rows(
        settings,
        [("folder", t("Folder"))],
        [{"folder": one} for one in found],
        none=t("No folder is set for scheduled backups."),
    )


@backup.verb(
    "keep",
    help="How many backups are kept: of each of so many days, weeks and months the last one. "
    "Without options show it.",
)
@click.option("--daily", type=whole_number, metavar="N", help="Days (7).")
@click.option("--weekly", type=whole_number, metavar="N", help="Weeks (4).")
@click.option("--monthly", type=whole_number, metavar="N", help="Months (12).")
@click.pass_obj
def keep(settings: Settings, /, **given: int | None) -> None:
    """Show or set how many backups are kept."""
    wishes = {name: count for name, count in given.items() if count is not None}
    with signed_in(settings) as session:
        policy = session.backups.policy()
        if wishes:
            policy = session.backups.set_policy(replace(policy, **wishes))
    answer(
        settings,
        {"daily": policy.daily, "weekly": policy.weekly, "monthly": policy.monthly},
        lambda: [
            t(
                "Kept: the last of {daily} days, {weekly} weeks and {monthly} months.",
                daily=policy.daily,
                weekly=policy.weekly,
                monthly=policy.monthly,
            )
        ],
    )


@backup.verb(
    "storage",
    help="Set up S3-compatible storage: folders can then be s3://bucket/prefix as well. Without "
    "options show its address. The keys are kept in the encrypted store and shown to nobody.",
)
@click.option("--endpoint", metavar="URL", help="The storage's address, https://…")
@click.option("--key", metavar="ID", help="The access key's name.")
@click.option("--secret-file", metavar="FILE", help="The secret is this file's first line.")
@click.option("--region", default="us-east-1", metavar="NAME", help="The region (us-east-1).")
@click.option("--forget", is_flag=True, help="Forget the storage and its keys.")
@click.pass_obj
def storage(
    settings: Settings,
    endpoint: str | None,
    key: str | None,
    secret_file: str | None,
    region: str,
    forget: bool,
) -> None:
    """Set S3 storage up, forget it, or say where it is."""
    from store.backup.bucket import Access

    given = (endpoint, key, secret_file)
    if any(given) and (forget or None in given):
        raise WrongUsage("Give --endpoint, --key and --secret-file together, or --forget.")
    with signed_in(settings) as session:
        if endpoint and key and secret_file:
            session.backups.set_s3(Access(endpoint, key, read_password(secret_file), region))
        elif forget:
            session.backups.set_s3(None)
        found = session.backups.s3()
    answer(settings, {"endpoint": found}, lambda: [found or t("No S3 storage is set up.")])
