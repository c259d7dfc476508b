"""The whole program on a pseudo-terminal: keys in, bytes out, and what they make of the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte

from tests.tui.conftest import ADMIN, PASSWORD

ROOT = Path(__file__).parents[2]
QUIET = 0.15
"""Seconds without a byte after which the screen is held to be done."""
LONGEST = 20.0
"""Seconds after which a program that never rests is no longer waited for."""


class RealTerminal:
    """`python -m tui` on a terminal of so many columns and rows, as over SSH (256 colours)."""

    def __init__(
        self, folder: Path, *, columns: int = 120, rows: int = 40, language: str = "en"
    ) -> None:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "KEHAO_LANG": language,
            "PYTHONPATH": str(ROOT),
        }
        self.picture = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.picture)
        self.raw = bytearray()
        """All that was sent since the last `take`."""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            argv = [sys.executable, "-m", "tui", "--store", str(folder)]
            os.execve(sys.executable, argv, environ)

    # -- in -------------------------------------------------------------------------------------

    def send(self, keys: str) -> None:
        """Send keys, all at once, as they would come in one piece over a slow line."""
        os.write(self.handle, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Another size, as when a window is pulled or tmux is attached from elsewhere."""
        self.picture.resize(rows, columns)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # -- out ------------------------------------------------------------------------------------

    def read(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; False when nothing came."""
        if not select.select([self.handle], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            raise AssertionError(f"the program has ended: {bytes(self.raw[-400:])!r}") from None
        self.feed(data)
        return bool(data)

    def feed(self, data: bytes) -> None:
        """Take in bytes that were read from the program."""
        self.raw += data
        self._stream.feed(data)

    def quiet(self, seconds: float = QUIET) -> None:
        """Read until nothing has come for so long, while the program was at rest."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            spent = self._spent()
            if not self.read(seconds) and self._spent() == spent is not None:
                return

    def _spent(self) -> int | None:
        """The ticks of processor time that the program has had; None while it works or waits for
        a processor."""
        ticks = 0
        for thread in Path(f"/proc/{self.pid}/task").iterdir():
            with suppress(OSError):  # a thread that ended just now
                fields = (thread / "stat").read_text().rpartition(")")[2].split()
                if fields[0] == "R":
                    return None
                ticks += int(fields[11]) + int(fields[12])
        return ticks

    def take(self) -> bytes:
        """What was sent since the last time."""
        taken = bytes(self.raw)
        self.raw.clear()
        return taken

    def cost(self, keys: str, seconds: float = QUIET) -> int:
        """The bytes that come after these keys, until the screen is quiet."""
        self.quiet(0.05)
        self.take()
        self.send(keys)
        self.read(2.0)
        self.quiet(seconds)
        return len(self.take())

    @property
    def text(self) -> str:
        """What stands on the screen, a line for each row (a wide character leaves no gap)."""
        return "\n".join(self.picture.display)

    def until(self, wanted: str, seconds: float = 20.0) -> None:
        """Read until this stands on the screen; fail when it never does."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            self.read(0.2)
            assert time.monotonic() < end, f"{wanted!r} did not come:\n{self.text}"

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 5
        while not os.waitpid(self.pid, os.WNOHANG)[0]:
            with suppress(AssertionError):
                self.read(0.05)
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
        os.close(self.handle)


@contextmanager
def real_terminal(
    folder: Path,
    *,
    columns: int = 120,
    rows: int = 40,
    language: str = "en",
    name: str = ADMIN,
    password: str = PASSWORD,
) -> Iterator[RealTerminal]:
    """The program signed in, with its first list standing."""
    terminal = RealTerminal(folder, columns=columns, rows=rows, language=language)
    try:
        terminal.until("Enter")
        terminal.quiet()
        terminal.send(f"{name}\t{password}\r")
        terminal.until("F1")
        terminal.until("客户" if language == "zh" else "Customers")
        terminal.quiet(0.6)
        terminal.take()
        yield terminal
    finally:
        terminal.close()
