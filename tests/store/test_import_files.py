"""Files of every encoding, delimiter and kind come out as the text a person sees in them."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InvalidValue, NotFound, WrongUsage
from store.session import Session
from store.transfer.formats.opening import open_table
from store.transfer.formats.tables import Scan, Table
from store.transfer.imports.source import Source

ROWS = [
    ["编码", "名称", "电话", "备注"],
    ["GD-001", "深圳市华为技术有限公司", "13800138000", "一, 二; 三"],
    ["GD-002", "朱镕基金会 Ünal", "+86 755-1234567", '他说"好"\n第二行'],
    ["GD-003", "𠮷野家", "", ""],
]


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def table(data: bytes, **options: str) -> Table:
    return open_table(Source(data), **options)


def read(data: bytes, **options: str) -> list[list[str]]:
    opened = table(data, **options)
    return [opened.headers, *(cells for _, cells in opened.rows())]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, mark: bytes, delimiter: str) -> None:
    assert read(mark + written(ROWS, delimiter).encode(encoding)) == ROWS


def test_latin_1_is_not_taken_for_chinese() -> None:
    rows = [["Código", "Nombre", "Ciudad"]] + [
        [f"C{n}", "Berglunds snabbköp Années", "México, São Paulo, Genève"] for n in range(20)
    ]
    assert read(written(rows).encode("cp1252")) == rows


def test_an_encoding_that_is_named_wins() -> None:
    data = "编码,名称\n1,华\n".encode("gbk")
    assert read(data, encoding="gb2312") == [["编码", "名称"], ["1", "华"]]
    with pytest.raises(WrongUsage):
        table(data, encoding="klingon")
    with pytest.raises(WrongUsage):
        table(data, encoding="base64")


def test_a_wrong_byte_far_down_names_its_line() -> None:
    lines = [f"GD-{n:06d},深圳市第{n}公司\n".encode() for n in range(2, 40001)]
    lines[34999] = b"GD-X,\xff\xfe\n"
    data = "编码,名称\n".encode() + b"".join(lines)
    opened = table(data)
    with pytest.raises(InvalidValue) as caught:
        opened.scan()
    assert "35001" in str(caught.value)
    assert "FF" in str(caught.value)
    assert "UTF-8" in str(caught.value)


def test_a_quotation_that_never_ends_is_told_before_anything_is_written() -> None:
    opened = table(b'code,name\n1,a\n2,"b\n3,c\n')
    with pytest.raises(InvalidValue, match="never closed"):
        opened.scan()
    ended = table(b'code,name\n1,a\n2,"b\n3,c"\n')
    assert ended.scan() == Scan(2, 2, frozenset())


def test_rows_have_the_numbers_of_the_spreadsheet_and_blank_ones_are_left_out() -> None:
    opened = table(b"\n code,name\r\n1,a\r\n,\r\n\r\n2,b,extra\r\n")
    assert opened.headers == [" code", "name"]
    assert list(opened.rows()) == [(3, ["1", "a"]), (6, ["2", "b", "extra"])]
    assert opened.scan({0}) == Scan(2, 3, frozenset({0, 2}))


def test_a_column_of_blanks_and_null_holds_nothing() -> None:
    assert table(b"a,b,c\n1,NULL,\n2, ,x\n").scan({1, 2}).filled == {2}


def test_commas_inside_quotation_marks_do_not_choose_the_delimiter() -> None:
    data = b'name;notes\n"Ltd, Inc, Co";"a, b, c"\n"x, y";z\n'
    assert read(data) == [["name", "notes"], ["Ltd, Inc, Co", "a, b, c"], ["x, y", "z"]]


def test_a_line_that_names_the_delimiter_is_obeyed_and_left_out() -> None:
    assert read(b"sep=^\r\ncode^name\r\n1^a\r\n") == [["code", "name"], ["1", "a"]]


def test_one_column_is_a_table_too() -> None:
    assert read("编码\nCUST000001\nCUST000002\n".encode()) == [
        ["编码"],
        ["CUST000001"],
        ["CUST000002"],
    ]


def test_an_empty_or_missing_file_is_one_line(tmp_path: Path) -> None:
    for data in (b"", b"\n\n", codecs.BOM_UTF8):
        with pytest.raises(InvalidValue, match="empty"):
            table(data)
    with pytest.raises(NotFound):
        Source(tmp_path / "none.csv")
    with pytest.raises(InvalidValue, match="folder"):
        Source(tmp_path)
    with pytest.raises(InvalidValue, match="workbook"):
        table(b"PK\x03\x04 no zip at all")


def test_the_file_may_not_change_between_the_looks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,name\n1,a\n")
    opened = open_table(Source(path))
    path.write_bytes(b"code,name\n1,a\n2,b\n")
    with pytest.raises(InvalidValue, match="changed"):
        list(opened.rows())


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc"))).map(lambda t: "x" + t),
            min_size=2,
            max_size=4,
        ),
        min_size=2,
        max_size=6,
    )
)
def test_any_text_in_utf_8_comes_back(rows: list[list[str]]) -> None:
    # under a plain heading: `x|,x|` twice may as well be three columns between bars
    rows = [["name", "notes"], *(row[:2] for row in rows)]
    assert read(codecs.BOM_UTF8 + written(rows).encode("utf-8")) == rows


def book(path: Path) -> None:
    made = xlsxwriter.Workbook(path)
    made.add_worksheet("空")
    hidden = made.add_worksheet("hidden")
    hidden.write_row(0, 0, ["no", "no"])
    hidden.hide()
    sheet = made.add_worksheet("客户")
    day = made.add_format({"num_format": "yyyy/m/d"})
    sheet.write_row(1, 1, ["编码", "电话", "注册日期", "额"])
    sheet.write_row(2, 1, ["A1", 13800138000])
    sheet.write_datetime(2, 3, dt.datetime(2026, 1, 31), day)  # noqa: DTZ001
    sheet.write_number(2, 4, 0.1 + 0.2)
    sheet.write_row(4, 1, ["A2", "010-1"])
    sheet.write_datetime(4, 3, dt.datetime(2026, 1, 31, 14, 5), day)  # noqa: DTZ001
    sheet.write_boolean(4, 4, True)
    sheet.write_string(5, 1, "=1+1")
    sheet.write_formula(5, 2, "=1+1", None, 2)
    made.close()


def test_cells_of_a_workbook_read_as_people_see_them(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book(path)
    opened = open_table(Source(path))
    assert opened.headers == ["编码", "电话", "注册日期", "额"]
    assert list(opened.rows()) == [
        (3, ["A1", "13800138000", "2026-01-31", "0.3"]),
        (5, ["A2", "010-1", "2026-01-31 14:05:00", "TRUE"]),
        (6, ["=1+1", "2", "", ""]),
    ]
    assert opened.scan({3}) == Scan(3, 4, frozenset({3}))


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book(path)
    assert open_table(Source(path), sheet="hidden").headers == ["no", "no"]
    with pytest.raises(NotFound, match="客户"):
        open_table(Source(path), sheet="客戶")
    with pytest.raises(InvalidValue, match="no workbook"):
        table(b"a,b\n", sheet="x")


def test_a_sheet_without_names_is_refused_with_the_other_sheets_told(boss: Session) -> None:
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data)
    made.add_worksheet("封面").write(0, 0, "名册")
    made.add_worksheet("客户").write_column(0, 0, ["客户名称", "云禾"])
    made.add_worksheet("hidden").hide()
    made.close()
    with pytest.raises(InvalidValue) as refused:
        boss.transfer.plan(data.getvalue())
    assert refused.value.params["sheets"] == "客户"
    assert boss.transfer.plan(data.getvalue(), sheet="客户").targets == ("name",)
