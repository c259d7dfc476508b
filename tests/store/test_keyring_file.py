"""The keyring's file: what was changed in it is refused, and no crash or race loses any of it."""

from __future__ import annotations

import copy
import hashlib
import json
import multiprocessing
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import (
    KehaoError,
    SessionEnded,
    SignInRefused,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreTooNew,
    StoreUnsafe,
)
from store.keys import files, password
from store.keys.form import from_text
from store.keys.keyring import (
    load,
    new_keyring,
    save,
    unlock,
    unlock_with_recovery,
    updating,
    with_account,
    with_password,
    without_account,
)
from store.keys.renewal import begin, finish, previous_data_key, put_back
from tests.conftest import CHEAP

ADMIN, SECRET = "王芳", "many small stones"
CLERK, OTHER = "li.si", "rivers run to the sea"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


@pytest.fixture
def keys(path: Path) -> tuple[bytes, str]:
    """A saved keyring with two accounts; its data key and recovery key."""
    keyring, data_key, recovery_key = new_keyring(ADMIN, SECRET)
    save(path, with_account(keyring, data_key, CLERK, OTHER), data_key)
    return data_key, recovery_key


@pytest.fixture
def data_key(keys: tuple[bytes, str]) -> bytes:
    return keys[0]


def written(path: Path) -> dict[str, Any]:
    whole = json.loads(path.read_text())
    assert isinstance(whole, dict)
    return whole


def rewrite(path: Path, whole: dict[str, Any], *, digest: bool = True) -> None:
    """Put a doctored keyring in place, as someone would who knows how the digest is made."""
    if digest:
        whole.pop("digest", None)
        canonical = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()
        whole["digest"] = hashlib.sha256(canonical).hexdigest()
    path.write_text(json.dumps(whole))
    path.chmod(0o600)


# -- what was changed is refused -----------------------------------------------------------------


def test_a_saved_keyring_reads_back_the_same(path: Path, data_key: bytes) -> None:
    keyring = load(path)
    assert unlock(keyring, CLERK, OTHER) == data_key
    assert from_text(path.read_bytes(), path) == keyring
    assert keyring.serial == 1
    rewrite(path, written(path))
    assert load(path) == keyring


def test_swapped_entries_open_for_nobody(path: Path, data_key: bytes) -> None:
    whole = written(path)
    accounts = whole["accounts"]
    accounts[ADMIN], accounts[CLERK] = accounts[CLERK], accounts[ADMIN]
    rewrite(path, whole)
    for name in (ADMIN, CLERK):
        for text in (SECRET, OTHER):
            with pytest.raises(SignInRefused):
                unlock(load(path), name, text)
    rewrite(path, whole | {"digest": "0" * 64}, digest=False)
    with pytest.raises(StoreDamaged):
        load(path)


@pytest.mark.parametrize("field", ["salt", "public", "private", "sealed"])
def test_one_swapped_field_is_refused_for_both(path: Path, data_key: bytes, field: str) -> None:
    whole = written(path)
    first, second = whole["accounts"][ADMIN], whole["accounts"][CLERK]
    first[field], second[field] = second[field], first[field]
    rewrite(path, whole)
    for name, text in ((ADMIN, SECRET), (CLERK, OTHER)):
        with pytest.raises((SignInRefused, StoreDamaged)):
            unlock(load(path), name, text)


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 63), ("passes", 0), ("lanes", 0), ("memory_kib", 2**30), ("passes", 10**6)],
)
def test_cheaper_or_ruinous_figures_are_refused_before_any_password_is_tried(
    path: Path, data_key: bytes, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    whole = written(path)
    whole["accounts"][CLERK]["argon2id"][name] = value
    rewrite(path, whole)
    monkeypatch.setattr(password, "_stretched", lambda *_: pytest.fail("Argon2 ran"))
    with pytest.raises(StoreDamaged, match="Argon2"):
        load(path)


def test_the_shipped_floor_refuses_figures_one_lower(
    path: Path, data_key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = password.Figures(memory=64 * 1024, passes=3, lanes=4)
    monkeypatch.setattr(password, "FLOOR", floor)
    whole = written(path)
    for entry in whole["accounts"].values():
        entry["argon2id"] = {"memory_kib": floor.memory, "passes": 3, "lanes": 4}
    rewrite(path, whole)
    load(path)
    for name in ("memory_kib", "passes", "lanes"):
        lower = copy.deepcopy(whole)
        lower["accounts"][ADMIN]["argon2id"][name] -= 1
        rewrite(path, lower)
        with pytest.raises(StoreDamaged, match="Argon2"):
            load(path)


def test_a_missing_or_changed_mac_is_refused(path: Path, data_key: bytes) -> None:
    whole = written(path)
    for mac in (None, "", "AAAA", 0):
        rewrite(path, whole | {"mac": mac})
        with pytest.raises(StoreDamaged):
            load(path)
    rewrite(path, {name: value for name, value in whole.items() if name != "mac"})
    with pytest.raises(StoreDamaged, match="mac"):
        load(path)
    rewrite(path, whole | {"mac": "A" * 43 + "="})
    with pytest.raises(StoreDamaged, match="MAC"):
        unlock(load(path), ADMIN, SECRET)


def leaves(whole: object, *trail: str) -> Iterator[tuple[str, ...]]:
    if isinstance(whole, dict):
        for name, value in whole.items():
            yield from leaves(value, *trail, name)
    else:
        yield trail


def put(whole: dict[str, Any], trail: tuple[str, ...], value: object) -> dict[str, Any]:
    changed = copy.deepcopy(whole)
    place: Any = changed
    for name in trail[:-1]:
        place = place[name]
    place[trail[-1]] = value
    return changed


def altered(value: object) -> Iterator[object]:
    yield from (None, True, -1, 1.5, [], {}, "", "x", "王", 10**30)
    if isinstance(value, int):
        yield value + 1
    elif isinstance(value, str) and len(value) > 1:
        yield ("B" if value[0] == "A" else "A") + value[1:]
        yield ("b" if value[0] == "a" else "a") + value[1:]
        yield value[:-1]


def test_no_change_to_any_part_of_the_file_goes_unseen(path: Path, keys: tuple[bytes, str]) -> None:
    whole = written(path)
    recovery_key = keys[1]
    assert unlock_with_recovery(load(path), recovery_key) == keys[0]
    seen = 0
    for trail in leaves(whole):
        if trail == ("digest",):
            continue
        value: Any = whole
        for name in trail:
            value = value[name]
        for other in altered(value):
            if other == value:
                continue
            rewrite(path, put(whole, trail, other))
            with pytest.raises(KehaoError) as refused:
                unlock(load(path), ADMIN, SECRET)
            assert "\n" not in str(refused.value)
            with pytest.raises(KehaoError):
                unlock_with_recovery(load(path), recovery_key)
            seen += 1
    assert seen > 200


@pytest.mark.parametrize(
    "trail", [(), ("recovery",), ("accounts", ADMIN), ("accounts", ADMIN, "argon2id")]
)
def test_unknown_and_missing_fields_are_refused(
    path: Path, data_key: bytes, trail: tuple[str, ...]
) -> None:
    whole = written(path)
    rewrite(path, put(whole, (*trail, "\x1b]52;c;extra"), 1))
    with pytest.raises(StoreDamaged) as refused:
        load(path)
    assert "\x1b" not in str(refused.value)
    place: Any = whole
    for name in trail:
        place = place[name]
    for name in list(place):
        kept = place.pop(name)
        rewrite(path, whole, digest=name != "digest")
        with pytest.raises(StoreDamaged):
            load(path)
        place[name] = kept


@pytest.mark.parametrize("name", ["", " li.si", "LI.SI", "a\u202eb", "x" * 33, "a b", "-x"])
def test_an_account_name_that_could_not_have_been_given_is_refused(
    path: Path, data_key: bytes, name: str
) -> None:
    whole = written(path)
    whole["accounts"][name] = whole["accounts"][ADMIN]
    rewrite(path, whole)
    with pytest.raises(StoreDamaged):
        load(path)


def test_a_newer_version_says_so_and_an_unknown_one_is_refused(path: Path, data_key: bytes) -> None:
    whole = written(path)
    rewrite(path, {"format": whole["format"], "version": 3, "all": "different"})
    with pytest.raises(StoreTooNew):
        load(path)
    for version in (0, -1, "1", True, None, 1.0):
        rewrite(path, whole | {"version": version})
        with pytest.raises(StoreDamaged):
            load(path)


def test_a_cut_file_is_refused_wherever_it_is_cut(path: Path, data_key: bytes) -> None:
    whole = path.read_bytes()
    for end in [*range(0, len(whole) - 2, 7), len(whole) - 2]:
        path.write_bytes(whole[:end])
        with pytest.raises(StoreDamaged):
            load(path)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: json.dumps(text).encode()))
def test_any_bytes_are_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(StoreDamaged) as refused:
        from_text(data, Path("keyring.json"))
    assert "\n" not in str(refused.value)


def test_deep_or_doubled_json_is_refused(path: Path, data_key: bytes) -> None:
    text = path.read_text()
    for doctored in ("[" * 100_000, text.replace('"serial"', '"serial": 1, "serial"'), "9" * 9999):
        path.write_text(doctored)
        with pytest.raises(StoreDamaged):
            load(path)


def test_a_missing_linked_or_open_file_is_refused(path: Path, data_key: bytes) -> None:
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(StoreUnsafe):
            load(path)
    path.chmod(0o600)
    away = path.rename(path.with_name("elsewhere"))
    with pytest.raises(StoreDamaged):
        load(path)
    path.symlink_to(away)
    with pytest.raises(StoreDamaged):
        load(path)
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(StoreDamaged):
        load(path)


# -- saving --------------------------------------------------------------------------------------


def test_every_save_grows_the_serial_and_only_its_owner_can_open_the_files(
    path: Path, data_key: bytes
) -> None:
    old = os.umask(0)
    try:
        with updating(path, data_key) as held:
            held.keyring = with_password(held.keyring, data_key, CLERK, "the hills are far away")
            assert held.keyring.serial == 2
            held.keyring = without_account(held.keyring, data_key, CLERK)
            assert held.keyring.serial == 2
    finally:
        os.umask(old)
    assert load(path).serial == 2
    assert unlock(load(path), ADMIN, SECRET) == data_key
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_looking_without_changing_writes_nothing(path: Path, data_key: bytes) -> None:
    before = path.stat().st_ino
    with updating(path, data_key) as held:
        assert not held.changed
    assert path.stat().st_ino == before

    def fail_after_changing() -> None:
        with updating(path, data_key) as held:
            held.keyring = without_account(held.keyring, data_key, CLERK)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_changing()
    assert path.stat().st_ino == before


@pytest.mark.parametrize("step", ["replace", "fsync", "fchmod", "open"])
def test_a_failure_at_any_step_of_saving_leaves_the_old_file_whole(
    path: Path, data_key: bytes, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = path.read_bytes()
    real_open = os.open

    def broken(*given: Any, **named: Any) -> Any:
        if step == "open" and not str(given[0]).endswith(".new"):
            return real_open(*given, **named)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, step, broken)
        with pytest.raises(StoreError, match="No space left"), updating(path, data_key) as held:
            held.keyring = without_account(held.keyring, data_key, CLERK)
    assert path.read_bytes() == before
    with updating(path, data_key) as held:
        held.keyring = without_account(held.keyring, data_key, CLERK)
    assert list(load(path).accounts) == [ADMIN]
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "keyring.json",
        "keyring.json.lock",
    ]


def test_a_process_killed_before_the_last_step_leaves_the_old_file_and_blocks_nobody(
    path: Path, data_key: bytes
) -> None:
    before = path.read_bytes()
    child = os.fork()
    if child == 0:
        os.replace = lambda *_: os._exit(7)  # type: ignore[assignment]
        with updating(path, data_key) as held:
            held.keyring = without_account(held.keyring, data_key, CLERK)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert path.read_bytes() == before
    with updating(path, data_key) as held:
        held.keyring = without_account(held.keyring, data_key, CLERK)
    assert not path.with_name("keyring.json.new").exists()
    assert list(load(path).accounts) == [ADMIN]


def test_a_keyring_that_somebody_else_replaced_is_not_overwritten(
    path: Path, data_key: bytes
) -> None:
    mine = load(path)
    with updating(path, data_key) as held:
        held.keyring = without_account(held.keyring, data_key, CLERK)
    with pytest.raises(StoreBusy):
        save(path, mine, data_key)
    keyring, other_key, _ = new_keyring(ADMIN, SECRET)
    with pytest.raises(StoreBusy):
        save(path, keyring, other_key)


def test_a_held_keyring_keeps_others_out_and_says_so(path: Path, data_key: bytes) -> None:
    with (
        files.locked(path),
        pytest.raises(StoreBusy, match="keyring"),
        files.locked(path, seconds=0.05),
    ):
        pytest.fail("two held the lock")


def add_accounts(path: Path, data_key: bytes, prefix: str, count: int) -> None:
    password.STANDARD = password.FLOOR = CHEAP
    for number in range(count):
        with updating(path, data_key) as held:
            held.keyring = with_account(
                held.keyring, data_key, f"{prefix}{number}", "rain falls on the roof"
            )


@pytest.mark.long
def test_processes_that_change_the_keyring_at_once_lose_nothing(
    path: Path, data_key: bytes
) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=add_accounts, args=(path, data_key, prefix, 12)) for prefix in "abc"
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    keyring = load(path)
    added = {f"{prefix}{number}" for prefix in "abc" for number in range(12)}
    assert set(keyring.accounts) == {ADMIN, CLERK} | added
    assert keyring.serial == 1 + len(added)
    assert unlock(keyring, "b11", "rain falls on the roof") == data_key


# -- a new data key ------------------------------------------------------------------------------


def test_a_new_data_key_is_in_force_once_the_database_has_it(path: Path, data_key: bytes) -> None:
    keyring, new_key = begin(path, data_key)
    assert new_key != data_key
    assert previous_data_key(load(path), new_key) == data_key
    assert finish(path, new_key) == load(path)
    assert (keyring.serial, load(path).serial) == (2, 3)
    assert previous_data_key(load(path), new_key) is None
    assert unlock(load(path), CLERK, OTHER) == new_key
    with pytest.raises(SessionEnded), updating(path, data_key):
        pytest.fail("the old key still opened the keyring")


def test_a_change_that_was_not_finished_holds_up_the_next_and_loses_neither_key(
    path: Path, data_key: bytes
) -> None:
    begin(path, data_key)
    new_key = unlock(load(path), ADMIN, SECRET)
    assert new_key != data_key
    assert previous_data_key(load(path), new_key) == data_key
    with pytest.raises(StoreBusy):
        begin(path, new_key)
    finish(path, new_key)
    assert previous_data_key(load(path), new_key) is None
    assert unlock(load(path), CLERK, OTHER) == new_key


def test_a_change_that_the_database_did_not_follow_is_put_back(path: Path, data_key: bytes) -> None:
    before = load(path)
    _, new_key = begin(path, data_key)
    after = put_back(path, before, data_key, new_key)
    assert after == load(path)
    assert after.serial == before.serial + 2
    assert unlock(after, ADMIN, SECRET) == unlock(after, CLERK, OTHER) == data_key
