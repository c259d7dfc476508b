"""The door, the files of a server, and the check, without an sshd."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from store.errors import KehaoError, NotPermitted, StoreUnsafe, WrongUsage
from tests.cli.conftest import ADMIN, Kehao, call
from tests.store.test_staff_keys import ed25519
from tui.server import entering, house, key_file
from tui.server.surroundings import surroundings

ROOT = Path(__file__).parents[2]
DOOR = ROOT / "tui" / "server" / "door.py"
ME = pwd.getpwuid(os.getuid())


def through_the_door(
    *arguments: str, asked: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    """The forced command, as sshd's shell starts it."""
    command = [sys.executable, "-I", str(DOOR), "server", "enter", *arguments]
    given = {"SSH_ORIGINAL_COMMAND": asked, "LANG": "C.UTF-8", **environ}
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


def test_the_door_serves_the_one_that_the_line_names(folder: Path) -> None:
    line = ("--store", str(folder), "--as", ADMIN)
    helped = through_the_door(*line, asked="--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert helped.stdout.startswith("Usage: kehao")
    chinese = through_the_door(*line, "--lang", "zh", asked="kehao --help", KEHAO_LANG="en")
    assert "客户" in chinese.stdout
    refused = through_the_door(*line, asked="count", KEHAO_PASSWORD_FILE="/etc/hostname")
    assert refused.returncode == 2
    assert "password" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 3),
        (["--as", "李娜", "--store", "/nowhere"], 4),
        (["--as", "../x"], 4),
        (["--as"], 2),
        (["--as", "李娜", "--shell", "sh"], 2),
        (["--as", "李娜", "--store", "relative"], 2),
        (["--as", "李娜", "--allow", "/srv/../etc"], 2),
        (["--keys", "/nowhere"], 3),
    ],
)
def test_a_line_that_does_not_hold_lets_nobody_in(
    folder: Path, arguments: list[str], code: int
) -> None:
    given = arguments if "--store" in arguments else [*arguments, "--store", str(folder)]
    answer = through_the_door(*(given if arguments != ["--as"] else arguments))
    assert (answer.returncode, answer.stdout) == (code, "")
    assert len(answer.stderr.splitlines()) == 1


def test_nobody_goes_through_the_door_twice(folder: Path) -> None:
    line = ("--store", str(folder), "--as", ADMIN)
    assert through_the_door(*line, KEHAO_SERVED="李娜").returncode == 3
    assert through_the_door(*line, asked="server enter --as 李娜").returncode == 3
    assert through_the_door(*line, asked="--lang zh server check").returncode == 3


def test_the_key_that_sshd_saw_says_who_comes(folder: Path, tmp_path: Path) -> None:
    mine, other = ed25519(1), ed25519(2)
    keys, shown = tmp_path / "keys", tmp_path / "auth"
    lines = [key_file.line_for("python -I door.py", ADMIN, mine)]
    keys.write_text("\n".join(lines), "utf-8")
    shown.write_text(f"publickey {mine.line}\n")
    line = ("--store", str(folder), "--keys", str(keys))
    assert through_the_door(*line, asked="--help", SSH_USER_AUTH=str(shown)).returncode == 0
    shown.write_text(f"publickey {other.line}\n")
    assert through_the_door(*line, asked="--help", SSH_USER_AUTH=str(shown)).returncode == 3
    shown.write_text("password\n")
    assert through_the_door(*line, asked="--help", SSH_USER_AUTH=str(shown)).returncode == 3
    lines.append(key_file.line_for("python -I door.py", "李娜", mine))
    keys.write_text("\n".join(lines), "utf-8")
    shown.write_text(f"publickey {mine.line}\n")
    assert through_the_door(*line, asked="--help", SSH_USER_AUTH=str(shown)).returncode == 3


def test_a_line_of_keys_is_read_as_it_was_written() -> None:
    key = ed25519(1)
    (line,) = key_file.read_lines(key_file.line_for("/a b/python -I 'd\"oor'.py", ADMIN, key))
    assert line.person == ADMIN
    assert line.key is not None
    assert line.key.fingerprint == key.fingerprint
    assert set(line.options) == {"restrict", "pty", "command"}
    for text in (
        key.line,
        f'command="sh" {key.line}',
        f'command="kehao server enter --as a --as b" {key.line}',
        f'command="sh -c x; kehao server check --as a" {key.line}',
    ):
        (line,) = key_file.read_lines(f"# comment\n\n{text}")
        assert (line.number, line.person) == (3, "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("kehao count a", ["count", "a"]),
        ("count 'a b' \"c d\"", ["count", "a b", "c d"]),
        (
            "count; id | sh && x > y $(z) `w`",
            ["count;", "id", "|", "sh", "&&", "x", ">", "y", "$(z)", "`w`"],
        ),
    ],
)
def test_what_is_typed_after_the_host_is_words_and_no_shell(line: str, words: list[str]) -> None:
    assert entering.words_of(line) == words


def test_a_quotation_mark_left_open_is_told() -> None:
    with pytest.raises(WrongUsage):
        entering.words_of("count 'a")


def test_the_environment_is_made_anew() -> None:
    evil = dict.fromkeys(
        (
            *("TEXTUAL_DRIVER", "PYTHONPATH", "BROWSER", "LC_EVIL", "LD_PRELOAD", "KEHAO_SERVED"),
            *("HOME", "PATH", "SHELL", "LANG", "LC_ALL", "COLORTERM", "SSH_CONNECTION", "TERM"),
            *("XDG_CONFIG_HOME", "TMPDIR", "SUDO_UID", "COLUMNS", "TERMINFO", "IFS", "BASH_ENV"),
        ),
        "evil",
    )
    fresh = surroundings(evil, ME)
    assert "evil" not in fresh.values()
    assert set(fresh) == {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM"}
    good = {
        "TERM": "tmux-256color",
        "LANG": "zh_CN.UTF-8",
        "COLORTERM": "truecolor",
        "SSH_CONNECTION": "2001:db8::1 50000 2001:db8::2 22",
    }
    assert good.items() <= surroundings(good, ME).items()
    for term in ("xterm\x1b]0;x\x07", "../../etc/passwd", "x" * 5000, "xterm;id", "evil"):
        assert surroundings({"TERM": term}, ME)["TERM"] == "xterm-256color"


@pytest.mark.parametrize(
    ("environ", "uid", "account"),
    [
        ({}, 1000, ""),
        ({"SUDO_UID": "1001", "SUDO_USER": "wang"}, 1000, "wang"),
        ({"SUDO_UID": "1001", "SUDO_USER": "wang", "KEHAO_SERVED": "王敏"}, 1000, "wang"),
        ({"SUDO_UID": "1001"}, 1000, "1001"),
        ({"SUDO_UID": "1000", "SUDO_USER": "wang"}, 1000, ""),
        ({"SUDO_UID": "0", "SUDO_USER": "root"}, 1000, ""),
        ({"SUDO_UID": "1001", "SUDO_USER": "wang"}, 0, ""),
        ({"SUDO_UID": "x", "SUDO_USER": "wang"}, 1000, ""),
    ],
)
def test_who_comes_by_sudo_is_served(environ: dict[str, str], uid: int, account: str) -> None:
    assert entering.by_sudo(environ, uid) == account


def test_who_comes_by_sudo_cannot_call_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    with pytest.raises(NotPermitted):
        entering.enter(["--as", ADMIN], {"SUDO_UID": "1001", "SUDO_USER": "wang"})


def test_setup_shows_everything_and_writes_what_it_shows(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    public = tmp_path / "a.pub"
    public.write_text(ed25519(1).line)
    added = kehao_as("staff", "key", "add", ADMIN, str(public), "--json")
    assert added.object["fingerprint"] == ed25519(1).fingerprint
    lines = tmp_path / "lines"
    lines.write_text(kehao_as("staff", "key", "list", "--lines").out, "utf-8")
    root = tmp_path / "image"
    asked: tuple[str, ...] = ("server", "setup", "--lines", str(lines), "--sudo-group", "sales")
    asked += ("--allow", "/srv/exchange")
    asked += ("--person", "wang=王敏", "--root", str(root), "--json")
    shown = kehao_as(*asked)
    assert [one["written"] for one in shown.objects] == [False] * 7
    assert not root.exists()
    assert kehao_as(*asked, "--write").code == 2
    written = kehao_as(*asked, "--write", "--yes").objects
    for one in written:
        path = Path(one["path"])
        assert path.read_text("utf-8") == one["text"]
        assert f"{path.stat().st_mode & 0o777:04o}" == one["mode"]
    assert [one["same"] for one in kehao_as(*asked).objects] == [True] * 7
    by_name = {Path(one["path"]).name: one["text"] for one in written}
    (line,) = key_file.read_lines(by_name["kehao_keys"])
    assert line.person == ADMIN
    block = by_name["10-kehao.conf"]
    for wanted in ("Match User kehao", "DisableForwarding yes", "PermitUserRC no", "-I"):
        assert wanted in block
    held = tomllib.loads(by_name["server.toml"])
    assert held["store"] == str(folder)
    assert held["people"] == {"wang": "王敏"}
    assert "NOPASSWD: /usr/local/bin/kehao\n" in by_name["kehao"] + by_name.get("sudoers", "")


def test_setup_without_keys_leaves_those_that_are_there(tmp_path: Path) -> None:
    asked = ("server", "setup", "--root", str(tmp_path), "--write", "--yes", "--json")
    public = tmp_path / "a.pub"
    public.write_text(ed25519(1).line)
    assert call(*asked, "--key", f"{ADMIN}={public}").code == 0
    keys = tmp_path / "etc" / "ssh" / "kehao_keys"
    before = keys.read_text("utf-8")
    assert ADMIN in before
    again = call(*asked)
    assert again.code == 0
    assert str(keys) not in {one["path"] for one in again.objects}
    assert keys.read_text("utf-8") == before


@pytest.mark.parametrize(
    "wrong",
    [
        ("--account", "a;b"),
        ("--sudo-group", "%x ALL"),
        ("--allow", "relative"),
        ("--allow", "/a b"),
        ("--key", "x"),
        ("--person", "x"),
        ("--key", f"{ADMIN}=/etc/hostname"),
        ("--lines", "/etc/hostname"),
    ],
)
def test_setup_takes_no_text_that_could_mean_more(wrong: tuple[str, str]) -> None:
    answer = call("server", "setup", *wrong)
    assert answer.code in (2, 4)
    assert answer.out == ""


def test_settings_that_others_can_change_count_for_nothing(tmp_path: Path) -> None:
    account = pwd.struct_passwd((*ME[:5], str(tmp_path), ME.pw_shell))
    assert house.house_of(account).store == tmp_path / ".local" / "share" / "kehao"
    path = tmp_path / house.FILE
    path.parent.mkdir(parents=True)
    path.write_text('store = "/srv/kehao/store"\nallow = ["/srv/x"]\n[people]\na = "王敏"\n')
    path.chmod(0o600)
    held = house.house_of(account)
    assert (held.store, held.allowed) == (Path("/srv/kehao/store"), (Path("/srv/x"),))
    assert held.people == {"a": "王敏"}
    path.chmod(0o620)
    with pytest.raises(StoreUnsafe):
        house.house_of(account)
    path.chmod(0o600)
    for text in ('store = "here"', "allow = 3", "people = 3", "=", "\xff"):
        path.write_bytes(text.encode("latin-1"))
        with pytest.raises(KehaoError):
            house.house_of(account)


def test_a_check_of_an_account_that_is_not_there() -> None:
    assert call("server", "check", "--account", "no-such-account").code == 4


def test_a_check_without_an_sshd_says_so(tmp_path: Path) -> None:
    asked = ("server", "check", "--account", ME.pw_name, "--sshd", str(tmp_path / "none"))
    answer = call(*asked, "--json")
    assert answer.code == 1
    assert any(one["check"] == "sshd" for one in answer.object["findings"])
