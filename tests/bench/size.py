"""What a session costs when the store grows: memory after a day's handling, time to the first page.

`python -m tests.bench size [small] [large]`: each the folder of a store (account `boss` with the
bench's password) or a number of customers, for whom a store is made; 1,000 and 1,000,000 when not
said. A folder is opened where it lies; nothing in it is changed but sign-ins and the wishes.

Each session does the same by its keys: searches broad and narrow, jumps to the end and the middle,
pages, filters with their counts, other orders, choosing all. Memory is read before and after.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import store
from store.sign_in.opening import Store
from tests.bench.houses import PASSWORD, enter, filled_house
from tests.bench.measure import Figure, percentile95
from tests.bench.terminal import Terminal, signed_in

REPEATS = 3
STARTS = 10
MOST_MB = 12.0
SLOWER = 1.25
"""So many times the small store's start still counts as the same."""
STILL = 1.0
"""Seconds without a byte: whatever was counted is on the screen."""
ESC = "\x1b"
PAGE_DOWN = "\x06"
HANDLING: tuple[tuple[str, ...], ...] = (
    ("/", "有限公司", "\r", ESC),
    ("/", "科技 贸易", "\r", ESC),
    ("/", "w", "j", "k", "j", "\r", "G", "g", ESC),
    ("/", "8080", "\r", ESC),
    ("/", "GD2024", "\r", PAGE_DOWN, PAGE_DOWN, ESC),
    ("/", "type:VIP region:广东", "\r", "G", ESC),
    ("G", "g", ":", "50%", "\r", PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, "g"),
    ("f", " ", ESC),
    ("f", "j", " ", "j", " ", ESC, ESC),
    ("s", "\x1b[B", "\x1b[B", "\r", "G", "g", "S", "G", "g"),
    ("*", ESC),
    ("/", "王", "\r", "*", ESC, ESC),
    ("\r", ESC),
)
"""What is done, piece by piece; after each piece the screen is left to come to rest."""


@dataclass(frozen=True, slots=True)
class Session:
    """Memory in MB of one session: at the first page, after the handling."""

    first: float
    after: float


def run(small: str = "1000", large: str = "1000000") -> Iterator[Figure]:
    """The large store beside the small one."""
    little, big = _house(small), _house(large)
    ours, base = _starts([big, little])
    mine, theirs = statistics.median(ours), statistics.median(base)
    yield Figure(
        f"sign-in to the first page, {_name(large)}",
        "ms",
        mine * 1000,
        percentile95(ours) * 1000,
        theirs * 1000,
        percentile95(base) * 1000,
        mine / theirs,
        f"at most {SLOWER:.2f}x {_name(small)}",
        mine / theirs <= SLOWER,
    )
    many, few = ([_session(house) for _ in range(REPEATS)] for house in (big, little))
    yield _memory("memory at the first page", [s.first for s in many], [s.first for s in few])
    yield _memory("memory after a day's handling", [s.after for s in many], [s.after for s in few])


def _house(which: str) -> Store:
    return filled_house(int(which)) if which.isdigit() else store.open(Path(which))


def _name(which: str) -> str:
    return f"{int(which):,}" if which.isdigit() else Path(which).name


def _memory(name: str, ours: Sequence[float], base: Sequence[float]) -> Figure:
    mine, theirs = statistics.median(ours), statistics.median(base)
    return Figure(
        name,
        "MB",
        mine,
        max(ours),
        theirs,
        max(base),
        mine / theirs,
        f"at most {MOST_MB:.0f} MB more ({mine - theirs:+.1f})",
        mine - theirs <= MOST_MB,
    )


def _first_code(house: Store) -> bytes:
    """What is on the screen as soon as the first page is; the shipped order shows it."""
    session = enter(house)
    session.set_preference("sort", "")
    session.set_preference("columns", "")
    code: str = session.search.page("", limit=1, columns=("code",)).rows[0][0]
    session.close()
    return code.encode()


def _starts(houses: Sequence[Store]) -> list[list[float]]:
    """Seconds from Enter behind the password until the first row is painted, in turn."""
    codes = [_first_code(house) for house in houses]
    times: list[list[float]] = [[] for _ in houses]
    for number in range(STARTS + 1):
        for house, code, kept in zip(houses, codes, times, strict=True):
            terminal = signed_in(house.folder, "boss", PASSWORD)
            took = terminal.wait_for(code) - terminal.sent
            terminal.quiet(STILL)
            terminal.close()
            if number:
                kept.append(took)
    return times


def _session(house: Store) -> Session:
    code = _first_code(house)
    terminal = signed_in(house.folder, "boss", PASSWORD)
    terminal.wait_for(code)
    terminal.quiet(STILL)
    first = terminal.memory()
    for piece in HANDLING:
        _do(terminal, piece)
    after = terminal.memory()
    terminal.close()
    return Session(first, after)


def _do(terminal: Terminal, keys: Sequence[str]) -> None:
    for key in keys:
        terminal.send(key)
        terminal.quiet(0.4)
    terminal.quiet(STILL)
