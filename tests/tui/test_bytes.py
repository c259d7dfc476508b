"""What goes over the line for each thing one does: bytes at the far end of a real terminal.

120 by 40, 256 colours, a list longer than the page. The bounds are those that Kehao promises; what
was measured when this was written is a good half of them.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import store
from tests.bench.customers import customers
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.customers_app import fill
from tests.tui.real_terminal import RealTerminal, real_terminal

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROW, PAGE, FOCUS = 700, 12_000, 6_000
"""Bytes at most: for a row down, for a page of new rows, for another focus."""
ROWS = 300
PAGE_DOWN, PAGE_UP, BACK_TAB = "\x1b[6~", "\x1b[5~", "\x1b[Z"


@pytest.fixture(scope="module")
def full(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some pages of customers."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("bytes") / "store"))
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    fill(session, list(customers(ROWS)))
    session.close()
    return folder


@pytest.fixture(scope="module", params=["en", "zh"])
def list_alone(full: Path, request: pytest.FixtureRequest) -> Iterator[RealTerminal]:
    """The customers' list over the whole width, in either language."""
    with real_terminal(full, language=request.param) as terminal:
        terminal.cost("p")
        yield terminal


def at(terminal: RealTerminal, keys: str) -> None:
    """Bring the list to where a measurement begins."""
    for key in ("\x1b", "\x1b", keys):
        terminal.send(key)
        terminal.quiet()


def test_a_row_down_is_little(list_alone: RealTerminal) -> None:
    at(list_alone, "g")
    costs = [list_alone.cost("j") for _ in range(6)] + [list_alone.cost("k") for _ in range(4)]
    assert 0 < max(costs) <= ROW, costs


def test_a_row_down_at_the_edge_is_little(list_alone: RealTerminal) -> None:
    at(list_alone, "g" + "j" * 45)
    costs = [list_alone.cost("j") for _ in range(5)]
    assert 0 < max(costs) <= ROW, costs
    at(list_alone, "k" * 45)
    list_alone.quiet()
    costs = [list_alone.cost("k") for _ in range(3)]
    assert 0 < max(costs) <= ROW, costs


def test_a_page_of_new_rows_is_bounded(list_alone: RealTerminal) -> None:
    at(list_alone, "g")
    costs = [list_alone.cost(key) for key in (PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_UP)]
    assert 0 < max(costs) <= PAGE, costs


def test_a_letter_in_the_search_box_is_bounded(list_alone: RealTerminal) -> None:
    at(list_alone, "g")
    list_alone.cost("/")
    costs = [list_alone.cost(key, 0.5) for key in ("有", "\x7f", "1", "\x7f")]
    at(list_alone, "g")
    assert 0 < max(costs) <= PAGE, costs


def test_another_focus_is_little(list_alone: RealTerminal) -> None:
    at(list_alone, "g")
    costs = [list_alone.cost(key, 0.4) for key in ("/", "\t", BACK_TAB)]
    at(list_alone, "g")
    list_alone.cost("f", 0.5)
    costs += [list_alone.cost(key, 0.4) for key in ("\t", "\t", BACK_TAB)]
    at(list_alone, "g")
    assert 0 < max(costs) <= FOCUS, costs


def test_nothing_is_sent_while_nothing_happens(list_alone: RealTerminal) -> None:
    for keys in ("g", "/"):  # with a cursor in a field, too
        at(list_alone, keys)
        list_alone.quiet(0.6)
        list_alone.take()
        end = time.monotonic() + 2
        while time.monotonic() < end:
            list_alone.read(0.5)
        assert list_alone.take() == b""
    at(list_alone, "g")


def test_a_row_down_beside_the_details_is_bounded(full: Path) -> None:
    with real_terminal(full, language="zh") as terminal:
        terminal.quiet(0.5)
        costs = [terminal.cost("j", 0.4) for _ in range(6)]
        assert 0 < max(costs) <= 2 * ROW, costs
        for _ in range(45):
            terminal.send("j")
        terminal.quiet(0.5)
        # at the edge the terminal moves the list; the details beside it have to be put back
        costs = [terminal.cost("j", 0.4) for _ in range(4)]
        assert 0 < max(costs) <= 4 * ROW, costs


def test_nothing_blinks_and_nothing_tints_a_whole_list(list_alone: RealTerminal) -> None:
    """The focus moves and no row of the list changes its look but the one under the cursor."""
    at(list_alone, "g")
    before = looks(list_alone)
    list_alone.send("/")
    list_alone.quiet(0.5)
    after = looks(list_alone)
    changed = [y for y in range(5, 38) if before[y] != after[y]]
    assert changed == []
    at(list_alone, "g")
    sent = bytearray()
    for keys in ("j", "/", "\x1b", "f", "\x1b"):
        list_alone.send(keys)
        list_alone.quiet()
        sent += list_alone.take()
    for blinking in (b"\x1b[5m", b";5m", b"\x1b[?12h"):
        assert blinking not in sent.replace(b"38;5;", b"").replace(b"48;5;", b"")


def looks(terminal: RealTerminal) -> list[list[tuple[str, str]]]:
    """Character and background of every cell."""
    screen = terminal.picture
    return [
        [(screen.buffer[y][x].data, screen.buffer[y][x].bg) for x in range(screen.columns)]
        for y in range(screen.lines)
    ]
