"""A new data key for a store in use: everybody is signed out, nothing is lost, the old key is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store import rotation
from store.engine.connection import connect, opens
from store.engine.database import Engine
from store.errors import SessionEnded, SignInRefused, StoreBusy, StoreDamaged, StoreError
from store.keys import presence, throttle
from store.keys.derive import database_key
from store.keys.keyring import load, unlock_with_recovery
from store.keys.renewal import begin, previous_data_key
from store.session import Session
from store.sign_in.making import DATABASE, KEYRING
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

SignIn = Callable[[str], Session]


def last(session: Session, action: str) -> list[dict[str, object] | None]:
    return [line.after for line in session.log.list(f"action:{action}")]


def test_a_rotation_keeps_all_and_leaves_nothing_to_the_old_key(
    house: Store, boss: Session
) -> None:
    customer = boss.customers.add({"name": "晴川", "phone": "0755-55500001"})
    old, serial = boss.access.data_key, load(house.folder / KEYRING).serial
    done = boss.keys.rotate(reason="离职")
    assert (done.sessions, done.accounts) == (0, 7)
    assert boss.access.data_key != old
    database = house.folder / DATABASE
    assert not opens(database, database_key(old))
    assert opens(database, database_key(boss.access.data_key))
    keyring = load(house.folder / KEYRING)
    assert keyring.serial == serial + 2
    assert previous_data_key(keyring, boss.access.data_key) is None
    # the session goes on, and so does everybody's password
    boss.customers.edit(customer.id, {"notes": "x"}, version=customer.version)
    clerk = house.sign_in("clerk", PASSWORD)
    assert clerk.customers.get(customer.code).values["name"] == "晴川"
    clerk.close()
    assert boss.log.verify().ok
    (line,) = boss.log.list("action:key.rotate")
    assert (line.actor, line.after, line.reason) == ("boss", {"sessions": 0}, "离职")


def test_open_sessions_are_ended_and_have_to_be_gone(
    house: Store, boss: Session, sign_in: SignIn
) -> None:
    clerk = sign_in("clerk")
    with pytest.raises(StoreBusy) as told:
        boss.keys.rotate(seconds=0.1)
    assert str(told.value) == (
        "clerk (local) still has the store open: nothing was changed; end that and try again."
    )
    assert last(boss, "key.rotate") == []
    with pytest.raises(SessionEnded):
        clerk.customers.add({"name": "x"})
    clerk.close()
    boss.keys.rotate(seconds=0.1)
    assert boss.customers.add({"name": "x"}).code


def test_whoever_leaves_in_time_is_waited_for(boss: Session, sign_in: SignIn) -> None:
    clerk = sign_in("clerk")

    def leave_when_ended() -> None:
        while clerk.alive():
            time.sleep(0.02)
        clerk.close()

    screen = threading.Thread(target=leave_when_ended)
    screen.start()
    assert boss.keys.rotate(seconds=20).sessions == 1
    screen.join()


def test_nobody_comes_in_meanwhile_and_one_changes_keys_at_a_time(
    house: Store, boss: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = sign_in("admin")
    monkeypatch.setattr(presence, "ENTER_SECONDS", 0.1)
    monkeypatch.setattr(presence.enter, "__kwdefaults__", {"seconds": 0.1})
    with boss.presence.gate_shut():
        with pytest.raises(StoreBusy, match="being changed"):
            house.sign_in("clerk", PASSWORD)
        with pytest.raises(StoreBusy, match="Somebody else"):
            admin.keys.rotate(seconds=0.1)
    house.sign_in("clerk", PASSWORD).close()


def test_a_sign_in_that_began_before_comes_in_with_the_new_key(
    house: Store, boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = presence.enter
    rotations = []

    def rotated_first(folder: Path, session: str) -> presence.Presence:
        if not rotations:
            rotations.append(boss.keys.rotate())
        return entered(folder, session)

    monkeypatch.setattr(presence, "enter", rotated_first)
    clerk = house.sign_in("clerk", PASSWORD)
    assert rotations
    assert clerk.access.data_key == boss.access.data_key
    clerk.close()


def test_a_change_that_fails_leaves_the_store_as_it_was(
    house: Store, boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_engine: Engine, _key: str) -> None:
        raise StoreError("The machine refused: {why}.", why="full")

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "change_key", full)
        with pytest.raises(StoreError):
            boss.keys.rotate()
    boss.customers.add({"name": "x"})
    house.sign_in("clerk", PASSWORD).close()
    assert last(boss, "key.rotate") == []
    boss.keys.rotate()


def test_it_is_refused_at_once_where_the_disk_has_no_room(
    boss: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sign_in("clerk")
    monkeypatch.setattr(rotation, "_SPARE", 1 << 60)
    with pytest.raises(StoreError, match="MB are needed"):
        boss.keys.rotate()
    assert clerk.alive()


@pytest.mark.parametrize("rekeyed", [False, True])
def test_the_next_to_sign_in_finishes_what_was_cut_short(house: Store, rekeyed: bool) -> None:
    boss = house.sign_in("boss", PASSWORD)
    code = boss.customers.add({"name": "x"}).code
    old = boss.access.data_key
    boss.close()
    _, new = begin(house.folder / KEYRING, old)
    if rekeyed:
        engine = Engine(house.folder / DATABASE, database_key(old))
        engine.change_key(database_key(new))
        engine.close()
    clerk = house.sign_in("clerk", PASSWORD)
    assert clerk.access.data_key == new
    assert clerk.customers.get(code).code == code
    assert previous_data_key(load(house.folder / KEYRING), new) is None
    clerk.close()
    boss = house.sign_in("boss", PASSWORD)
    (line,) = boss.log.list("action:key.rotate")
    assert (line.actor, line.reason) == ("clerk", "taken up after a stop in the middle")
    assert boss.log.verify().ok
    boss.close()


def test_an_old_keyring_put_back_is_refused(house: Store) -> None:
    path = house.folder / KEYRING
    before = path.read_bytes()
    boss = house.sign_in("boss", PASSWORD)
    boss.keys.rotate()
    boss.close()
    after = path.read_bytes()
    path.write_bytes(before)
    with pytest.raises(StoreDamaged, match="cannot be read with this keyring"):
        house.sign_in("boss", PASSWORD)
    path.write_bytes(after)
    house.sign_in("boss", PASSWORD).close()


def test_a_new_recovery_key_ends_the_old_one_and_old_keyrings(house: Store) -> None:
    path = house.folder / KEYRING
    before = path.read_bytes()
    boss = house.sign_in("boss", PASSWORD)
    first = boss.keys.new_recovery()
    second = boss.keys.new_recovery(reason="lost")
    assert unlock_with_recovery(load(path), second) == boss.access.data_key
    with pytest.raises(SignInRefused):
        unlock_with_recovery(load(path), first)
    assert [line.reason for line in boss.log.list("action:key.recovery")] == ["lost", ""]
    boss.close()
    path.write_bytes(before)
    with pytest.raises(StoreDamaged, match="an old copy was put back"):
        house.sign_in("boss", PASSWORD)


def test_a_session_that_is_over_holds_the_store_no_more(
    house: Store, boss: Session, sign_in: SignIn
) -> None:
    clerk = sign_in("clerk")
    with boss.presence.gate_shut():
        assert boss.presence.others(0) == [clerk.session_id[: presence.DIGITS]]
        with clerk.reading():
            clerk.close()
            assert boss.presence.others(0), "a reader is still out"
        assert boss.presence.others(0) == []


def test_the_database_alone_changes_its_key_with_readers_about(house: Store, boss: Session) -> None:
    stop = threading.Event()
    seen = []

    def read() -> None:
        while not stop.is_set():
            seen.append(len(boss.staff.list()))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(3):
        boss.keys.rotate()
    stop.set()
    for reader in readers:
        reader.join()
    assert set(seen) == {7}
    with pytest.raises(StoreDamaged):
        connect(house.folder / DATABASE, "00" * 32)


def test_a_sign_in_that_found_the_gate_shut_is_no_wrong_password(
    house: Store, boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence.enter, "__kwdefaults__", {"seconds": 0.0})
    monkeypatch.setattr(throttle, "LOST", -1.0)
    with boss.presence.gate_shut():
        for _ in range(throttle.PAUSE_AFTER + 1):
            with pytest.raises(StoreBusy):
                house.sign_in("clerk", PASSWORD)
    house.sign_in("clerk", PASSWORD).close()


def test_a_session_whose_end_cannot_be_written_lets_go_all_the_same(
    boss: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sign_in("clerk")

    def full(_session: Session, _why: str) -> None:
        raise StoreError("The machine refused: {why}.", why="full")

    with monkeypatch.context() as patch:
        patch.setattr(Session, "_note_end", full)
        with pytest.raises(StoreError):
            clerk.close()
    boss.keys.rotate(seconds=0)
