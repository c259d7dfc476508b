"""A store's health: who can reach its files, whether they are whole, whether the log holds.

The doctor changes nothing. What it finds are errors like those that other operations raise, each
with the name of the check that found it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.codes.examining import examine
from store.engine.driver import Connection, Error
from store.engine.health import complaints, versions
from store.errors import CounterExhausted, KehaoError, StoreDamaged, StoreError, StoreUnsafe
from store.files.confinement import confined
from store.files.room import short_of_room
from store.text import fold

if TYPE_CHECKING:
    from store.codes.ends import End
    from store.log.proof import Verified

CHECKS: Final = (
    "permissions", "disk", "keyring", "integrity", "codes", "counters", "search", "backups", "jobs",
    "chain", "checkpoints",
)  # fmt: skip
"""The checks in the order in which they run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; `check` is one of CHECKS."""

    check: str
    error: KehaoError


@dataclass(frozen=True, slots=True)
class Health:
    """What an examination found, which checks it made, and on which versions the store lies."""

    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    versions: dict[str, str]


def check_files(folder: Path) -> list[Finding]:
    """Whether only the account that runs Kehao can reach the store, and whether the disk has room.

    Needs no sign-in. The folder must be there.
    """
    findings = []
    for path in (folder, *sorted(folder.iterdir())):
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode):
            findings.append(
                StoreUnsafe("{path} is a link: a store holds only files.", path=str(path))
            )
        elif stat.S_IMODE(facts.st_mode) & 0o077:
            findings.append(
                StoreUnsafe(
                    "{path} can be read by others on this machine: run chmod {mode} on it.",
                    path=str(path),
                    mode="700" if path.is_dir() else "600",
                )
            )
        elif facts.st_uid != os.getuid():
            findings.append(
                StoreUnsafe("{path} belongs to another account: run chown on it.", path=str(path))
            )
    return [Finding("permissions", error) for error in findings] + _check_disk(folder)


def _check_disk(folder: Path) -> list[Finding]:
    error = short_of_room(folder)
    return [Finding("disk", error)] if error is not None else []


class Doctor(Service):
    """The examination of an open store."""

    @needs("setting.edit", "log.verify", "backup.run")
    def examine(self, progress: Callable[[str], None] | None = None) -> Health:
        """Run every check; `progress` is told the name of each as it begins."""
        session = self._session
        keyring = Path(session.access.keyring)
        made: list[str] = []

        def begin(*checks: str) -> None:
            made.extend(checks)
            if progress is not None:
                progress(checks[0])

        begin("permissions", "disk")
        findings = check_files(keyring.parent)
        with session.reading() as conn:
            begin("keyring")
            findings += self._keyring(conn, keyring)
            begin("integrity")
            damage = _integrity(conn)
            findings += damage
            known = versions(conn)
            if not damage:
                begin("codes")
                findings += [Finding("codes", error) for error in examine(conn)]
                begin("counters")
                findings += self._counters(conn)
                begin("search")
                findings += _search(conn)
            begin("backups")
            findings += _backups(conn)
            begin("jobs")
            findings += _jobs(conn)
        if not damage and (session.may("log.verify") or session.may("log.all")):
            begin("chain", "checkpoints")
            findings += self._chain()
        return Health(tuple(findings), tuple(made), known)

    def _keyring(self, conn: Connection, path: Path) -> list[Finding]:
        from store.keys.form import mac_holds
        from store.keys.keyring import load

        try:
            keyring = load(path)
        except StoreError as error:
            return [Finding("keyring", error)]
        if not mac_holds(keyring, self._session.access.data_key):
            damage = StoreDamaged(
                "{path} was changed from outside: restore it from a backup.", path=str(path)
            )
            return [Finding("keyring", damage)]
        entries = {fold(name) for name in keyring.accounts}
        return [
            Finding(
                "keyring",
                StoreDamaged(
                    "The account {name} has no key in the keyring: reset its password.", name=name
                ),
            )
            for name, key in conn.execute(
                "SELECT name, key FROM staff WHERE removed = '' ORDER BY key"
            )
            if key not in entries
        ] + [
            Finding(
                "keyring",
                StoreDamaged(
                    "The account {name} was removed, and its key is still in the keyring: remove "
                    "it once more, with kehao staff remove.",
                    name=name,
                ),
            )
            for name, key in conn.execute(
                "SELECT name, key FROM staff WHERE removed <> '' ORDER BY key"
            )
            if key in entries
        ]

    def _counters(self, conn: Connection) -> list[Finding]:
        """Counters that near their end, with the way out."""
        from store.codes.ends import near_ends

        session = self._session
        ends = near_ends(conn, session.rulebook(conn), session.now())
        return [Finding("counters", _near_end(end)) for end in ends]

    def _chain(self) -> list[Finding]:
        """The log's chain, against the checkpoints in the folder where they are made on schedule;
        and whether those that should have been made were."""
        from store.log.checkpoints import late, log_settings
        from store.log.set_back import set_back

        session = self._session
        with session.reading() as conn:
            wanted = log_settings(conn)
            error = late(conn) if wanted.scheduled else None
            errors = [found for found in (error, set_back(conn)) if found is not None]
        findings = [Finding("checkpoints", error) for error in errors]
        folder = "" if confined() is not None else wanted.folder  # not theirs to read
        try:
            verified = session.log.verify(checkpoint=folder)
        except StoreError:
            raise
        except KehaoError as wrong:
            findings.append(Finding("checkpoints", wrong))
            verified = session.log.verify()
        if not verified.ok:
            findings.append(Finding("chain", _broken(verified)))
        return findings


def _broken(verified: Verified) -> KehaoError:
    """What verifying the log found, with what to do."""
    if verified.first_bad is None:
        return StoreDamaged(
            "The operation log can't be trusted: {what}. Keep this store as it is and compare it "
            "with a backup.",
            what=verified.why,
        )
    return StoreDamaged(
        "The operation log is broken at line {seq}: {what}. Keep this store as it is and "
        "compare it with a backup.",
        seq=verified.first_bad,
        what=verified.why,
    )


def _jobs(conn: Connection) -> list[Finding]:
    """Jobs in use must not have failed when they were last done, nor wait for somebody."""
    from store.jobs.kept import read_jobs

    found = []
    for job in read_jobs(conn):
        if job.paused:
            continue
        words = {"name": job.name, "owner": job.owner}
        if job.last is not None and job.last.failed:
            error = KehaoError(
                "The job {name} of {owner} failed when it was last done: kehao jobs show {name} "
                "says why.",
                **words,
            )
            found.append(Finding("jobs", error))
        elif job.waits:
            error = KehaoError(
                "The job {name} of {owner} waits for a second person: kehao approvals list.",
                **words,
            )
            found.append(Finding("jobs", error))
    return found


def _backups(conn: Connection) -> list[Finding]:
    """The last good backup must not be old, nor the last attempt have failed."""
    from store.backup.service import TOO_OLD_DAYS, standing

    found = standing(conn)
    errors: list[StoreError] = []
    if found.failure:
        errors.append(StoreError("The last backup failed: {why}", why=found.failure))
    if found.too_old and found.last:
        errors.append(
            StoreError(
                "The last backup is of {at}, more than {days} days ago: kehao backup create makes "
                "one.",
                at=found.last[:16].replace("T", " "),
                days=TOO_OLD_DAYS,
            )
        )
    elif found.too_old:
        errors.append(
            StoreError("There is no backup of this store: kehao backup create makes one.")
        )
    return [Finding("backups", error) for error in errors]


def _near_end(end: End) -> KehaoError:
    """A counter near its end, with the way out."""
    if end.day is None:
        return CounterExhausted(
            "Counter {counter} of rule {rule} has {left} of {whole} numbers left: kehao rules "
            "widen makes it one place wider.",
            counter=end.counter,
            rule=end.rule,
            left=end.left,
            whole=end.capacity,
        )
    return CounterExhausted(
        "Counter {counter} of rule {rule} has {left} of {whole} numbers left, used up on {day} "
        "at its pace: kehao rules widen makes it one place wider.",
        counter=end.counter,
        rule=end.rule,
        left=end.left,
        whole=end.capacity,
        day=end.day.isoformat(),
    )


def _integrity(conn: Connection) -> list[Finding]:
    try:
        found = complaints(conn)
    except Error as error:
        found = [str(error)]
    return [
        Finding(
            "integrity",
            StoreDamaged("The database is damaged ({why}): restore it from a backup.", why=why),
        )
        for why in found
    ]


def _search(conn: Connection) -> list[Finding]:
    """What search keeps must be what the customers say."""
    from store.search.upkeep import differences

    return [
        Finding(
            "search",
            StoreDamaged(
                "Search would miss customers by {field}: kehao run-due makes it whole again.",
                field=field,
            ),
        )
        for field in differences(conn)
    ]
