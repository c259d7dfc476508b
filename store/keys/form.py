"""The keyring as a value, and its one JSON text: written one way, read with suspicion.

Two figures stand at the end of the text. `digest` is a plain hash: it tells a damaged or hastily
edited file before any password is tried, so that nobody takes damage for a wrong password. `mac`
is keyed by the data key: it tells what anyone without that key has changed, once a password has
opened it. Only the second is a protection.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from store.errors import InvalidValue, StoreDamaged, StoreTooNew
from store.keys.credentials import check_name
from store.keys.derive import KEY_BYTES, context, keyring_mac_key
from store.keys.password import NONCE_BYTES, SALT_BYTES, TAG_BYTES, WRAPPED_BYTES, Figures
from store.keys.password import acceptable as acceptable_figures
from store.keys.seal import SEALED_BYTES
from store.text import fold

FORMAT: Final = "kehao keyring"
VERSION: Final = 1
"""What secrets are bound to, and the form of a keyring without a pepper."""
PEPPERED: Final = 2
"""The form of a keyring in which a pepper is named."""
STORE_ID_BYTES: Final = 16
MAC_BYTES: Final = 32
PEPPER_NAME_BYTES: Final = 8
PREVIOUS_BYTES: Final = NONCE_BYTES + KEY_BYTES + TAG_BYTES
_LARGEST_SERIAL: Final = 2**53


@dataclass(frozen=True, slots=True)
class Entry:
    """What one account has: its key pair under its password, and the data key sealed to it."""

    figures: Figures
    salt: bytes
    public: bytes
    wrapped: bytes
    """The private key: nonce, ciphertext, tag."""
    sealed: bytes
    """The data key for `public`; empty while the account is disabled."""
    pepper: str = ""
    """The name of the pepper that goes with the password; empty: none does."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """The recovery key's public part and the data key sealed to it."""

    public: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every way to the data key of one store. Changed only by making another one."""

    store: str
    """The store this keyring is for: 32 hexadecimal digits."""
    serial: int
    """Grows by one at every save, so that an old copy put back can be told."""
    recovery: Recovery
    accounts: Mapping[str, Entry]
    """By account name, as it is written; `find` looks one up as people type it."""
    previous: bytes
    """While a change of the data key is under way: the one before, under the new one."""
    mac: bytes
    pepper: str = ""
    """The name of the pepper that passwords get when they are next used; empty: none."""

    @property
    def peppers(self) -> frozenset[str]:
        """The names of all peppers that it takes to sign everybody in."""
        named = {self.pepper, *(entry.pepper for entry in self.accounts.values())}
        return frozenset(named - {""})

    def find(self, name: str) -> tuple[str, Entry] | None:
        """The account of that name (compared folded), as written, with its entry."""
        wanted = fold(name)
        for written, entry in self.accounts.items():
            if fold(written) == wanted:
                return written, entry
        return None


def mac_of(keyring: Keyring, data_key: bytes) -> bytes:
    """The MAC over everything in the keyring but the MAC itself."""
    return hmac.digest(keyring_mac_key(data_key), _canonical(_body(keyring)), "sha256")


def mac_holds(keyring: Keyring, data_key: bytes) -> bool:
    """Whether the keyring is as someone with the data key left it."""
    return hmac.compare_digest(keyring.mac, mac_of(keyring, data_key))


def signed(keyring: Keyring, data_key: bytes) -> Keyring:
    """The keyring with the MAC that its content needs."""
    return replace(keyring, mac=mac_of(keyring, data_key))


def proven(keyring: Keyring, data_key: bytes | None) -> bytes:
    """The data key, if the keyring's MAC holds under it; else StoreDamaged."""
    if data_key is None or not mac_holds(keyring, data_key):
        raise StoreDamaged(
            "The keyring was changed, but not by Kehao (its MAC does not hold): "
            "restore it from a backup."
        )
    return data_key


def seal_info(store: str, name: str) -> bytes:
    """What the data key sealed to an account is bound to."""
    return context("data key for account", VERSION, store, name)


def recovery_info(store: str) -> bytes:
    """What the data key sealed to the recovery key is bound to."""
    return context("data key for recovery", VERSION, store)


def to_text(keyring: Keyring) -> bytes:
    """The keyring as it lies on the disk (UTF-8 JSON)."""
    body = _body(keyring) | {"mac": _text(keyring.mac)}
    body["digest"] = hashlib.sha256(_canonical(body)).hexdigest()
    return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"


def from_text(data: bytes, path: Path) -> Keyring:
    """The keyring in a file's bytes; `path` is for messages.

    Raises StoreTooNew, or StoreDamaged for anything missing, unknown, of the wrong kind or size,
    or cheaper to attack than it may be. No password is tried on such a file.
    """
    try:
        whole = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise StoreDamaged(
            "{path} is not a complete keyring: restore it from a backup.", path=str(path)
        )
    version = whole.get("version")
    if type(version) is int and version > PEPPERED:
        raise StoreTooNew(
            "{path} was written by a newer Kehao (version {version}): update Kehao.",
            path=str(path),
            version=version,
        )
    if type(version) is not int or version not in (VERSION, PEPPERED):
        _damaged(path, "version")
    keyring = _Reader(path, peppered=version == PEPPERED).keyring(whole)
    if bool(keyring.peppers) != (version == PEPPERED):
        _damaged(path, "version")
    unsigned = {name: value for name, value in whole.items() if name != "digest"}
    if whole["digest"] != hashlib.sha256(_canonical(unsigned)).hexdigest():
        raise StoreDamaged(
            "{path} was damaged or edited since Kehao wrote it: restore it from a backup.",
            path=str(path),
        )
    return keyring


class _Reader:
    """Takes the parts of a parsed keyring, refusing the first that is not as it should be."""

    def __init__(self, path: Path, *, peppered: bool) -> None:
        self._path = path
        self._pepper = " pepper" if peppered else ""

    def keyring(self, whole: object) -> Keyring:
        parts = self._object(
            whole,
            "",
            "format version store serial recovery accounts previous mac digest" + self._pepper,
        )
        store = parts["store"]
        if not isinstance(store, str) or not _is_hex(store, STORE_ID_BYTES):
            _damaged(self._path, "store")
        recovery = self._object(parts["recovery"], "recovery", "public sealed")
        entries = parts["accounts"]
        if not isinstance(entries, dict) or not entries:
            _damaged(self._path, "accounts")
        accounts = {self._name(name): self._entry(name, entries[name]) for name in entries}
        if len({fold(name) for name in accounts}) < len(accounts):
            _damaged(self._path, "accounts")
        return Keyring(
            store=store,
            serial=self._number(parts["serial"], "serial"),
            recovery=Recovery(
                public=self._bytes(recovery["public"], "recovery.public", KEY_BYTES),
                sealed=self._bytes(recovery["sealed"], "recovery.sealed", SEALED_BYTES),
            ),
            accounts=accounts,
            previous=self._bytes(parts["previous"], "previous", PREVIOUS_BYTES, empty=True),
            mac=self._bytes(parts["mac"], "mac", MAC_BYTES),
            pepper=self._pepper_name(parts, "pepper"),
        )

    def _name(self, name: str) -> str:
        try:
            fits = check_name(name) == name
        except InvalidValue:
            fits = False
        if not fits:
            _damaged(self._path, "accounts")
        return name

    def _entry(self, name: str, value: object) -> Entry:
        parts = self._object(value, name, "argon2id salt public private sealed" + self._pepper)
        costs = self._object(parts["argon2id"], f"{name}.argon2id", "memory_kib passes lanes")
        figures = Figures(
            memory=self._number(costs["memory_kib"], f"{name}.memory_kib"),
            passes=self._number(costs["passes"], f"{name}.passes"),
            lanes=self._number(costs["lanes"], f"{name}.lanes"),
        )
        if not acceptable_figures(figures):
            raise StoreDamaged(
                "{path} has Argon2 figures for {account} that Kehao does not accept: "
                "restore the keyring from a backup.",
                path=str(self._path),
                account=name,
            )
        return Entry(
            figures=figures,
            salt=self._bytes(parts["salt"], f"{name}.salt", SALT_BYTES),
            public=self._bytes(parts["public"], f"{name}.public", KEY_BYTES),
            wrapped=self._bytes(parts["private"], f"{name}.private", WRAPPED_BYTES),
            sealed=self._bytes(parts["sealed"], f"{name}.sealed", SEALED_BYTES, empty=True),
            pepper=self._pepper_name(parts, f"{name}.pepper"),
        )

    def _pepper_name(self, parts: Mapping[str, object], where: str) -> str:
        name = parts.get("pepper", "")
        if not isinstance(name, str) or not (name == "" or _is_hex(name, PEPPER_NAME_BYTES)):
            _damaged(self._path, where)
        return name

    def _object(self, value: object, where: str, names: str) -> dict[str, object]:
        expected = set(names.split())
        if not isinstance(value, dict):
            _damaged(self._path, where)
        if expected - set(value):
            _damaged(self._path, f"{where}.{min(expected - set(value))}".lstrip("."))
        if set(value) - expected:  # whose names are not repeated: they could be anything
            _damaged(self._path, f"{where}.?".lstrip("."))
        return value

    def _number(self, value: object, where: str) -> int:
        if type(value) is not int or not 0 <= value <= _LARGEST_SERIAL:
            _damaged(self._path, where)
        return value

    def _bytes(self, value: object, where: str, size: int, *, empty: bool = False) -> bytes:
        try:
            data = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
        except (binascii.Error, ValueError):
            data = b""
        if len(data) != size and not (empty and value == ""):
            _damaged(self._path, where)
        return data


def _body(keyring: Keyring) -> dict[str, object]:
    peppered = bool(keyring.peppers)
    body: dict[str, object] = {
        "format": FORMAT,
        "version": PEPPERED if peppered else VERSION,
        "store": keyring.store,
        "serial": keyring.serial,
        "recovery": {
            "public": _text(keyring.recovery.public),
            "sealed": _text(keyring.recovery.sealed),
        },
        "accounts": {
            name: {
                "argon2id": {
                    "memory_kib": entry.figures.memory,
                    "passes": entry.figures.passes,
                    "lanes": entry.figures.lanes,
                },
                "salt": _text(entry.salt),
                "public": _text(entry.public),
                "private": _text(entry.wrapped),
                "sealed": _text(entry.sealed),
                **({"pepper": entry.pepper} if peppered else {}),
            }
            for name, entry in keyring.accounts.items()
        },
        "previous": _text(keyring.previous),
    }
    if peppered:
        body["pepper"] = keyring.pepper
    return body


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _is_hex(text: str, size: int) -> bool:
    return len(text) == 2 * size and all(digit in "0123456789abcdef" for digit in text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("the same name twice")
    return names


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _damaged(path: Path, where: str) -> NoReturn:
    raise StoreDamaged(
        "{path} is damaged or was changed ({where}): restore the keyring from a backup.",
        path=str(path),
        where=where,
    )
