"""Shell users of the same machine: sudo runs kehao as the account that serves, and nothing else.

On a machine of its own, with real sudo, real accounts, and the files that `kehao server setup`
writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.faults.own_machine import Machine, can_mount, own_machine, why_not

WHY = why_not() or ("" if can_mount() else "overlays can't be mounted here, or not as this user")
pytestmark = [pytest.mark.skipif(bool(WHY), reason=WHY or "it can"), pytest.mark.long]

ADMIN = "王敏"
PASSWORD = "correct horse battery"
SHELL_USER, STRANGER = "wang", "stranger"
SERVED = ("sudo", "-n", "-u", "kehao", "kehao")


def put_a_server_up(machine: Machine) -> None:
    """A store with two people, the files of a server, and shell users of whom one may."""
    machine.must("ln", "-s", "/opt/kehao/bin/kehao", "/usr/local/bin/kehao")
    account = ("--system", "-m", "-d", "/srv/kehao", "-s", "/bin/sh", "-p", "*", "kehao")
    machine.must("useradd", *account)
    machine.must("chmod", "700", "/srv/kehao")
    machine.must("groupadd", "sales")
    machine.must("useradd", "-m", "-G", "sales", SHELL_USER)
    machine.must("useradd", "-m", STRANGER)
    machine.must(
        *("su", "-", "kehao", "-c"),
        f"""set -e; umask 077; echo '{PASSWORD}' >pw
        export KEHAO_STORE=/srv/kehao/store KEHAO_USER={ADMIN} KEHAO_PASSWORD_FILE=/srv/kehao/pw
        kehao init --admin {ADMIN} >key
        kehao staff add 李娜 --role viewer --initial-password-file pw
        kehao staff add-service due --key-file /srv/kehao/due.key
        kehao customers add --set name=深圳晴川贸易有限公司""",
    )
    machine.must(
        *("kehao", "server", "setup", "--sudo-group", "sales", "--person", f"{SHELL_USER}={ADMIN}"),
        *("--write", "--yes"),
    )
    machine.must("visudo", "-c")
    wanted = "/etc/systemd/system/timers.target.wants"
    machine.must("mkdir", "-p", wanted)
    machine.must("ln", "-sf", "/etc/systemd/system/kehao-due.timer", wanted)
    machine.must("ssh-keygen", "-A")


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """One machine for all of these tests."""
    with own_machine() as made:
        put_a_server_up(made)
        yield made


def findings(machine: Machine) -> list[str]:
    """What the check says."""
    ran = machine.run("/opt/kehao/bin/kehao", "--json", "server", "check")
    told = json.loads(ran.stdout)
    assert ran.returncode == (1 if told["findings"] else 0)
    return [f"{one['check']}: {one['message']}" for one in told["findings"]]


def test_a_shell_user_works_under_their_own_name(machine: Machine) -> None:
    given = f"{PASSWORD}\n"
    asked = (*SERVED, "--password-file", "-", "--json")
    counted = machine.as_account(SHELL_USER, *asked, "count", stdin=given)
    assert (counted.returncode, json.loads(counted.stdout)["count"]) == (0, 1)
    made = machine.as_account(SHELL_USER, *asked, "export", "all.csv", stdin=given)
    assert made.returncode == 0, made.stderr
    where = f"/srv/kehao/files/{ADMIN}/all.csv"
    facts = machine.must("stat", "-c", "%a %U", where, f"/srv/kehao/files/{ADMIN}")
    assert facts.split() == ["600", "kehao", "700", "kehao"]
    got = machine.as_account(SHELL_USER, *asked, "files", "get", "all.csv", stdin=given)
    assert "深圳晴川" in got.stdout, got.stderr
    came = machine.as_account(SHELL_USER, *asked, "import", "-", stdin=f"{given}name\n云禾\n")
    assert came.returncode == 0, came.stderr
    logged = machine.as_account(SHELL_USER, *asked, "log", "list", "action:import.run", stdin=given)
    assert json.loads(logged.stdout.splitlines()[-1])["actor"] == ADMIN
    with machine.terminal(["su", "-", SHELL_USER, "-c", "sudo -u kehao kehao"]) as seen:
        seen.until(ADMIN)
        seen.quiet(0.4)
        seen.send(f"{PASSWORD}\r")
        seen.until("Customers")
        seen.send("\x11")


@pytest.mark.parametrize(
    "command",
    [
        ("-u", "kehao", "sh"),
        ("-u", "kehao", "/bin/sh", "-c", "id"),
        ("-u", "kehao", "-s"),
        ("-u", "kehao", "-i"),
        ("-u", "kehao", "env"),
        ("-u", "kehao", "-e", "/srv/kehao/pw"),
        ("-u", "kehao", "cat", "/srv/kehao/pw"),
        ("-u", "kehao", "/opt/kehao/bin/kehao", "count"),
        ("-u", "kehao", "/opt/kehao/bin/python"),
        ("-E", "-u", "kehao", "kehao", "--help"),
        ("-u", "kehao", "KEHAO_SERVED=李娜", "kehao", "--help"),
        ("-u", "kehao", "PYTHONPATH=/tmp", "kehao", "--help"),
        ("-u", "kehao", "-D", "/tmp", "kehao", "--help"),
        ("-u", "kehao", "-C", "100", "kehao", "--help"),
        ("-u", "kehao", "-R", "/", "kehao", "--help"),
        ("-u", "kehao", "-g", "root", "kehao", "--help"),
        ("kehao", "--help"),
        ("-u", "root", "kehao", "--help"),
    ],
    ids=" ".join,
)
def test_sudo_runs_nothing_else_and_nothing_more(
    machine: Machine, command: tuple[str, ...]
) -> None:
    ran = machine.as_account(SHELL_USER, "sudo", "-n", *command)
    assert ran.returncode != 0
    assert ran.stdout == ""
    assert ran.stderr.startswith("sudo: ")


@pytest.mark.parametrize(
    "words",
    [
        ("--store", "/tmp", "count"),
        ("--user", "李娜", "count"),
        ("server", "enter", "--as", "李娜"),
        ("server", "check"),
        ("init", "--admin", "x"),
        ("count", "--password-file", "/srv/kehao/pw"),
        ("count", "--password-file", "/etc/hostname"),
        ("--key-file", "/srv/kehao/due.key", "run-due"),
        ("import", "/srv/kehao/store/keyring.json"),
        ("keys", "pepper", "new", "/tmp/pepper"),
        (
            "backup",
            "restore",
            "/srv/kehao/x",
            "--to",
            "/tmp/y",
            "--recovery-file",
            "/srv/kehao/key",
        ),
    ],
    ids=" ".join,
)
def test_who_comes_by_sudo_is_held_to_their_own_folder(
    machine: Machine, words: tuple[str, ...]
) -> None:
    ran = machine.as_account(SHELL_USER, *SERVED, *words)
    assert ran.returncode in (2, 3), ran
    assert (ran.stdout, len(ran.stderr.splitlines())) == ("", 1)
    assert PASSWORD not in ran.stderr


def test_who_is_not_of_the_group_gets_nothing(machine: Machine) -> None:
    ran = machine.as_account(STRANGER, *SERVED, "--help")
    assert (ran.returncode, ran.stdout) == (1, "")


def test_nothing_of_the_callers_surroundings_arrives(machine: Machine) -> None:
    """Also where sudo's own settings hand some on: the door makes them anew."""
    machine.write("/etc/sudoers.d/zz", 'Defaults env_keep += "KEHAO_* PYTHON* TEXTUAL*"\n', 0o440)
    machine.must("install", "-d", "-o", SHELL_USER, "/home/wang/evil")
    for name in ("sitecustomize", "evil", "textual"):
        machine.write(f"/home/wang/evil/{name}.py", "raise SystemExit('evil')\n")
    evil = {
        "KEHAO_SERVED": "李娜",
        "KEHAO_USER": "李娜",
        "KEHAO_STORE": "/tmp",
        "KEHAO_FILES_ALLOWED": "/etc:/srv/kehao",
        "PYTHONPATH": "/home/wang/evil",
        "PYTHONHOME": "/home/wang/evil",
        "TEXTUAL_DRIVER": "evil:Driver",
        "LD_PRELOAD": "/home/wang/evil/x.so",
        "BROWSER": "/bin/sh",
    }
    try:
        asked = (*SERVED, "count", "--json", "--password-file", "-")
        ran = machine.as_account(SHELL_USER, *asked, stdin=f"{PASSWORD}\n", **evil)
        assert (ran.returncode, ran.stderr) == (0, "")
        asked = (*SERVED, "count", "--password-file", "/srv/kehao/pw")
        ran = machine.as_account(SHELL_USER, *asked, **evil)
        assert ran.returncode == 3
        assert f"/srv/kehao/files/{ADMIN}" in ran.stderr
    finally:
        machine.must("rm", "/etc/sudoers.d/zz")
