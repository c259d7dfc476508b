"""Files made to burst whoever reads them: refused in a line or read, in so much memory and time."""

from __future__ import annotations

import io
import json
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from store.sign_in.opening import Store
from store.transfer.formats.workbook import write_workbook
from tests.faults.conftest import Figures
from tests.faults.kehao_process import Kehao

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]
"""Its stores are opened by processes of their own."""

MEMORY: Final = 1 << 30
PROCESSOR_SECONDS: Final = 60
"""The processor's, not the wall's: a busy machine is no fault of the file."""
SHEET: Final = "xl/worksheets/sheet1.xml"


def book(rows: list[list[str]] | None = None) -> bytes:
    file = io.BytesIO()
    write_workbook(file, ["code", "name"], rows or [["A1", "客户"]])
    return file.getvalue()


def with_parts(parts: dict[str, Callable[[bytes], bytes]], more: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts made anew, and others beside them."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, parts[name](part) if name in parts else part)
        for name, data in more.items():
            new.writestr(name, data)
    return made.getvalue()


def open_document(rows: int, columns: int) -> bytes:
    """A sheet of so many filled cells, which are written once."""
    cell = f'table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<office:spreadsheet><table:table table:name="a">'
            f'<table:table-row table:number-rows-repeated="{rows}">'
            f"<{cell}><text:p>x</text:p></table:table-cell>"
            "</table:table-row></table:table></office:spreadsheet>",
        )
    return made.getvalue()


def zip_bomb() -> bytes:
    """3 GB of blanks in a sheet, in 3 MB."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w", force_zip64=True) as part:
            part.write(b"<worksheet><sheetData>")
            block = b" " * (1 << 22)
            for _ in range(3 * 256):
                part.write(block)
            part.write(b"</sheetData></worksheet>")
    return made.getvalue()


def lying_zip() -> bytes:
    """400 MB in one string, of which the list of contents says that it takes 10 bytes."""
    bomb = b"<sst><si><t>" + b"a" * 400_000_000 + b"</t></si></sst>"
    data = bytearray(with_parts({}, {"xl/sharedStrings2.xml": b""}))
    made = io.BytesIO(bytes(data))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/more.xml", bomb)
    data = bytearray(made.getvalue())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


LAUGHS: Final = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
    + b']><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&k;</t></is></c></row>'
    b"</sheetData></worksheet>"
)
OUTSIDE: Final = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    b'<row r="2"><c r="A2" t="inlineStr"><is><t>x&a;x</t></is></c></row></sheetData></worksheet>'
)


def huge_cell(size: int) -> bytes:
    """So many characters in one cell of a workbook, which no spreadsheet would write."""
    return with_parts({SHEET: lambda part: part.replace("客户".encode(), b"y" * size)}, {})


def deep(_: bytes) -> bytes:
    return b"<worksheet>" + b"<a>" * 1_000_000


BOMBS: Final[dict[str, Callable[[], bytes]]] = {
    "zip bomb.xlsx": zip_bomb,
    "lying zip.xlsx": lying_zip,
    "laughs.xlsx": lambda: with_parts({SHEET: lambda _: LAUGHS}, {}),
    "outside entity.xlsx": lambda: with_parts({SHEET: lambda _: OUTSIDE}, {}),
    "deep.xlsx": lambda: with_parts({SHEET: deep}, {}),
    "nested.xlsx": lambda: with_parts({}, {"more.zip": zip_bomb()}),
    "million columns.csv": lambda: b"name" + b",c" * 1_000_000 + b"\nx" + b",1" * 1_000_000,
    "million wide row.csv": lambda: b"name,city\nx" + b",1" * 1_000_000 + b"\n",
    "million names of columns.csv": lambda: (
        ",".join(["name", *(f"spalte{n}" for n in range(300_000))]).encode() + b"\nx,y"
    ),
    "ten megabytes in a cell.csv": lambda: b"name,notes\nx," + b"y" * 10_000_000 + b"\nz,1\n",
    "fifty megabytes in a cell.csv": lambda: b"name,notes\nx," + b"y" * 50_000_000 + b"\nz,1\n",
    "cells as long as may be.csv": lambda: (
        b"name,notes\nx," + (b"1" * 131_072 + b",") * 300 + b"y" * 131_073 + b"\nz,1\n"
    ),
    "fifty megabytes in a cell.xlsx": lambda: huge_cell(50_000_000),
    "ten megabytes in a name.csv": lambda: "name\n{}\nz\n".format("名" * 3_400_000).encode(),
    "ten megabytes in a header.csv": lambda: b"name," + b"h" * 10_000_000 + b"\nz,1\n",
    "ten megabytes in a cell.xlsx": lambda: book([["A1", "y" * 32_000]] * 320),
    "no line end.csv": lambda: b"name" + b"x" * 50_000_000,
    "nothing but quotes.csv": lambda: b"name\n" + b'"' * 20_000_001,
    "zeros.csv": lambda: bytes(50_000_000),
    "fifty megabytes in a cell.jsonl": lambda: b'{"name": "' + b"y" * 50_000_000 + b'"}\n',
    "deep.json": lambda: b'{"name": ' + b'{"a": ' * 5_000_000,
    "half a million keys.jsonl": lambda: json.dumps({f"k{n}": 1 for n in range(500_000)}).encode(),
    "a picture of fifty megabytes.vcf": lambda: (
        b"BEGIN:VCARD\nFN:x\nPHOTO;ENCODING=b:" + b"A" * 50_000_000 + b"\nEND:VCARD\n"
    ),
    "a name of fifty megabytes.vcf": lambda: (
        b"BEGIN:VCARD\nFN:" + b"A" * 50_000_000 + b"\nEND:VCARD\n"
    ),
    "rows repeated.ods": lambda: open_document(rows=1_000_000, columns=16_384),
    "cells repeated.ods": lambda: open_document(rows=3_000, columns=16_384),
    "a workbook named.csv": book,
    "text named.xlsx": lambda: "name\n客户\n".encode(),
    "a picture named.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
    "a program named.csv": lambda: b"\x7fELF" + bytes(range(256)) * 400,
    "an old book named.xlsx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000,
}
QUICK: Final = (
    "lying zip.xlsx",
    "laughs.xlsx",
    "outside entity.xlsx",
    "million columns.csv",
    "million wide row.csv",
    "ten megabytes in a cell.csv",
    "ten megabytes in a name.csv",
    "a picture named.xlsx",
    "text named.xlsx",
    "fifty megabytes in a cell.jsonl",
    "cells repeated.ods",
)
PASSES: Final = {
    "a workbook named.csv",
    "text named.xlsx",
    "a picture of fifty megabytes.vcf",
}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def survive(name: str, house: Store, tmp_path: Path, figures: Figures) -> None:
    file = tmp_path / name
    file.write_bytes(BOMBS[name]())
    kehao = Kehao(house.folder, tmp_path / "own")
    began = time.monotonic()
    told = kehao.run("import", str(file), "--json", seconds=600, preexec_fn=limited)
    took = time.monotonic() - began
    assert told.code in (0, 1, 4), (told.code, told.err[-500:])
    assert len(told.err) < 4000, "a bomb's own words are not repeated"
    if name in PASSES:
        assert told.code == 0, told.err
    if told.code:
        told.one_line()
    assert b"root:" not in told.out
    after = kehao.run("search", "", "--columns", "name", "--json")
    assert b"root:" not in after.out
    assert kehao.run("log", "verify").code == 0
    word = "read" if told.code == 0 else "refused"
    figures(bytes=file.stat().st_size, answer=word, seconds=round(took, 1), megabytes=MEMORY >> 20)


@pytest.mark.parametrize("name", QUICK)
def test_a_file_made_to_burst(name: str, house: Store, tmp_path: Path, figures: Figures) -> None:
    survive(name, house, tmp_path, figures)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(BOMBS) - set(QUICK)))
def test_another_file_made_to_burst(
    name: str, house: Store, tmp_path: Path, figures: Figures
) -> None:
    survive(name, house, tmp_path, figures)
