"""`kehao keys`: new keys for the store, told without a secret but the recovery key, once."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

import store
from store.keys import pepper
from store.keys.keyring import load, unlock_with_recovery
from store.sign_in.making import KEYRING
from tests.cli.conftest import ADMIN, PASSWORD, Answer, Kehao, call

RECOVERY = re.compile(r"[0-9A-Z]{4,8}(?:-[0-9A-Z]{4,8}){5,}")


def test_a_rotation_by_command(kehao_as: Kehao, folder: Path) -> None:
    before = (folder / KEYRING).read_bytes()
    done = kehao_as("keys", "rotate", "--reason", "离职", "--json")
    assert (done.code, done.object) == (0, {"sessions": 0, "accounts": 5})
    assert (folder / KEYRING).read_bytes() != before
    assert kehao_as("count", "--json", user="李娜").object == {"count": 3}
    line = kehao_as("log", "list", "action:key.rotate", "--json", user="孙浩").object
    assert (line["actor"], line["reason"]) == (ADMIN, "离职")
    assert kehao_as("log", "verify").code == 0


def test_somebody_who_stays_in_is_named(kehao_as: Kehao, folder: Path) -> None:
    session = store.open(folder).sign_in("李娜", PASSWORD, client="192.0.2.7")
    refused = kehao_as("keys", "rotate", "--wait", "0")
    session.close()
    assert (refused.code, refused.out) == (5, "")
    assert "李娜 (192.0.2.7) still has the store open: nothing was changed" in refused.err
    assert kehao_as("keys", "rotate", "--wait", "0").code == 0


@pytest.mark.parametrize(
    "words", [["rotate"], ["recovery"], ["show"], ["pepper", "new", "x"], ["pepper", "off"]]
)
def test_it_takes_an_administrator(
    kehao_as: Kehao, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for user in ("李娜", "孙浩"):
        assert kehao_as("keys", *words, user=user).code == 3
    assert not Path("x").exists()


def test_leaving_with_a_new_key_at_once(kehao_as: Kehao, folder: Path) -> None:
    assert "kehao keys rotate" in kehao_as("staff", "disable", "周婷").err
    left = kehao_as("staff", "disable", "李娜", "--rotate", "--json")
    assert (left.code, left.object["disabled"]) == (0, True)
    keyring = load(folder / KEYRING)
    assert [name for name, entry in keyring.accounts.items() if not entry.sealed] == [
        "李娜",
        "周婷",
    ]
    assert kehao_as("staff", "enable", "李娜").code == 0
    assert kehao_as("count", user="李娜").code == 0


def test_a_new_recovery_key_is_shown_once_or_written(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    printed = kehao_as("keys", "recovery", "--json").object["recovery_key"]
    assert unlock_with_recovery(load(folder / KEYRING), printed)
    file = tmp_path / "recovery"
    written = kehao_as("keys", "recovery", "--recovery-file", str(file), "--json")
    assert written.object == {"recovery_key": None}
    assert unlock_with_recovery(load(folder / KEYRING), file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    serial = load(folder / KEYRING).serial
    for place in (file, folder / "recovery", tmp_path / "none" / "recovery"):
        assert kehao_as("keys", "recovery", "--recovery-file", str(place)).code == 4
    assert load(folder / KEYRING).serial == serial
    assert RECOVERY.search(kehao_as("keys", "recovery").out)


def test_a_pepper_from_the_first_sign_in_to_the_last(
    kehao_as: Kehao, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pepper"
    made = kehao_as("keys", "pepper", "new", str(file), "--json").object
    assert made["file"] == str(file)
    assert made["pepper"] == pepper.name_of(pepper.read(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # without it nobody gets in, and no name is told from another
    told = {kehao_as("count", user=user).err for user in ("李娜", "nobody")}
    assert told == {
        "The pepper of this store is not the one that was given, or none was: name its file in "
        "KEHAO_PEPPER_FILE.\n"
    }
    monkeypatch.setenv(pepper.VARIABLE, str(file))
    assert kehao_as("count", user="李娜").code == 0
    shown = kehao_as("keys", "show", "--json").object
    assert shown["pepper"] == made["pepper"]
    assert shown["left"] == ["周婷", "孙浩", "赵磊"]
    off = kehao_as("keys", "pepper", "off", "--json").object
    assert sorted(off["left"]) == sorted([ADMIN, "李娜"])
    for user in (ADMIN, "李娜"):
        assert kehao_as("keys", "show", user=user).code in (0, 3)
    monkeypatch.delenv(pepper.VARIABLE)
    assert kehao_as("count", user="李娜").code == 0


def test_a_pepper_lies_elsewhere_and_overwrites_nothing(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    (tmp_path / "link").symlink_to(folder)
    inside = (folder / "pepper", tmp_path / "link" / "pepper")
    for place in (taken, *inside, tmp_path / "none" / "pepper"):
        refused = kehao_as("keys", "pepper", "new", str(place))
        assert (refused.code, refused.out) == (4, "")
    assert taken.read_text() == "mine"
    assert kehao_as("keys", "show", "--json").object["pepper"] == ""


def test_back_in_by_the_recovery_key_when_passwords_are_lost(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    recovery, fresh = tmp_path / "recovery", tmp_path / "fresh"
    assert kehao_as("keys", "recovery", "--recovery-file", str(recovery)).code == 0
    fresh.touch(mode=0o600)
    fresh.write_text("seven green bottles stood\n")
    assert kehao_as("staff", "disable", "李娜").code == 0

    def recover(name: str, key: Path = recovery) -> Answer:
        where = ("--store", str(folder), "--password-file", str(fresh))
        return call("keys", "recover", name, *where, "--recovery-file", str(key), "--json")

    assert recover("李娜").object == {"name": "李娜"}
    entered = store.open(folder).sign_in("李娜", "seven green bottles stood")
    assert entered.roles == ("clerk",)
    entered.close()
    assert kehao_as("count", user="李娜").code == 3
    line = kehao_as("log", "list", "action:key.recover", "--json", user="孙浩").object
    assert (line["actor"], line["object"]) == ("李娜", "李娜")
    assert kehao_as("doctor").code == 0
    # and not by any other
    assert recover("nobody").code == 4
    other = store.create(tmp_path / "other", admin="x", password=PASSWORD).recovery_key
    wrong = tmp_path / "wrong"
    wrong.touch(mode=0o600)
    for text, code in ((other, 3), (recovery.read_text()[:-3], 4), ("", 4)):
        wrong.write_text(text + "\n")
        assert recover(ADMIN, wrong).code == code
    fresh.write_text("short\n")
    assert recover(ADMIN).code == 4
    assert kehao_as("count").code == 0


def test_a_lost_pepper_is_done_without_after_a_recovery(
    kehao_as: Kehao,
    folder: Path,
    tmp_path: Path,
    password_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recovery, file = tmp_path / "recovery", tmp_path / "pepper"
    assert kehao_as("keys", "recovery", "--recovery-file", str(recovery)).code == 0
    assert kehao_as("keys", "pepper", "new", str(file)).code == 0
    monkeypatch.setenv(pepper.VARIABLE, str(file))
    for user in (ADMIN, "李娜"):
        assert kehao_as("log", "list", user=user).code in (0, 3)
    file.unlink()
    assert kehao_as("count").code == 5
    back = kehao_as("keys", "recover", ADMIN, "--recovery-file", str(recovery))
    assert back.code == 0
    monkeypatch.delenv(pepper.VARIABLE)
    assert kehao_as("count").code == 0
    assert kehao_as("count", user="周婷").code == 0, "had no pepper yet"
    assert kehao_as("count", user="李娜").code == 3
    assert kehao_as("staff", "reset", "李娜").code == 0
    assert kehao_as("keys", "show", "--json").object["left"] == []
