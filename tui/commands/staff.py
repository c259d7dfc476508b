"""`kehao staff`: accounts and roles. What is printed never holds a secret but a one-time password,
once, and with --json that goes to standard error."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from store.files import confinement
from tui.commands.opening import read_password, signed_in, write_key
from tui.commands.parsing import group
from tui.commands.printing import answer, complain, local_time, put_line, record, rows
from tui.commands.settings import Settings
from tui.locale import t

if TYPE_CHECKING:
    from store.session import Session
    from store.staff.accounts import Account, NewAccount

staff = group("staff", "Staff accounts and their roles.")
staff.lazy.update(
    {
        "key": ("tui.commands.staff_keys:key", "SSH keys that open a server's door."),
        "totp": (
            "tui.commands.factor:totp",
            "One-time codes (TOTP) at your sign-in: on, off, or new recovery codes.",
        ),
        "policy": (
            "tui.commands.policy:policy",
            "What the house demands of passwords, sessions and codes.",
        ),
    }
)


def as_json(account: Account) -> dict[str, Any]:
    """An account as scripts see it."""
    return {
        "name": account.name,
        "roles": list(account.roles),
        "disabled": account.disabled,
        "must_change": account.must_change,
        "locked_seconds": account.locked_seconds,
        "created": account.created,
        "last_sign_in": account.last_sign_in,
        "expired": account.expired,
        "removed": account.removed,
    }


def _lines(account: Account, zone: tzinfo) -> Iterator[str]:
    return record(
        [
            (t("Name"), account.name),
            (t("Roles"), ", ".join(map(t, account.roles))),
            (t("State"), _state(account)),
            (t("Created"), local_time(account.created, zone)),
            (t("Last sign-in"), local_time(account.last_sign_in, zone)),
        ]
    )


def _state(account: Account) -> str:
    if account.removed:
        return t("removed")
    if account.disabled:
        return t("disabled")
    if account.locked_seconds:
        return t("locked for {seconds} seconds", seconds=account.locked_seconds)
    if account.expired:
        return t("password too old")
    if account.must_change:
        return t("one-time password")
    return ""


def _show(settings: Settings, session: Session, account: Account) -> None:
    answer(settings, as_json(account), lambda: _lines(account, session.zone))


def _show_new(settings: Settings, session: Session, made: NewAccount) -> None:
    _show(settings, session, made.account)
    if made.one_time_password:
        say = complain if settings.json else put_line
        say(
            t(
                "One-time password of {name}, shown this once: {password}",
                name=made.account.name,
                password=made.one_time_password,
            )
        )


@staff.verb("list", help="Every account.")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Every account, by name."""
    columns = [("name", t("Name")), ("roles", t("Roles")), ("state", t("State"))]
    columns.append(("last_sign_in", t("Last sign-in")))
    with signed_in(settings) as session:
        accounts = session.staff.list()
        states = {account.name: _state(account) for account in accounts}
        rows(
            settings,
            columns,
            map(as_json, accounts),
            human=lambda row: {
                **row,
                "roles": [t(str(role)) for role in _listed(row["roles"])],
                "state": states[str(row["name"])],
                "last_sign_in": local_time(str(row["last_sign_in"]), session.zone),
            },
        )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@staff.verb(
    "add",
    help="Add an account. Without --initial-password-file a one-time password is printed once.",
)
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    metavar="ROLE",
    help="viewer, clerk, manager, administrator, auditor, service or one of your own; can be "
    "repeated.",
)
@click.option(
    "--initial-password-file", metavar="FILE", help="The first password is this file's first line."
)
@click.option(
    "--key-file",
    metavar="FILE",
    help="For a program: make a key in place of a password, write it into this new file, which "
    "only you can read; --key-file signs in with it.",
)
@click.pass_obj
def add(
    settings: Settings,
    name: str,
    roles: tuple[str, ...],
    initial_password_file: str | None,
    key_file: str | None,
) -> None:
    """Add an account."""
    if key_file and initial_password_file:
        raise WrongUsage("Give --key-file or --initial-password-file, not both.")
    first = read_password(initial_password_file) if initial_password_file else None
    with signed_in(settings) as session:
        if not key_file:
            _show_new(settings, session, session.staff.add(name, roles, first))
            return
        _add_program(settings, session, name, roles, key_file)


@staff.verb(
    "add-service",
    help="Add an account for a program, with a key file instead of a password. It may do what is "
    "due and nothing else: kehao --key-file FILE run-due. It opens no screen, and sees no "
    "customer.",
)
@click.argument("name")
@click.option(
    "--key-file",
    required=True,
    metavar="FILE",
    help="The key is written into this new file, which only you can read.",
)
@click.pass_obj
def add_service(settings: Settings, name: str, key_file: str) -> None:
    """Add an account for a program."""
    with signed_in(settings) as session:
        _add_program(settings, session, name, ("service",), key_file)


def _add_program(
    settings: Settings, session: Session, name: str, roles: tuple[str, ...], key_file: str
) -> None:
    with _new_key(key_file, name) as password:
        made = session.staff.add(name, roles, password)
    _show(settings, session, made.account)
    complain(t("Its key is in {path}: kehao --key-file {path} signs in with it.", path=key_file))


@contextmanager
def _new_key(path: str, name: str) -> Iterator[str]:
    """A long random password, in a new file of this account alone; gone again if the rest fails."""
    handle = confinement.new_file(path)
    password = secrets.token_urlsafe(32)
    try:
        write_key(handle, name, password)
        yield password
    except BaseException:
        confinement.place(path).unlink()  # it is ours, made a moment ago
        raise


@staff.verb("role", help="Give an account exactly these roles.")
@click.argument("name")
@click.argument("roles", nargs=-1, metavar="ROLE...")
@click.option(
    "--role", "more", multiple=True, metavar="ROLE", help="The same as ROLE, as staff add has it."
)
@click.pass_obj
def role(settings: Settings, name: str, roles: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Give an account exactly these roles."""
    if not roles and not more:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[1])
    with signed_in(settings) as session:
        _show(settings, session, session.staff.set_roles(name, (*roles, *more)))


_ROTATE = click.option(
    "--rotate",
    is_flag=True,
    help="Then put the store under a new data key, as keys rotate does: whoever leaves may have "
    "copied the old one.",
)


@staff.verb("disable", help="Close an account; its open sessions end.")
@click.argument("name")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@_ROTATE
@click.pass_obj
def disable(settings: Settings, name: str, reason: str, rotate: bool) -> None:
    """Close an account."""
    with signed_in(settings) as session:
        _close(settings, session, session.staff.disable, name, reason, rotate)


@staff.verb(
    "remove",
    help="Remove an account for good: its key, one-time codes, SSH keys and own views go. What it "
    "did stays in the log under its name, so the name is never given again. To close it for a "
    "time: staff disable.",
)
@click.argument("name")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@_ROTATE
@click.pass_obj
def remove(settings: Settings, name: str, reason: str, rotate: bool) -> None:
    """Remove an account for good."""
    with signed_in(settings) as session:
        _close(settings, session, session.staff.remove, name, reason, rotate)


def _close(
    settings: Settings,
    session: Session,
    close: Callable[[str, str], Account],
    name: str,
    reason: str,
    rotate: bool,
) -> None:
    """Close an account, then a new data key or the word that there should be one."""
    if rotate:
        session.require("key.edit")
    account = close(name, reason)
    if rotate:
        from tui.commands.keys import rotated

        rotated(session, reason)
    _show(settings, session, account)
    if not rotate:
        complain(t("A key that was copied still opens copies of the store: kehao keys rotate."))


@staff.verb("enable", help="Open a disabled account again.")
@click.argument("name")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def enable(settings: Settings, name: str, reason: str) -> None:
    """Open a disabled account again."""
    with signed_in(settings) as session:
        _show(settings, session, session.staff.enable(name, reason))


@staff.verb("reset", help="Give an account a one-time password, printed once.")
@click.argument("name")
@click.pass_obj
def reset(settings: Settings, name: str) -> None:
    """Give an account a one-time password."""
    with signed_in(settings) as session:
        _show_new(settings, session, session.staff.reset(name))


@staff.verb("unlock", help="Let an account sign in at once after too many wrong passwords.")
@click.argument("name")
@click.pass_obj
def unlock(settings: Settings, name: str) -> None:
    """End the waiting after wrong passwords."""
    with signed_in(settings) as session:
        _show(settings, session, session.staff.unlock(name))
