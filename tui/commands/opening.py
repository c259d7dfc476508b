"""Signing in for a command: the one way in which all of them get their session.

A password comes from a file that nobody else can read, from standard input, or from the terminal;
never from the command line, which every account of the machine can see.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from store.errors import (
    CodeNeeded,
    InvalidValue,
    KehaoError,
    NotFound,
    SignInRefused,
    WrongUsage,
)
from store.files import confinement
from store.text import fold
from tui.commands.printing import complain
from tui.commands.settings import Settings, client_address, client_key
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.session import Session
    from store.sign_in.opening import Store

_LONGEST: Final = 4096


@contextmanager
def signed_in(settings: Settings, *, warn: bool = True) -> Iterator[Session]:
    """A session for the account the settings name, signed out at the end whatever happens.

    What went well ends with a word about the disk when it is nearly full, unless `warn` is False.
    """
    import store

    found = store.open(settings.folder())
    if settings.program_key:
        name, password = read_key(settings.program_key)
        if settings.user and fold(settings.user) != fold(name):
            raise WrongUsage(
                "The key file {path} is not of {name}.",
                path=settings.program_key,
                name=settings.user,
            )
    else:
        name = settings.user or _ask_name()
        password = password_for(settings, name)
    session = _enter(found, settings, name, password)
    if session.set_back is not None:
        complain(error_text(session.set_back))
    _tell_failing(session)
    try:
        if session.must_change_password and not (settings.password_file or settings.program_key):
            session.change_password(password, new_password(name))
        yield session
        short = session.short_of_room() if warn else None
    except BaseException:
        with suppress(KehaoError):
            session.close()
        raise
    session.close()
    if short is not None:
        complain(error_text(short))


def _tell_failing(session: Session) -> None:
    """A line for each of one's own jobs that failed, until one has looked at it."""
    for job in session.jobs.failing():
        complain(t("Your job {name} failed: kehao jobs show {name} says why.", name=job.name))


def _enter(found: Store, settings: Settings, name: str, password: str) -> Session:
    """Sign in; the one-time code is taken from its file, or asked for once it is known that the
    account has codes."""
    client, key = client_address(), client_key()
    code = read_code(settings.code_file) if settings.code_file else ""
    try:
        return found.sign_in(name, password, code=code, client=client, key=key)
    except CodeNeeded:
        if not sys.stdin.isatty():
            raise
    return found.sign_in(name, password, code=ask_code(), client=client, key=key)


def ask_code() -> str:
    """A one-time code from the terminal; without one, a line of standard input."""
    if sys.stdin.isatty():
        sys.stderr.write(t("One-time code: "))
        sys.stderr.flush()
    return sys.stdin.buffer.readline(_LONGEST).decode("utf-8", "replace").strip()


def read_code(path: str) -> str:
    """The first line of the file (`-` is standard input). Raises NotFound, SignInRefused."""
    if path == "-":
        return ask_code()
    return read_password(path)


def password_for(settings: Settings, name: str, *, new: bool = False) -> str:
    """The password that goes with the settings; with `new`, a terminal asks for it twice."""
    if settings.password_file:
        return read_password(settings.password_file)
    if new:
        return new_password(name)
    return ask(t("Password of {name}: ", name=name))


def new_password(name: str) -> str:
    """A new password from the terminal, typed twice."""
    first = ask(t("New password for {name}: ", name=name))
    if ask(t("Once more: ")) != first:
        raise InvalidValue("The two passwords differ: try again.", field="password")
    return first


def read_password(path: str) -> str:
    """The first line of the file (`-` is standard input).

    Raises NotFound, SignInRefused when others can read the file, InvalidValue when it is empty or
    no text.
    """
    return _read_lines(path, 1)[0]


def read_key(path: str) -> tuple[str, str]:
    """The account and the key in a program's key file. Raises what `read_password` raises."""
    key, name = _read_lines(path, 2)
    if not name:
        raise InvalidValue(
            "{path} is no key file: kehao staff add-service makes one.", field="key", path=path
        )
    return name, key


def write_key(handle: int, name: str, key: str) -> None:
    """Write a program's key file: its key, as a password file has it, then its account."""
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{key}\n{name}\n")
        file.flush()
        os.fsync(file.fileno())


def _read_lines(path: str, count: int) -> list[str]:
    """The first lines of a file that only this account can read; the first is not empty."""
    if path == "-":
        raw = [sys.stdin.buffer.readline(_LONGEST) for _ in range(count)]
    else:
        try:
            file = confinement.opened(path)
        except (FileNotFoundError, IsADirectoryError):
            raise NotFound("There is no password file {path}.", path=path) from None
        with file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_IMODE(mode) & 0o077 and (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
                raise SignInRefused(
                    "The password file {path} can be read by others on this machine: "
                    "run chmod 600 on it.",
                    path=path,
                )
            raw = [file.readline(_LONGEST) for _ in range(count)]
    try:
        lines = [line.decode("utf-8-sig").rstrip("\r\n") for line in raw]
    except UnicodeDecodeError:
        raise InvalidValue("The password file is not UTF-8 text.", field="password") from None
    if not lines[0]:
        raise InvalidValue(
            "The password file is empty: its first line is the password.", field="password"
        )
    return lines


def _ask_name() -> str:
    if not sys.stdin.isatty():
        raise WrongUsage("Who signs in? Give --user NAME or set KEHAO_USER.")
    sys.stderr.write(t("Account: "))
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def ask(question: str) -> str:
    """Something secret, typed on the terminal unseen. Raises WrongUsage where there is none."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise WrongUsage(
            "There is no terminal to ask for the password on: give --password-file FILE."
        ) from None
    from getpass import getpass

    return getpass(question)
