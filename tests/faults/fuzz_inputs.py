"""What is tried on readers at random: a language's own words, bent files, things like JSON."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from hypothesis import strategies as st

from store.transfer.workbook import write_workbook

TABLE: Final = (
    *(
        "name",
        "编码",
        "客户名称",
        "电话",
        "登记日期",
        "code",
        "phone",
        "tags",
        "notes",
        "short name",
    ),
    *(
        ",",
        ";",
        "\t",
        '"',
        '""',
        "'",
        "\r",
        "\n",
        "\r\n",
        "\x00",
        "\ufeff",
        "\x85",
        "\u2028",
        "\u202e",
    ),
    *("=1+1", "sep=", "é", "9" * 40, "-1", "1e999", "2026-02-30", "NaN", "C000001", "A1", "/"),
    *(
        '"two\nlines"',
        "registered",
        "深圳晴川贸易有限公司",
        "13812345678",
        "credit_code",
        "91440300MA5DA1XK1T",
    ),
)
QUERY: Final = (
    *(
        "name:",
        "region:",
        "广东",
        "深圳",
        '"',
        "(",
        ")",
        "-",
        "OR",
        "AND",
        "NOT",
        "*",
        ">",
        "<=",
        "..",
    ),
    *(
        ":",
        "tag:",
        "created:",
        "2026",
        "-7d",
        "today",
        "code:",
        "seg:",
        ",",
        "，",
        "：",
        "!",
        "~",
        "\\",
    ),
    *(
        "has:",
        "missing:",
        "flag:",
        "owner:",
        "me",
        "archived:",
        "any",
        "rule:",
        "code.seq:",
        "本月",
    ),
    *("code.yyyy:", "code.legacy:", "this-month", "next-quarter", "2026-q1", "0001", "9999-12-31"),
    *(
        "-99999y",
        "-9999999999d",
        "registered:",
        "注册：",
        "100..200",
        "phone:",
        "138",
        "wang",
        "*a",
    ),
    *(" ", "\n", "\x00", "\ufeff", "\ud800", "İ", "ß", "％", "_", "'", ">=GD", "9999", "***"),
)
LOG: Final = (
    *("actor:", "action:", "object:", "at:", "group:", "customer", "*", ",", "，", "today", "今天"),
    *(
        "-7d",
        "-1w",
        "..",
        ">",
        "<",
        ">=",
        "<=",
        "2026",
        "0001",
        "9999",
        "0000",
        "9999-12",
        '"',
        "：",
    ),
    *("9999-12-31", "0001-01-01", "2026-02-30", "-", "9" * 17, " ", "\x00", "\ud800", "-99999d.."),
    *("at:0001..", "at:<0001-01-01", "at:-99999y", "at:>9999-12-31", "at:..0999-01"),
)
PATTERN: Final = (
    *("{seq:", "}", "{", "6", "{yyyy}", "{region}", "{check:", "damm", ",", "over=", "digits", "-"),
    *("{now:%Y}", "{rand:4}", "base=36", "start=", "last=", "skip=4", "hold=", "*888", "per=", "|"),
    *("%", "{{", "}}", "{name:initials}", "1..9", "mod97", "luhn", "{type|upper}", "??", ":", "="),
    *(
        "A",
        "客",
        "０",
        "9" * 20,
        "-1",
        "step=",
        "{seq:6}",
        "{seq:2,start=99}",
        "/",
        "CUST",
        "000001",
    ),
)
_RULE: Final = '[[rule]]\nname = "a"\npattern = "C{seq:6}"\n'
RULES: Final = (
    *("[[rule]]", "\n", "name", " = ", '"', '"all"', "pattern", '"C{seq:6}"', "when", "[manual]"),
    *("[tables.region]", '"广东"', '"GD"', "forms", "[", "]", "1", "true", "2026-01-01", "\ufeff"),
    *('[code_table.region]\n"广东" = "GD"\n', "[house]\n", "[reached]\n", '"C" = 5\n', "date"),
    *(_RULE, _RULE, 'when = "type:VIP"\n', "inf", "nan", "{"),
)
KEY_FILE: Final = (
    *("restrict,pty,", 'command="', '"', "\\", "ssh-ed25519 ", "ssh-rsa ", "AAAA", " ", "\n", "#"),
    *("kehao server enter --as ", "王敏", "'", "--key SHA256:", "=", ",", "from=", "\r", "\t"),
    "AAAAC3NzaC1lZDI1NTE5AAAAINTmB0cXq5OPnfJ3PpFPqJ0nYqkqQ5m8dHn8WqYd0jzB",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
)
SETTINGS: Final = (
    *('store = "/srv/kehao"', "allow = [", '"/srv"', "]", "\n", "[people]", '王敏 = "a"', "= 1"),
    *("[keys]", '"customers.add" = "n"', '"ctrl+q"', ",", "lang", "pepper", '"""', "#", "\x00"),
)
VALUES: Final = (
    *(
        "2026-02-30",
        "二〇二六年",
        "1/2/3",
        "9" * 11,
        "+86 138 1234 5678",
        "a@b.c",
        "=1+1",
        "-0",
        "1e400",
    ),
    *("NaN", "∞", "½", "②", "一", "\x00", "\x1b[2J", "\u202e", "\u200b", "\ud800", "\n", "[red]"),
    *("𠮷", "🇨🇳", "e\u0301", "ﷺ", "İ", "广东", "企业", "2026-01-31", "否"),
)


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
