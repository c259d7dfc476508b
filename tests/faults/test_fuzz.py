"""What others hand in, by the thousand: files, queries, patterns, keyrings. Whatever it is, it is
read, or refused in one line; nothing else comes out.

Short in the default run; `KEHAO_FAULTS_SECONDS=600 python -m pytest tests/faults/test_fuzz.py -m
long` goes on for ten minutes each.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.codes.rulefile import read_rules
from store.customers.fields import BUILT_IN
from store.errors import KehaoError
from store.keys.form import from_text, to_text
from store.keys.keyring import new_keyring
from store.log_query import read_log_query
from store.pattern import parse_pattern
from store.session import Session
from store.transfer.options import Options
from store.transfer.planning import make_plan, open_file
from store.transfer.workbook import write_workbook
from tests.faults.conftest import Figures

Target = Callable[[Any], object]

# -- what is tried -------------------------------------------------------------------------------


def import_file(data: bytes) -> None:
    """Open, plan, scan and read every row, as an import would."""
    options = Options(mapping={"1": "name"})
    opened = open_file(data, options, BUILT_IN)
    plan = make_plan(opened, options, BUILT_IN, may_define=True)
    fields = {**BUILT_IN, **{new.name: new for new in plan.new_fields.values()}}
    reader = plan.reader(fields)
    for _, cells in opened.table.rows():
        reader.read(cells)


def keyring(data: bytes) -> None:
    from_text(data, Path("keyring.json"))


TOKENS: Final = (
    *(
        "name",
        "编码",
        "客户名称",
        "电话",
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
    ),
    *(
        "\ufeff",
        "=1+1",
        "sep=",
        "é",
        "\x85",
        "\u2028",
        "9" * 40,
        "-1",
        "1e999",
        "2026-02-30",
        "NaN",
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
)
PATTERN: Final = (
    *(
        "{seq:",
        "}",
        "{",
        "6",
        "{yyyy}",
        "{region}",
        "{check:",
        "damm",
        ",",
        "over=",
        "digits",
        "-",
        "/",
    ),
    *(
        "{now:%Y}",
        "{rand:4}",
        "base=36",
        "start=",
        "last=",
        "skip=4",
        "hold=",
        "*888",
        "per=",
        "|",
        "%",
    ),
)


RULES: Final = (
    *("[[rule]]", "\n", "name", " = ", '"', '"all"', "pattern", '"C{seq:6}"', "when", "[manual]"),
    *("[tables.region]", '"广东"', '"GD"', "forms", "[", "]", "1", "true", "2026-01-01", "\ufeff"),
)


def words(tokens: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts of a language's own words, with anything in between."""
    piece = st.one_of(st.sampled_from(tokens), st.text(max_size=4), st.integers().map(str))
    return st.lists(piece, max_size=30).map("".join)


def files() -> st.SearchStrategy[bytes]:
    encodings = st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-16-le", "big5", "utf-8-sig"])
    texts = st.builds(lambda text, name: text.encode(name, "ignore"), words(TOKENS), encodings)
    return st.one_of(st.binary(max_size=600), texts)


def _book() -> bytes:
    file = io.BytesIO()
    write_workbook(file, ["code", "name", "notes"], [[f"A{n}", f"客户{n}", "1"] for n in range(5)])
    return file.getvalue()


BOOK: Final = _book()


def books() -> st.SearchStrategy[bytes]:
    """Workbooks with one part bent inside, whole as an archive."""
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bent = st.tuples(
        st.sampled_from(sorted(parts)),
        st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=6)), min_size=1, max_size=4),
        st.integers(0, 5000),
    )

    def build(how: tuple[str, list[tuple[int, bytes]], int]) -> bytes:
        name, edits, cut = how
        part = bytearray(parts[name])
        for place, piece in edits:
            place %= len(part) + 1
            part[place : place + len(piece)] = piece
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for other, data in parts.items():
                data = bytes(part)[: cut or None] if other == name else data
                new.writestr(other, data)
        return made.getvalue()

    return bent.map(build)


def keyrings() -> st.SearchStrategy[bytes]:
    made, _, _ = new_keyring("王伟", "correct horse battery")
    text = to_text(made)
    edits = st.lists(st.tuples(st.integers(0, len(text)), st.binary(max_size=8)), max_size=5)

    def build(changes: list[tuple[int, bytes]]) -> bytes:
        data = bytearray(text)
        for place, piece in changes:
            data[place : place + len(piece)] = piece
        return bytes(data)

    json_like = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=20,
    )
    named = st.dictionaries(
        st.sampled_from(["format", "version", "store", "serial", "accounts", "recovery", "mac"]),
        json_like,
    ).map(lambda value: json.dumps({"format": "kehao keyring", "version": 1, **value}).encode())
    return st.one_of(edits.map(build), named, st.binary(max_size=300))


# -- the trial -----------------------------------------------------------------------------------


def trial(target: Target, given_: st.SearchStrategy[Any], seconds: float, figures: Figures) -> None:
    """Inputs until the time is over; anything but a KehaoError of one line fails, made small."""
    end = 0.0  # the first input begins the time: the strategies take theirs before it
    counts = {"read": 0, "refused": 0}

    @settings(
        max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(given_)
    def batch(value: Any) -> None:
        nonlocal end
        end = end or time.monotonic() + seconds
        if time.monotonic() > end:
            return
        try:
            target(value)
        except KehaoError as error:
            counts["refused"] += 1
            line = str(error)
            assert line, "it said nothing"
            assert "\n" not in line, line
        else:
            counts["read"] += 1

    while not end or time.monotonic() < end:
        batch()
    figures(inputs=sum(counts.values()), **counts)


def targets(session: Session) -> dict[str, tuple[Target, st.SearchStrategy[Any]]]:
    """Every reader of what others hand in, with what it is given."""
    zone, today = session.zone, session.today()

    def query(text: str) -> None:
        session.search.page(text)
        session.search.count(text)

    return {
        "import files": (import_file, files()),
        "import workbooks": (import_file, books()),
        "queries": (query, words(QUERY)),
        "log queries": (lambda text: read_log_query(text, zone, today), words(QUERY)),
        "patterns": (parse_pattern, words(PATTERN)),
        "rule files": (read_rules, words(RULES)),
        "keyrings": (keyring, keyrings()),
    }


NAMES: Final = (
    "import files",
    "import workbooks",
    "queries",
    "log queries",
    "patterns",
    "rule files",
    "keyrings",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_moment_of_anything(
    name: str, boss: Session, seconds: Callable[[float], float], figures: Figures
) -> None:
    target, given_ = targets(boss)[name]
    boss.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    trial(target, given_, min(seconds(1), 10), figures)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_minutes_of_anything(
    name: str, boss: Session, seconds: Callable[[float], float], figures: Figures
) -> None:
    target, given_ = targets(boss)[name]
    boss.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    trial(target, given_, seconds(15), figures)
