"""The people of the load run, and the one loop that types for all of them.

What a person does is a generator: it yields how long to wait, or the bytes to wait for. A key in
the search box is answered when the cell it changes is sent (`ESC [2;columnH`, then the run of
characters): that tells one key's echo from another's, and from rows that change by themselves.
"""

from __future__ import annotations

import heapq
import os
import re
import select
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from rich.cells import cell_len

from tests.bench.houses import PASSWORD
from tests.bench.terminal import Terminal

KEYS = 10
"""Keys in a burst."""
KEY_SECONDS = 0.2
CYCLE = 10.0
SAVE_EVERY = 6
"""Cycles: a save a minute."""
BOX_ROW = 2
BOX_COLUMN = 5
ALARMS = (b"busy", b"locked", b"Traceback", b"damaged", b"Error")
LOOK = re.compile(rb"\x1b\[[0-9;]*m")
RUN = re.compile(rb"\x1b\[%d;(\d+)H((?:\x1b\[[0-9;]*m|[^\x1b])*)" % BOX_ROW)
TAIL = 400
"""Bytes kept from one read to the next, in case a run was cut in two."""
LAST = 3000
"""Bytes kept to see what a program said that ended by itself."""
CLOCK_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Wait:
    """Until these bytes have come, or so many seconds are over."""

    marker: bytes
    seconds: float = 30.0


Step = Generator[float | Wait, float | None, None]
"""Yields seconds or a Wait; a Wait is answered with the time the bytes came, or None."""


@dataclass
class Typed:
    """A key in the search box that has not been answered yet."""

    sent: float
    column: int
    character: str
    last: float = 0.0


class Person:
    """One person at a terminal."""

    def __init__(self, folder: Path, name: str, random: Random) -> None:
        self.folder, self.name, self.random = folder, name, random
        self.terminal: Terminal | None = None
        self.crowd: Crowd
        self.marker: bytes | None = None
        self.waiting = 0
        self.typed: list[Typed] = []
        self.last_key: Typed | None = None
        self.answered: tuple[str, float] | None = None
        self.last = b""
        self._tail = b""

    def send(self, keys: str) -> float:
        """Send keys; when they went."""
        assert self.terminal is not None
        return self.terminal.send(keys)

    # -- what a person does ---------------------------------------------------------------------

    def come(self) -> Step:
        """Start the program and sign in."""
        self.terminal = Terminal(["-m", "tui", "--store", str(self.folder)])
        self.crowd.listen(self)
        began = self.terminal.started
        came = yield Wait(b"Enter", 120)
        self.note("start", began, came)
        yield 1.0
        for part in (self.name, "\t", PASSWORD):
            self.send(part)
            yield 0.5
        sent = self.send("\r")
        came = yield Wait(b" found", 180)
        self.note("signing in", sent, came)

    def work(self, until: float, queries: Sequence[str], *, sees_phones: bool) -> Step:
        """Bursts of typing, scrolling, a save a minute."""
        cycle = self.random.randrange(SAVE_EVERY)
        while time.perf_counter() < until:
            began = time.perf_counter()
            yield from self.search(self._query(queries, sees_phones))
            cycle += 1
            if cycle % SAVE_EVERY == 0:
                yield from self.save()
            self.send("\x1b")
            yield 0.6
            yield from self.scroll()
            yield max(0.1, began + CYCLE - time.perf_counter())

    def _query(self, queries: Sequence[str], sees_phones: bool) -> str:
        while True:
            query = self.random.choice(queries)
            if sees_phones or not (query.isdigit() and len(query) == 11):
                return query[:KEYS]

    def search(self, query: str) -> Step:
        """Type into the empty search box, five keys a second; Enter goes to the rows."""
        self.send("/")
        yield 0.3
        column = BOX_COLUMN
        for character in query:
            self._end_key()
            key = Typed(self.send(character), column, character)
            self.typed.append(key)
            self.last_key = key
            column += cell_len(character)
            yield KEY_SECONDS
        yield 0.4
        self._end_key()
        for key in self.typed:  # not answered within the burst
            self.crowd.times.setdefault("key", []).append(time.perf_counter() - key.sent)
        self.typed.clear()
        self.send("\r")
        yield 0.6

    def _end_key(self) -> None:
        """The key before has had its time: when did the last of its answer come?"""
        key, self.last_key = self.last_key, None
        if key is not None and key.last:
            self.crowd.times.setdefault("key until quiet", []).append(key.last - key.sent)

    def scroll(self) -> Step:
        """A few rows down, two pages down, back to the top."""
        for key, kind, times in (("j", "row down", 5), ("\x06", "page down", 2)):
            for _ in range(times):
                self.answered = (kind, self.send(key))
                yield 0.25
                self.answered = None
        self.send("g")
        yield 0.2

    def save(self) -> Step:
        """Open the form of the row found, write something into it, save."""
        sent = self.send("e")
        came = yield Wait(b"Notes", 10)
        if came is None:  # nobody was found
            return
        self.note("form", sent, came)
        yield 1.0
        self.send("\x1b[Z" * 3)  # from the name back round the end: reason, tags, notes
        yield 0.5
        for character in f"call {self.random.randrange(1000)} ":
            self.send(character)
            yield 0.15
        sent = self.send("\x13")
        came = yield Wait(b"saved.", 20)
        if came is None:
            self.crowd.refused += 1
            self.send("\x1b")
            yield 1.0
            self.send("\t\r")
        else:
            self.note("save", sent, came)
        yield 1.0

    def note(self, kind: str, sent: float, came: float | None) -> None:
        """Keep a time."""
        if came is None:
            self.crowd.alarms[f"no answer: {kind}"] += 1
        else:
            self.crowd.times.setdefault(kind, []).append(came - sent)

    # -- what comes back ------------------------------------------------------------------------

    def take(self, chunk: bytes, now: float) -> bool:
        """Bytes have come; whether they are what is being waited for."""
        seen = self._tail + chunk
        self._tail = seen[-TAIL:]
        self.last = (self.last + chunk)[-LAST:]
        for alarm in ALARMS:
            if alarm in chunk:
                self.crowd.alarms[alarm.decode()] += 1
        if self.answered is not None:
            kind, sent = self.answered
            self.answered = None
            self.crowd.times.setdefault(kind, []).append(now - sent)
        if self.last_key is not None:
            self.last_key.last = now
        if self.typed:
            for match in RUN.finditer(seen):
                self._echoed(int(match[1]), LOOK.sub(b"", match[2]).decode(errors="ignore"), now)
        if self.marker is not None and self.marker in seen:
            self.marker = None
            self._tail = b""
            return True
        return False

    def _echoed(self, column: int, text: str, now: float) -> None:
        cells: dict[int, str] = {}
        for character in text:
            cells[column] = character
            column += cell_len(character)
        for key in [key for key in self.typed if cells.get(key.column) == key.character]:
            self.typed.remove(key)
            self.crowd.times.setdefault("key", []).append(now - key.sent)


class Crowd:
    """Everybody, and the loop."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self.times: dict[str, list[float]] = {}
        self.alarms: Counter[str] = Counter()
        self.refused = 0
        self.last_words: list[str] = []
        self._poll = select.epoll()
        self._by_handle: dict[int, Person] = {}
        self._steps: dict[Person, Step] = {}
        self._due: list[tuple[float, int, Person, int]] = []
        self._order = count()
        for person in people:
            person.crowd = self

    def listen(self, person: Person) -> None:
        """From now on take what this person's terminal sends."""
        assert person.terminal is not None
        os.set_blocking(person.terminal.handle, False)
        self._by_handle[person.terminal.handle] = person
        self._poll.register(person.terminal.handle, select.EPOLLIN)

    def do(self, person: Person, step: Step, *, after: float) -> None:
        """Have a person do something, in so many seconds."""
        self._steps[person] = step
        self._wake(person, time.perf_counter() + after)

    def _wake(self, person: Person, when: float) -> None:
        person.waiting += 1
        heapq.heappush(self._due, (when, next(self._order), person, person.waiting))

    def _go_on(self, person: Person, answer: float | None) -> None:
        try:
            wanted = self._steps[person].send(answer)
        except StopIteration:
            del self._steps[person]
            return
        now = time.perf_counter()
        if isinstance(wanted, Wait):
            person.marker = wanted.marker
            person._tail = b""
            self._wake(person, now + wanted.seconds)
        else:
            self._wake(person, now + wanted)

    def finish(self, *, watch: Callable[[], None], timeout: float) -> None:
        """Until everybody has done what they do; `watch` is called twice a second."""
        end = time.perf_counter() + timeout
        while self._steps and time.perf_counter() < end:
            self._turn(0.5, watch)
        for person in list(self._steps):
            self.alarms["not done"] += 1
            del self._steps[person]
            person.waiting += 1

    def rest(self, seconds: float) -> None:
        """Nobody does anything."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._turn(left, lambda: None)

    _watched = 0.0

    def _turn(self, seconds: float, watch: Callable[[], None]) -> None:
        now = time.perf_counter()
        if now - self._watched > 0.5:
            self._watched = now
            watch()
        wait = min(seconds, self._due[0][0] - now) if self._due else seconds
        for handle, _ in self._poll.poll(max(0.0, wait)):
            person = self._by_handle[handle]
            try:
                chunk = os.read(handle, 1 << 16)
            except BlockingIOError:
                continue
            except OSError:
                chunk = b""
            if not chunk:
                self.alarms["ended"] += 1
                self.last_words.append(LOOK.sub(b"", person.last).decode(errors="replace"))
                self._poll.unregister(handle)
                continue
            came = time.perf_counter()
            if person.take(chunk, came) and person in self._steps:
                person.waiting += 1  # the time out is off
                self._go_on(person, came)
        now = time.perf_counter()
        while self._due and self._due[0][0] <= now:
            _, _, person, number = heapq.heappop(self._due)
            if number == person.waiting and person in self._steps:
                person.marker = None
                self._go_on(person, None)

    # -- what it costs --------------------------------------------------------------------------

    def _there(self) -> list[int]:
        return [person.terminal.pid for person in self.people if person.terminal is not None]

    def cpu(self) -> float:
        """Seconds of processor that all have taken so far."""
        total = 0
        for pid in self._there():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / CLOCK_TICK

    def sizes(self, kind: str) -> list[float]:
        """Memory of each in MB: `Rss`, or `Pss` (what is shared counted once over all)."""
        found = []
        for pid in self._there():
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            found += [
                int(line.split()[1]) / 1024 for line in text.splitlines() if f"{kind}:" in line
            ]
        return found

    def memory(self) -> list[float]:
        """Mean resident, and mean proportional memory of one in MB."""
        return [sum(sizes) / len(sizes) for sizes in (self.sizes("Rss"), self.sizes("Pss"))]

    def close(self) -> None:
        """Everybody goes."""
        for person in self.people:
            if person.terminal is not None:
                os.set_blocking(person.terminal.handle, True)
                person.terminal.close()
        self._poll.close()
