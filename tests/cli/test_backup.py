"""`kehao backup`: made, verified, restored and kept by policy, from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import store
from tests.cli.conftest import ADMIN, PASSWORD, Kehao, call


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store whose recovery key is known, made once."""
    folder = tmp_path_factory.mktemp("first") / "store"
    made = store.create(folder, admin=ADMIN, password=PASSWORD)
    session = made.store.sign_in(ADMIN, PASSWORD)
    session.customers.add({"name": "深圳晴川贸易有限公司"})
    session.close()
    return folder, made.recovery_key


@pytest.fixture
def folder(first: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(first[0], tmp_path / "store"))


@pytest.fixture
def recovery(first: tuple[Path, str], tmp_path: Path) -> str:
    path = tmp_path / "recovery"
    path.write_text(first[1] + "\n", "ascii")
    return str(path)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "disk"
    path.mkdir()
    return path


def test_from_backup_to_a_store_on_a_clean_machine(
    kehao_as: Kehao, disk: Path, tmp_path: Path, recovery: str, password_file: Path, folder: Path
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    made = kehao_as("backup", "create", str(disk), str(second), "--json")
    assert (made.code, made.err) == (0, "")
    first, other = made.objects
    assert set(first) == {"file", "bytes", "operations", "removed"}
    assert Path(first["file"]).stat().st_size == first["bytes"]
    assert Path(other["file"]).parent == second
    shutil.rmtree(folder)
    file = first["file"]
    checked = call("backup", "verify", file, "--json")
    assert (checked.code, checked.object["opened"]) == (0, False)
    assert checked.object["operations"] == first["operations"]
    opened = call("backup", "verify", file, "--recovery-file", recovery)
    assert opened.code == 0
    assert "all that it holds is whole" in opened.out
    new = tmp_path / "new"
    done = call("backup", "restore", file, "--to", str(new), "--recovery-file", recovery, "--json")
    assert done.code == 0
    assert done.object["store"] == str(new)
    where = ("--store", str(new), "--user", ADMIN, "--password-file", str(password_file))
    assert call(*where, "customers", "show", "CUST000001", "--json").object["name"] == (
        "深圳晴川贸易有限公司"
    )
    assert call(*where, "log", "verify").code == 0
    assert call(*where, "doctor").code == 0
    again = call("backup", "restore", file, "--to", str(new), "--recovery-file", recovery)
    assert (again.code, again.err.count("\n")) == (1, 1)


def test_what_is_missing_is_said_with_its_exit_code(
    kehao_as: Kehao, disk: Path, tmp_path: Path, recovery: str
) -> None:
    gone = kehao_as("backup", "create", str(tmp_path / "gone"))
    assert gone.code == 4
    assert "mount the disk" in gone.err
    assert not (tmp_path / "gone").exists()
    half = kehao_as("backup", "create", str(tmp_path / "gone"), str(disk), "--json")
    assert (half.code, len(half.objects)) == (4, 1)
    assert kehao_as("backup", "create").code == 2
    assert kehao_as("backup", "create", str(disk), user=ADMIN).code == 0
    assert call("backup", "verify", str(tmp_path / "no")).code == 4
    text = tmp_path / "text"
    text.write_text("no backup")
    assert call("backup", "verify", str(text)).code == 5
    assert call("backup", "restore", str(text), "--to", str(tmp_path / "new")).code == 2
    file = kehao_as("backup", "create", str(disk), "--json").object["file"]
    wrong = call("backup", "verify", file, "--recovery-file", str(text))
    assert wrong.code == 4
    missing = call("backup", "verify", file, "--recovery-file", str(tmp_path / "none"))
    assert missing.code == 4


def test_everybody_forgot_their_password(
    kehao_as: Kehao, disk: Path, tmp_path: Path, recovery: str
) -> None:
    file = kehao_as("backup", "create", str(disk), "--json").object["file"]
    fresh = tmp_path / "fresh"
    fresh.touch(mode=0o600)
    fresh.write_text("a whole new password\n")
    new = str(tmp_path / "new")
    keys = ("--recovery-file", recovery, "--password-file", str(fresh))
    done = call("backup", "restore", file, "--to", new, "--reset", ADMIN, *keys)
    assert done.code == 0
    where = ("--store", new, "--user", ADMIN, "--password-file", str(fresh))
    assert call(*where, "count", "--json").object == {"count": 1}


def test_the_schedule_and_what_is_kept(kehao_as: Kehao, disk: Path) -> None:
    assert kehao_as("backup", "folders").err.strip() == "No folder is set for scheduled backups."
    assert kehao_as("backup", "folders", str(disk), "--json").object == {"folder": str(disk)}
    assert kehao_as("backup", "folders", "/no/such/folder").code == 4
    due = {one["job"]: one for one in kehao_as("run-due", "--json").objects}
    (file,) = due["backup"]["files"]
    assert Path(file).parent == disk
    assert kehao_as("backup", "create", "--json").object["removed"] == [Path(file).name]
    assert kehao_as("backup", "folders", "--none", "--json").out == ""
    policy = kehao_as("backup", "keep", "--daily", "3", "--json").object
    assert policy == {"daily": 3, "weekly": 4, "monthly": 12}
    assert kehao_as("backup", "keep", "--daily", "5000").code == 4
    assert kehao_as("backup", "keep").out.startswith("Kept: the last of 3 days")
    listed = kehao_as("backup", "list", "--json").objects
    assert [one["ok"] for one in listed] == [True, True]
    assert "备份" in kehao_as("backup", "keep", "--help", "--lang", "zh").out


def test_the_doctor_tells_of_backups_that_failed(kehao_as: Kehao, disk: Path) -> None:
    assert kehao_as("doctor").code == 0
    kehao_as("backup", "create", str(disk / "gone"))
    told = kehao_as("doctor", "--json")
    assert told.code == 1
    (finding,) = told.object["findings"]
    assert finding["check"] == "backups"
    assert finding["message"].startswith("The last backup failed: There is no folder")
    kehao_as("backup", "create", str(disk))
    assert kehao_as("doctor").code == 0


def test_one_customer_is_compared_and_taken_back(
    kehao_as: Kehao, disk: Path, recovery: str
) -> None:
    file = kehao_as("backup", "create", str(disk), "--json").object["file"]
    kehao_as("customers", "set", "CUST000001", "name=错了", "city=深圳")
    key = ("--recovery-file", recovery)
    found = kehao_as("backup", "show", file, "CUST000001", *key, "--json").object
    assert (found["code"], found["gone"]) == ("CUST000001", False)
    assert {"field": "city", "then": "", "now": "深圳"} in found["differences"]
    shown = kehao_as("backup", "show", file, "CUST000001", *key)
    assert "深圳晴川贸易有限公司" in shown.out
    taken = kehao_as("backup", "take", file, "CUST000001", *key, "--field", "name", "--json")
    assert (taken.object["name"], taken.object["city"]) == ("深圳晴川贸易有限公司", "深圳")
    assert kehao_as("backup", "take", file, "CUST000001", *key).code == 0
    left = kehao_as("backup", "show", file, "CUST000001", *key, "--json").object["differences"]
    assert left == []
    assert kehao_as("backup", "show", file, "NO-1", *key).code == 4


def test_the_keys_of_the_storage_are_kept_and_never_shown(
    kehao_as: Kehao, tmp_path: Path, folder: Path
) -> None:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("top-secret-Zk7qWm\n")
    assert kehao_as("backup", "storage").out.strip() == "No S3 storage is set up."
    keys = ("--key", "house", "--secret-file", str(secret))
    done = kehao_as("backup", "storage", "--endpoint", "https://s3.example.com", *keys, "--json")
    assert done.object == {"endpoint": "https://s3.example.com"}
    assert kehao_as("backup", "folders", "s3://house/x", "--json").object["folder"] == (
        "s3://house/x"
    )
    for told in (done, kehao_as("backup", "storage"), kehao_as("log", "list", user=ADMIN)):
        assert "top-secret" not in told.out + told.err
    assert b"top-secret" not in (folder / "kehao.db").read_bytes()
    assert kehao_as("backup", "storage", "--key", "house").code == 2
    assert kehao_as("backup", "storage", "--endpoint", "http://example.com", *keys).code == 4
    assert kehao_as("backup", "storage", "--forget", "--json").object == {"endpoint": ""}
    assert kehao_as("backup", "storage", user="nobody").code == 3
