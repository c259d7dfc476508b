"""People at full screens whose line is cut, or whose process is killed, while they add customers:
what the screen said is saved stands, who lost the line is signed out, the store is whole."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from store.engine.health import complaints
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.tui.real_terminal import RealTerminal

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

SAVED = re.compile(r"(CUST\d{6}) is saved")


def signed_in(house: Store) -> RealTerminal:
    terminal = RealTerminal(house.folder, columns=100, rows=30)
    terminal.until("Enter signs in")
    terminal.quiet()
    terminal.send(f"boss\t{PASSWORD}\r")
    terminal.until("F1")
    terminal.until("Customers")
    terminal.quiet(0.4)
    return terminal


def add(terminal: RealTerminal, name: str) -> None:
    """The keys of a new customer, all at once, as somebody types ahead over a slow line."""
    terminal.send("n")
    terminal.until("New customer")
    terminal.quiet()
    terminal.send(f"{name}\x13")


def reap(pid: int, seconds: float = 30) -> int:
    """The exit code of a terminal's process."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("the program outlived its terminal")


def one_person(house: Store, rnd: random.Random, number: int, *, cut: bool) -> tuple[set[str], str]:
    """Add a few, and lose the line (or the process) at any moment of the last."""
    terminal = signed_in(house)
    told: set[str] = set()
    for turn in range(rnd.randint(0, 2)):
        add(terminal, f"p{number}x{turn}")
        terminal.until("is saved")
        told |= set(SAVED.findall(terminal.text))
    add(terminal, last := f"p{number}last")
    end = time.monotonic() + rnd.uniform(0, 0.6)
    with suppress(AssertionError):
        while (left := end - time.monotonic()) > 0:
            terminal.read(left)
    told |= set(SAVED.findall(terminal.text))
    if cut:
        os.close(terminal.handle)
        assert reap(terminal.pid) == 129
    else:
        os.kill(terminal.pid, signal.SIGKILL)
        reap(terminal.pid)
        os.close(terminal.handle)
    return told, last


def trial(house: Store, session: Session, times: int, figures: Figures) -> None:
    rnd = random.Random(times)
    cuts = kills = 0
    told: set[str] = set()
    for number in range(times):
        cut = number % 3 != 1
        more, _ = one_person(house, rnd, number, cut=cut)
        told |= more
        cuts, kills = cuts + cut, kills + (not cut)
        left = session.log.list("action:sign.out", limit=1000)
        assert sum(line.reason == "connection lost" for line in left) == cuts
    with session.reading() as conn:
        assert complaints(conn) == []
        codes = {row[0] for row in conn.execute("SELECT code FROM customer")}
        value = conn.execute("SELECT value FROM counter").fetchone()
        open_ones = conn.execute("SELECT count(*) FROM session WHERE ended = ''").fetchone()[0]
    assert told <= codes
    assert len(codes) == (value[0] if value else 0)
    assert open_ones == kills + 1
    assert session.log.verify().ok
    assert session.auditing.run().ok
    figures(lines_cut=cuts, kills=kills, acknowledged_writes=len(told), customers=len(codes))


def test_people_lose_their_line_while_they_save(
    house: Store, boss: Session, figures: Figures
) -> None:
    trial(house, boss, 2, figures)


@pytest.mark.long
def test_many_people_lose_their_line_while_they_save(
    house: Store, boss: Session, seconds: Callable[[float], float], figures: Figures
) -> None:
    trial(house, boss, max(4, int(seconds(60) / 4)), figures)
