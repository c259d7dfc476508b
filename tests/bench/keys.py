"""Key press to painted rows in Kehao against a trivial Textual table's cursor key."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from store.sign_in.opening import Store
from tests.bench.houses import PASSWORD, enter, filled_house
from tests.bench.measure import Figure, percentile95
from tests.bench.terminal import FILLED, TABLE, Terminal, signed_in

CUSTOMERS = 100_000
REPEATS = 60
RARE = "龘"
FIRST_ROW = 4
"""The row of the terminal in which the first customer of the list stands, from 0."""


def run() -> Iterator[Figure]:
    """A row down, and a letter in the search box until the rows it finds are painted."""
    yield from pressed(filled_house(CUSTOMERS))


def pressed(house: Store) -> Iterator[Figure]:
    """The same on a store that is there; it gets some customers more."""
    session = enter(house)
    rare = session.customers.add({"name": RARE, "region": "广东", "type": "个人"})
    for number in range(60):
        session.customers.add({"name": f"新{number}", "region": "广东", "type": "个人"})
    newest = session.search.page("", limit=1, columns=("code",)).rows[0][0]
    session.close()
    trivial = _trivial()
    filled = _filled()
    terminal = signed_in(house.folder, "boss", PASSWORD)
    terminal.watch()
    terminal.shown(newest, FIRST_ROW)
    terminal.quiet(1.0)
    moves = []
    for number in range(REPEATS * 2):
        down = number % 2 == 0
        sent = terminal.send("j" if down else "k")
        first = terminal.read(2.0)
        assert first
        moves.append(_now() - sent)
        terminal.quiet()
    yield _figure("key press: a row down", moves, trivial, "a trivial table's row")
    terminal.send("/")
    terminal.quiet(0.5)
    searches = []
    for _ in range(REPEATS):
        sent = terminal.send(RARE)
        searches.append(terminal.shown(rare.code, FIRST_ROW) - sent)
        terminal.quiet(0.4)
        sent = terminal.send("\x7f")
        searches.append(terminal.shown(newest, FIRST_ROW) - sent)
        terminal.quiet(0.4)
    terminal.close()
    yield _figure("key press: a search's rows", searches, trivial, "a trivial table's row")
    yield _figure("key press: a search's rows", searches, filled, "its rows filled anew")


def _figure(name: str, ours: list[float], trivial: list[float], what: str) -> Figure:
    mine, base = statistics.median(ours), statistics.median(trivial)
    return Figure(
        name,
        "ms",
        mine * 1000,
        percentile95(ours) * 1000,
        base * 1000,
        percentile95(trivial) * 1000,
        mine / base,
        f"at most 2.00x {what}",
        mine / base <= 2.0,
    )


def _trivial() -> list[float]:
    terminal = Terminal(["-c", TABLE])
    terminal.wait_for(b"row030a")
    terminal.quiet(1.0)
    times = []
    for number in range(REPEATS * 2):
        sent = terminal.send("\x1b[B" if number % 2 == 0 else "\x1b[A")
        assert terminal.read(2.0)
        times.append(_now() - sent)
        terminal.quiet()
    terminal.close()
    return times


def _filled() -> list[float]:
    """A key at which a trivial table gets all its rows anew, until the first ones are painted."""
    terminal = Terminal(["-c", FILLED])
    terminal.wait_for(b"row001030a")
    terminal.watch()
    terminal.quiet(1.0)
    times = []
    for number in range(REPEATS):
        sent = terminal.send("x")
        times.append(terminal.shown(f"row{number + 2:03d}003a", FIRST_ROW) - sent)
        terminal.quiet(0.4)
    terminal.close()
    return times


def _now() -> float:
    import time

    return time.perf_counter()
