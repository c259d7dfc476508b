"""The keyring: how a password, or the recovery key, opens the database.

A random data key opens the store. Each account has an X25519 key pair whose private part lies
under its password; the data key is sealed to every account's public part, and to the recovery
key's. So an administrator who is signed in can add, disable and renew without anyone's password.
Every change starts from a keyring whose MAC holds, and gives another whose MAC holds.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from store.errors import (
    InvalidValue,
    NotFound,
    SessionEnded,
    SignInRefused,
    StoreBusy,
    StoreDamaged,
)
from store.files.reserve import refuse_change
from store.keys import files, password, pepper, seal
from store.keys.credentials import check_name, check_password
from store.keys.derive import KEY_BYTES, context, database_key
from store.keys.form import (
    STORE_ID_BYTES,
    VERSION,
    Entry,
    Keyring,
    Recovery,
    from_text,
    mac_holds,
    proven,
    recovery_info,
    seal_info,
    signed,
    to_text,
)
from store.keys.recovery import read_recovery, write_recovery

__all__ = [
    "Entry",
    "Held",
    "Keyring",
    "check_name",
    "check_password",
    "database_key",
    "load",
    "new_keyring",
    "rewrapped",
    "save",
    "unlock",
    "unlock_with_recovery",
    "updating",
    "verify_password",
    "with_account",
    "with_password",
    "with_pepper",
    "with_recovery",
    "with_seal",
    "without_account",
    "without_seal",
]

_LIMIT: Final = 16 * 1024 * 1024

# -- opening -------------------------------------------------------------------------------------


def unlock(keyring: Keyring, account: str, password_text: str) -> bytes:
    """The data key. Takes about as long, and says the same, for a wrong password, an unknown name
    and a disabled account: SignInRefused. Raises StoreDamaged when the keyring's MAC is wrong."""
    found = keyring.find(account)
    private = _private_key(keyring, found, password_text)
    if found is None or private is None or not found[1].sealed:
        raise SignInRefused("Name or password is wrong.")
    name, entry = found
    data_key = seal.unseal(entry.sealed, private, seal_info(keyring.store, name))
    return proven(keyring, data_key)


def unlock_with_recovery(keyring: Keyring, recovery_text: str) -> bytes:
    """The data key, by the recovery key as a person typed it.

    Raises InvalidValue for a mistyped key, SignInRefused for one that is not of this store,
    StoreDamaged when the keyring's MAC is wrong.
    """
    private = read_recovery(recovery_text)
    if seal.public_key(private) != keyring.recovery.public:
        raise SignInRefused(
            "This recovery key is complete, but not the one of this store: look for another copy."
        )
    info = recovery_info(keyring.store)
    return proven(keyring, seal.unseal(keyring.recovery.sealed, private, info))


def verify_password(keyring: Keyring, name: str, password_text: str) -> bool:
    """Whether this is the account's password. Takes a full Argon2 run; throttle it."""
    found = keyring.find(name)
    return _private_key(keyring, found, password_text) is not None


# -- changing (each gives another keyring; nothing is written) -----------------------------------


def new_keyring(admin: str, password_text: str) -> tuple[Keyring, bytes, str]:
    """A keyring for a new store with one account; its data key; and the recovery key, which is
    kept nowhere: show it once. Raises InvalidValue for the name or the password."""
    name = check_name(admin)
    data_key = secrets.token_bytes(KEY_BYTES)
    store = secrets.token_hex(STORE_ID_BYTES)
    recovery, text = _new_recovery(store, data_key)
    accounts = {name: _new_entry(store, name, password_text, data_key)}
    keyring = Keyring(
        store=store, serial=0, recovery=recovery, accounts=accounts, previous=b"", mac=b""
    )
    return signed(keyring, data_key), data_key, text


def with_account(keyring: Keyring, data_key: bytes, name: str, password_text: str) -> Keyring:
    """The keyring with one account more. Raises InvalidValue for the name or the password."""
    proven(keyring, data_key)
    name = check_name(name)
    found = keyring.find(name)
    if found is not None:
        raise InvalidValue("There is already an account {name}.", field="name", name=found[0])
    entry = _new_entry(keyring.store, name, password_text, data_key, keyring.pepper)
    return _with(keyring, data_key, {**keyring.accounts, name: entry})


def with_password(keyring: Keyring, data_key: bytes, name: str, new_password: str) -> Keyring:
    """The keyring with a new password, and so a new key pair, for an account. A disabled account
    stays disabled. Raises NotFound, or InvalidValue for the password."""
    proven(keyring, data_key)
    name, entry = _existing(keyring, name)
    fresh = _new_entry(keyring.store, name, new_password, data_key, keyring.pepper)
    if not entry.sealed:
        fresh = replace(fresh, sealed=b"")
    return _with(keyring, data_key, {**keyring.accounts, name: fresh})


def without_account(keyring: Keyring, data_key: bytes, name: str) -> Keyring:
    """The keyring without an account. Raises NotFound; InvalidValue for the last one that opens
    the store. Who once signed in may have kept the data key: change that too (`renewal.renew`)."""
    proven(keyring, data_key)
    name, _ = _existing(keyring, name)
    _keep_one(keyring, name)
    rest = {other: entry for other, entry in keyring.accounts.items() if other != name}
    return _with(keyring, data_key, rest)


def without_seal(keyring: Keyring, data_key: bytes, name: str) -> Keyring:
    """The keyring with an account disabled: its password stays, but opens nothing.

    Raises NotFound; InvalidValue for the last one that opens the store.
    """
    proven(keyring, data_key)
    name, entry = _existing(keyring, name)
    _keep_one(keyring, name)
    return _with(keyring, data_key, {**keyring.accounts, name: replace(entry, sealed=b"")})


def with_seal(keyring: Keyring, data_key: bytes, name: str) -> Keyring:
    """The keyring with a disabled account enabled again, with the password it had. NotFound."""
    proven(keyring, data_key)
    name, entry = _existing(keyring, name)
    sealed = seal.seal(data_key, entry.public, seal_info(keyring.store, name))
    return _with(keyring, data_key, {**keyring.accounts, name: replace(entry, sealed=sealed)})


def with_pepper(keyring: Keyring, data_key: bytes, name: str) -> Keyring:
    """The keyring under which passwords get the pepper of that name (none: an empty one) when
    they are next used: see `rewrapped`."""
    proven(keyring, data_key)
    return signed(replace(keyring, pepper=name), data_key)


def rewrapped(keyring: Keyring, data_key: bytes, name: str, password_text: str) -> Keyring:
    """The keyring with an account's private key under its password and the pepper in force.

    Raises NotFound; SignInRefused for a wrong password; StoreError without the peppers.
    """
    proven(keyring, data_key)
    name, entry = _existing(keyring, name)
    private = _private_key(keyring, (name, entry), password_text)
    if private is None:
        raise SignInRefused("Name or password is wrong.")
    bare = replace(entry, figures=password.STANDARD, pepper=keyring.pepper)
    fresh = _wrapped(keyring.store, name, bare, private, password_text)
    return _with(keyring, data_key, {**keyring.accounts, name: fresh})


def with_recovery(keyring: Keyring, data_key: bytes) -> tuple[Keyring, str]:
    """The keyring with a new recovery key, and its text to show once; the old one opens nothing."""
    proven(keyring, data_key)
    recovery, text = _new_recovery(keyring.store, data_key)
    return signed(replace(keyring, recovery=recovery), data_key), text


# -- the file ------------------------------------------------------------------------------------


def load(path: Path) -> Keyring:
    """The keyring in a file; every part checked but the MAC, which needs the data key.

    Raises StoreDamaged, StoreTooNew, StoreUnsafe (others may open the file).
    """
    try:
        data = files.load(path, limit=_LIMIT)
    except FileNotFoundError as error:
        raise StoreDamaged(
            "{path} is missing: without it nobody can open the store; restore it from a backup.",
            path=str(path),
        ) from error
    return from_text(data, path)


def save(path: Path, keyring: Keyring, data_key: bytes) -> Keyring:
    """Write a keyring, the first or a changed one, and give it as it was written (serial + 1).

    The file is replaced in one step, mode 0600. To change one that others may change as well, use
    `updating`. Raises StoreBusy when the file is not the one that `keyring` came from, StoreError
    when it cannot be written; the old file is then as it was.
    """
    proven(keyring, data_key)
    with files.locked(path):
        if path.exists():
            current = load(path)
            if (current.store, current.serial) != (keyring.store, keyring.serial):
                raise StoreBusy("Somebody else changed the keyring at the same time: try again.")
        saved = signed(replace(keyring, serial=keyring.serial + 1), data_key)
        files.replace(path, to_text(saved))
    return saved


class Held:
    """The keyring while its lock is held: read it, put another in its place."""

    def __init__(self, keyring: Keyring, data_key: bytes) -> None:
        self._read = keyring
        self._keyring = keyring
        self.data_key = data_key

    @property
    def keyring(self) -> Keyring:
        """The keyring as it will lie in the file when the block ends; `serial` included."""
        return self._keyring

    @keyring.setter
    def keyring(self, changed: Keyring) -> None:
        proven(changed, self.data_key)
        self._keyring = signed(replace(changed, serial=self._read.serial + 1), self.data_key)

    @property
    def changed(self) -> bool:
        """Whether another keyring was put in its place."""
        return self._keyring is not self._read


@contextmanager
def updating(path: Path, data_key: bytes) -> Iterator[Held]:
    """Hold the keyring against all other processes, freshly read and proven, and save what is
    put in its place when the block ends well:

        with updating(path, data_key) as held:
            held.keyring = with_account(held.keyring, data_key, name, password)

    Raises SessionEnded when this data key is no longer the keyring's; StoreBusy when another
    process holds it too long; StoreError when it cannot be written, or would be on room that is
    kept back on a full disk; what `load` raises.
    """
    refuse_change(path.parent)
    with files.locked(path):
        keyring = load(path)
        if not mac_holds(keyring, data_key):
            raise SessionEnded(
                "The keys of this store have changed since you signed in: sign in again."
            )
        held = Held(keyring, data_key)
        yield held
        if held.changed:
            files.replace(path, to_text(held.keyring))


# -- the parts -----------------------------------------------------------------------------------


def _new_entry(
    store: str, name: str, password_text: str, data_key: bytes, pepper_name: str = ""
) -> Entry:
    chosen = check_password(name, password_text)
    private = seal.new_private_key()
    public = seal.public_key(private)
    bare = Entry(
        figures=password.STANDARD,
        salt=b"",
        public=public,
        wrapped=b"",
        sealed=seal.seal(data_key, public, seal_info(store, name)),
        pepper=pepper_name,
    )
    return _wrapped(store, name, bare, private, chosen)


def _wrapped(store: str, name: str, entry: Entry, private: bytes, chosen: str) -> Entry:
    """The entry with its private key under a password, with a fresh salt."""
    fresh = replace(entry, salt=os.urandom(password.SALT_BYTES))
    bound = _wrap_bound(store, name, fresh)
    secret = pepper.find(fresh.pepper)
    wrapped = password.wrap(private, chosen, fresh.salt, fresh.figures, bound, secret)
    return replace(fresh, wrapped=wrapped)


def _new_recovery(store: str, data_key: bytes) -> tuple[Recovery, str]:
    private = seal.new_private_key()
    public = seal.public_key(private)
    sealed = seal.seal(data_key, public, recovery_info(store))
    return Recovery(public, sealed), write_recovery(private)


def _private_key(
    keyring: Keyring, found: tuple[str, Entry] | None, password_text: str
) -> bytes | None:
    if found is None:
        password.spend(password_text, next(iter(keyring.accounts.values())).figures)
        return None
    name, entry = found
    bound = _wrap_bound(keyring.store, name, entry)
    secret = pepper.find(entry.pepper)
    return password.unwrap(entry.wrapped, password_text, entry.salt, entry.figures, bound, secret)


def _wrap_bound(store: str, name: str, entry: Entry) -> bytes:
    costs = (entry.figures.memory, entry.figures.passes, entry.figures.lanes)
    named = (entry.pepper,) if entry.pepper else ()
    return context("private key", VERSION, store, name, entry.public, entry.salt, *costs, *named)


def _existing(keyring: Keyring, name: str) -> tuple[str, Entry]:
    found = keyring.find(name)
    if found is None:
        raise NotFound("There is no account {name}.", name=name)
    return found


def _keep_one(keyring: Keyring, name: str) -> None:
    if not any(entry.sealed for other, entry in keyring.accounts.items() if other != name):
        raise InvalidValue(
            "{name} is the last account that can open the store: add another first.",
            field="name",
            name=name,
        )


def _with(keyring: Keyring, data_key: bytes, accounts: Mapping[str, Entry]) -> Keyring:
    return signed(replace(keyring, accounts=accounts), data_key)
