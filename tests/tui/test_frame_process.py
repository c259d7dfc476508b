"""The whole program in a terminal of its own: start-up, a fault, a lost connection."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import store
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.frame_sections import SECRET

pytestmark = pytest.mark.strong_keys

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from pathlib import Path
from tui import start, environment
environment.scrub()
import tui.app
tui.app.SECTIONS = {"customers": "tests.tui.frame_sections:CustomersSection"}
sys.exit(start.full_screen(Path(sys.argv[1]), language="en", prefill=tuple(sys.argv[2:4])))
"""


@dataclass
class Terminal:
    """A program at the other end of a pseudo-terminal, 80 by 24."""

    pid: int
    handle: int
    seen: bytes = b""

    def read_until(self, wanted: str, seconds: float = 20.0) -> None:
        """Read until this was written; fail when it never is."""
        end = time.monotonic() + seconds
        while wanted.encode() not in self.seen:
            ready, _, _ = select.select([self.handle], [], [], 0.2)
            if ready:
                self.seen += os.read(self.handle, 65536)
            assert time.monotonic() < end, self.seen[-500:]

    def press(self, keys: bytes) -> None:
        """Send keys; what was seen before is forgotten."""
        self.seen = b""
        os.write(self.handle, keys)

    def end(self, seconds: float = 20.0) -> int:
        """The exit code, once the program is gone; all it still wrote is in `seen`."""
        end = time.monotonic() + seconds
        while True:
            try:
                if select.select([self.handle], [], [], 0.1)[0]:
                    self.seen += os.read(self.handle, 65536)
            except (OSError, ValueError):
                pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                raise AssertionError("the program did not end")


@pytest.fixture
def terminal(folder: Path, tmp_path: Path) -> Terminal:
    """The program, signed in, showing a customer."""
    environ = {
        **os.environ,
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_LOG": str(tmp_path / "textual.log"),
    }
    argv = [sys.executable, "-c", RUN, str(folder), ADMIN, PASSWORD]
    pid, handle = pty.fork()
    if pid == 0:
        os.execve(sys.executable, argv, environ)
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    opened = Terminal(pid, handle)
    opened.read_until("Password")
    opened.press(b"\r")
    opened.read_until(SECRET)
    return opened


def _reasons(folder: Path) -> list[str]:
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    try:
        found = session.log.list("action:sign.out")
        return [operation.reason for operation in found]
    finally:
        session.close()


def test_ctrl_q_leaves_a_clean_terminal_and_no_file(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    terminal.press(b"\x11")
    assert terminal.end() == 0
    for reset in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l"):
        assert reset in terminal.seen
    assert terminal.seen.rstrip().endswith((b"l", b"h"))
    assert not (tmp_path / "textual.log").exists()
    assert _reasons(folder) == [""]


def test_a_fault_leaves_one_line_and_no_data(terminal: Terminal, folder: Path) -> None:
    terminal.press(b"\x1b[23~")
    assert terminal.end() == 1
    after = terminal.seen.decode().rpartition("\x1b[?1049l")[2]
    assert "Kehao stopped at a fault of its own" in after
    assert "ValueError, tests/tui/frame_sections.py" in after
    assert SECRET not in after
    assert "Traceback" not in after
    assert after.count("\n") == 1
    assert _reasons(folder) == [""]


def test_a_fault_in_leaving_changes_nothing(terminal: Terminal, folder: Path) -> None:
    terminal.press(b"\x1b[34~")
    assert terminal.end() == 129
    assert "Kehao stopped" not in terminal.seen.decode()
    assert _reasons(folder) == ["connection lost"]


def test_a_lost_connection_signs_out(terminal: Terminal, folder: Path) -> None:
    os.close(terminal.handle)
    assert terminal.end() == 129
    assert _reasons(folder) == ["connection lost"]


def test_a_hang_up_signs_out_and_cleans_the_terminal(terminal: Terminal, folder: Path) -> None:
    terminal.press(b"")
    os.kill(terminal.pid, signal.SIGHUP)
    assert terminal.end() == 129
    assert b"\x1b[?1049l" in terminal.seen
    assert _reasons(folder) == ["connection lost"]


def test_the_sign_in_stands_before_anything_heavy_is_loaded(folder: Path) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from tui import start, environment
environment.scrub()
from tui.app import KehaoApp

async def main():
    app = KehaoApp(Path(sys.argv[1]), language="en")
    async with app.run_test(size=(80, 24)):
        assert type(app.screen).__name__ == "SignInScreen"
        print(" ".join(sorted(sys.modules)))

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    loaded = set(done.stdout.split())
    heavy = {
        "sqlcipher3",
        "cryptography",
        "sqlite_utils",
        "sqlite3",
        "click",
        "stdnum",
        "charset_normalizer",
        "python_calamine",
        "xlsxwriter",
        "pypinyin",
        "hashlib",
        "tomllib",
        "textual.widgets._text_area",
    }
    assert loaded & heavy == set()
    ours = {name for name in loaded if name.split(".")[0] in ("tui", "store")}
    assert ours <= {
        "store",
        "store.errors",
        "store.sign_in",
        "store.sign_in.making",
        "store.text",
        "tui",
        "tui.action",
        "tui.actions",
        "tui.app",
        "tui.closed",
        "tui.crash",
        "tui.terminal.driver",
        "tui.environment",
        "tui.keys.order",
        "tui.keys.names",
        "tui.keys.keymap",
        "tui.locale",
        "tui.locking",
        "tui.safe",
        "tui.screens",
        "tui.screens.base",
        "tui.screens.form",
        "tui.screens.staff",
        "tui.screens.staff.sign_in",
        "tui.terminal",
        "tui.terminal.shadow",
        "tui.start",
        "tui.theme",
        "tui.terminal.thrift",
        "tui.widgets",
        "tui.widgets.entry",
        "tui.widgets.frame",
        "tui.keys",
        "tui.keys.wide",
        "tui.wishes",
    }
