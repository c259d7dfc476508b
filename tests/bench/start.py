"""Start to the sign-in screen against a hello-world Textual app, both on a pty."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from tests.bench.houses import new_house
from tests.bench.measure import Figure, percentile95
from tests.bench.terminal import HELLO, Terminal, kehao

REPEATS = 20


def run() -> Iterator[Figure]:
    """From starting the process until the words are on the terminal."""
    folder = new_house().folder
    ours, theirs = [], []
    for number in range(REPEATS + 1):
        terminal = kehao(folder)
        first = terminal.wait_for(b"Password") - terminal.started
        terminal.close()
        terminal = Terminal(["-c", HELLO])
        second = terminal.wait_for(b"hello, world") - terminal.started
        terminal.close()
        if number:
            ours.append(first)
            theirs.append(second)
    mine, base = statistics.median(ours), statistics.median(theirs)
    yield Figure(
        "start to the sign-in screen",
        "ms",
        mine * 1000,
        percentile95(ours) * 1000,
        base * 1000,
        percentile95(theirs) * 1000,
        mine / base,
        "at most 1.60x hello-world",
        mine / base <= 1.6,
    )
