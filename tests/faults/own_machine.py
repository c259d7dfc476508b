"""A machine of its own to set a server up on: folders that a test may change, gone afterwards.

A mount namespace with overlays over /etc, /srv and the like: accounts, sudo's lines and sshd's
configuration are made for real, where they belong, and nothing of it is left on this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import own_program
from tests.faults.real_sshd import SSHD, RemoteTerminal
from tests.faults.real_sshd import why_not as why_no_sshd

PROGRAM = Path("/opt/kehao")
_CHANGED = ("/etc", "/srv", "/opt", "/usr/local", "/home", "/var/mail")
_BEGIN = """
set -e
mount -t tmpfs none .
cd "$PWD"
for folder in "$@"; do
  name=$(printf %s "$folder" | tr / _)
  mkdir -p "$name/upper" "$name/work"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=$PWD/$name/upper,workdir=$PWD/$name/work" \
    "$folder"
done
echo ready
exec sleep 3600
"""


def why_not() -> str:
    """Why there can be none here; empty when there can."""
    if why := why_no_sshd():
        return why
    missing = [one for one in ("sudo", "unshare", "nsenter") if shutil.which(one) is None]
    if missing:
        return f"{missing[0]} is not installed (apt-get install sudo util-linux)"
    return own_program.why_not()


@dataclass
class Machine:
    """The machine: commands run on it as root."""

    base: Path
    holder: int
    port: int = 0
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def _inside(self, *command: str) -> list[str]:
        return ["nsenter", "-t", str(self.holder), "-m", "--wd=/", "--", *command]

    def run(
        self, *command: str, stdin: str = "", seconds: float = 60, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as root; what it said."""
        return subprocess.run(
            self._inside(*command),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env={"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
            | environ,
        )

    def must(self, *command: str, stdin: str = "") -> str:
        """Run a command that must work; its standard output."""
        ran = self.run(*command, stdin=stdin)
        assert ran.returncode == 0, (command, ran.stdout, ran.stderr)
        return ran.stdout

    def as_account(
        self, account: str, *command: str, stdin: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as another account of the machine, with its own groups."""
        given = ("env", "-", f"HOME=/home/{account}", "PATH=/usr/local/bin:/usr/bin:/bin")
        words = (*given, *(f"{name}={value}" for name, value in environ.items()), *command)
        who = ("setpriv", f"--reuid={account}", f"--regid={account}", "--init-groups")
        return self.run(*who, *words, stdin=stdin)

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file of root's."""
        self.must(
            "sh", "-c", 'umask 077; cat >"$1"; chmod "$2" "$1"', "-", path, f"{mode:o}", stdin=text
        )

    def read(self, path: str) -> str:
        """The text of a file."""
        return self.must("cat", path)

    def start_sshd(self) -> None:
        """sshd with the machine's own configuration, on a port of loopback."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        Path("/run/sshd").mkdir(exist_ok=True)
        options = ("-D", "-e", "-p", str(self.port), "-o", "ListenAddress=127.0.0.1")
        with (self.base / "sshd.log").open("wb") as log:
            process = subprocess.Popen(
                self._inside(SSHD, *options, "-o", "PidFile=none"), stderr=log
            )
        self._running.append(process)
        end = time.monotonic() + 10
        while True:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            assert time.monotonic() < end, (self.base / "sshd.log").read_text()
            time.sleep(0.05)

    def ssh(self, key: Path, *words: str) -> list[str]:
        """`ssh kehao@host WORDS` with that key."""
        return [
            *(
                "ssh",
                "-F",
                "none",
                "-i",
                str(key),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
            ),
            *("-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no"),
            *("-o", "LogLevel=ERROR", "-p", str(self.port), *words),
        ]

    @contextmanager
    def terminal(
        self, command: list[str], columns: int = 100, rows: int = 30, *, inside: bool = True
    ) -> Iterator[RemoteTerminal]:
        """A command on a terminal."""
        words = self._inside(*command) if inside else command
        environ = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": "/root"}
        shown = RemoteTerminal(words, environ, columns, rows)
        try:
            yield shown
        finally:
            shown.close()

    def stop(self) -> None:
        """End what was started."""
        for process in self._running:
            process.terminate()
            process.wait(10)


@contextmanager
def own_machine() -> Iterator[Machine]:
    """The machine, with the program installed in PROGRAM and nothing else done."""
    with tempfile.TemporaryDirectory(prefix="kehao-machine-", dir="/var/tmp") as folder:
        base = Path(folder)
        base.chmod(0o755)
        (base / "changed").mkdir()
        own_program.install(base / "program", PROGRAM)
        holder = subprocess.Popen(
            [*("unshare", "-m", "--propagation", "private", "sh", "-c"), _BEGIN, "sh", *_CHANGED],
            cwd=base / "changed",
            stdout=subprocess.PIPE,
        )
        machine = Machine(base, holder.pid)
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"ready\n", "no overlay can be mounted here"
            machine.must("mkdir", str(PROGRAM))
            machine.must("mount", "--bind", str(base / "program"), str(PROGRAM))
            yield machine
        finally:
            machine.stop()
            holder.kill()
            holder.wait(10)


def can_mount() -> bool:
    """Whether this process may make such a machine."""
    if os.getuid() != 0 or why_not():
        return False
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        asked = (
            'mount -t tmpfs none . && cd "$PWD" && mkdir l u w m && mount -t overlay overlay '
            "-o lowerdir=l,upperdir=u,workdir=w m"
        )
        ran = subprocess.run(
            ["unshare", "-m", "--propagation", "private", "sh", "-c", asked],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    return ran.returncode == 0
