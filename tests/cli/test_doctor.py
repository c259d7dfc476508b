"""`kehao doctor`: a healthy store is well; each thing that is wrong is found and named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store.doctor import CHECKS
from store.engine.driver import SAFE_SQLITE
from store.errors import StoreDamaged
from tests.cli.conftest import ADMIN, PASSWORD, Kehao


def test_a_healthy_store_is_well_and_every_check_was_made(kehao_as: Kehao) -> None:
    told = kehao_as("doctor", "--json")
    assert (told.code, told.err) == (0, "")
    assert (told.object["ok"], told.object["findings"]) == (True, [])
    assert set(told.object["checks"]) == set(CHECKS)
    sqlite = tuple(int(part) for part in told.object["versions"]["sqlite"].split("."))
    assert sqlite >= SAFE_SQLITE


@pytest.mark.parametrize("name", [".", "kehao.db", "keyring.json"])
def test_files_that_others_can_reach_are_found(kehao_as: Kehao, folder: Path, name: str) -> None:
    (folder / name).chmod(0o755)
    told = kehao_as("doctor", "--json")
    assert told.code == 1
    (finding,) = told.object["findings"]
    assert finding["check"] == "permissions"
    assert "chmod" in finding["message"]


def test_a_link_in_the_store_is_found(kehao_as: Kehao, folder: Path, tmp_path: Path) -> None:
    (folder / "stray").symlink_to(tmp_path)
    findings = kehao_as("doctor", "--json").object["findings"]
    assert [finding["check"] for finding in findings] == ["permissions"]


def test_a_cut_and_a_flipped_page_are_found(kehao_as: Kehao, folder: Path) -> None:
    path = folder / "kehao.db"
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    path.write_bytes(flipped)
    told = kehao_as("doctor", "--json")
    assert told.code == 1
    assert {finding["check"] for finding in told.object["findings"]} == {"integrity"}
    path.write_bytes(whole[:-4096])
    cut = kehao_as("doctor", "--json")
    assert cut.code == 1
    assert {finding["check"] for finding in cut.object["findings"]} == {"integrity"}


def test_an_account_without_a_key_is_found(kehao_as: Kehao, folder: Path, tmp_path: Path) -> None:
    from store.keys.keyring import unlock, updating, without_account

    path = folder / "keyring.json"
    from store.keys.keyring import load

    data_key = unlock(load(path), ADMIN, PASSWORD)
    with updating(path, data_key) as held:
        held.keyring = without_account(held.keyring, data_key, "李娜")
    (finding,) = kehao_as("doctor", "--json").object["findings"]
    assert finding["check"] == "keyring"
    assert "李娜" in finding["message"]


def test_a_code_outside_the_namespace_is_found(kehao_as: Kehao, folder: Path) -> None:
    import store

    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    with session.writing("customer.edit") as change:
        change.conn.execute("UPDATE customer SET code = 'STRAY1' WHERE code = 'CUST000002'")
    session.close()
    findings = kehao_as("doctor", "--json").object["findings"]
    assert [finding["check"] for finding in findings] == ["codes"]
    assert "STRAY1" in findings[0]["message"]


def test_a_disk_that_is_almost_full_is_found(
    kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.files.room.free_bytes", lambda folder: 5_000_000)
    told = kehao_as("doctor", "--json")
    assert [finding["check"] for finding in told.object["findings"]] == ["disk"]
    assert told.err == ""
    counted = kehao_as("count", "", "--json")
    assert counted.object == {"count": 3}
    assert "Only 5 MB are free" in counted.err
    assert counted.err.count("\n") == 1


def test_a_broken_log_is_found(kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch) -> None:
    from store.log.proof import Verified
    from store.log.reading import Log

    bent = Verified(False, 3, "", 4, "a line was changed")
    monkeypatch.setattr(Log, "verify", lambda self, **_: bent)
    findings = kehao_as("doctor", "--json").object["findings"]
    assert [finding["check"] for finding in findings] == ["chain"]


def test_a_store_that_is_not_there_is_no_finding(kehao_as: Kehao, folder: Path) -> None:
    shutil.rmtree(folder)
    assert kehao_as("doctor").code == 4


def test_the_doctor_is_for_those_who_run_the_house(kehao_as: Kehao) -> None:
    assert kehao_as("doctor", user="李娜").code == 3
    assert kehao_as("doctor", user="赵磊").code == 0
    assert StoreDamaged.exit_code == 5
