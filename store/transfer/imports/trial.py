"""A try of what would be written, by doing it where it does not stay.

What a dry run says is what a real run does because it is one: the same code, the same transactions
in the same order, on a state of the store that nobody else sees. Little is tried inside one
transaction that is taken back before anybody waits for it; more, on a copy of the store beside it,
encrypted under the same key and removed afterwards.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

from store.engine.cancel import Cancel
from store.engine.database import Engine
from store.engine.driver import Connection
from store.engine.snapshot import copy_database, remove_copy
from store.errors import StoreError
from store.files.free import free_bytes
from store.files.room import LEAST_FREE
from store.keys.derive import database_key
from store.sign_in.making import DATABASE

if TYPE_CHECKING:
    from store.session import Session

Result = TypeVar("Result")

SECONDS: Final = 0.15
"""So long at most others wait for a try inside a transaction, and for one chunk more."""
COPY: Final = "trial-"
"""How the copies begin that lie beside the database for a while."""


class TooLong(Exception):
    """A try inside a transaction takes longer than others should wait."""


class _TakenBack(Exception):
    """Ends the transaction so that nothing of it stays."""


class _Held:
    """What a session takes for its engine while it works inside one transaction of another's."""

    presence = None
    alone = False

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._until = time.monotonic() + SECONDS

    @contextmanager
    def reading(self, cancel: Cancel | None = None) -> Iterator[Connection]:
        """The same connection, which sees what was written so far."""
        yield self._conn

    @contextmanager
    def writing(
        self, meanwhile: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> Iterator[Connection]:
        """A part of the transaction, taken back alone when it fails; raises TooLong."""
        if time.monotonic() > self._until:
            raise TooLong
        self._conn.execute("SAVEPOINT part")
        try:
            yield self._conn
        except BaseException:
            self._conn.execute("ROLLBACK TO part")
            raise
        finally:
            self._conn.execute("RELEASE part")

    def bulk(self) -> AbstractContextManager[None]:
        """Nothing is to be gained."""
        return nullcontext()


def tried_inside(session: Session, work: Callable[[Session], Result]) -> Result:
    """What `work` gives, done in one transaction of the session and taken back.

    Everything that it reads from elsewhere should be at hand. Raises TooLong, and what it raises.
    """
    results: list[Result] = []
    with suppress(_TakenBack), session.writing("import.run") as change:
        results.append(work(_alike(session, cast(Engine, _Held(change.conn)))))
        raise _TakenBack
    return results[0]


@contextmanager
def copied(session: Session, cancel: Cancel | None = None) -> Iterator[Session]:
    """The session on a copy of the store as it is now. Raises Stopped, StoreError (no room)."""
    folder = Path(session.access.keyring).parent
    _remove_old(folder)
    size = (folder / DATABASE).stat().st_size
    free = free_bytes(folder)
    if free < 2 * size + LEAST_FREE:
        raise StoreError(
            "A dry run takes a copy of the store for a while, and {need} MB of room; {free} MB are "
            "free on the disk of {path}.",
            need=(2 * size + LEAST_FREE) // 1_000_000,
            free=free // 1_000_000,
            path=str(folder),
        )
    target = folder / f"{COPY}{os.getpid()}-{time.monotonic_ns()}.db"
    key = database_key(session.access.data_key)
    try:
        with session.reading(cancel) as conn:
            conn.execute("SELECT count(*) FROM setting").fetchone()
            copy_database(conn, target, key, cancel=cancel)
        engine = Engine(target, key, fleeting=True)
        try:
            yield _alike(session, engine)
        finally:
            engine.close()
    finally:
        remove_copy(target)


def _alike(session: Session, engine: Engine) -> Session:
    """The same person's session, on another engine."""
    from store.session import Session

    return Session(
        engine,
        session.access,
        session_id=session.session_id,
        staff_id=session.staff_id,
        name=session.name,
        client=session.client,
    )


def _remove_old(folder: Path) -> None:
    """Remove what tries left that were killed."""
    for path in folder.glob(f"{COPY}*-*.db"):
        number = path.name[len(COPY) :].split("-")[0]
        if not (number.isdecimal() and Path(f"/proc/{number}").exists()):
            remove_copy(path)
