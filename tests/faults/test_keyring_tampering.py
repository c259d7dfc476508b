"""The keyring and the count of failed sign-ins under somebody's hands: refused, named, not renewed.

The tests of the keyring itself (tests/store/test_keyring_file.py) change every part of it; these
come through the front door, as a person would meet it.
"""

from __future__ import annotations

import copy
import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import store
from store.errors import KehaoError, SignInRefused, StoreDamaged, StoreError, StoreTooNew
from store.keys import password, pepper, throttle
from store.keys.keyring import load
from store.sign_in.making import DATABASE, KEYRING
from store.sign_in.opening import THROTTLE, Store
from tests.conftest import PASSWORD

Record = Callable[[str, object], None]
BITS = (1, 128)
"""Which bits of each byte are flipped in the default run."""


def doctor_keyring(house: Store, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the keyring as somebody would who knows how its digest is made."""
    path = house.folder / KEYRING
    whole = json.loads(path.read_text("utf-8"))
    whole.pop("digest")
    change(whole)
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()
    whole["digest"] = hashlib.sha256(canonical).hexdigest()
    path.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")


def refused(house: Store, name: str = "boss") -> KehaoError:
    """What a sign-in with the right password says; it leaves keyring and database alone."""
    before = [(house.folder / file).read_bytes() for file in (KEYRING, DATABASE)]
    with pytest.raises(KehaoError) as told:
        store.open(house.folder).sign_in(name, PASSWORD).close()
    assert [(house.folder / file).read_bytes() for file in (KEYRING, DATABASE)] == before
    assert "\n" not in str(told.value)
    return told.value


def swap(whole: dict[str, Any], first: str, second: str) -> None:
    entries = whole["accounts"]
    entries[first], entries[second] = entries[second], entries[first]


def test_slots_swapped(house: Store) -> None:
    doctor_keyring(house, lambda whole: swap(whole, "clerk", "boss"))
    assert isinstance(refused(house, "boss"), SignInRefused)
    assert isinstance(refused(house, "clerk"), SignInRefused)
    assert "MAC does not hold" in str(refused(house, "viewer"))


@pytest.mark.parametrize("figure", ["memory_kib", "passes", "lanes"])
def test_argon2_figures_lowered(house: Store, figure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lower(whole: dict[str, Any]) -> None:
        whole["accounts"]["clerk"]["argon2id"][figure] = 0

    doctor_keyring(house, lower)
    monkeypatch.setattr(password, "_stretched", lambda *_: pytest.fail("a password was tried"))
    said = refused(house)
    assert isinstance(said, StoreDamaged)
    assert "Argon2 figures for clerk" in str(said)


def test_figures_lowered_to_the_floor_are_bound_to_the_password(house: Store) -> None:
    def raise_memory(whole: dict[str, Any]) -> None:
        whole["accounts"]["clerk"]["argon2id"]["memory_kib"] += 64

    doctor_keyring(house, raise_memory)
    assert isinstance(refused(house, "clerk"), SignInRefused)
    assert "MAC does not hold" in str(refused(house, "boss"))


def test_mac_removed(house: Store) -> None:
    whole = (house.folder / KEYRING).read_bytes()
    for change in (
        lambda whole: whole.pop("mac"),
        lambda whole: whole.update(mac=""),
        lambda whole: whole.update(mac=None),
    ):
        (house.folder / KEYRING).write_bytes(whole)
        doctor_keyring(house, change)
        assert "(mac)" in str(refused(house))
    (house.folder / KEYRING).write_bytes(whole)
    doctor_keyring(house, lambda whole: whole.update(mac="A" * 43 + "="))
    assert "MAC does not hold" in str(refused(house))


def test_entries_of_another_store(house: Store, tmp_path: Path) -> None:
    store.create(tmp_path / "other", admin="boss", password=PASSWORD)
    other = json.loads((tmp_path / "other" / KEYRING).read_text("utf-8"))
    own = (house.folder / KEYRING).read_bytes()
    doctor_keyring(house, lambda whole: whole["accounts"].update(boss=other["accounts"]["boss"]))
    assert isinstance(refused(house, "boss"), SignInRefused)
    assert "MAC does not hold" in str(refused(house, "clerk"))
    # the whole keyring of the other store: its password opens it, but not this database
    shutil.copy(tmp_path / "other" / KEYRING, house.folder / KEYRING)
    assert "from another store" in str(refused(house, "boss"))
    (house.folder / KEYRING).write_bytes(own)
    house.sign_in("boss", PASSWORD).close()


def test_an_entry_put_back_after_its_removal_of_rights(house: Store) -> None:
    before = json.loads((house.folder / KEYRING).read_text("utf-8"))
    boss = house.sign_in("boss", PASSWORD)
    boss.staff.disable("clerk")
    boss.close()
    doctor_keyring(house, lambda whole: whole["accounts"].update(clerk=before["accounts"]["clerk"]))
    assert "MAC does not hold" in str(refused(house, "clerk"))


@pytest.mark.parametrize("version", [0, -1, "1", None, True, 1.0])
def test_a_version_that_never_was(house: Store, version: object) -> None:
    doctor_keyring(house, lambda whole: whole.update(version=version))
    assert "(version)" in str(refused(house))


def test_a_version_to_come(house: Store) -> None:
    doctor_keyring(house, lambda whole: whole.update(version=99))
    said = refused(house)
    assert isinstance(said, StoreTooNew)
    assert "version 99" in str(said)


@pytest.fixture
def peppered(house: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store with a pepper that boss's password has; the pepper's file."""
    file = tmp_path / "pepper"
    boss = house.sign_in("boss", PASSWORD)
    boss.keys.new_pepper(file)
    boss.close()
    monkeypatch.setenv(pepper.VARIABLE, str(file))
    house.sign_in("boss", PASSWORD).close()
    return file


def test_a_downgraded_version(house: Store, peppered: Path) -> None:
    """A keyring with a pepper made into one without: not even by taking the pepper out."""
    whole = (house.folder / KEYRING).read_bytes()
    doctor_keyring(house, lambda whole: whole.update(version=1))
    assert isinstance(refused(house), StoreDamaged)

    def strip(whole: dict[str, Any], version: int) -> None:
        whole["version"] = version
        for part in (whole, *whole["accounts"].values()):
            part["pepper"] = ""
            if version == 1:
                del part["pepper"]

    for version in (1, 2):
        (house.folder / KEYRING).write_bytes(whole)
        doctor_keyring(house, lambda whole, version=version: strip(whole, version))  # type: ignore[misc]
        assert isinstance(refused(house, "boss"), StoreDamaged if version == 2 else SignInRefused)
        said = refused(house, "clerk")
        assert ("MAC does not hold" if version == 1 else "(version)") in str(said)


def flips(data: bytes, bits: tuple[int, ...]) -> list[bytes]:
    """The data with one bit of one byte flipped, at every position."""
    return [
        data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        for place in range(len(data))
        for bit in bits
    ]


def flip_keyring(house: Store, bits: tuple[int, ...]) -> int:
    path = house.folder / KEYRING
    whole = path.read_bytes()
    others = {file.name for file in house.folder.iterdir()}
    done = 0
    for flipped in flips(whole, bits):
        path.write_bytes(flipped)
        with pytest.raises(StoreError) as told:
            load(path)
        if not done % 25:  # the same through the front door
            with pytest.raises(type(told.value)):
                store.open(house.folder).sign_in("boss", PASSWORD)
        assert isinstance(told.value, StoreDamaged | StoreTooNew)
        assert "\n" not in str(told.value)
        assert path.read_bytes() == flipped
        done += 1
    assert {file.name for file in house.folder.iterdir()} == others
    path.write_bytes(whole)
    house.sign_in("boss", PASSWORD).close()
    return done


@pytest.mark.long
def test_a_byte_flipped_anywhere_in_the_keyring(house: Store, record_property: Record) -> None:
    done = flip_keyring(house, BITS)
    record_property("bytes flipped, keyring", done)
    assert done == 2 * (house.folder / KEYRING).stat().st_size


@pytest.mark.long
def test_each_bit_flipped_in_the_keyring(house: Store, record_property: Record) -> None:
    record_property("bits flipped, keyring", flip_keyring(house, tuple(1 << n for n in range(8))))


@pytest.mark.long
def test_a_byte_flipped_anywhere_in_a_keyring_with_a_pepper_or_in_the_pepper(
    house: Store, peppered: Path, record_property: Record
) -> None:
    done = flip_keyring(house, (1,))
    whole = peppered.read_bytes()
    for flipped in flips(whole, (1,)):
        peppered.write_bytes(flipped)
        said = refused(house)
        assert isinstance(said, StoreDamaged)
        assert str(peppered) in str(said)
        done += 1
    peppered.write_bytes(whole)
    for cut in range(0, len(whole), 7):
        peppered.write_bytes(whole[:cut])
        assert isinstance(refused(house), StoreDamaged)
    peppered.write_bytes(whole)
    house.sign_in("boss", PASSWORD).close()
    record_property("bytes flipped, pepper", done)


def test_another_pepper_or_one_beside_the_keyring(
    house: Store, peppered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pepper.made(tmp_path / "other", house.folder):
        pass
    for name in ("boss", "nobody"):
        monkeypatch.setenv(pepper.VARIABLE, str(tmp_path / "other"))
        assert "is not the one that was given" in str(refused(house, name))
        monkeypatch.setenv(pepper.VARIABLE, str(tmp_path / "gone"))
        assert "There is no pepper file" in str(refused(house, name))
    both = f"{tmp_path / 'other'}:{peppered}"
    monkeypatch.setenv(pepper.VARIABLE, both)
    house.sign_in("boss", PASSWORD).close()
    beside = house.folder / "pepper"
    shutil.copy(peppered, beside)
    beside.chmod(0o600)
    monkeypatch.setenv(pepper.VARIABLE, str(beside))
    assert "does not belong in the store's own folder" in str(refused(house))
    beside.unlink()
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    shutil.copy(peppered, credentials / pepper.CREDENTIAL)
    monkeypatch.delenv(pepper.VARIABLE)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    house.sign_in("boss", PASSWORD).close()


def test_a_copied_store_and_the_password_are_no_use_without_the_pepper(
    house: Store, peppered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.keys.keyring import unlock

    keyring = load(house.folder / KEYRING)
    assert unlock(keyring, "boss", PASSWORD)
    monkeypatch.setattr(pepper, "find", lambda name: bytes(32) if name else b"")
    with pytest.raises(SignInRefused):
        unlock(keyring, "boss", PASSWORD)
    assert unlock(keyring, "clerk", PASSWORD), "has not signed in since"


def test_a_byte_flipped_anywhere_in_the_throttle_is_no_fresh_start(
    house: Store, record_property: Record
) -> None:
    path = house.folder / THROTTLE
    now = 1_800_000_000.0
    for failure in range(throttle.PAUSE_AFTER):
        then = now - (throttle.PAUSE_AFTER - 1 - failure) * throttle.PAUSE
        throttle.check(path, "clerk", "local", clock=lambda then=then: then)  # type: ignore[misc]
        throttle.failed(path, "clerk", "local", clock=lambda then=then: then)  # type: ignore[misc]
    throttle.check(path, "boss", "192.0.2.7", clock=lambda: now)
    whole = path.read_bytes()
    done = 0
    for flipped in flips(whole, (1,)):
        path.write_bytes(flipped)
        wait = throttle.check(path, "clerk", "local", clock=lambda: now)
        assert throttle.HOLD <= wait <= throttle.PAUSE
        if done % 40 == 0:  # through the front door: held up, and told so
            path.write_bytes(flipped)
            with pytest.raises(SignInRefused, match="Too many wrong attempts"):
                store.open(house.folder).sign_in("clerk", PASSWORD)
        done += 1
    record_property("bytes flipped, throttle", done)
    assert done == len(whole)


def test_random_bytes_in_place_of_either(house: Store) -> None:
    rnd = random.Random(7)
    keyring = (house.folder / KEYRING).read_bytes()
    for size in (0, 1, 100, 5000):
        noise = rnd.randbytes(size)
        (house.folder / KEYRING).write_bytes(noise)
        assert isinstance(refused(house), StoreDamaged)
        (house.folder / KEYRING).write_bytes(keyring)
        (house.folder / THROTTLE).write_bytes(noise)
        with pytest.raises(SignInRefused):
            house.sign_in("boss", PASSWORD)


def test_the_walks_above_change_what_they_say(house: Store) -> None:
    """The doctoring itself leaves a keyring that is accepted when nothing is changed."""
    before = copy.deepcopy(load(house.folder / KEYRING))
    doctor_keyring(house, lambda whole: None)
    assert load(house.folder / KEYRING) == before
    house.sign_in("boss", PASSWORD).close()
