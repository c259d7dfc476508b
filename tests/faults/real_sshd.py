"""A real sshd on loopback, with an account of the machine that serves a store, for tests."""

from __future__ import annotations

import fcntl
import os
import pty
import secrets
import shutil
import socket
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyte

import store
from store.staff.ssh_key import read_key
from tests.faults import own_program
from tests.tui.real_terminal import RealTerminal
from tui.server import files

ADMIN = "王敏"
VIEWER = "李娜"
PASSWORD = "correct horse battery"
SSHD = "/usr/sbin/sshd"


def why_not() -> str:
    """Why no sshd can be started here; empty when it can."""
    if not Path(SSHD).exists() or shutil.which("ssh") is None:
        return "OpenSSH's server or client is not installed (apt-get install openssh-server)"
    if os.getuid() != 0:
        return "making an account for the server takes root"
    if shutil.which("useradd") is None:
        return "there is no useradd to make an account with"
    return own_program.why_not()


@contextmanager
def account(home: Path, shell: str = "/bin/sh") -> Iterator[str]:
    """An account of the machine of its own, gone again afterwards."""
    name = "kht" + secrets.token_hex(4)
    run("useradd", "--system", "--no-create-home", "-d", str(home), "-s", shell, "-p", "*", name)
    try:
        yield name
    finally:
        subprocess.run(["userdel", "-f", name], check=True, capture_output=True)


def run(*command: str) -> str:
    """Run a command that must work; its standard output."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass
class Server:
    """A store that is served, the keys of its people, and the ports on which sshd listens."""

    base: Path
    account: str
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The home of the account that serves."""
        return self.base / "home"

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self.home / "store"

    def own(self, person: str) -> Path:
        """A person's own folder."""
        return self.home / "files" / person

    def ssh(self, *options: str, who: str = ADMIN, port: str = "strict") -> list[str]:
        """ssh with the key of `who`; what is typed after the host comes last in `options`."""
        return [
            *("ssh", "-F", "none", "-i", str(self.base / f"{who}.key"), "-o", "IdentitiesOnly=yes"),
            *("-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no"),
            *("-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-p", str(self.ports[port])),
            *options,
        ]

    @property
    def at(self) -> str:
        """Where to: the account on loopback."""
        return f"{self.account}@127.0.0.1"

    def call(
        self,
        *words: str,
        stdin: bytes = b"",
        options: tuple[str, ...] = (),
        who: str = ADMIN,
        port: str = "strict",
        environ: dict[str, str] | None = None,
        seconds: float = 60,
    ) -> subprocess.CompletedProcess[bytes]:
        """`ssh OPTIONS host WORDS`."""
        return subprocess.run(
            self.ssh(*options, "--", self.at, *words, who=who, port=port),
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"PATH": os.environ["PATH"], "HOME": str(self.base), **(environ or {})},
        )

    def as_person(self, *words: str, stdin: bytes = b"", **more: object) -> bytes:
        """A command of `kehao` with the password on standard input before `stdin`; must work."""
        given = f"{PASSWORD}\n".encode() + stdin
        answer = self.call(*words, "--password-file", "-", stdin=given, **more)  # type: ignore[arg-type]
        assert answer.returncode == 0, answer.stderr.decode()
        return answer.stdout

    def processes(self) -> list[int]:
        """The processes that serve somebody on this store, or are about to."""
        mark = str(self.base).encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                line = (folder / "cmdline").read_bytes()
                held = (folder / "environ").read_bytes()
                if b"door.py" in line and mark in line + held:
                    found.append(int(folder.name))
        return found


class RemoteTerminal(RealTerminal):
    """`ssh -tt host` on a terminal, as people sit at it."""

    def __init__(
        self, command: list[str], environ: dict[str, str], columns: int = 100, rows: int = 30
    ) -> None:
        self.picture = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.picture)
        self.raw = bytearray()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], command, {"PATH": os.environ["PATH"], **environ})


@contextmanager
def terminal(
    server: Server, *options: str, environ: dict[str, str], port: str = "strict", who: str = ADMIN
) -> Iterator[RemoteTerminal]:
    """The sign-in screen over SSH."""
    command = server.ssh("-tt", *options, server.at, port=port, who=who)
    shown = RemoteTerminal(command, {"HOME": str(server.base), **environ})
    try:
        yield shown
    finally:
        shown.close()


@contextmanager
def serving() -> Iterator[Server]:
    """A server with two people, and three sshd: as set up; letting clients set any variable; and
    one that knows nothing of Kehao but the lines of the keys."""
    with tempfile.TemporaryDirectory(prefix="kehao-sshd-", dir="/tmp") as folder:
        base = Path(folder)
        base.chmod(0o755)
        with account(base / "home") as name:
            server = Server(base, name)
            own_program.install(base / "program")
            _fill(server)
            run("chown", "-R", name, str(server.home))
            block = files.sshd_block(name, base / "keys")
            strict = served_lines(server, block)
            slips = strict.replace("AcceptEnv none", "AcceptEnv *")
            lines = f"AuthorizedKeysFile {base / 'keys'}\n"
            with (
                _sshd(server, "strict", strict),
                _sshd(server, "slips", slips),
                _sshd(server, "lines", lines),
            ):
                yield server


def _fill(server: Server) -> None:
    server.home.mkdir(mode=0o700)
    made = store.create(server.folder, admin=ADMIN, password=PASSWORD)
    session = made.store.sign_in(ADMIN, PASSWORD)
    session.staff.add(VIEWER, ["viewer"], PASSWORD)
    session.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    listed = []
    for person in (ADMIN, VIEWER):
        path = server.base / f"{person}.key"
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "laptop", "-f", str(path))
        public = read_key(path.with_suffix(".key.pub").read_text())
        session.staff_keys.add(person, public)
        listed.append((person, public))
    session.close()
    (server.base / "keys").write_text(served_lines(server, files.key_lines(listed)))
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(server.base / "host"))


def served_lines(server: Server, lines: str) -> str:
    """sshd's block or the lines of the keys, for the program and the store of the test."""
    (door,) = (server.base / "program").glob("lib/*/site-packages/tui/server/door.py")
    installed = f"{server.base / 'program' / 'bin' / 'python'} -I {door}"
    own = lines.replace(files.program(), installed)
    return own.replace("server enter", f"server enter --store {server.folder}")


@contextmanager
def _sshd(server: Server, name: str, block: str) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = server.base / f"{name}.conf"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {server.base / 'host'}\nPidFile none\n"
        "UsePAM no\nStrictModes no\nPermitRootLogin yes\nAcceptEnv *\n"
        "X11Forwarding yes\nAllowAgentForwarding yes\n"
        f"Subsystem sftp internal-sftp\nLogLevel QUIET\n\n{block}"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    with (server.base / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=log)
        try:
            _wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
            server.ports[name] = port
            yield
        finally:
            process.terminate()
            process.wait(10)


def _wait(step: Callable[[], None], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(OSError):
            step()
            return
        assert time.monotonic() < end, "sshd did not begin to listen"
        time.sleep(0.05)
