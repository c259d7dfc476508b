"""A workbook (XLSX) of text cells, written as a stream.

The usual libraries either hold all cells in memory or put them, readable, into temporary files;
no customer's data may lie on the disk but in the file that was asked for. A table of texts needs
little of the format: a zip of six small parts and one part a sheet.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from store.errors import InvalidValue
from store.transfer.formats.formulas import inert

MAX_ROWS: Final = 1_048_576
MAX_CELL: Final = 32_767

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TEXT, _QUOTED, _HEADER = 1, 2, 3  # cell styles, in the order of `cellXfs` below

_STYLES: Final = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" \
quotePrefix="1"/>\
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" \
applyFont="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""

_SHEET_BEGIN: Final = f"""{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews>\
<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" \
state="frozen"/></sheetView></sheetViews><sheetData>"""
_SHEET_END: Final = "</sheetData></worksheet>"

# What XML has no way to write, and what a reader of XLSX would take for such an escape.
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_MARKUP: Final = re.compile(r"[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff]")


def write_workbook(file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write the table; returns the number of rows. More than a sheet holds go on in the next.

    Raises InvalidValue for a text longer than a cell can hold.
    """
    letters = [_letters(column) for column in range(len(headers))]
    source = iter(rows)
    count, sheets = 0, 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        more = True
        while more:
            sheets += 1
            with archive.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as part:
                part.write((_SHEET_BEGIN + _header(headers, letters)).encode())
                written = 0
                for block in _blocks(source, letters):
                    part.write(block[1].encode())
                    written += block[0]
                part.write(_SHEET_END.encode())
            count += written
            more = written == MAX_ROWS - 1
        for name, text in _frame(sheets):
            archive.writestr(name, text)
    return count


def _blocks(rows: Iterator[Sequence[str]], letters: list[str]) -> Iterator[tuple[int, str]]:
    """At most a sheet's rows as XML, a few hundred together: (how many, text)."""
    parts: list[str] = []
    count = 0
    number = 1
    for row in rows:
        number += 1
        count += 1
        parts.append(f'<row r="{number}">')
        for letter, text in zip(letters, row, strict=True):
            if text:
                parts.append(_cell(f"{letter}{number}", text))
        parts.append("</row>")
        if count == 500 or number == MAX_ROWS:
            yield count, "".join(parts)
            parts, count = [], 0
            if number == MAX_ROWS:
                return
    yield count, "".join(parts)


def _cell(place: str, text: str) -> str:
    style = _TEXT
    kept = inert(text)
    if kept is not text:
        # A cell typed as text is inert by itself; the style keeps it so when it is edited. Only
        # what begins with an apostrophe, and NULL, need the visible one to come back unchanged.
        style = _QUOTED
        if text[0] in "'N":
            text = kept
    if len(text) > MAX_CELL:
        raise InvalidValue(
            "A text of {length} characters fits no cell of a workbook: export as CSV.",
            length=len(text),
        )
    if _MARKUP.search(text):
        text = _xml(text)
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    )


def _header(headers: Sequence[str], letters: list[str]) -> str:
    cells = "".join(
        _cell(f"{letter}1", text).replace(f's="{_TEXT}"', f's="{_HEADER}"', 1)
        for letter, text in zip(letters, headers, strict=True)
        if text
    )
    return f'<row r="1">{cells}</row>'


def _xml(text: str) -> str:
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _letters(column: int) -> str:
    """The name of a column, from 0: A … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def _frame(sheets: int) -> Iterator[tuple[str, str]]:
    """The parts round the sheets: (name in the zip, text)."""
    numbers = range(1, sheets + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    names = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{names}</sheets></workbook>',
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_DOC}/styles" Target="styles.xml"/>'
        "</Relationships>",
    )
    yield "xl/styles.xml", _STYLES
