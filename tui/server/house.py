"""`server.toml` of the account that serves: which store, which folders, who is who.

It lies in `.config/kehao` of that account's home, found through the list of accounts and not
through the environment, and counts only when nobody but that account or root can change it.

    store = "/srv/kehao/store"
    allow = ["/srv/exchange"]
    lang = "zh"
    pepper = "/etc/kehao/pepper"        # if the house has one

    [people]            # account of the machine = account of Kehao, for those who come by sudo
    wangmin = "王敏"
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from store.errors import InvalidValue, StoreUnsafe

FILE: Final = Path(".config", "kehao", "server.toml")
_LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class House:
    """What whoever runs the server has set."""

    store: Path
    allowed: tuple[Path, ...] = ()
    language: str = ""
    people: dict[str, str] = field(default_factory=dict)
    pepper: str = ""


def house_of(account: pwd.struct_passwd | None = None) -> House:
    """The settings of the account that this process runs as; without a file the usual ones.

    Raises StoreUnsafe when others can change the file, InvalidValue when it cannot be read.
    """
    account = account or pwd.getpwuid(os.getuid())
    home = Path(account.pw_dir)
    usual = House(home / ".local" / "share" / "kehao")
    path = home / FILE
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return usual
    except OSError as error:
        raise InvalidValue(
            "{path} can't be read: {why}.", path=str(path), why=error.strerror or ""
        ) from None
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if (
            not stat.S_ISREG(facts.st_mode)
            or facts.st_mode & 0o022
            or facts.st_uid not in (0, account.pw_uid)
        ):
            raise StoreUnsafe(
                "{path} can be changed by others on this machine: run chmod 600 on it.",
                path=str(path),
            )
        raw = file.read(_LARGEST)
    return _read(raw, path, usual)


def _read(raw: bytes, path: Path, usual: House) -> House:
    import tomllib

    try:
        held = tomllib.loads(raw.decode())
        store = Path(str(held.get("store", usual.store)))
        allowed = tuple(Path(str(one)) for one in held.get("allow", ()))
        people = {str(one): str(other) for one, other in held.get("people", {}).items()}
        if not all(one.is_absolute() for one in (store, *allowed)):
            raise ValueError
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise InvalidValue(
            "{path} is not what kehao server setup writes: store and allow hold whole paths.",
            path=str(path),
        ) from None
    return House(store, allowed, str(held.get("lang", "")), people, str(held.get("pepper", "")))
