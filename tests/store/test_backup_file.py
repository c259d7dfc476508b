"""The backup file: what goes in comes out, whatever its size; nothing in it can be moved."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.backup import format as form
from store.errors import StoreDamaged, StoreTooNew
from store.keys.seal import SEALED_BYTES
from tests.conftest import examples

KEY = bytes(range(32))


def header_for(database: int, keyring: int = 10) -> form.Header:
    return form.Header(
        version=1,
        store="ab" * 16,
        at="2026-01-31T08:15:00.123Z",
        operations=7,
        head="cd" * 32,
        schema=4,
        keyring_bytes=keyring,
        keyring_sha256="00" * 32,
        database_bytes=database,
        database_sha256="11" * 32,
        sealed=base64.b64encode(bytes(SEALED_BYTES)).decode(),
        origin="22" * 32,
    )


def packed(plain: bytes) -> tuple[form.Header, bytes]:
    header = header_for(len(plain) - 42)
    return header, b"".join(form.written(header, KEY, iter((plain[:5], plain[5:]))))


def unpacked(data: bytes) -> bytes:
    source = io.BytesIO(data)
    header = form.read_header(source, "x")
    form.sized(header, len(data), "x")
    return b"".join(form.opened(source, header, KEY, "x"))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(form, "CHUNK", 64)
    return 64


@pytest.mark.parametrize("size", [43, 63, 64, 65, 127, 128, 129, 1000])
def test_what_goes_in_comes_out(small_chunks: int, size: int) -> None:
    plain = bytes(number % 251 for number in range(size))
    header, data = packed(plain)
    assert len(data) == form.whole_bytes(header)
    assert unpacked(data) == plain
    source = io.BytesIO(data)
    form.check_digest(source, form.read_header(source, "x"), "x")


def test_chunks_cannot_be_swapped_repeated_or_left_out(small_chunks: int) -> None:
    header, data = packed(bytes(range(256)))
    start, piece = len(form.prefix(header)), 64 + form.TAG
    pieces = [data[start + n * piece : start + (n + 1) * piece] for n in range(4)]
    for order in ((1, 0, 2, 3), (0, 0, 2, 3), (0, 1, 3, 2), (0, 1, 2, 2)):
        moved = data[:start] + b"".join(pieces[n] for n in order) + data[start + 4 * piece :]
        with pytest.raises(StoreDamaged):
            unpacked(moved)
    # the last chunk cut off, under a header that says so: the mark of the last one is missing
    shorter = replace(header, database_bytes=header.database_bytes - 64)
    with pytest.raises(StoreDamaged):
        unpacked(form.prefix(shorter) + b"".join(pieces[:3]) + data[-form.DIGEST :])


def test_chunks_belong_to_their_header(small_chunks: int) -> None:
    header, data = packed(bytes(200))
    other = replace(header, at="2026-02-01T08:15:00.123Z")
    with pytest.raises(StoreDamaged):
        unpacked(form.prefix(other) + data[len(form.prefix(header)) :])


def test_a_newer_version_is_named() -> None:
    newer = form.prefix(replace(header_for(100), version=2))
    with pytest.raises(StoreTooNew):
        form.read_header(io.BytesIO(newer), "x")


@settings(max_examples=examples(300), deadline=None)
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", form.MAGIC]))
def test_no_bytes_bring_the_reader_down(data: bytes, start: bytes) -> None:
    with pytest.raises(StoreDamaged):
        unpacked(start + data)


@settings(max_examples=examples(300), deadline=None)
@given(
    name=st.sampled_from(list(form.Header.__dataclass_fields__)),
    value=st.one_of(
        st.none(), st.integers(), st.text(max_size=80), st.lists(st.none()), st.booleans()
    ),
)
def test_no_header_brings_the_reader_down(name: str, value: object) -> None:
    header = header_for(100)
    if value == getattr(header, name):
        return
    text = form.prefix(replace(header, **{name: value})) + bytes(500)  # type: ignore[arg-type]
    with pytest.raises((StoreDamaged, StoreTooNew)):
        unpacked(text)
