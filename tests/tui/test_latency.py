"""Over a slow line: every byte takes 300 ms each way, and keys typed ahead do what they were for.

Nothing is waited for between the keys: whoever types sees what comes of it more than half a second
later. The delay is a line's, in order: what was sent together arrives together.
"""

from __future__ import annotations

import os
import select
import shutil
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import store
from store.session import Session
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.customers_app import fill
from tests.tui.real_terminal import RealTerminal, real_terminal

pytestmark = pytest.mark.strong_keys

DELAY = 0.3
ESC, DOWN = "\x1b", "\x1b[B"


class SlowLine:
    """A terminal at the far end of a line that takes its time, both ways."""

    def __init__(self, terminal: RealTerminal) -> None:
        self._terminal = terminal
        self._in: deque[tuple[float, bytes]] = deque()
        self._out: deque[tuple[float, bytes]] = deque()

    def send(self, keys: str) -> None:
        """Keys that set out now."""
        self._in.append((time.monotonic() + DELAY, keys.encode()))

    def run(self, seconds: float) -> None:
        """Let the line carry what it has for so long."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            while self._in and self._in[0][0] <= now:
                os.write(self._terminal.handle, self._in.popleft()[1])
            while self._out and self._out[0][0] <= now:
                self._terminal.feed(self._out.popleft()[1])
            if select.select([self._terminal.handle], [], [], 0.005)[0]:
                self._out.append((now + DELAY, os.read(self._terminal.handle, 65536)))

    def until(self, wanted: str, seconds: float = 20.0) -> None:
        """Carry on until this stands on the far screen."""
        end = time.monotonic() + seconds
        while wanted not in self._terminal.text:
            self.run(0.1)
            assert time.monotonic() < end, f"{wanted!r} did not come:\n{self._terminal.text}"


@pytest.fixture(scope="module")
def house(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some customers, each with a name of its own."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("slow") / "store"))
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    fill(session, [{"name": f"北京客户{number:03d}"} for number in range(200)])
    session.close()
    return folder


@pytest.fixture
def line(house: Path) -> Iterator[tuple[SlowLine, RealTerminal]]:
    """The list of customers, seen through the line."""
    with real_terminal(house) as terminal:
        yield SlowLine(terminal), terminal


@contextmanager
def looked_up(folder: Path) -> Iterator[Session]:
    """Another session, to see what was really saved."""
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    try:
        yield session
    finally:
        session.close()


def test_a_customer_is_entered_and_saved_blindly(
    line: tuple[SlowLine, RealTerminal], house: Path
) -> None:
    slow, _ = line
    slow.send("n" + "上海慢线有限公司" + "\t" * 2 + "\x13")
    slow.until("上海慢线有限公司")
    with looked_up(house) as session:
        found = session.search.page("上海慢线", limit=5, columns=("name",))
        assert [row[0] for row in found.rows] == ["上海慢线有限公司"]


def test_a_query_and_two_enters_open_what_was_found(
    line: tuple[SlowLine, RealTerminal], house: Path
) -> None:
    slow, _ = line
    with looked_up(house) as session:
        code = session.search.page("客户123", limit=1, columns=("code",)).rows[0][0]
    slow.send("/" + "客户123" + "\r\r")
    slow.until("Reveal")
    slow.until(code)
    slow.send(ESC)
    slow.until("1 found")


def test_typing_never_waits_for_an_answer(line: tuple[SlowLine, RealTerminal]) -> None:
    slow, terminal = line
    slow.send("/")
    for sign in "北京客户042":
        slow.send(sign)
        slow.run(0.04)  # quicker than the line answers
    slow.until("北京客户042")
    slow.until("1 found")
    assert "北京客户042" in terminal.picture.display[1]


@pytest.mark.long
def test_keys_behind_an_escape_are_not_swallowed(line: tuple[SlowLine, RealTerminal]) -> None:
    slow, terminal = line
    slow.send("/客户1" + ESC + ESC + "n" + "李四")
    slow.until("New customer")
    slow.until("李四")
    assert "客户1" not in terminal.picture.display[1]
    slow.send(ESC + "y")  # leaves what was typed, and says so when asked
    slow.run(2.0)
    assert "李四" not in terminal.text


@pytest.mark.long
@pytest.mark.parametrize("pause", [0.05, 0.2, 0.35])
def test_an_arrow_that_arrives_in_two_pieces_is_no_letters(
    line: tuple[SlowLine, RealTerminal], pause: float
) -> None:
    slow, terminal = line
    slow.send("/客户")
    slow.run(1.5)
    before = terminal.picture.display[1]
    for _ in range(2):
        slow.send(ESC)
        slow.run(pause)
        slow.send("[A")
        slow.run(0.7)
    slow.run(1.0)
    assert "[A" not in terminal.text
    assert terminal.picture.display[1].startswith((before.rstrip()[:12], " /"))


def test_rows_and_pages_typed_ahead_are_all_gone(line: tuple[SlowLine, RealTerminal]) -> None:
    slow, terminal = line
    slow.send("g" + "j" * 15 + DOWN * 5)
    slow.until("row 21")
    assert "row 21" in terminal.text


@pytest.mark.long
def test_a_window_pulled_while_something_is_read_and_while_a_dialog_is_open(
    line: tuple[SlowLine, RealTerminal],
) -> None:
    slow, terminal = line
    slow.send("/客户1")
    slow.run(DELAY + 0.05)
    terminal.resize(80, 24)
    slow.run(0.2)
    terminal.resize(60, 20)
    slow.until("found")
    slow.send(ESC + ESC + "c")
    slow.until("Columns")
    for size in ((100, 30), (60, 20), (120, 40)):
        terminal.resize(*size)
        slow.run(0.2)
    slow.run(1.5)
    assert "Columns" in terminal.text
    assert all(len(row) <= 120 for row in terminal.text.splitlines())
    slow.send(ESC)
    slow.until("found")
