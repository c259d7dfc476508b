"""Exported files hold every value as it is, run nothing, and appear whole or not at all."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from store.errors import InvalidValue, NotFound, WrongUsage
from store.transfer.exports.exporting import write_csv, write_table
from store.transfer.formats.formulas import restored
from store.transfer.formats.opening import open_table
from store.transfer.formats.workbook import MAX_CELL, write_workbook
from store.transfer.imports.source import Source

HOSTILE = [
    ['=HYPERLINK("http://x","y")', "+86 138-0013-8000", "-5", "@SUM(A1)"],
    ["[/x]张三", "<b>&amp;</b>", "_x000D_", "'=1"],
    ["NULL", "'quoted'", "", "一\n二"],
    ["00123", "1e5", "＝1", "𠮷"],
]
HEADERS = ["code", "=name", "客户", "备注"]


def came_back(path: Path) -> list[list[str]]:
    table = open_table(Source(path))
    rows = [table.headers, *(cells for _, cells in table.rows())]
    return [[restored(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.txt"])
def test_what_was_written_is_read_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_table(path, HEADERS, HOSTILE) == 4
    assert came_back(path) == [HEADERS, *HOSTILE]


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@'_x0041&<"), max_size=8
)


@given(st.lists(st.lists(texts, min_size=2, max_size=2).filter(any), max_size=5))
def test_any_text_comes_back_from_both_kinds(rows: list[list[str]]) -> None:
    for write in (write_csv, write_workbook):
        file = io.BytesIO()
        write(file, ["a", "b"], rows)
        table = open_table(
            Source(file.getvalue()), encoding="" if write is write_workbook else "utf-8"
        )
        assert [[restored(cell) for cell in row] for _, row in table.rows()] == rows


def test_a_csv_holds_no_cell_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, HEADERS, HOSTILE)
    table = open_table(Source(path))
    cells = [cell for row in [table.headers, *(cells for _, cells in table.rows())] for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝") and cell]


def test_a_workbook_holds_texts_only(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, HEADERS, HOSTILE)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert archive.testzip() is None
    assert "<f>" not in sheet
    assert sheet.count("<c ") == sheet.count('t="inlineStr"') == 19
    # '=…, +…, -…, @… and the like are marked as quoted, so that editing does not run them either
    assert sheet.count('s="2"') == 8
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "+86 138-0013-8000"


def test_a_csv_begins_with_a_mark_for_spreadsheets_unless_told_otherwise(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv", ["a"], [["1"]])
    write_table(tmp_path / "b.csv", ["a"], [["1"]], mark=False)
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbfa\r\n1\r\n"
    assert (tmp_path / "b.csv").read_bytes() == b"a\r\n1\r\n"


def test_standard_output_gets_a_plain_csv(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write_table("-", ["a"], [["=1"]]) == 1
    assert capfdbinary.readouterr().out == b"a\r\n'=1\r\n"


def failing() -> Iterator[list[str]]:
    yield ["1"]
    raise RuntimeError("in the middle")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_failure_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"before")
    with pytest.raises(RuntimeError):
        write_table(path, ["a"], failing())
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_its_owner_s_and_no_link_is_followed(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(b"mine")
    path = tmp_path / "a.csv"
    path.symlink_to(other)
    write_table(path, ["a"], [["1"]])
    assert not path.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert other.read_bytes() == b"mine"


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_table(tmp_path / "none" / "a.csv", ["a"], [])
    with pytest.raises(InvalidValue, match="folder"):
        write_table(tmp_path, ["a"], [])
    with pytest.raises(WrongUsage, match="xlsx"):
        write_table(tmp_path / "a.ods", ["a"], [])
    with pytest.raises(InvalidValue, match="CSV"):
        write_table(tmp_path / "a.xlsx", ["a"], [["x" * (MAX_CELL + 1)]])
    assert write_table("/dev/null", ["a"], [["1"]]) == 1


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.transfer.formats.workbook.MAX_ROWS", 4)
    path = tmp_path / "a.xlsx"
    assert write_table(path, ["n"], [[str(n)] for n in range(7)]) == 7
    book = CalamineWorkbook.from_path(path)
    assert [book.get_sheet_by_name(name).to_python() for name in book.sheet_names] == [
        [["n"], ["0"], ["1"], ["2"]],
        [["n"], ["3"], ["4"], ["5"]],
        [["n"], ["6"]],
    ]
