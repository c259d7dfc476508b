"""What is tried on readers at random: a language's own words, bent files, things like JSON."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from hypothesis import strategies as st

from store.transfer.formats.workbook import write_workbook
from tests.faults.fuzz_words import TABLE, VALUES


def words(tokens: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts of a language's own words, with anything in between."""
    piece = st.one_of(st.sampled_from(tokens), st.text(max_size=4), st.integers().map(str))
    return st.lists(piece, max_size=30).map("".join)


def files() -> st.SearchStrategy[bytes]:
    """Files of text in many encodings, and of bytes that are none."""
    encodings = st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-16-le", "big5", "utf-8-sig"])
    texts = st.builds(lambda text, name: text.encode(name, "ignore"), words(TABLE), encodings)
    return st.one_of(st.binary(max_size=600), texts)


def tables() -> st.SearchStrategy[bytes]:
    """Files that have a column of names, and others with values that mean something or nothing."""
    cell = st.one_of(st.sampled_from(TABLE + VALUES), st.text(max_size=6))
    row = st.lists(cell, min_size=1, max_size=7)
    return st.lists(row, min_size=1, max_size=6).map(_as_csv)


def _as_csv(rows: list[list[str]]) -> bytes:
    quoted = [
        ",".join('"{}"'.format(cell.replace('"', '""')) for cell in row)
        for row in [["name", "code", "registered", "phone", "tags", "x", "short name"], *rows]
    ]
    return "\n".join(quoted).encode("utf-8", "replace")


def bent(whole: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with a few places changed, and sometimes cut."""
    edit = st.tuples(st.integers(0, len(whole)), st.binary(max_size=8))
    edits = st.lists(edit, max_size=5)
    return st.builds(_bend, st.just(whole), edits, st.integers(0, 4 * len(whole)))


def _bend(whole: bytes, edits: list[tuple[int, bytes]], cut: int) -> bytes:
    data = bytearray(whole)
    for place, piece in edits:
        data[place : place + len(piece)] = piece
    return bytes(data[:cut] if cut < len(data) else data)


def _book() -> bytes:
    file = io.BytesIO()
    write_workbook(file, ["code", "name", "notes"], [[f"A{n}", f"客户{n}", "1"] for n in range(5)])
    return file.getvalue()


BOOK: Final = _book()


def books() -> st.SearchStrategy[bytes]:
    """Workbooks with one part bent inside, whole as an archive; or bent as an archive."""
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def build(name: str, part: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for other, data in parts.items():
                new.writestr(other, part if other == name else data)
        return made.getvalue()

    inside = st.sampled_from(sorted(parts)).flatmap(
        lambda name: bent(parts[name]).map(lambda part: build(name, part))
    )
    return st.one_of(inside, inside, bent(BOOK))


JSON: Final[st.SearchStrategy[Any]] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0" * 64, "\ud800", "A" * 43 + "=", 1 << 70, -1, 1e400]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def altered(whole: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The object with some of its values replaced, some left out, some added."""
    changes = st.dictionaries(st.sampled_from(sorted(whole)) | st.text(max_size=5), JSON)
    gone = st.sets(st.sampled_from(sorted(whole)), max_size=2)
    return st.builds(
        lambda new, out: {k: v for k, v in (whole | new).items() if k not in out}, changes, gone
    )


def json_file(
    whole: dict[str, Any], finish: Callable[[dict[str, Any]], dict[str, Any]] = lambda one: one
) -> st.SearchStrategy[bytes]:
    """Such an object as a file: bent in its values, `finish`ed (a digest made anew) or not, bent
    in its bytes, or anything."""

    def text(one: dict[str, Any]) -> bytes:
        with suppress(TypeError, ValueError, KeyError, AttributeError):
            one = finish(one)
        return json.dumps(one).encode()

    right = json.dumps(whole).encode()
    return st.one_of(altered(whole).map(text), bent(right), st.binary(max_size=300))


HOUSE_PARTS: Final[dict[str, bytes]] = {
    "kehao.json": b'{"kehao": "house", "format": 1, "customers": 1, "void": 1}',
    "rules.toml": b'[[rule]]\nname = "a"\npattern = "C{seq:6}"\n',
    "fields.json": b'{"choices": {"type": ["VIP"]}, "own": [{"name": "x", "kind": "text", "label": '
    b'"x", "choices": [], "personal": false, "retired": false}]}',
    "customers.jsonl": b'{"code": "C000001", "values": {"name": "x"}, "names": [["short", "y"]]}\n',
    "void.jsonl": b'{"code": "C000009"}\n',
}


def houses() -> st.SearchStrategy[bytes]:
    """A whole house in a file, with one part bent in its bytes or its values, or left out."""

    def build(name: str, part: bytes | None) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for other, data in HOUSE_PARTS.items():
                if other != name or part is not None:
                    new.writestr(other, part if part is not None and other == name else data)
        return made.getvalue()

    def inside(name: str) -> st.SearchStrategy[bytes]:
        ways = [bent(HOUSE_PARTS[name]), st.none()]
        if name != "rules.toml":
            ways.append(
                altered(json.loads(HOUSE_PARTS[name])).map(lambda one: json.dumps(one).encode())
            )
            ways.append(JSON.map(lambda one: json.dumps(one).encode()))
        return st.one_of(ways).map(lambda part: build(name, part))

    parts = st.sampled_from(sorted(HOUSE_PARTS)).flatmap(inside)
    return st.one_of(parts, parts, bent(build("", b"")))
