"""`kehao keys`: a new data key, a new recovery key, the pepper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.errors import KehaoError
from tui.commands.opening import ask, password_for, read_password, signed_in
from tui.commands.parsing import Group, group, whole_number
from tui.commands.printing import answer, complain, record
from tui.commands.recovery_file import new_recovery_file
from tui.commands.settings import Settings, client_address
from tui.locale import t

if TYPE_CHECKING:
    from store.rotation import Rotated, Standing
    from store.session import Session

keys = group("keys", "The store's keys: a new data key, a new recovery key, the pepper.")


@keys.verb(
    "rotate",
    help="Put the store under a new data key, after somebody left who may have copied the old one. "
    "Everybody else is signed out first; passwords and the recovery key stay.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.option(
    "--wait",
    type=whole_number,
    default=60,
    metavar="SECONDS",
    help="How long open sessions have to be gone (60).",
)
@click.pass_obj
def rotate(settings: Settings, reason: str, wait: int) -> None:
    """Put the store under a new data key."""
    with signed_in(settings) as session:
        show_rotated(settings, rotated(session, reason, wait))


def rotated(session: Session, reason: str, wait: float = 60) -> Rotated:
    """Change the data key; says first what that means for others."""
    complain(t("Signing everybody else out…"))
    return session.keys.rotate(reason=reason, seconds=wait)


def show_rotated(settings: Settings, done: Rotated) -> None:
    """What a change of the data key did."""
    answer(
        settings,
        {"sessions": done.sessions, "accounts": done.accounts},
        lambda: [
            t(
                "The store has a new data key; {accounts} accounts open it, {sessions} sessions "
                "were ended.",
                accounts=done.accounts,
                sessions=done.sessions,
            ),
            t("Backups made before still open with the recovery key of their time."),
        ],
    )


@keys.verb(
    "recovery",
    help="Make a new recovery key; the old one opens nothing any more, but backups made before.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.option(
    "--recovery-file",
    metavar="FILE",
    help="Write the recovery key to this new file; else it is printed, once.",
)
@click.pass_obj
def recovery(settings: Settings, reason: str, recovery_file: str | None) -> None:
    """Make a new recovery key."""
    with signed_in(settings) as session:
        if recovery_file is None:
            key = session.keys.new_recovery(reason=reason)
            answer(settings, {"recovery_key": key}, lambda: _key_told(key))
            return
        with new_recovery_file(Path(recovery_file), settings.folder()) as handle:
            key = session.keys.new_recovery(reason=reason)
            _write(handle, key, recovery_file)
        answer(
            settings,
            {"recovery_key": None},
            lambda: [
                t("The recovery key is in {path}: keep it away from the store.", path=recovery_file)
            ],
        )


def _write(handle: int, key: str, path: str) -> None:
    try:
        os.write(handle, f"{key}\n".encode())
        os.fsync(handle)
    except OSError as error:
        raise KehaoError(
            "The new recovery key could not be written to {path} ({why}), and the old one opens "
            "nothing: make another with kehao keys recovery.",
            path=path,
            why=error.strerror or "",
        ) from error


def _key_told(key: str) -> Iterator[str]:
    yield t("Recovery key, shown this once and kept nowhere: write it down, away from the store.")
    yield ""
    yield f"  {key}"


@keys.verb(
    "recover",
    help="Give an account a new password by the recovery key, when every password is lost, or the "
    "pepper. Nobody signs in for it; --password-file holds the new password.",
)
@click.argument("name")
@click.option(
    "--recovery-file",
    metavar="FILE",
    help="The recovery key is this file's first line; without it the terminal asks.",
)
@click.pass_obj
def recover(settings: Settings, name: str, recovery_file: str | None) -> None:
    """Give an account a new password by the recovery key."""
    import store
    from store.sign_in.recovering import recover as by_recovery_key

    found = store.open(settings.folder())
    if recovery_file is None:
        key = ask(t("Recovery key: "))
    else:
        key = read_password(recovery_file)
    password = password_for(settings, name, new=True)
    name = by_recovery_key(found, name, key, password, client=client_address())
    answer(
        settings, {"name": name}, lambda: [t("{name} signs in with the new password.", name=name)]
    )


@keys.verb("show", help="How the keys stand; never a secret.")
@click.pass_obj
def show(settings: Settings) -> None:
    """How the keys stand."""
    with signed_in(settings) as session:
        found = session.keys.standing()
    answer(
        settings,
        {
            "serial": found.serial,
            "accounts": found.accounts,
            "pepper": found.pepper,
            "left": list(found.left),
        },
        lambda: _standing(found),
    )


def _standing(found: Standing) -> Iterator[str]:
    yield from record(
        [
            (t("Saved"), t("{count} times", count=found.serial)),
            (t("Accounts"), found.accounts),
            (t("Pepper"), found.pepper or t("none")),
            (t("Not yet changed over"), ", ".join(found.left)),
        ]
    )


pepper: Group = group(
    "pepper",
    "A second secret beside every password, in a place of its own: a copied store folder is no use "
    "without it.",
)
keys.add_command(pepper)


@pepper.verb(
    "new",
    help="Make a pepper in a new file, on another disk or machine part than the store. Every later "
    "sign-in needs it: name it in KEHAO_PEPPER_FILE (or give it as the systemd credential "
    "kehao-pepper), and keep a copy. Passwords get it one by one, at their next sign-in.",
)
@click.argument("file")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def new(settings: Settings, file: str, reason: str) -> None:
    """Make a pepper."""
    place = Path(file)
    with signed_in(settings) as session:
        name = session.keys.new_pepper(place, reason=reason)
    where = str(place.expanduser().absolute())
    answer(
        settings,
        {"pepper": name, "file": where},
        lambda: [
            t("The pepper is in {path}: keep a copy of it away from the store.", path=where),
            t("From now on Kehao needs it: KEHAO_PEPPER_FILE={path}", path=where),
        ],
    )


@pepper.verb("off", help="Go on without a pepper: passwords lose it at their next sign-in.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def off(settings: Settings, reason: str) -> None:
    """Go on without a pepper."""
    with signed_in(settings) as session:
        session.keys.no_pepper(reason=reason)
        left = session.keys.standing().left
    answer(
        settings,
        {"left": list(left)},
        lambda: [
            t(
                "The pepper file is needed until these have signed in once more: {names}.",
                names=", ".join(left),
            )
            if left
            else t("No password has a pepper any more: its file is needed no longer.")
        ],
    )
