"""What really goes to the terminal over a store full of hostile texts, byte by byte.

The texts are put into the tables behind the store's back, as an older version or another hand
could have: here only the screens' own doors stand between them and the terminal.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import store
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.test_frame_process import ROOT, Terminal
from tui import locale

pytestmark = pytest.mark.strong_keys

EVIL = (
    "\x1b]52;c;a2VoYW8=\x07\x1b]0;owned\x07\x1b[66;6H\x1b[?1049l\x9b31m\x90q\x9c"
    "\u202eflip\u2066\u200bzero\u2028\u0085\ufeff\U000e0041\x00\x08\x0e\x7f[@click=app.quit()][/x]"
)
COLUMNS = (
    *("name", "type", "status", "level", "region", "city", "address", "postal_code", "country"),
    *("industry", "owner", "contact", "title", "phone", "email", "website", "credit_code"),
    *("source", "notes"),
)
CONTROLS = re.compile(
    "[\x00-\x07\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[=>78M]|\([B0]|\]22;[a-z]+\x07)")
"""All that a terminal is asked to do: cursor, colours, modes, the pointer's shape."""
BACK = ("\x1b", "")
STEPS = (
    *(("\r", "Reveal"), BACK),  # the details
    *(("y", "History of CUST000003"), BACK),
    *(("f", "Level"), BACK),
    *(("w", "Evil view"), BACK),
    *(("e", "Edit CUST000003"), BACK),
    ("\x1bOR", "Evil rule"),
    *(("v", "Versions of Evil rule"), BACK),
    *(("e", "Date"), BACK),  # its editor
    *(("t", "values have no code"), BACK),
    ("\x1bOS", "newest first"),
    *(("jj", ""), ("\r", "Evil after"), BACK),
    ("\x1b[15~", "Last sign-in"),
    ("\x1b[17~", "Evil field"),
    ("\x1bOQ", "Evil name"),
)
"""Keys, and what then stands on the screen that they open."""
QUIET = 0.2


@pytest.fixture
def hostile(folder: Path) -> Path:
    """A store in which every text that a screen shows has something to do to the terminal."""
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    for number in range(3):
        session.customers.add({"name": f"customer {number}", "phone": f"1380013800{number}"})
    session.fields.define("evil", "text", "Evil field")
    session.views.save("Evil view", query="", columns=("code", "name"), sort="")
    with session.writing("rule.edit") as change:
        conn = change.conn
        for column in COLUMNS:
            text = f"Evil {column} {EVIL}"
            conn.execute(f"UPDATE customer SET {column} = ?", (text,))
            if column in ("type", "status", "level", "region", "industry"):
                conn.execute(
                    "INSERT INTO choice (field, value, position) VALUES (?, ?, 99)", (column, text)
                )
        for table, column in (
            ("rule", "name"),
            ("rule_version", "notes"),
            ("field", "label"),
            ("view", "name"),
        ):
            conn.execute(f"UPDATE {table} SET {column} = ?", (f"Evil {table} {EVIL}",))
        conn.execute(
            "INSERT INTO code_table (field, value, code) VALUES ('region', ?, 'GD')",
            (f"Evil region {EVIL}",),
        )
        conn.execute("INSERT INTO tag (customer, tag) VALUES (1, ?)", (f"Evil tag {EVIL}",))
        conn.execute(
            "INSERT INTO name (customer, kind, text) VALUES (1, 'short', ?)", (f"Evil {EVIL}",)
        )
    for number in range(1, 4):
        customer = session.customers.by_id(number)
        session.customers.edit(number, {"title": "Evil"}, version=customer.version, reason=EVIL)
    with session.writing("rule.edit") as change:
        change.log(
            "rule.apply", f"Evil object {EVIL}", after={"name": f"Evil after {EVIL}"}, reason=EVIL
        )
    session.close()
    return folder


@pytest.fixture
def terminal(hostile: Path) -> Iterator[Terminal]:
    """Kehao over that store, 120 by 40, before the sign-in."""
    program = (
        "import sys; from pathlib import Path; from tui import start;"
        "sys.exit(start.full_screen(Path(sys.argv[1]), language='en', prefill=tuple(sys.argv[2:])))"
    )
    environ = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    pid, handle = pty.fork()
    if pid == 0:
        argv = [sys.executable, "-c", program, str(hostile), ADMIN, PASSWORD]
        os.execve(sys.executable, argv, environ)
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    opened = Terminal(pid, handle)
    yield opened
    os.close(handle)


def _settle(terminal: Terminal) -> None:
    """Read until nothing has come for a while."""
    end = time.monotonic() + 10
    while time.monotonic() < end and select.select([terminal.handle], [], [], QUIET)[0]:
        terminal.seen += os.read(terminal.handle, 65536)


def _check(step: str, seen: bytes) -> None:
    text = seen.decode("utf-8")
    for theirs in ("\x1b[66;6H", "a2VoYW8=\x07", "\x1b]0;", "\x1b]52"):
        assert theirs not in text, (step, theirs)
    rest = ESCAPES.sub("", text)
    found = CONTROLS.search(rest)
    assert found is None, (step, rest[max(0, found.start() - 60) : found.end() + 20])


@pytest.mark.long
def test_no_text_of_theirs_moves_the_terminal(terminal: Terminal) -> None:
    locale.use("en")
    terminal.read_until("Password")
    _settle(terminal)
    terminal.press(b"\r")
    terminal.read_until("Evil name")
    for keys, marker in STEPS:
        _settle(terminal)
        _check(keys, terminal.seen)
        assert b"\x1b[?1049l" not in terminal.seen, keys
        terminal.press(keys.encode())
        terminal.read_until(marker)
    _settle(terminal)
    _check("last", terminal.seen)
    terminal.press(b"\x11")
    assert terminal.end() == 0
    _check("end", terminal.seen)
