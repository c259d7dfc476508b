"""Archives of the operation log: writing them, proving them, and removing what they hold.

Two people do it, as the roles are shipped: who may export the log writes the archive, who keeps the
settings removes archived operations from the store. Only what a right archive holds is removed,
from the beginning, older than the policy says; the log itself says up to where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from store.access import Service, needs
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound, Stopped, StoreDamaged
from store.files import confinement
from store.log.archive_file import Head, encoded, facts, read_archive, write_archive
from store.log.chain import Line
from store.log.checkpoints import log_settings
from store.log.proof import COLUMNS, KEPT, REMOVED, Archived, Mark, Verified, Walk, beginning, prove
from store.log.signing import public_key, ready, signer, store_id

Progress = Callable[[int, int], None]

FLOOR: Final = KEPT + timedelta(days=1)
"""What the store's own guard lets go is older than this, whatever the policy says."""
STEP: Final = 2000
"""Lines removed in one transaction."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed from the store: the operations from `first` to `last`."""

    first: int
    last: int

    @property
    def operations(self) -> int:
        """How many."""
        return self.last - self.first + 1


class LogArchive(Service):
    """The log's older part."""

    @needs("log.export")
    def write(self, path: str | Path, before: date, *, cancel: Cancel | None = None) -> Head:
        """Write all operations in the store from before a day (in its time zone) to a file, or to
        standard output (`-`).

        It takes the right to read the whole log. Nothing is removed. Logged. Raises NotFound (none
        is so old, no such folder), InvalidValue (the file is there), StoreDamaged (a broken log).
        """
        from store.files.landing import landing
        from store.transfer.exports.exporting import check_place

        session = self._session
        session.require("log.all")
        path = confinement.place(path)
        check_place(path)
        if str(path) != "-" and (path.exists() or path.is_symlink()):
            raise InvalidValue(
                "There is already a file {path}: choose another, its content is not overwritten.",
                path=str(path),
            )
        ready()
        begin = datetime.combine(before, time(), session.zone)
        with session.reading(cancel) as conn:
            seq, mac = beginning(conn)
            last = _last_before(conn, begin)
            if last <= seq:
                raise NotFound("No operation in the store is from before {day}.", day=before)
            walk, digest = Walk(session.access.log_key, seq, mac), hashlib.sha256()
            for line, stored in _stored(conn, last):
                if not walk.take(line, stored):
                    raise _broken(walk.first_bad, walk.why)
                digest.update(encoded(line, stored))
        with session.writing("log.export") as change:
            key = signer(change)
            said = facts(
                store=store_id(change.conn),
                first=seq + 1,
                last=last,
                before=mac.hex(),
                after=walk.head.hex(),
                digest=digest.hexdigest(),
                at=change.at,
            )
            change.log(
                "log.archive",
                path.name,
                after={name: said[name] for name in ("first", "last", "digest")},
            )
        signed = key.sign(said)
        with session.reading(cancel) as conn, landing(path) as file:
            lines = (encoded(line, stored) for line, stored in _stored(conn, last))
            if write_archive(file, signed, lines) != said["digest"]:
                raise Stopped("Stopped.")  # somebody removed them meanwhile
        names = Head.__dataclass_fields__
        return Head(**{name: signed[name] for name in names})  # type: ignore[arg-type]

    @needs("setting.edit")
    def remove(
        self, path: str | Path, *, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> Removed:
        """Remove from the store what an archive holds and the policy lets go of, in steps.

        The archive, the log, and how they join are verified first. After a stop the same call goes
        on. Logged. Raises NotFound, InvalidValue (the archive is not of this log, or there is
        nothing in it to remove), StoreDamaged (a broken log), Stopped.
        """
        from store.customers.bulk import new_group

        session = self._session
        session.require_fresh()
        path = confinement.place(path)
        key = session.access.log_key
        with session.reading() as conn:
            store, own, (seq, mac) = store_id(conn), public_key(conn), beginning(conn)
        archived = prove_archives([path], key, store, own, [(seq, mac.hex())])
        if isinstance(archived, Verified):
            raise _broken(archived.first_bad, archived.why)
        with session.reading(cancel) as conn:
            found = prove(conn, key, (), progress, archived)
            if not found.ok:
                raise _broken(found.first_bad, found.why)
            start, last = beginning(conn)[0], archived.spans[0][1]
            months = log_settings(conn).keep_months
            end = min(last, _last_before(conn, oldest_kept(datetime.now(UTC), months)))
        if archived.spans[0][0] > start + 1:
            raise InvalidValue(
                "{path} begins at operation {first}, the log in the store at {start}: remove what "
                "is before it first.",
                path=str(path),
                first=archived.spans[0][0],
                start=start + 1,
            )
        if end <= start:
            raise InvalidValue(
                "There is nothing in {path} to remove: the store keeps its operations for {months} "
                "months.",
                path=str(path),
                months=months,
            )
        group = new_group()
        for upto in (*range(start + STEP, end, STEP), end):
            if cancel is not None:
                cancel.check()
            self._remove(path.name, upto, group)
        return Removed(start + 1, end)

    def _remove(self, name: str, upto: int, group: str) -> None:
        with self._session.writing("setting.edit") as change:
            start = beginning(change.conn)[0]
            if upto <= start:
                return
            mac = change.conn.execute(
                "SELECT mac FROM operation WHERE seq = ?", (upto,)
            ).fetchone()[0]
            change.log(
                REMOVED,
                name,
                after={"first": start + 1, "last": upto, "head": bytes(mac).hex()},
                group=group,
            )
            change.conn.execute("DELETE FROM operation WHERE seq <= ?", (upto,))


def prove_archives(
    paths: Sequence[str | Path],
    key: bytes,
    store: str,
    public: str,
    known: Sequence[Mark],
) -> Archived | Verified:
    """Go through archives of this store's log; what they held, or the first thing that is wrong.

    public: the key (base64) that must have signed them. known: what others say of lines in them.
    Raises NotFound, InvalidValue.
    """
    opened = []
    for path in map(Path, paths):
        head, lines = read_archive(path)
        if head.store != store:
            raise InvalidValue(
                "{path} is an archive of another store ({store}).",
                path=str(path),
                store=head.store,
            )
        check_key(path, head, public)
        opened.append((head, lines, path))
    opened.sort(key=lambda one: one[0].first)
    ends = [end for head, _, _ in opened for end in _ends(head)]
    marks = [*known, *ends]
    compared: set[int] = set()
    count = 0
    for head, lines, _ in opened:
        walk = Walk(key, head.first - 1, bytes.fromhex(head.before), marks)
        for line, stored in lines:
            if walk.first_bad is None:
                walk.take(line, stored)
        if walk.first_bad is None and (walk.seq, walk.head.hex()) != (head.last, head.after):
            walk.bad(walk.seq + 1, "a line is missing")
        if walk.first_bad is not None:
            return Verified(False, walk.done, walk.head.hex(), walk.first_bad, walk.why, head.first)
        compared |= walk.compared
        count += walk.done
    spans = tuple((head.first, head.last) for head, _, _ in opened)
    return Archived(spans, tuple(ends), frozenset(compared), count)


def check_alone(path: str | Path, public: str) -> Head:
    """Check an archive by its signature alone, without the store. Raises NotFound, InvalidValue."""
    head, lines = read_archive(confinement.place(path))
    check_key(Path(path), head, public)
    expected = head.first
    for line, _ in lines:
        if line.seq != expected:
            raise InvalidValue("{path}: operation {seq} is missing.", path=str(path), seq=expected)
        expected += 1
    if expected != head.last + 1:
        raise InvalidValue("{path}: operation {seq} is missing.", path=str(path), seq=expected)
    return head


def check_key(path: Path, head: Head, public: str) -> None:
    """Raise InvalidValue unless the archive is signed by this key (base64)."""
    if head.public != public:
        raise InvalidValue(
            "{path} is signed by another key ({public}) than {expected}.",
            path=str(path),
            public=head.public,
            expected=public,
        )


def oldest_kept(now: datetime, months: int) -> datetime:
    """From when on operations stay in the store: so many months back, never less than six."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = now.day
    while True:
        try:
            back = now.replace(year=year, month=month + 1, day=day)
            break
        except ValueError:  # the 31st of a month that has 30 days
            day -= 1
    return min(back, now - FLOOR)


def _ends(head: Head) -> Iterator[tuple[int, str]]:
    yield head.first - 1, head.before
    yield head.last, head.after


def _last_before(conn: Connection, moment: datetime) -> int:
    """The last line before the first one that is not from before this moment."""
    at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    row = conn.execute(
        "SELECT seq FROM operation WHERE at >= ? ORDER BY seq LIMIT 1", (at,)
    ).fetchone()
    if row is not None:
        return int(row[0]) - 1
    return int(conn.execute("SELECT max(seq) FROM operation").fetchone()[0])


def _stored(conn: Connection, last: int) -> Iterator[tuple[Line, bytes]]:
    rows = conn.execute(
        f"SELECT {COLUMNS}, mac FROM operation WHERE seq <= ? ORDER BY seq", (last,)
    )
    for row in rows:
        yield Line(*row[:-1]), bytes(row[-1])


def _broken(seq: int | None, why: str) -> StoreDamaged:
    return StoreDamaged(
        "The operation log is broken at line {seq}: {what}. Keep this store as it is and "
        "compare it with a backup.",
        seq=seq,
        what=why,
    )
