"""The options of every command: where they stand, the environment, and how a password comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import ADMIN, PASSWORD, Kehao, call
from tui.cli import of_the_screen


def test_options_stand_before_or_after_the_command(folder: Path, password_file: Path) -> None:
    where = ["--store", str(folder), "--user", ADMIN, "--password-file", str(password_file)]
    before = call("--json", *where, "customers", "show", "CUST000001")
    after = call("customers", "show", "CUST000001", *where, "--json")
    between = call("customers", "--json", *where, "show", "CUST000001")
    assert before.code == 0
    assert before.object == after.object == between.object


def test_the_environment_answers_for_options_that_are_not_given(
    folder: Path, password_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHAO_STORE", str(folder))
    monkeypatch.setenv("KEHAO_USER", ADMIN)
    monkeypatch.setenv("KEHAO_PASSWORD_FILE", str(password_file))
    monkeypatch.setenv("KEHAO_LANG", "zh")
    assert call("count", "--json").object == {"count": 3}
    assert call("customers", "show", "NO").err.startswith("没有客户")
    assert call("customers", "show", "NO", "--lang", "en").err.startswith("No customer")
    assert call("count", "--user", "孙浩", "--json").code == 0


def test_a_password_comes_from_standard_input_its_first_line(folder: Path) -> None:
    where = ["--store", str(folder), "--user", ADMIN, "--password-file", "-"]
    assert call("count", *where, "--json", stdin=PASSWORD + "\r\nrest").object == {"count": 3}
    assert call("count", *where, stdin="").code == 4


def test_the_rest_of_standard_input_is_the_file_to_import(folder: Path) -> None:
    where = ["--store", str(folder), "--user", ADMIN, "--password-file", "-"]
    data = f"{PASSWORD}\nname\n上海某甲\n".encode()
    assert call("import", "-", *where, "--json", stdin=data).object["added"] == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_password_file_that_others_can_open_is_refused(
    folder: Path, password_file: Path, mode: int
) -> None:
    password_file.chmod(mode)
    answer = call(
        "count", "--store", str(folder), "--user", ADMIN, "--password-file", str(password_file)
    )
    assert (answer.code, answer.out) == (3, "")
    assert "chmod 600" in answer.err
    assert PASSWORD not in answer.err


def test_a_folder_is_no_password_file(folder: Path, tmp_path: Path) -> None:
    where = ["--store", str(folder), "--user", ADMIN, "--password-file", str(tmp_path)]
    answer = call("count", *where, "--lang", "en")
    assert answer.code == 4
    assert answer.err == f"There is no password file {tmp_path}.\n"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\xfd\n"])
def test_a_password_file_without_a_password_is_invalid(
    folder: Path, password_file: Path, content: bytes
) -> None:
    password_file.write_bytes(content)
    answer = call(
        "count", "--store", str(folder), "--user", ADMIN, "--password-file", str(password_file)
    )
    assert (answer.code, answer.out) == (4, "")


def test_a_wrong_password_ends_with_3_and_is_in_the_log_later(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.touch(mode=0o600)
    wrong.write_text("not the password at all", "utf-8")
    where = ["--store", str(folder), "--password-file", str(wrong)]
    known = call("count", "--user", ADMIN, *where)
    stranger = call("count", "--user", "nobody", *where)
    assert (known.code, stranger.code) == (3, 3)
    assert known.err == stranger.err
    refused = kehao_as("log", "list", "action:sign.refused", "--json", user="孙浩").objects
    assert [line["object"] for line in refused] == [ADMIN, ""]


def test_no_password_is_taken_from_the_command_line(folder: Path) -> None:
    answer = call("count", "--store", str(folder), "--user", ADMIN, "--password", PASSWORD)
    assert answer.code == 2


def test_a_store_that_is_not_there_or_open_to_others_has_its_exit_code(
    kehao_as: Kehao, folder: Path, password_file: Path, tmp_path: Path
) -> None:
    where = ["--user", ADMIN, "--password-file", str(password_file)]
    assert call("count", "--store", str(tmp_path / "none"), *where).code == 4
    folder.chmod(0o755)
    assert kehao_as("count").code == 5
    folder.chmod(0o700)
    (folder / "kehao.db").write_bytes(b"")
    assert kehao_as("count").code == 5


def test_the_log_knows_from_where(kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22")
    kehao_as("customers", "set", "CUST000001", "city=深圳")
    (line,) = kehao_as("log", "list", "action:customer.edit", "--json").objects
    assert line["client"] == "192.0.2.7"


def test_an_unknown_language_is_wrong_usage() -> None:
    assert call("count", "--lang", "xx").code == 2


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], {}),
        (["--store", "/a b"], {"--store": "/a b"}),
        (
            ["--store=/a", "--user", "王敏", "--lang=zh"],
            {"--store": "/a", "--user": "王敏", "--lang": "zh"},
        ),
        (["--store"], None),
        (["--store", "--user"], None),
        (["--store="], None),
        (["--lang", "fr"], None),
        (["--store", "/a", "search"], None),
        (["--store", "/a", "--json"], None),
        (["--help"], None),
    ],
)
def test_the_full_screen_is_begun_without_the_commands_when_nothing_else_is_asked(
    arguments: list[str], asked: dict[str, str] | None
) -> None:
    assert of_the_screen(arguments) == asked
