"""Cells longer than a cell may be: the message says which one it is and what to do."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from store.errors import InvalidValue
from store.transfer.formats.opening import open_table
from store.transfer.formats.workbook import write_workbook
from store.transfer.imports.source import Source

LIMIT = csv.field_size_limit()
LONG = "y" * (LIMIT + 1)
TOO_LONG = "this cell is longer than 131072 characters"


def refusal(text: str) -> str:
    """What reading the whole table of this text is refused with."""
    with pytest.raises(InvalidValue) as refused:
        open_table(Source(text.encode())).scan()
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (f"name,notes\nx,{LONG}\nz,1\n", 2, 2),
        (f"{LONG},name\nx,1\n", 1, 1),
        (f"name,notes\nx,1\n{LONG}", 3, 1),
        (f'name,a,notes\nx,"3,\n5","{LONG}"\nz,1\n', 2, 3),
        (f'name,a\n"say ""{LONG}""",1\n', 2, 1),
        (f"name;a;b\nx;1,2;{LONG}\n", 2, 3),
        (f"sep=|\nname|a\nx|{LONG}\n", 2, 2),
        (f"name,a\rx,1\rz,{LONG}\r", 3, 2),
        (f"name,a,b\nx,{'z' * LIMIT},{LONG}\n", 2, 3),
    ],
)
def test_the_cell_is_named(text: str, row: int, column: int) -> None:
    said = refusal(text)
    assert said.startswith(f"Row {row} of -, column {column}: {TOO_LONG}"), said
    assert "never closed" not in said


def test_a_quotation_that_is_never_closed_is_named_with_its_column() -> None:
    lines = "Hangzhou,Zhejiang\n" * 10_000
    said = refusal(f'name,city\na,b\nx,"{lines}')
    found = re.match(r"Row 3 of -, column 2: this cell goes on over (\d+) lines", said)
    assert found is not None, said
    assert 7_000 < int(found[1]) <= 10_000
    assert "look for a quotation mark that is never closed" in said


def test_doubled_quotation_marks_count_once() -> None:
    """As long as a cell may be once it is read, twice that as it is written."""
    cell = '""' * LIMIT
    table = open_table(Source(f'name,notes\nx,"{cell}"\n'.encode()))
    assert [len(cells[1]) for _, cells in table.rows()] == [LIMIT]
    said = refusal(f'name,notes\nx,"{cell}",{LONG}\n')
    assert said.startswith(f"Row 2 of -, column 3: {TOO_LONG}"), said


def test_a_workbook_holds_no_longer_cells_than_a_file_of_text() -> None:
    """Spreadsheets stop at 32,767 characters; who writes the file by hand does not."""
    file = io.BytesIO()
    write_workbook(file, ["code", "name"], [["A1", "first"], ["A2", "CELL"]])
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for size, read in ((LIMIT, True), (LIMIT + 1, False)):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in held.items():
                archive.writestr(name, part.replace(b"CELL", b"y" * size))
        table = open_table(Source(made.getvalue()))
        if read:
            assert table.scan().rows == 2
            continue
        with pytest.raises(InvalidValue) as refused:
            table.scan()
        assert str(refused.value).startswith(f"Row 3 of -, column 2: {TOO_LONG}")
