"""The pepper: a second secret for Argon2 in a place of its own, so that a copied store is no use.

Optional. It lies in a file outside the store's folder, named by KEHAO_PEPPER_FILE (several with a
colon between), or as the systemd credential `kehao-pepper`. The keyring says which pepper goes with
each account, by a name that is made from the pepper and gives nothing of it away.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from store.errors import InvalidValue, NotFound, StoreDamaged, StoreError
from store.keys import files

VARIABLE: Final = "KEHAO_PEPPER_FILE"
CREDENTIAL: Final = "kehao-pepper"
NAME_DIGITS: Final = 16
_HEAD: Final = "kehao pepper 1"
_BYTES: Final = 32
_LIMIT: Final = 4096


def name_of(pepper: bytes) -> str:
    """The name under which the keyring knows a pepper: 16 hexadecimal digits."""
    return hashlib.sha256(b"kehao 1 pepper name" + pepper).hexdigest()[:NAME_DIGITS]


def places(environ: Mapping[str, str] | None = None) -> list[Path]:
    """The pepper files that the environment names."""
    environ = os.environ if environ is None else environ
    named = [Path(name) for name in environ.get(VARIABLE, "").split(os.pathsep) if name]
    credentials = environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (given := Path(credentials) / CREDENTIAL).exists():
        named.append(given)
    return named


def find(name: str) -> bytes:
    """The pepper of that name; empty for no name. StoreError when none of the files holds it."""
    if not name:
        return b""
    found = (read(place) for place in places())
    pepper = next((pepper for pepper in found if name_of(pepper) == name), None)
    if pepper is None:
        raise _missing()
    return pepper


def check(names: Collection[str], folder: Path) -> None:
    """Before any name or password is looked at: raise unless every pepper named can be read.

    Raises StoreError (missing, or another one), StoreDamaged, StoreUnsafe; InvalidValue for one
    that lies in the store's own folder.
    """
    if not names:
        return
    for place in places():
        check_place(place, folder)
    if not set(names) <= {name_of(read(place)) for place in places()}:
        raise _missing()


def check_place(place: Path, folder: Path) -> None:
    """A pepper beside the keyring protects nothing: InvalidValue."""
    if place.resolve().is_relative_to(folder.resolve()):
        raise InvalidValue(
            "The pepper does not belong in the store's own folder: whoever copies that would have "
            "both.",
            field="pepper",
        )


def read(place: Path) -> bytes:
    """The pepper in a file. StoreError when it is not there, StoreDamaged, StoreUnsafe."""
    try:
        text = files.load(place, limit=_LIMIT).decode("ascii", errors="replace")
    except FileNotFoundError:
        raise StoreError(
            "There is no pepper file {path}: mount or copy it there, then try again.",
            path=str(place),
        ) from None
    head, _, rest = text.partition("\n")
    pepper, _, name = rest.removesuffix("\n").partition(" ")
    try:
        value = bytes.fromhex(pepper)
    except ValueError:
        value = b""
    if text != _text(value) or len(value) != _BYTES or head != _HEAD or not name:
        raise StoreDamaged(
            "{path} is no pepper file, or was damaged: put your copy of it there.", path=str(place)
        )
    return value


@contextmanager
def made(place: Path, folder: Path) -> Iterator[str]:
    """A new pepper in a new file for its owner alone, by its name; gone again if the rest fails.

    Raises InvalidValue (a place in the store's folder, or a file that is there), NotFound (no such
    folder).
    """
    place = place.expanduser().absolute()
    check_place(place, folder)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(place, flags, 0o600)
    except FileExistsError:
        raise InvalidValue(
            "There is already a file {path}: choose another, its content is not overwritten.",
            path=str(place),
        ) from None
    except FileNotFoundError:
        raise NotFound("There is no folder {path}.", path=str(place.parent)) from None
    pepper = secrets.token_bytes(_BYTES)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(_text(pepper))
            file.flush()
            os.fsync(file.fileno())
        yield name_of(pepper)
    except BaseException:
        place.unlink()
        raise


def _text(pepper: bytes) -> str:
    return f"{_HEAD}\n{pepper.hex()} {name_of(pepper)}\n"


def _missing() -> StoreError:
    return StoreError(
        "The pepper of this store is not the one that was given, or none was: name its file in "
        "KEHAO_PEPPER_FILE."
    )
