"""Whatever bytes a file holds, reading it ends well or with one line for people."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN
from store.errors import KehaoError
from store.transfer.formats.opening import open_table
from store.transfer.formats.workbook import write_workbook
from store.transfer.imports.options import Options
from store.transfer.imports.planning import make_plan, open_file
from store.transfer.imports.source import Source
from tests.conftest import examples


def read_all(data: bytes) -> None:
    """Open, plan, scan and read every row, as an import would."""
    try:
        options = Options(mapping={"1": "name"})
        opened = open_file(data, options, BUILT_IN)
        plan = make_plan(opened, options, BUILT_IN, may_define=True)
        fields = {**BUILT_IN, **{new.name: new for new in plan.new_fields.values()}}
        reader = plan.reader(fields)
        count = sum(1 for _, cells in opened.table.rows() if reader.read(cells) is not None)
        assert count == plan.rows
    except KehaoError as error:
        told = str(error)
    else:
        return
    assert told
    assert "\n" not in told


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    read_all(data)


tokens = st.sampled_from(
    [
        "name",
        "编码",
        ",",
        ";",
        "\t",
        '"',
        "'",
        "\r",
        "\n",
        "\r\n",
        "\x00",
        "\ufeff",
        "=1",
        "sep=",
        "é",
    ]
)


@given(st.lists(tokens, max_size=40), st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-16-le"]))
def test_any_mess_of_signs(parts: list[str], encoding: str) -> None:
    read_all("".join(parts).encode(encoding))


def book() -> bytes:
    file = io.BytesIO()
    write_workbook(file, ["code", "name"], [[f"A{n}", f"客户{n}"] for n in range(5)])
    return file.getvalue()


BOOK = book()


@settings(max_examples=examples(200))
@given(st.data())
def test_a_damaged_workbook(data: st.DataObject) -> None:
    made = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    read_all(bytes(made[: data.draw(st.integers(4, len(made)))]))


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD20000", "ZZ1048576"])
def test_one_cell_far_out_does_not_take_the_memory(cell: str) -> None:
    moved = io.BytesIO()
    row = cell.lstrip("XFDZ")
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            part = part.replace('<row r="6">', f'<row r="{row}">').replace('"B6"', f'"{cell}"')
            new.writestr(name, part)
    with pytest.raises(KehaoError, match="memory"):
        open_table(Source(moved.getvalue()))


def test_a_zip_that_is_no_workbook_is_told() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(KehaoError, match="XLSX"):
        open_table(Source(file.getvalue()))


def test_a_workbook_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.transfer.formats.books.LARGEST_BOOK", 100)
    with pytest.raises(KehaoError, match="CSV"):
        open_table(Source(BOOK))
