"""`kehao log checkpoint`, `verify`, `settings`, `archive`, `remove`: their shapes and codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.conftest import Kehao, call
from tui.commands.root import kehao
from tui.locale import zh_CN

AUDITOR = "孙浩"
SHAPE = {"kehao", "version", "store", "seq", "head", "at", "public", "signature"}


@pytest.fixture
def kept(kehao_as: Kehao, tmp_path: Path) -> Path:
    path = tmp_path / "kept.jsonl"
    assert kehao_as("log", "checkpoint", str(path), user=AUDITOR).code == 0
    return path


def test_a_checkpoint_to_a_file_and_to_standard_output(
    kehao_as: Kehao, tmp_path: Path, kept: Path
) -> None:
    told = kehao_as("log", "checkpoint", str(kept), "--json", user=AUDITOR).object
    assert set(told) == SHAPE | {"file"}
    assert len(kept.read_text("ascii").splitlines()) == 2
    out = kehao_as("log", "checkpoint", "-", user=AUDITOR)
    assert set(out.object) == SHAPE
    assert str(out.object["seq"]) in out.err
    listed = kehao_as("log", "checkpoints", "--json", user=AUDITOR).objects
    assert [one["file"] for one in listed] == ["kept.jsonl", "kept.jsonl", "-"]
    assert kehao_as("log", "checkpoint", user=AUDITOR).code == 2
    assert kehao_as("log", "checkpoint", str(tmp_path / "none" / "x"), user=AUDITOR).code == 4
    assert kehao_as("log", "checkpoint", "-").code == 3


def test_verify_with_a_checkpoint_answers_with_how_many_fit(kehao_as: Kehao, kept: Path) -> None:
    found = kehao_as("log", "verify", "--checkpoint", str(kept), "--json", user=AUDITOR)
    assert found.code == 0
    assert list(found.object)[:4] == ["ok", "operations", "head", "first_bad"]
    assert (found.object["checkpoints"], found.object["unseen"]) == (1, 0)
    public = json.loads(kept.read_text())["public"]
    pinned = ("log", "verify", "--checkpoint", str(kept), "--public")
    assert kehao_as(*pinned, public, user=AUDITOR).code == 0
    assert kehao_as(*pinned, "A" * 43 + "=", user=AUDITOR).code == 4
    assert kehao_as("log", "verify", "--public", public, user=AUDITOR).code == 2


def test_a_store_put_back_ends_with_1_and_is_told_in_both_languages(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    older = (folder / "kehao.db").read_bytes()
    for _ in range(3):
        kehao_as("customers", "add", "--set", "name=何之")
    kehao_as("log", "checkpoint", str(tmp_path / "c.jsonl"), user=AUDITOR)
    (folder / "kehao.db").write_bytes(older)
    for end in ("-wal", "-shm"):
        (folder / f"kehao.db{end}").unlink(missing_ok=True)
    verify = ("log", "verify", "--checkpoint", str(tmp_path / "c.jsonl"))
    english = kehao_as(*verify, user=AUDITOR)
    assert english.code == 1
    assert "an older database was put back" in english.out
    assert "换回了旧的数据库" in kehao_as(*verify, "--lang", "zh", user=AUDITOR).out
    assert kehao_as("log", "verify", user=AUDITOR).code == 0


def test_a_forged_checkpoint_ends_with_4(kehao_as: Kehao, kept: Path) -> None:
    facts = json.loads(kept.read_text())
    kept.write_text(json.dumps({**facts, "seq": facts["seq"] - 1}))
    forged = kehao_as("log", "verify", "--checkpoint", str(kept), user=AUDITOR)
    assert (forged.code, forged.out) == (4, "")
    assert "signature is wrong" in forged.err


def test_settings_are_shown_and_set(kehao_as: Kehao, tmp_path: Path) -> None:
    shown = kehao_as("log", "settings", "--json").object
    assert shown == {"folder": "", "syslog": False, "keep_months": 6}
    told = kehao_as(
        "log", "settings", "--folder", str(tmp_path), "--keep-months", "36", "--json"
    ).object
    assert told == {"folder": str(tmp_path), "syslog": False, "keep_months": 36}
    done = kehao_as("run-due", "--json").objects
    assert done[-1]["job"] == "checkpoint"
    assert (tmp_path / done[-1]["file"]).is_file()
    assert kehao_as("log", "settings", "--folder", "", "--json").object["folder"] == ""
    assert kehao_as("log", "settings", "--keep-months", "5").code == 4
    assert kehao_as("log", "settings", "--keep-months", "7", user=AUDITOR).code == 3


def test_an_archive_is_written_and_proven_with_and_without_the_store(
    kehao_as: Kehao, tmp_path: Path
) -> None:
    path = tmp_path / "old.gz"
    archive = ("log", "archive", str(path), "--before")
    assert kehao_as(*archive, "2000-01-01", user=AUDITOR).code == 4
    assert kehao_as(*archive, "long ago", user=AUDITOR).code == 4
    assert kehao_as(*archive, "2100-01-01").code == 3
    made = kehao_as(*archive, "2100-01-01", "--json", user=AUDITOR).object
    assert (made["first"], made["last"]) == (1, made["operations"])
    found = kehao_as("log", "verify", "--archive", str(path), "--json", user=AUDITOR)
    assert found.code == 0
    assert (found.object["archived"], found.object["joined"]) == (made["operations"], True)
    alone = call("log", "verify", "--archive", str(path), "--public", made["public"], "--json")
    assert (alone.code, alone.object["last"]) == (0, made["last"])
    young = kehao_as("log", "remove", str(path))
    assert (young.code, young.out) == (4, "")
    assert "6 months" in young.err
    assert kehao_as("log", "remove", str(path), user=AUDITOR).code == 3


def test_evidence_comes_and_goes_by_standard_input_and_output(
    kehao_as: Kehao, folder: Path, password_file: Path, kept: Path
) -> None:
    seen = ("log", "verify", "--checkpoint", "-", "--json")
    assert kehao_as(*seen, user=AUDITOR, stdin=kept.read_bytes()).object["checkpoints"] == 1
    assert kehao_as(*seen, user=AUDITOR, stdin=b"nothing").code == 4
    where = ("--store", str(folder), "--user", AUDITOR, "--password-file", str(password_file))
    result = CliRunner().invoke(kehao, [*where, "log", "archive", "-", "--before", "2100-01-01"])
    assert result.exit_code == 0
    archive = result.stdout_bytes
    proven = kehao_as("log", "verify", "--archive", "-", "--json", user=AUDITOR, stdin=archive)
    assert (proven.code, proven.object["joined"]) == (0, True)
    cut = kehao_as("log", "verify", "--archive", "-", "--json", user=AUDITOR, stdin=archive[:-9])
    assert cut.code == 4


def test_every_reason_has_its_chinese() -> None:
    for why in (
        "a line is missing",
        "a line was changed",
        "its end was cut off, or an older database was put back",
        "a checkpoint saw another line here; the log was made anew, or an older database put back",
        "operations of the last six months were removed",
        "the store has another key than the one that signed the checkpoints",
    ):
        assert zh_CN.lookup(why)
