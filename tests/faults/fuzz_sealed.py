"""Readers of what guards the store: keyring, backups, throttle, peppers, keys at the door,
checkpoints and archives of the log; also rightly sealed and signed ones that hold anything."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from store.backup import format as form
from store.backup.opening import recovery_from, unpack, verify
from store.engine.migrations import SCHEMA_VERSION
from store.keys import pepper, throttle
from store.keys.credentials import check_name, check_password
from store.keys.form import from_text, to_text
from store.keys.keyring import new_keyring
from store.keys.recovery import read_recovery, write_recovery
from store.keys.seal import seal
from store.log.archive import prove_archives
from store.log.archive_file import facts
from store.log.chain import canonical_json
from store.log.checkpoint import read_checkpoints, sign
from store.log.signing import Signer, store_id
from store.session import Session
from store.staff.ssh_key import read_key
from tests.faults import fuzz_inputs as some
from tests.faults import fuzz_words
from tests.faults.fuzz_trial import Made, tried
from tui.keys import keymap
from tui.server import entering, house, key_file


def keyrings(session: Session, folder: Path) -> Made:
    """The file of keys, also with its digest made anew."""
    made, _, _ = new_keyring("王伟", "correct horse battery")

    def finish(whole: dict[str, Any]) -> dict[str, Any]:
        from store.keys.form import _canonical

        unsigned = {name: value for name, value in whole.items() if name != "digest"}
        return {**unsigned, "digest": hashlib.sha256(_canonical(unsigned)).hexdigest()}

    whole = json.loads(to_text(made))
    inner = some.altered(whole["accounts"]["王伟"]).map(lambda one: {"王伟": one})
    deeper = inner.map(lambda one: json.dumps(finish({**whole, "accounts": one})).encode())
    return (
        lambda data: from_text(data, folder / "keyring.json"),
        st.one_of(some.json_file(whole, finish), deeper),
    )


def _backup(recovery: bytes, keyring: bytes, database: bytes, **other: Any) -> bytes:
    """A backup of these parts that is right as a file, whatever the parts are."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    public = X25519PrivateKey.from_private_bytes(recovery).public_key().public_bytes_raw()
    key, store = bytes(32), "0" * 32
    header = form.Header(
        version=form.VERSION,
        store=store,
        at="2026-01-31T12:00:00.000Z",
        operations=3,
        head="0" * 64,
        schema=SCHEMA_VERSION,
        keyring_bytes=len(keyring),
        keyring_sha256=hashlib.sha256(keyring).hexdigest(),
        database_bytes=len(database),
        database_sha256=hashlib.sha256(database).hexdigest(),
        sealed=base64.b64encode(seal(key, public, form.seal_info(store))).decode(),
        origin="0" * 64,
    )
    header = replace(header, **other)
    return b"".join(form.written(header, key, (bytes(32), keyring, database)))


def backups(session: Session, folder: Path) -> Made:
    """A backup checked without its key: bent anywhere, its header made anew, its digest too."""
    path = folder / "fuzz.kehao-backup"
    whole = _backup(os.urandom(32), b"{}", bytes(4096))
    length = int.from_bytes(whole[len(form.MAGIC) : len(form.MAGIC) + 4], "big")
    begin = len(form.MAGIC) + 4
    header, rest = json.loads(whole[begin : begin + length]), whole[begin + length :]

    def with_header(said: dict[str, Any]) -> bytes:
        body = json.dumps(said, separators=(",", ":")).encode()
        head = form.MAGIC + len(body).to_bytes(4, "big") + body + rest[: -form.DIGEST]
        return head + hashlib.sha256(head).digest()

    def target(data: bytes) -> None:
        path.write_bytes(data)
        verify(path)

    mended = some.bent(whole[: -form.DIGEST]).map(lambda one: one + hashlib.sha256(one).digest())
    anew = some.altered(header).map(with_header)
    return target, st.one_of(some.bent(whole), mended, anew, st.binary(max_size=400))


def opened_backups(session: Session, folder: Path) -> Made:
    """A backup opened with its key, made by somebody who has the key's public part: the keyring
    and the database in it are anything, all digests are right."""
    path, recovery = folder / "fuzz.kehao-backup", os.urandom(32)
    text = write_recovery(recovery)
    made, _, data_key = new_keyring("王伟", "correct horse battery")
    right = to_text(replace(made, store="0" * 32))
    inner = folder / "unpacked"
    inner.mkdir()

    def target(parts: tuple[bytes, bytes, int]) -> None:
        keyring, database, operations = parts
        path.write_bytes(_backup(recovery, keyring, database, operations=operations))
        for file in inner.iterdir():
            file.unlink()
        unpack(path, text, inner)

    assert data_key
    keyring = st.one_of(some.bent(right), st.binary(max_size=200))
    pages = st.sampled_from([0, 1, 4096, 8192])
    database = st.builds(lambda head, size: head + os.urandom(size), st.binary(max_size=40), pages)
    whole = database.filter(bool)
    return target, st.tuples(keyring, whole, st.integers(0, 1 << 40))


def throttles(session: Session, folder: Path) -> Made:
    """The counts of failed sign-ins: read, used and written whatever lies there."""
    path = folder / "throttle.json"
    throttle.check(path, "boss", "here")
    throttle.failed(path, "boss", "here")
    whole = json.loads(path.read_bytes())

    def finish(one: dict[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in one.items() if name != "digest"}
        return {**rest, "digest": throttle._digest(rest)}

    def target(data: bytes) -> None:
        path.write_bytes(data)
        path.chmod(0o600)
        throttle.locked_until(path, "boss")
        assert 0 <= throttle.check(path, "boss", "here") < throttle.PAUSE * 100
        throttle.failed(path, "boss", "here")
        throttle.succeeded(path, "boss", "here")

    counts = st.dictionaries(
        st.sampled_from(list(whole["counts"])) | st.text(max_size=5),
        st.lists(some.JSON, max_size=3),
    )
    pending = st.lists(
        st.tuples(some.JSON, st.text(), st.text(), st.booleans()).map(list), max_size=3
    )
    inside = st.builds(
        lambda one, two: json.dumps(finish({**whole, "counts": one, "pending": two})).encode(),
        counts,
        pending,
    )
    return target, st.one_of(some.json_file(whole, finish), inside)


def secrets_by_hand(session: Session, folder: Path) -> Made:
    """What people type or keep in small files: recovery keys, peppers, names, passwords."""
    path = folder / "small"
    right = write_recovery(bytes(range(32)))
    text = pepper._text(bytes(range(32)))

    def target(data: bytes) -> None:
        path.write_bytes(data)
        path.chmod(0o600)
        line = data.decode("utf-8", "surrogateescape")
        for read in (
            lambda: pepper.read(path),
            lambda: read_recovery(recovery_from(path)),
            lambda: read_recovery(line),
            lambda: check_name(line),
            lambda: check_password("王伟", line),
        ):
            tried(read)

    return target, st.one_of(
        some.bent(right.encode()),
        some.bent(text.encode()),
        st.binary(max_size=100),
        some.words(fuzz_words.VALUES).map(lambda one: one.encode("utf-8", "surrogatepass")),
    )


def door_files(session: Session, folder: Path) -> Made:
    """The files of the door: public keys, sshd's file of keys, `server.toml`, the line asked."""

    def target(text: str) -> None:
        for line in key_file.read_lines(text):
            assert isinstance(line.person, str)
        usual = house.House(Path("/srv"))
        for read in (
            lambda: read_key(text),
            lambda: house._read(text.encode("utf-8", "surrogatepass"), Path("server.toml"), usual),
            lambda: entering.words_of(text),
            lambda: keymap.load(text),
        ):
            tried(read)

    return target, st.one_of(some.words(fuzz_words.KEY_FILE), some.words(fuzz_words.SETTINGS))


def _signer() -> Signer:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    return Signer(bytes(32), public)


def checkpoints(session: Session, folder: Path) -> Made:
    """Files of checkpoints, also rightly signed ones that say anything."""
    path, key = folder / "fuzz.jsonl", _signer()
    with session.reading() as conn:
        store = store_id(conn)
    right = sign(key, store=store, seq=3, head="0" * 64, at="2026-01-31T12:00:00.000Z")

    def finish(one: dict[str, Any]) -> dict[str, Any]:
        rest = {k: v for k, v in one.items() if k not in ("signature", "public")}
        return key.sign(rest)

    def target(data: bytes) -> None:
        path.write_bytes(data)
        read_checkpoints(path, store=store)
        session.log.verify(checkpoint=path)

    return target, some.json_file(right.facts(), finish)


def archives(session: Session, folder: Path) -> Made:
    """Archives of the log, also rightly signed ones whose lines are anything."""
    path, key = folder / "fuzz.archive", _signer()
    line = [3, *["2026-01-31T12:00:00.000Z"] * 7, None, *["x"] * 4, "00" * 32]

    def build(said: dict[str, Any], lines: list[list[Any]], sign_it: bool) -> bytes:
        body = b"".join(json.dumps(one).encode() + b"\n" for one in lines)
        digest = hashlib.sha256(body).hexdigest()
        head: dict[str, Any] = {**said, "digest": digest}
        if sign_it:
            with suppress(ValueError):
                head = key.sign({k: v for k, v in head.items() if k != "signature"})
        try:
            top = canonical_json(head).encode()
        except ValueError:
            top = json.dumps(head).encode()
        return gzip.compress(top + b"\n" + body, 1)

    said = facts(
        store="s", first=3, last=4, before="00" * 32, after="00" * 32, digest="", at="2026-01-31"
    )
    place = st.integers(0, len(line) - 1)
    changed = st.builds(lambda at, new: [*line[:at], new, *line[at + 1 :]], place, some.JSON)
    lines = st.lists(st.one_of(changed, st.just(line), st.lists(some.JSON, max_size=3)), max_size=4)
    whole = st.builds(build, st.one_of(st.just(said), some.altered(said)), lines, st.booleans())
    right = build(said, [line, line], True)

    def target(data: bytes) -> None:
        path.write_bytes(data)
        prove_archives([path], bytes(32), "s", key.public, [])

    return target, st.one_of(whole, some.bent(right), st.binary(max_size=100))
