"""One customer as a backup has it, beside the customer of today; and taking back what was lost.

The backup must be this store's own. What is taken is written by a normal edit: checked, merged and
logged like any other.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.backup.bucket import access_of, is_address, lying_at
from store.backup.format import Header, origin_of
from store.backup.lying import Lying, on_disk
from store.backup.making import Progress
from store.backup.opening import database_of, header_of, unpack
from store.backup.service import Row, good
from store.customers.definitions import load_fields
from store.customers.record import Customer, find_id, load, with_seq
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.engine.migrations import check_version
from store.errors import InvalidValue, NotFound
from store.files import confinement
from store.text import clean

if TYPE_CHECKING:
    from store.session import Session

NAMES: Final = "names"
TAGS: Final = "tags"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field as it was and as it is; `names` and `tags` are lists with commas."""

    field: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A customer then (`at`, UTC) and now; `now` is None when the customer is gone."""

    at: str
    then: Customer
    now: Customer | None

    @property
    def fields(self) -> tuple[Difference, ...]:
        """Every field that has a value, then or now, in the order of the fields."""
        before, after = _shown(self.then), _shown(self.now) if self.now else {}
        both = (
            Difference(name, before.get(name, ""), after.get(name, ""))
            for name in dict.fromkeys((*before, *after))
        )
        return tuple(one for one in both if one.then or one.now)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What is not as it was, in the order of the fields."""
        return tuple(one for one in self.fields if one.then != one.now)


class LookingBack(Service):
    """Customers in a backup of this store."""

    @needs("customer.see_personal")
    def known(self) -> Sequence[Row]:
        """The backups that were made and verified, newest first, without files that are not here
        any more; of those in S3 storage nobody is asked."""
        with self._session.reading() as conn:
            rows = good(conn)
        return [row for row in rows if is_address(row.file) or Path(row.file).is_file()]

    @needs("customer.see_personal")
    def named(self, where: str) -> Lying:
        """The backup that a person names: a file, or `s3://bucket/prefix/file` in the storage that
        is set up. Raises NotFound, InvalidValue, NotPermitted, StoreError."""
        if not is_address(where):
            return on_disk(Path(confinement.place(where)))
        with self._session.reading() as conn:
            return lying_at(access_of(conn), where)

    @needs("customer.see_personal")
    def compare(
        self,
        backup: Path | Lying,
        code: str,
        recovery: str,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Compared:
        """The customer who has this code, or had it, as the backup has it and as it is. Logged.

        Raises NotFound, InvalidValue for a backup of another store, what `verify` raises.
        """
        session = self._session
        lying = on_disk(backup) if isinstance(backup, Path) else backup
        header = self._own(lying)
        with session.reading() as conn:
            known = _find(conn, code)
        with TemporaryDirectory(prefix="kehao-look-") as folder:  # what lies there is encrypted
            unpacked = unpack(lying, recovery, Path(folder), progress=progress, cancel=cancel)
            with database_of(unpacked) as conn:
                check_version(conn)
                found = known or _find(conn, code)
                then = _load(conn, found) if found else None
        if then is None:
            raise NotFound(
                "No customer had the code {code} when this backup was made.", code=clean(code)
            )
        with session.reading() as conn:
            now = _now(session, conn, then.id)
        with session.writing("customer.see_personal", looking=True) as change:
            change.log(
                "backup.look",
                then.code,
                subject=then.id if now else None,
                after={"file": lying.file, "at": header.at},
            )
        return Compared(header.at, then, now)

    @needs("customer.see_personal")
    def take(
        self,
        backup: Path | Lying,
        code: str,
        recovery: str,
        *,
        fields: Collection[str] = (),
        reason: str = "",
        cancel: Cancel | None = None,
    ) -> Customer:
        """Make a customer again what the backup says: all that differs, or just these fields.

        Raises what `compare` and `put_back` raise.
        """
        self._session.require("customer.edit")
        compared = self.compare(backup, code, recovery, cancel=cancel)
        return self.put_back(compared, fields=fields, reason=reason)

    @needs("customer.edit")
    def put_back(
        self, compared: Compared, *, fields: Collection[str] = (), reason: str = ""
    ) -> Customer:
        """Take back what was compared, without the backup and its key: all that differs, or just
        these fields.

        The code stays, and so do fields that are no longer in use. Raises NotFound for a customer
        who is gone since or a field that there is none of, Conflict for a field that somebody
        changed since it was compared, InvalidValue, NotPermitted.
        """
        session = self._session
        if compared.now is None:
            with session.reading() as conn:
                load(conn, compared.then.id, session.field_map(conn))  # says where it went
        assert compared.now is not None
        then, now = compared.then, compared.now
        known = {*session.field_map(), NAMES, TAGS}
        for name in fields:
            if name not in known:
                raise NotFound("There is no field {name}.", name=name)
        wanted = [
            one.field
            for one in compared.differences
            if one.field in known and (not fields or one.field in fields)
        ]
        return session.customers.edit(
            now.id,
            {name: then.values.get(name, "") for name in wanted if name not in (NAMES, TAGS)},
            version=now.version,
            base=now,
            names=then.names if NAMES in wanted else None,
            tags=then.tags if TAGS in wanted else None,
            reason=reason or f"backup {compared.at[:19].replace('T', ' ')} UTC",
        )

    def _own(self, lying: Lying) -> Header:
        """The header, once it is certain that this store wrote it."""
        header = header_of(lying)
        origin = origin_of(header, self._session.access.log_key)
        if not hmac.compare_digest(header.origin, origin):
            raise InvalidValue(
                "{path} is a backup of another store.", field="file", path=lying.name
            )
        return header


def _find(conn: Connection, code: str) -> int:
    """The customer's number, or 0 for none."""
    try:
        return find_id(conn, clean(code))
    except NotFound:
        return 0


def _load(conn: Connection, customer: int) -> Customer | None:
    try:
        return load(conn, customer, load_fields(conn))
    except NotFound:
        return None


def _now(session: Session, conn: Connection, customer: int) -> Customer | None:
    try:
        return with_seq(conn, load(conn, customer, session.field_map(conn)))
    except NotFound:
        return None


def _shown(customer: Customer) -> dict[str, str]:
    return {
        "code": customer.code,
        **customer.values,
        NAMES: ", ".join(text for _, text in customer.names),
        TAGS: ", ".join(customer.tags),
    }
