"""JSON objects come in as rows: nested, with lists, with different keys, in lines or an array."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InvalidValue
from store.session import Session
from store.transfer.formats.opening import open_table
from store.transfer.formats.tables import MOST_CELL, Table
from store.transfer.imports.source import Source

SignIn = Callable[[str], Session]

PEOPLE = [
    {"name": "深圳晴川", "address": {"city": "深圳", "zip": 518000}, "tags": ["VIP", "老客户"]},
    {"name": "Ünal; Söhne", "vip": True, "phones": [{"kind": "work", "number": "1"}], "n": None},
    {"code": "A-1", "name": "'=1", "amount": 1200.50, "big": 12345678901234567890123},
]


def opened(text: str, encoding: str = "utf-8") -> Table:
    return open_table(Source(text.encode(encoding)))


def read(text: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    table = opened(text, encoding)
    return [
        {name: cell for name, cell in zip(table.headers, cells, strict=True) if cell}
        for _, cells in table.rows()
    ]


FLAT = [
    {"name": "深圳晴川", "address.city": "深圳", "address.zip": "518000", "tags": "VIP; 老客户"},
    {"name": "Ünal; Söhne", "vip": "true", "phones.1.kind": "work", "phones.1.number": "1"},
    {"code": "A-1", "name": "'=1", "amount": "1200.5", "big": "12345678901234567890123"},
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("shape", ["lines", "array", "pretty", "blank lines"])
def test_every_shape_and_encoding(shape: str, encoding: str) -> None:
    lines = [json.dumps(one, ensure_ascii=False) for one in PEOPLE[: 1 if "gb" in encoding else 3]]
    text = {
        "lines": "\n".join(lines),
        "array": f"[{', '.join(lines)}]",
        "pretty": json.dumps(PEOPLE[: len(lines)], ensure_ascii=False, indent=2),
        "blank lines": "\r\n\r\n" + "\r\n\r\n".join(lines) + "\r\n",
    }[shape]
    assert read(text, encoding) == FLAT[: len(lines)]


@given(
    st.lists(
        st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=9), min_size=1),
        min_size=1,
        max_size=5,
    )
)
def test_texts_come_out_as_they_went_in(objects: list[dict[str, str]]) -> None:
    text = "\n".join(json.dumps(one) for one in objects)
    table = opened(text)
    rows = [dict(zip(table.headers, cells, strict=True)) for _, cells in table.rows()]
    assert rows == [{name: one.get(name, "") for name in table.headers} for one in objects]
    assert table.scan().rows == len(objects)


def test_values_are_literal(sign_in: SignIn) -> None:
    manager = sign_in("manager")
    rows = [{"code": "A1", "name": "NULL", "notes": "'=1+1"}, {"code": "A2", "name": "'-x"}]
    manager.transfer.run_import("\n".join(map(json.dumps, rows)).encode())
    assert manager.customers.get("A1").values["name"] == "NULL"
    assert manager.customers.get("A1").values["notes"] == "'=1+1"
    assert manager.customers.get("A2").values["name"] == "'-x"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a":1}\n{"b":2\n{"c":3}\n', r"Line 3 of - can't be read as JSON"),
        ('{"a":1}\n[1]', r"Item 2 of - is no JSON object"),
        ('[{"a":1},', r"breaks off"),
        ('{"a":' + "[" * 100_000, r"nested too deep"),
        ('{"a": "' + "x" * 9_000_000 + '"}', r"within 4194304 characters"),
        ('{"a": "' + "x" * (MOST_CELL + 1) + '"}', r"Row 1 of - has 131073 characters in a"),
        ("{}\n{}", r"is empty"),
        ("\n".join(json.dumps({f"k{n}": 1}) for n in range(10_002)), r"10000 different keys"),
    ],
)
def test_what_is_no_table_is_told_in_a_line(text: str, told: str) -> None:
    with pytest.raises(InvalidValue, match=told) as caught:
        list(opened(text).rows())
    assert "\n" not in str(caught.value)


def test_a_wrong_ending_does_not_matter(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("endings")
    (folder / "a.csv").write_text('{"name": "A"}\n', "utf-8")
    (folder / "b.json").write_text("name,city\nB,深圳\n", "utf-8")
    assert open_table(Source(folder / "a.csv")).headers == ["name"]
    assert open_table(Source(folder / "b.json")).headers == ["name", "city"]
