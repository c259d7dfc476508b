"""The door: who comes through sshd's forced command or through sudo, and what they may start.

`enter` looks who it is, makes an environment from nothing, and puts `kehao` itself in the place of
this process: no shell, no word that did not pass. What the person typed after `ssh host` becomes
the arguments of that one program. Nothing of the screens is imported here.
"""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from store.errors import KehaoError, NotFound, NotPermitted, WrongUsage
from tui.server import door
from tui.server.house import House, house_of
from tui.server.surroundings import surroundings

PERSON: Final = "KEHAO_SERVED"
KEY: Final = "KEHAO_SERVED_KEY"
ALLOWED: Final = "KEHAO_FILES_ALLOWED"
"""Variables that only this door sets: whom the process serves, by which key, on which folders."""

PROGRAM: Final = (sys.executable, "-I", str(Path(door.__file__).resolve()))


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the forced command line; the rest is what the person asks for."""

    person: str = ""
    key: str = ""
    keys: str = ""
    store: str = ""
    allowed: tuple[str, ...] = ()
    language: str = ""


def by_sudo(environ: Mapping[str, str], uid: int) -> str:
    """The account of the machine whose person runs this through sudo as another, or empty.

    root is not confined, neither as the one who asks nor as the one who serves. Where this holds,
    a word on whom to serve came from the caller too: behind the door nothing of sudo's is left.
    """
    asking = environ.get("SUDO_UID", "")
    if uid == 0 or not asking.isdigit() or int(asking) in (0, uid):
        return ""
    return environ.get("SUDO_USER") or asking


def enter(arguments: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Do what the forced command line says; never returns. Raises KehaoError."""
    if PERSON in environ or by_sudo(environ, os.getuid()):
        raise NotPermitted("kehao server enter is for sshd to call.")
    entry = entry_of(arguments)
    asked = words_of(environ.get("SSH_ORIGINAL_COMMAND", ""))
    house = house_of()
    fingerprint = entry.key
    person = entry.person
    if entry.keys:
        from tui.server.key_file import shown_key, who_has

        fingerprint = shown_key(environ.get("SSH_USER_AUTH", ""))
        person = who_has(Path(entry.keys), fingerprint)
    if not person:
        raise NotPermitted("The server doesn't know whose key this is: ask an administrator.")
    _serve(house, person, fingerprint, entry, asked, environ)


def enter_by_sudo(account: str, asked: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Serve the person who called sudo; never returns. Raises KehaoError."""
    house = house_of()
    person = house.people.get(account, account)
    _serve(house, person, "", Entry(), list(asked), environ)


def _serve(
    house: House,
    person: str,
    fingerprint: str,
    entry: Entry,
    asked: list[str],
    environ: Mapping[str, str],
) -> NoReturn:
    from store.keys.credentials import check_name
    from store.sign_in.making import DATABASE

    folder = Path(entry.store) if entry.store else house.store
    if not (folder / DATABASE).exists():
        raise NotFound("There is no store on this server yet: ask an administrator.")
    fresh = surroundings(environ, pwd.getpwuid(os.getuid()))
    fresh[PERSON] = fresh["KEHAO_USER"] = check_name(person)
    fresh["KEHAO_STORE"] = str(folder)
    if language := entry.language or house.language:
        fresh["KEHAO_LANG"] = language
    if house.pepper:
        fresh["KEHAO_PEPPER_FILE"] = house.pepper
    if fingerprint:
        fresh[KEY] = fingerprint
    if allowed := [*entry.allowed, *map(str, house.allowed)]:
        fresh[ALLOWED] = ":".join(allowed)
    os.chdir("/")
    os.umask(0o077)
    os.execve(PROGRAM[0], [*PROGRAM, *asked], fresh)


def entry_of(arguments: Sequence[str]) -> Entry:
    """The options of the forced command line. Raises WrongUsage."""
    held: dict[str, str] = {}
    allowed: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name, given, value = argument.partition("=")
        value = value if given else next(rest, "")
        if not value or name not in _OPTIONS:
            raise WrongUsage("{value} is no option of kehao server enter.", value=argument)
        if name == "--allow":
            allowed.append(_absolute(value))
        elif name in ("--store", "--keys"):
            held[_OPTIONS[name]] = _absolute(value)
        else:
            held[_OPTIONS[name]] = value
    return Entry(**held, allowed=tuple(allowed))


_OPTIONS: Final = {
    "--as": "person",
    "--key": "key",
    "--keys": "keys",
    "--store": "store",
    "--lang": "language",
    "--allow": "allowed",
}


def _absolute(path: str) -> str:
    if not path.startswith("/") or ":" in path or ".." in Path(path).parts:
        raise WrongUsage("{value} is no whole path, as in /srv/kehao/store.", value=path)
    return os.path.normpath(path)


def words_of(line: str) -> list[str]:
    """What was typed after `ssh host`, as the arguments of `kehao`. Raises WrongUsage."""
    try:
        words = shlex.split(line)
    except ValueError:
        raise WrongUsage("The command has a quotation mark that is not closed.") from None
    return words[1:] if words[:1] == ["kehao"] else words


def begin(environ: Mapping[str, str]) -> bool:
    """Hold this process to what the door says, if it came through one; whether it did."""
    person = environ.get(PERSON, "")
    if not person:
        return False
    from store.files.confinement import Confinement, confine

    allowed = tuple(Path(one) for one in environ.get(ALLOWED, "").split(":") if one)
    confine(Confinement(person, Path(environ["KEHAO_STORE"]), allowed))
    return True


def told(error: KehaoError) -> int:
    """Say on one line why the door stays shut; the exit code."""
    from tui import locale
    from tui.commands.printing import complain

    locale.use(locale.from_environment())
    complain(locale.error_text(error))
    return error.exit_code
