"""Memory of a session at rest with 100,000 customers against a hello-world Textual app."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from tests.bench.houses import PASSWORD, filled_house
from tests.bench.measure import Figure
from tests.bench.terminal import HELLO, Terminal, signed_in

CUSTOMERS = 100_000
REPEATS = 5


def run() -> Iterator[Figure]:
    """Resident memory some seconds after the first page stands."""
    house = filled_house(CUSTOMERS)
    ours, theirs = [], []
    for _ in range(REPEATS):
        terminal = signed_in(house.folder, "boss", PASSWORD)
        terminal.wait_for(b"100,000")
        time.sleep(3)
        ours.append(terminal.memory())
        terminal.close()
        terminal = Terminal(["-c", HELLO])
        terminal.wait_for(b"hello, world")
        time.sleep(1)
        theirs.append(terminal.memory())
        terminal.close()
    mine, base = statistics.median(ours), statistics.median(theirs)
    yield Figure(
        "memory signed in, 100,000 customers",
        "MB",
        mine,
        max(ours),
        base,
        max(theirs),
        mine / base,
        "at most 2.00x hello-world",
        mine / base <= 2.0,
    )
