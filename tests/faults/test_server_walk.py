"""The README's way to a server for many people, command by command as it is printed there, on a
machine of its own with real accounts, a real sudo and a real sshd; then a day's work through it."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.own_machine import Machine, own_machine
from tests.faults.real_sshd import RemoteTerminal
from tests.faults.test_sudo import PASSWORD, WHY, findings

pytestmark = [pytest.mark.skipif(bool(WHY), reason=WHY or "it can"), pytest.mark.long]

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
OWN = "seven quiet rivers 7"
INSTALLING = "sudo python3 -m venv"
"""Done already, with the program from here. The others run, without a systemd to talk to: sshd is
started afterwards."""


def commands() -> list[str]:
    """The commands of the section that set a server up, in their order."""
    section = README.partition("## A server for many people")[2].partition("\n## ")[0]
    found = re.findall(r"^    (\S.*)$", section, flags=re.MULTILINE)
    assert found[0].startswith(INSTALLING)
    assert found[-1] == "sudo kehao server check"
    return found


def do(shell: RemoteTerminal, command: str) -> str:
    """Type a command and what it asks for; what it said."""
    shell.quiet(0.2)
    shell.take()
    if command.startswith(("sudo su", "exit")):
        shell.send(f"{command}\n")
        shell.quiet(1.0)
        return ""
    shell.send(f"{command}; echo ended:$?\n")
    end = time.monotonic() + 90
    answered = ""
    while not (over := re.search(r"^ended:(\d+)", said := heard(shell), flags=re.MULTILINE)):
        assert time.monotonic() < end, said
        if re.search(r"(?:[Pp]assword[^\n:]*|Once more|Type yes): $", said) and answered != said:
            answered = said
            shell.send("yes\n" if said.endswith("Type yes: ") else f"{PASSWORD}\n")
        shell.read(0.2)
    assert over[1] == "0", said
    return said


def heard(shell: RemoteTerminal) -> str:
    return bytes(shell.raw).decode(errors="replace").replace("\r\n", "\n")


def test_the_readmes_commands_make_a_server_that_works(tmp_path: Path) -> None:
    with own_machine() as machine:
        key = machine.base / "li.key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        machine.must("cp", f"{key}.pub", "/srv/li-na.pub")
        machine.must("ssh-keygen", "-A")
        said = ""
        with machine.terminal(["sh"], 200, 50) as shell:
            for command in commands():
                if command.startswith(INSTALLING):
                    continue
                typed = command.replace("/tmp/li-na.pub", "/srv/li-na.pub")
                typed = re.sub(r" && sudo systemctl reload .*", "", typed)
                if typed.startswith("sudo systemctl enable"):
                    typed = typed.replace(" --now", "")
                said += do(shell, typed)
        once = re.search(r"One-time password of 李娜, shown this once: (\S+)", said)
        assert once is not None
        assert findings(machine) == []
        machine.start_sshd()
        at = "kehao@127.0.0.1"
        with machine.terminal(machine.ssh(key, "-tt", at), 80, 24, inside=False) as seen:
            seen.until("李娜")
            seen.quiet(0.4)
            seen.send(f"{once[1]}\r")
            seen.until("New password")
            seen.quiet(0.4)
            seen.send(f"{OWN}\t{OWN}\r")
            seen.until("Customers")
            seen.quiet(0.5)
            seen.send("n")
            seen.until("New customer")
            seen.quiet(0.4)
            seen.send("深圳晴川贸易有限公司\x13")
            seen.until("is saved")
            seen.send("\x11")
            with pytest.raises(AssertionError, match="the program has ended"):
                seen.until("the shell that is not there")
        shown = through(machine, key, "search szqc --json", f"{OWN}\n")
        assert json.loads(shown.splitlines()[0])["name"] == "深圳晴川贸易有限公司"


def through(machine: Machine, key: Path, words: str, stdin: str) -> str:
    """`ssh kehao@host WORDS`, the password on standard input; must work."""
    command = machine.ssh(key, "kehao@127.0.0.1", f"{words} --password-file -")
    ran = subprocess.run(
        command, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
