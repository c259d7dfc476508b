"""Backups in S3-compatible storage: sent, read back and compared, and old ones removed.

A backup is made and verified in the store's own folder first, encrypted as ever, and sent from
there. An object appears in the storage only when all of it has arrived. The keys to the storage lie
in the encrypted database and are never shown.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from store.backup import format as form
from store.backup.coming import Coming
from store.backup.format import ENDING, Header
from store.backup.lying import InBucket, parted
from store.backup.making import Progress, make_in, read_back
from store.backup.parts import stem_of
from store.backup.policy import Policy
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import InvalidValue, KehaoError, NotFound, StoreDamaged, StoreError

if TYPE_CHECKING:
    from store.session import Session

SCHEME: Final = "s3://"
OUTGOING: Final = "outgoing"
"""The folder inside the store's own where a backup waits to be sent."""
_SECRET: Final = "backup.s3"
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Access:
    """How the storage is reached: an https address, and the keys to it."""

    endpoint: str
    key: str
    secret: str
    region: str = "us-east-1"

    def __repr__(self) -> str:
        return f"Access({self.endpoint!r})"

    def check(self) -> None:
        """Raise InvalidValue unless the keys are there and go over an encrypted line."""
        parts = urlsplit(self.endpoint)
        near = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and near)):
            raise InvalidValue(
                "{value} is no address of S3 storage: it begins with https://.",
                field="endpoint",
                value=self.endpoint,
            )
        if parts.username or not self.key or not self.secret:
            raise InvalidValue("S3 storage needs an access key and its secret.", field="key")


def is_address(target: str) -> bool:
    """Whether a backup's target is S3 storage and no folder."""
    return target.startswith(SCHEME)


def read_access(conn: Connection) -> Access | None:
    """How the storage is reached, or None when none is set up."""
    row = conn.execute("SELECT value FROM secret WHERE name = ?", (_SECRET,)).fetchone()
    return Access(**json.loads(bytes(row[0]))) if row else None


def access_of(conn: Connection) -> Access:
    """How the storage is reached. Raises StoreError when none is set up."""
    access = read_access(conn)
    if access is None:
        raise StoreError("No S3 storage is set up: kehao backup storage does it.")
    return access


def keep_access(conn: Connection, access: Access | None) -> None:
    """Keep how the storage is reached, or forget it. Raises InvalidValue."""
    if access is None:
        conn.execute("DELETE FROM secret WHERE name = ?", (_SECRET,))
        return
    access.check()
    conn.execute(
        "INSERT INTO secret (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_SECRET, json.dumps(asdict(access)).encode()),
    )


def open_bucket(conn: Connection, address: str) -> Bucket:
    """The place that an address `s3://bucket/prefix` names. Raises InvalidValue, StoreError."""
    name, _, prefix = address.removeprefix(SCHEME).partition("/")
    if not name:
        raise InvalidValue(
            "{value} names no bucket: write s3://bucket/prefix.", field="folder", value=address
        )
    return Bucket(access_of(conn), name, prefix.strip("/"))


def lying_at(access: Access, address: str) -> InBucket:
    """The backup that an address `s3://bucket/prefix/file` names; it may not be there.

    Raises InvalidValue.
    """
    access.check()
    name, prefix, file = parted(address)
    return InBucket(Bucket(access, name, prefix), file)


def store_in(
    session: Session, bucket: Bucket, progress: Progress | None, cancel: Cancel | None
) -> tuple[str, Header]:
    """Make a backup, send it, and read it back from the storage; its address and header.

    Raises StoreError, StoreDamaged, Stopped; what does not come back whole is removed again.
    """
    folder = Path(session.access.keyring).with_name(OUTGOING)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(
            "No backup could be written to {path} ({why}): check that disk.",
            path=str(folder),
            why=error.strerror or str(error),
        ) from error
    for left in folder.glob(f"*{ENDING}"):  # of one that was killed while it was sent
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _DAY:
                left.unlink()
    path, header, key = make_in(session, folder, progress, cancel)
    try:
        bucket.send(path)
    finally:
        path.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()
    address = bucket.address(path.name)
    try:
        with bucket.reading(path.name) as (source, size):
            form.sized(header, size, address)
            read_back(source, header, key, address, cancel)
    except StoreDamaged:
        bucket.remove(path.name)
        raise
    return address, header


class Bucket:
    """One place in the storage."""

    def __init__(self, access: Access, name: str, prefix: str) -> None:
        self._access = access
        self._name = name
        self._prefix = f"{prefix}/" if prefix else ""
        self._made: Any = None

    def address(self, name: str) -> str:
        """Where a file lies."""
        return f"{SCHEME}{self._name}/{self._prefix}{name}"

    def send(self, path: Path) -> None:
        """Put a file there, under its name."""
        with self._talking() as client, path.open("rb") as file:
            client.upload_fileobj(file, self._name, self._prefix + path.name)

    def remove(self, name: str) -> None:
        """Take a file away."""
        with self._talking() as client:
            client.delete_object(Bucket=self._name, Key=self._prefix + name)

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[form.Source, int]]:
        """A file from its beginning, and how large it is. Raises NotFound, StoreError.

        Where the line breaks, reading goes on from there; a file that was replaced meanwhile is
        not gone on with.
        """
        with self._talking() as client:
            coming = Coming(client, {"Bucket": self._name, "Key": self._prefix + name})
            try:
                size = coming.begin()
            except client.exceptions.NoSuchKey:
                raise NotFound("There is no backup {path}.", path=self.address(name)) from None
            try:
                yield coming, size
            finally:
                coming.close()

    def remove_old(self, store: str, policy: Policy, zone: ZoneInfo) -> list[str]:
        """Take away this store's backups that the policy no longer keeps; their names."""
        times: dict[str, str] = {}
        for name in self._names(stem_of(store)):
            with suppress(KehaoError), self.reading(name) as (source, size):
                header = form.read_header(source, name)
                form.sized(header, size, name)
                if header.store == store:
                    times[name] = header.at
        removed = policy.no_longer_kept(times, zone)
        for name in removed:
            self.remove(name)
        return removed

    def _names(self, stem: str) -> list[str]:
        with self._talking() as client:
            pages = client.get_paginator("list_objects_v2").paginate(
                Bucket=self._name, Prefix=self._prefix + stem
            )
            keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
        names = [key.removeprefix(self._prefix) for key in keys]
        return [name for name in names if name.endswith(ENDING) and "/" not in name]

    @contextmanager
    def _talking(self) -> Iterator[Any]:
        """The client; its errors become ones for people, with a code and nothing of a request."""
        try:
            from boto3.exceptions import Boto3Error
            from botocore.exceptions import BotoCoreError, ClientError
        except ImportError:
            raise StoreError("S3 storage takes one package more: pip install boto3.") from None
        try:
            if self._made is None:
                self._made = self._client()
            yield self._made
        except ClientError as error:
            raise self._unwell(str(error.response.get("Error", {}).get("Code", ""))) from None
        except (BotoCoreError, Boto3Error, ValueError) as error:
            raise self._unwell(type(error).__name__) from None

    def _client(self) -> Any:
        from boto3.session import Session as Boto
        from botocore.config import Config

        access = self._access
        return Boto(access.key, access.secret, region_name=access.region).client(
            "s3",
            endpoint_url=access.endpoint,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",  # what not all storages understand
                response_checksum_validation="when_required",
                connect_timeout=10,
                read_timeout=60,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
        )

    def _unwell(self, why: str) -> StoreError:
        return StoreError(
            "The storage of {address} did not do it ({why}): check the address, the bucket and the "
            "keys.",
            address=self.address("").rstrip("/"),
            why=why,
        )
