"""Copying by key: what is sent to the terminal, in a real tmux too, and what is said of it."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.session import Session
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tui.app import KehaoApp
from tui.screens.customers.copying import CopyDialog
from tui.screens.customers.customer_detail import CustomerDialog
from tui.terminal import clipboard

pytestmark = pytest.mark.strong_keys

OSC = re.compile("\x1b\\]52;c;([A-Za-z0-9+/=]*)\x07")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was written to the terminal as a clipboard, decoded."""
    texts: list[str] = []

    def note(_: KehaoApp, sequence: str) -> None:
        texts.extend(base64.b64decode(found).decode() for found in OSC.findall(sequence))

    monkeypatch.setattr(KehaoApp, "to_terminal", note)
    return texts


@pytest.fixture
def twelve(boss: Session) -> None:
    fill(boss, [{"name": f"客户{n:02}", "phone": "13800138000", "level": "A"} for n in range(12)])


# -- the sequences -------------------------------------------------------------------------------


@given(st.text(max_size=3000))
def test_each_wrapping_holds_the_whole_text(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    plain = clipboard.sequence(text, "plain")
    assert base64.b64decode(plain[7:-1]).decode() == text
    wrapped = clipboard.sequence(text, "tmux").removeprefix(plain)
    assert wrapped.removeprefix("\x1bPtmux;").removesuffix("\x1b\\") == plain.replace(
        "\x1b", "\x1b\x1b"
    )
    pieces = clipboard.sequence(text, "screen")
    assert "".join(part.removeprefix("\x1bP") for part in pieces.split("\x1b\\")) == plain
    assert all(len(part) < 768 for part in pieces.split("\x1b\\"))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, "plain"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "none"),
        ({"TERM": "linux"}, "none"),
        ({"TERM": "screen-256color", "TMUX": "/tmp/x,1,0"}, "tmux"),
        ({"TERM": "tmux-256color"}, "tmux"),
        ({"TERM": "screen", "STY": "1.pts"}, "screen"),
        ({"TERM": "screen.xterm-256color"}, "screen"),
        ({"TERM": "screen-256color"}, "either"),
        ({}, "plain"),
    ],
)
def test_what_is_in_between_is_told_by_the_environment(
    environ: dict[str, str], expected: str
) -> None:
    assert clipboard.terminal(environ) == expected


def test_no_more_is_sent_than_terminals_take() -> None:
    assert len(clipboard.sequence("x" * clipboard.MOST, "plain")) == 100_000
    assert clipboard.sequence("x" * (clipboard.MOST + 1), "plain") == ""
    assert clipboard.sequence("x", "none") == ""
    short = clipboard.sequence("x" * clipboard.SHORT, "either")
    assert short.count("\x1bP") == 1, "so much tmux takes in screen's way"


# -- by key --------------------------------------------------------------------------------------


async def test_the_menu_copies_code_cell_row_and_tables(
    boss: Session, twelve: None, sent: list[str], tmp_path: Path
) -> None:
    async with at_customers(boss, tmp_path / "house") as (screen, pilot):
        code = screen.finder.table.row_at(0).cells[0]
        for key in "cervtm":
            await pilot.press("Y")
            await opens(pilot, CopyDialog)
            await pilot.press(key)
            await until(pilot, lambda: pilot.app.screen is screen)
            await until(pilot, lambda key=key: len(sent) == "cervtm".index(key) + 1)
        assert sent[:2] == [code, code]
        assert sent[2].startswith(f"{code}\t客户")
        assert sent[3].startswith("Code,Customer name")
        assert sent[4].startswith("Code\tCustomer name")
        assert sent[5].startswith("| Code | Customer name |")
        await until(pilot, lambda: "bytes, customers: 1." in message(pilot))


async def test_the_chosen_rows_are_copied_and_said_to_be_an_export(
    boss: Session, twelve: None, sent: list[str], tmp_path: Path
) -> None:
    async with at_customers(boss, tmp_path / "house", language="zh") as (_, pilot):
        await pilot.press("asterisk")
        await pilot.pause(0.1)
        await pilot.press("Y")
        await opens(pilot, CopyDialog)
        await pilot.press("v")
        await until(pilot, lambda: sent)
        codes = [line.split(",")[0] for line in sent[0].split("\n")]
        assert codes[1:] == [f"CUST{n:06}" for n in range(12, 0, -1)], "in the list's order"
        await until(pilot, lambda: "已发送到您的终端：12 位客户" in message(pilot))
        assert "这算导出，已记入操作日志。" in message(pilot)
    assert boss.log.list(limit=1)[0].action == "export.run"


async def test_too_much_is_not_copied_and_says_how_many_fit(
    boss: Session, sent: list[str], tmp_path: Path
) -> None:
    fill(boss, [{"name": "长" * 100 + str(n)} for n in range(400)])
    async with at_customers(boss, tmp_path / "house") as (screen, pilot):
        await pilot.press("asterisk")
        await until(pilot, lambda: len(screen.finder.table.selection) == 400)
        await pilot.press("Y")
        await opens(pilot, CopyDialog)
        await pilot.press("t")
        await until(pilot, lambda: "Nothing is copied" in message(pilot))
        assert re.search(r"which is 2\d\d of 400 customers", message(pilot))
    assert sent == []


async def test_a_role_without_export_is_told_and_gets_nothing(
    boss: Session,
    twelve: None,
    sent: list[str],
    sign_in: Callable[[str], Session],
    tmp_path: Path,
) -> None:
    async with at_customers(sign_in("clerk"), tmp_path / "house") as (screen, pilot):
        await pilot.press("asterisk")
        await until(pilot, lambda: len(screen.finder.table.selection) == 12)
        await pilot.press("Y")
        await opens(pilot, CopyDialog)
        await pilot.press("v")
        await until(pilot, lambda: "export.run" in message(pilot))
        assert sent == []
        await pilot.press("Y", "r")
        await until(pilot, lambda: sent)
        assert "***" in sent[0]
        assert "138" not in sent[0]


async def test_a_field_of_the_details_is_copied(
    boss: Session, twelve: None, sent: list[str], tmp_path: Path
) -> None:
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("enter")
        await opens(pilot, CustomerDialog)
        dialog: Any = pilot.app.screen
        await until(pilot, lambda: dialog.rows)
        await pilot.press("Y")
        await opens(pilot, CopyDialog)
        await pilot.press("e")
        await until(pilot, lambda: sent)
        assert sent[0].startswith("客户")


async def test_a_terminal_that_takes_nothing_is_sent_nothing(
    boss: Session,
    twelve: None,
    sent: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("Y", "c")
        await until(pilot, lambda: "takes no text" in message(pilot))
    assert sent == []


# -- a real tmux ---------------------------------------------------------------------------------

TMUX = shutil.which("tmux")
EMIT = "import os, sys; from tui.terminal import clipboard as c; sys.stdout.write({made}); input()"


class Tmux:
    """A tmux server of the test's own."""

    def __init__(self, name: str) -> None:
        self.name = name

    def run(self, *words: str) -> str:
        environ = {k: v for k, v in os.environ.items() if k != "TMUX"} | {"TERM": "xterm-256color"}
        done = subprocess.run(
            [TMUX or "", "-L", self.name, "-f", "/dev/null", *words],
            capture_output=True,
            text=True,
            env=environ,
            check=False,
        )
        return done.stdout

    def buffer(self, seconds: float = 10) -> str:
        """What came into the paste buffer, as soon as it does."""
        end = monotonic() + seconds
        while monotonic() < end:
            if found := self.run("show-buffer"):
                return found
            sleep(0.05)
        return ""


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tmux]:
    if TMUX is None:
        pytest.skip("tmux is not installed")
    monkeypatch.setenv("TMUX_TMPDIR", str(tmp_path))
    server = Tmux(f"kehao-copy-{os.getpid()}")
    yield server
    server.run("kill-server")


@pytest.mark.parametrize(("accepts", "arrives"), [("on", True), ("external", False)])
@pytest.mark.parametrize("size", [20, clipboard.MOST])
def test_tmux_takes_what_is_sent_when_it_is_set_to(
    tmux: Tmux, accepts: str, arrives: bool, size: int
) -> None:
    made = f"c.sequence('客'*5+'x'*{size - 15}, c.terminal(os.environ)) + 'sent\\n'"
    command = f'{sys.executable} -c "{EMIT.format(made=made)}"'
    tmux.run("new-session", "-d", "-x", "80", "-y", "24", "sleep 60")
    tmux.run("set", "-s", "set-clipboard", accepts)
    tmux.run("respawn-window", "-k", "-c", str(Path(__file__).parents[2]), command)
    if arrives:
        assert tmux.buffer() == "客" * 5 + "x" * (size - 15)
    else:
        end = monotonic() + 10
        while "sent" not in tmux.run("capture-pane", "-p") and monotonic() < end:
            sleep(0.05)
        assert tmux.buffer(0.2) == ""
    assert tmux.run("capture-pane", "-p").split() == ["sent"], "nothing of it is on the screen"
