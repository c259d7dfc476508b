"""One change to many customers: made ready outside, written in short transactions as one group.

How much goes into a transaction follows from the time that the last ones took, so that nobody waits
for long whatever the machine does. A customer whom somebody else saved between the reading and the
writing is read again. Whatever ends the work, what is written stands, as a group that can be gone
on with or undone.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from store.change import Change
from store.customers.chosen import Chosen
from store.engine.cancel import Cancel
from store.engine.dialect import LISTED_IDS, put_terms
from store.engine.driver import Connection
from store.errors import KehaoError, NotFound, Stopped, StoreBusy

if TYPE_CHECKING:
    from store.session import Session

AIM: Final = 0.08
"""Seconds that a transaction should take, its commit included."""
SLICE: Final = 25
"""Customers written between two looks at the clock."""
FIRST_CHUNK: Final = 100
MOST_CHUNK: Final = 2_000
MANY: Final = 2_000
"""From so many customers on, a larger cache and rarer checkpoints are worth their memory."""
TRIES: Final = 5
"""How often a customer is read again whom others save at the same time."""
TOLD: Final = 1_000
"""How many of those who could not be changed a result names."""

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are in all."""


def new_group() -> str:
    """A name for a group of operations."""
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk change did: its group in the log, how many changed, which failed and why.

    failed: the first of them, with the reason of each; failures: how many in all; reasons: one
    example of each kind of reason, with their number. left: those who failed. stopped: it ended
    before the last customer, by its person or by `error`.
    """

    group: str
    changed: int
    unchanged: int
    failed: tuple[tuple[int, KehaoError], ...]
    stopped: bool
    failures: int = 0
    reasons: tuple[tuple[KehaoError, int], ...] = ()
    left: Chosen = field(default_factory=Chosen)
    error: KehaoError | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """One customer's change, ready to be written.

    row: what the step's own UPDATE takes. terms: the new search terms, None if they stay as they
    are. line: action and images for the log. values, before: what the house's policy looks at.
    """

    id: int
    code: str
    version: int
    row: tuple[object, ...]
    terms: tuple[str, ...] | None
    action: str
    before: str
    after: str
    tags_out: tuple[str, ...] = ()
    tags_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a chunk of customers comes to: changes, those who have it already, those who cannot."""

    ready: list[Ready]
    unchanged: int
    failed: list[tuple[int, KehaoError]]


class Step(Protocol):
    """A kind of change."""

    @property
    def permission(self) -> str:
        """What it takes to do it."""

    @property
    def actions(self) -> tuple[str, ...]:
        """What its lines in the log may say."""

    def read(self, conn: Connection, ids: Sequence[int]) -> Reading:
        """Make the changes of some customers ready; called outside a write transaction."""

    def write(
        self, change: Change, ready: Sequence[Ready], group: str, reason: str
    ) -> dict[int, KehaoError]:
        """Write them and their lines, all but the search terms; says who could not be changed."""


def run(
    session: Session,
    step: Step,
    ids: Collection[int],
    *,
    reason: str = "",
    group: str = "",
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Bulk:
    """Change all of these customers. `group`: one's own earlier group, which this goes on with.

    Raises what hinders the very first transaction; an error after that is in the result.
    """
    if group:
        _check_own(session, group, step)
    work = _Run(session, step, ids, reason, group or new_group(), cancel)
    stopped, error = False, None
    with session.bulk() if len(ids) >= MANY else nullcontext():
        try:
            for _ in work.chunks():
                if progress is not None:
                    progress(work.done, len(ids))
        except Stopped:
            stopped = True
        except KehaoError as raised:
            if not work.changed:
                raise
            stopped, error = True, raised
    return work.result(stopped, error)


def _check_own(session: Session, group: str, step: Step) -> None:
    marks = ", ".join("?" * len(step.actions))
    with session.reading() as conn:
        row = conn.execute(
            f"SELECT 1 FROM operation WHERE group_id = ? AND actor = ? AND action IN ({marks})"
            " LIMIT 1",
            (group, session.name, *step.actions),
        ).fetchone()
    if row is None:
        raise NotFound(
            "There is no change of yours of this kind with the group {group}.", group=group
        )


class _Run:
    """A bulk change under way."""

    def __init__(
        self,
        session: Session,
        step: Step,
        ids: Collection[int],
        reason: str,
        group: str,
        cancel: Cancel | None,
    ) -> None:
        self.session, self.step, self.reason, self.group = session, step, reason, group
        self.cancel = cancel
        self.changed = self.unchanged = self.done = 0
        self._left = iter(ids)
        self._most = FIRST_CHUNK
        self._failed: list[tuple[int, KehaoError]] = []
        self._failed_ids = array("q")
        self._reasons: dict[str, tuple[KehaoError, int]] = {}
        self._again: dict[int, int] = {}

    def chunks(self) -> Iterator[None]:
        """Do the work, a chunk at a time. Raises Stopped."""
        again: list[int] = []
        while chunk := [*again, *islice(self._left, max(0, self._most - len(again)))]:
            self._check()
            with self.session.reading(self.cancel) as conn:
                found = self.step.read(conn, chunk)
            again = []
            for customer, error in found.failed:
                self._fail(customer, error)
            self.unchanged += found.unchanged
            self.done += found.unchanged + len(found.failed)
            place = 0
            while place < len(found.ready):
                self._check()
                written, stale = self._transaction(found.ready, place)
                place += written
                again += self._may_try_again(stale)
                self.done += written - len(stale)
                yield
            if not found.ready:
                self._most = min(MOST_CHUNK, self._most * 2)
                yield

    def _check(self) -> None:
        if self.cancel is not None:
            self.cancel.check()

    def _transaction(self, ready: Sequence[Ready], place: int) -> tuple[int, list[int]]:
        """Write as many as there is time for, from `place` on; how many, and who has changed."""
        first, stale = place, []
        written: list[Ready] = []
        problems: dict[int, KehaoError] = {}
        with self.session.writing(self.step.permission) as change:
            began = monotonic()
            while place < len(ready) and place - first < self._most and monotonic() < began + AIM:
                part = ready[place : place + SLICE]
                fresh, moved = _still_so(change.conn, part)
                if fresh:
                    problems |= self.step.write(change, fresh, self.group, self.reason)
                written += fresh
                stale += moved
                place += len(part)
            # last of all, upwards: any statement in between would make a part of the index of each
            for one in written:
                if one.terms is not None and one.id not in problems:
                    put_terms(change.conn, one.id, one.terms)
        for customer, error in problems.items():
            self._fail(customer, error)
        self.changed += len(written) - len(problems)
        fitting = int((place - first) * AIM / max(monotonic() - began, 0.001))
        self._most = max(SLICE, min(MOST_CHUNK, fitting, 2 * self._most))
        return place - first, stale

    def _may_try_again(self, stale: Sequence[int]) -> list[int]:
        again = []
        for customer in stale:
            self._again[customer] = self._again.get(customer, 0) + 1
            if self._again[customer] < TRIES:
                again.append(customer)
            else:
                self.done += 1
                self._fail(customer, StoreBusy("Somebody else keeps saving this customer."))
        return again

    def _fail(self, customer: int, error: KehaoError) -> None:
        self._failed_ids.append(customer)
        if len(self._failed) < TOLD:
            self._failed.append((customer, error))
        example, many = self._reasons.get(error.template, (error, 0))
        self._reasons[error.template] = example, many + 1

    def result(self, stopped: bool, error: KehaoError | None) -> Bulk:
        """What came of it."""
        return Bulk(
            self.group,
            self.changed,
            self.unchanged,
            tuple(self._failed),
            stopped,
            len(self._failed_ids),
            tuple(sorted(self._reasons.values(), key=lambda one: -one[1])),
            Chosen.of(self._failed_ids),
            error,
        )


def _still_so(conn: Connection, part: Sequence[Ready]) -> tuple[Sequence[Ready], list[int]]:
    """Those who are as they were read, and the ids of those whom somebody has saved since."""
    listed = "[" + ",".join([str(one.id) for one in part]) + "]"
    now = dict(
        conn.execute(
            f"SELECT id, version FROM customer WHERE id IN ({LISTED_IDS})", (listed,)
        ).fetchall()
    )
    fresh = [one for one in part if now.get(one.id) == one.version]
    if len(fresh) == len(part):
        return part, []
    return fresh, [one.id for one in part if now.get(one.id) != one.version]
