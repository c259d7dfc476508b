"""A program on a pseudo-terminal: keys in, bytes out, with the times of both."""

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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello, world")
Hello().run()
"""

TABLE = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        table = DataTable(cursor_type="row")
        table.add_columns(*"abcdefgh")
        for n in range(100):
            table.add_row(*[f"row{n:03d}{c}" for c in "abcdefgh"])
        yield table
Table().run()
"""

FILLED = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    page = 0
    def compose(self):
        table = DataTable(cursor_type="row")
        table.add_columns(*"abcdefgh")
        yield table
    def on_mount(self):
        self.fill()
    def key_x(self):
        self.fill()
    def fill(self):
        table = self.query_one(DataTable)
        table.clear()
        self.page += 1
        for n in range(40):
            table.add_row(*[f"row{self.page:03d}{n:03d}{c}" for c in "abcdefgh"])
Table().run()
"""


class Terminal:
    """One program under a pty of 80x24 or larger."""

    def __init__(self, arguments: list[str], columns: int = 120, rows: int = 40) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "KEHAO_LANG": "en",
            "PYTHONPATH": str(ROOT),
        }
        self.columns, self.rows = columns, rows
        self.screen: Any = None
        self.stream: Any = None
        self.sent = self.started = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, *arguments], environment)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds, at once when something does."""
        ready, _, _ = select.select([self.handle], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self.handle, 65536)
        except OSError:
            return b""

    def wait_for(self, marker: bytes, seconds: float = 20.0) -> float:
        """The time at which the marker had come, or TimeoutError."""
        seen = b""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            chunk = self.read(0.5)
            seen = seen[-len(marker) :] + chunk
            if marker in seen:
                return time.perf_counter()
        raise TimeoutError(f"{marker!r} did not come")

    def watch(self) -> None:
        """From now on know what stands on the screen (costs time, outside what is measured)."""
        import pyte

        self.screen = pyte.Screen(self.columns, self.rows)
        self.stream = pyte.ByteStream(self.screen)

    def shown(self, text: str, row: int, seconds: float = 20.0) -> float:
        """The time at which the bytes had come that make `text` stand in a row (from 0)."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            chunk = self.read(0.5)
            came = time.perf_counter()
            self.stream.feed(chunk)
            if chunk and text in self.screen.display[row]:
                return came
        raise TimeoutError(f"{text!r} did not come")

    def quiet(self, seconds: float = 0.15) -> int:
        """Read until nothing has come for so long; how many bytes it was."""
        count = 0
        while chunk := self.read(seconds):
            count += len(chunk)
            if self.stream is not None:
                self.stream.feed(chunk)
        return count

    def send(self, keys: str) -> float:
        """Send keys; the time at which they went."""
        self.sent = time.perf_counter()
        os.write(self.handle, keys.encode())
        return self.sent

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGTERM)
        end = time.perf_counter() + 3
        while time.perf_counter() < end:
            self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.handle)


def kehao(folder: Path) -> Terminal:
    """Kehao's full screen on a store."""
    return Terminal(["-m", "tui", "--store", str(folder)])


def signed_in(folder: Path, name: str, password: str) -> Terminal:
    """Kehao signed in, at the customers."""
    terminal = kehao(folder)
    terminal.wait_for(b"Enter")
    terminal.quiet()
    terminal.send(name)
    terminal.quiet()
    terminal.send("\t")
    terminal.quiet()
    terminal.send(password)
    terminal.quiet()
    terminal.send("\r")
    return terminal
