"""Backups in S3-compatible storage, against a real server process on loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import store
from store.backup import bucket as buckets
from store.backup import coming, making, parts
from store.backup.bucket import Access, lying_at
from store.backup.opening import verify
from store.backup.policy import Policy
from store.backup.restoring import restore
from store.errors import InvalidValue, NotFound, StoreDamaged, StoreError
from store.session import Session
from tests.conftest import PASSWORD
from tui.commands.root import kehao

boto3 = pytest.importorskip("boto3", reason="pip install boto3")
pytest.importorskip("moto", reason="pip install 'moto[s3]' flask flask-cors")
pytest.importorskip("flask_cors", reason="pip install flask-cors")

SECRET = "top-secret-Zk7qWm"
WHERE = "s3://house/backups"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a storage server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture
def storage(server: str) -> Any:
    """A client of one's own, to look at what lies there; the bucket is empty."""
    client = boto3.client(
        "s3",
        endpoint_url=server,
        aws_access_key_id="house",
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="house")
    for one in client.list_objects_v2(Bucket="house").get("Contents", ()):
        client.delete_object(Bucket="house", Key=one["Key"])
    return client


@pytest.fixture
def made(server: str, storage: Any, tmp_path: Path) -> Iterator[tuple[Session, str]]:
    created = store.create(tmp_path / "house", admin="boss", password=PASSWORD)
    session = created.store.sign_in("boss", PASSWORD)
    session.backups.set_s3(Access(server, "house", SECRET))
    yield session, created.recovery_key
    session.close()


def names(storage: Any) -> list[str]:
    return [one["Key"] for one in storage.list_objects_v2(Bucket="house").get("Contents", ())]


def test_a_backup_goes_there_and_comes_back(
    made: tuple[Session, str], storage: Any, tmp_path: Path
) -> None:
    session, key = made
    session.customers.add({"name": "深圳晴川贸易"})
    session.backups.set_folders([WHERE])
    (one,) = session.backups.create(session.backups.folders())
    assert one.error is None
    assert one.file.startswith(f"{WHERE}/kehao-")
    assert names(storage) == [one.file.removeprefix("s3://house/")]
    assert not (tmp_path / "house" / buckets.OUTGOING).exists()
    file = tmp_path / "fetched"
    storage.download_file("house", names(storage)[0], str(file))
    assert file.stat().st_size == one.bytes
    assert verify(file, key).header.operations == one.operations
    done = restore(file, tmp_path / "new", key)
    again = done.store.sign_in("boss", PASSWORD)
    assert again.search.count("") == 1
    again.close()


def test_old_ones_go_and_other_objects_stay(
    made: tuple[Session, str], storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = made
    clock = [""]
    monkeypatch.setattr(making, "utc_now", lambda: clock[0])
    monkeypatch.setattr(parts, "utc_now", lambda: clock[0])
    session.backups.set_policy(Policy(2, 0, 0))
    for day in range(1, 5):
        clock[0] = f"2026-01-0{day}T08:00:00.000Z"
        (one,) = session.backups.create([WHERE])
        if day == 1:
            fake = one.file.removeprefix("s3://house/").replace("20260101", "20250101")
            storage.put_object(Bucket="house", Key=fake, Body=b"no backup")
            storage.put_object(Bucket="house", Key="backups/mine.txt", Body=b"mine")
    left = names(storage)
    assert {fake, "backups/mine.txt"} < set(left)
    days = sorted(name.split("-2026010")[1][0] for name in left if "-2026010" in name)
    assert days == ["3", "4"]
    assert one.removed[0].endswith("20260102-080000.kehao-backup")


def test_what_does_not_come_back_whole_is_removed_and_told(
    made: tuple[Session, str], storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = made
    send = buckets.Bucket.send

    def damaging(self: buckets.Bucket, path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[-100] ^= 1
        path.write_bytes(data)
        send(self, path)

    monkeypatch.setattr(buckets.Bucket, "send", damaging)
    (one,) = session.backups.create([WHERE])
    assert isinstance(one.error, StoreDamaged)
    assert names(storage) == []
    assert session.backups.standing().failure


def test_what_a_killed_one_left_to_be_sent_is_swept_away(
    made: tuple[Session, str], tmp_path: Path
) -> None:
    folder = tmp_path / "house" / buckets.OUTGOING
    folder.mkdir(mode=0o700)
    old, young = (folder / f"kehao-{name}.kehao-backup" for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"whole, but never sent")
    os.utime(old, (0, 0))
    assert made[0].backups.create([WHERE])[0].error is None
    assert list(folder.iterdir()) == [young]  # which another process may be sending


def test_errors_name_the_place_and_no_secret(made: tuple[Session, str], server: str) -> None:
    session, _ = made
    (gone,) = session.backups.create(["s3://no-such-bucket/x"])
    assert isinstance(gone.error, StoreError)
    assert "NoSuchBucket" in str(gone.error)
    with pytest.raises(InvalidValue, match="names no bucket"):
        session.backups.set_folders(["s3:///x"])
    for endpoint in ("http://example.com", "ftp://localhost", "example.com", "https://a:b@c.d"):
        with pytest.raises(InvalidValue):
            session.backups.set_s3(Access(endpoint, "house", SECRET))
    session.backups.set_s3(Access("http://127.0.0.1:9", "house", SECRET))
    (refused,) = session.backups.create([WHERE])
    assert "EndpointConnectionError" in str(refused.error)
    assert SECRET not in repr(Access(server, "house", SECRET))
    told = repr(session.log.list()) + repr(session.backups.list()) + str(refused.error)
    assert SECRET not in told
    session.backups.set_s3(None)
    (none,) = session.backups.create([WHERE])
    assert "kehao backup storage" in str(none.error)


def test_it_is_verified_and_restored_where_it_lies(
    made: tuple[Session, str], storage: Any, server: str, tmp_path: Path
) -> None:
    session, key = made
    session.customers.add({"name": "深圳晴川贸易"})
    (one,) = session.backups.create([WHERE])
    there = session.backups.lying_at(one.file)
    assert verify(there).opened is False
    found = verify(there, key)
    assert (found.name, found.bytes, found.opened) == (one.file, one.bytes, True)
    clean = lying_at(Access(server, "house", SECRET), one.file)  # a machine without a store
    done = restore(clean, tmp_path / "new", key)
    again = done.store.sign_in("boss", PASSWORD)
    assert again.search.count("") == 1
    assert again.log.list("action:store.restore")[0].object == Path(one.file).name
    again.close()
    name = one.file.removeprefix("s3://house/")
    whole = storage.get_object(Bucket="house", Key=name)["Body"].read()
    for place in (20, 700, len(whole) // 2, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        storage.put_object(Bucket="house", Key=name, Body=bytes(damaged))
        with pytest.raises(StoreDamaged):
            restore(clean, tmp_path / "newer", key)
        assert not (tmp_path / "newer").exists()
    storage.put_object(Bucket="house", Key=name, Body=whole[:-40])
    with pytest.raises(StoreDamaged, match="cut short"):
        verify(there)
    with pytest.raises(NotFound, match="There is no backup s3://house/backups/none"):
        verify(session.backups.lying_at(f"{WHERE}/none"))
    for address in ("s3://house", "s3:///x", "s3://house/backups/"):
        with pytest.raises(InvalidValue, match="names no backup"):
            session.backups.lying_at(address)


def test_a_line_that_breaks_is_taken_up_again_but_no_other_object(
    made: tuple[Session, str], storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.exceptions import ReadTimeoutError

    session, key = made
    (one,) = session.backups.create([WHERE])
    there = session.backups.lying_at(one.file)
    name = one.file.removeprefix("s3://house/")
    read, breaks = coming.Coming.read, [0]

    def breaking(self: coming.Coming, size: int, /) -> bytes:
        if size > 1000 and breaks[0] < coming.BREAKS:
            body, breaks[0] = self._body, breaks[0] + 1

            class Broken:
                def read(self, size: int) -> bytes:
                    raise ReadTimeoutError(endpoint_url="")

                def close(self) -> None:
                    body.close()

            part = read(self, 1000)
            self._body = Broken()
            return part
        return read(self, size)

    monkeypatch.setattr(coming.Coming, "read", breaking)
    assert verify(there, key).opened
    assert breaks[0] == coming.BREAKS
    breaks[0] = 0
    begin = coming.Coming.begin

    def replaced(self: coming.Coming) -> int:
        size = begin(self)
        storage.put_object(Bucket="house", Key=name, Body=b"x" * size)
        return size

    monkeypatch.setattr(coming.Coming, "begin", replaced)
    with pytest.raises(StoreError, match="PreconditionFailed"):
        verify(there, key)


def test_the_commands_take_an_address(
    made: tuple[Session, str], server: str, tmp_path: Path
) -> None:
    session, key = made
    session.customers.add({"name": "深圳晴川贸易", "phone": "13800138000"})
    (one,) = session.backups.create([WHERE])
    session.customers.edit(1, {"phone": "13900139000"}, version=1)
    for name, text in (("password", PASSWORD), ("secret", SECRET), ("recovery", key)):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text(text + "\n", "utf-8")
    where = ("--store", str(tmp_path / "house"), "--user", "boss", "--password-file")
    signed = (*where, str(tmp_path / "password"), "--lang", "en")
    reached = ("--endpoint", server, "--key", "house", "--secret-file", str(tmp_path / "secret"))
    recovery = ("--recovery-file", str(tmp_path / "recovery"))

    def call(*words: str) -> Any:
        return CliRunner().invoke(kehao, list(words))

    told = call(*signed, "backup", "verify", one.file, *recovery, "--json")
    assert (told.exit_code, json.loads(told.stdout)["opened"]) == (0, True)
    bare = ("backup", "restore", one.file, "--to", str(tmp_path / "new"), *recovery)
    done = call(*bare, *reached, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["operations"] == one.operations
    shown = call(*signed, "backup", "show", one.file, "CUST000001", *recovery)
    assert "13800138000" in shown.stdout
    wrong = call("--lang", "en", *bare, *reached[:4])
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    mixed = call("--lang", "en", "backup", "verify", str(tmp_path / "password"), *reached)
    assert mixed.exit_code == 2
