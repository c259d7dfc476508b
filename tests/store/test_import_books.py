"""XLS and ODS come in as XLSX does; an ODS that would fill the memory is refused before it does."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import pytest

from store.errors import InvalidValue
from store.transfer.formats.opening import open_table
from store.transfer.imports.source import Source

KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    "</manifest:manifest>"
)
EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'


def cell(text: str, times: int = 1) -> str:
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    kind = 'office:value-type="string"'
    return f"<table:table-cell{repeated} {kind}><text:p>{text}</text:p></table:table-cell>"


def row(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods(*rows: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        body = f'<table:table table:name="客户">{"".join(rows)}</table:table>'
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {SPACES}><office:body>'
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return file.getvalue()


def test_a_sheet_of_open_document() -> None:
    date = '<table:table-cell office:value-type="date" office:date-value="2023-10-01">'
    data = ods(
        row(cell("编码") + cell("名称") + cell("注册") + EMPTY),
        row(cell("A1") + cell("甲") + date + "<text:p>01.10.23</text:p></table:table-cell>"),
        row(cell("A2") + cell("乙"), times=2),
        row(EMPTY, times=1_048_000),
    )
    table = open_table(Source(data))
    assert table.headers == ["编码", "名称", "注册"]
    assert [cells for _, cells in table.rows()] == [
        ["A1", "甲", "2023-10-01"],
        ["A2", "乙", ""],
        ["A2", "乙", ""],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [row(cell("x", 16_384), 1_000_000)],
        [row(cell("name")), row(cell("x", 16_384), 3_000)],
        [row(cell("name")), row(EMPTY, 1_000_000), row(cell("", 100) + cell("x"))],
    ],
)
def test_what_would_fill_the_memory_is_refused(rows: list[str]) -> None:
    with pytest.raises(InvalidValue, match=r"too much memory .* save it as CSV"):
        open_table(Source(ods(*rows)))


XLS = (
    "c-rk)Ur3Wt6#w0Co7=?w(Wan*3?Va9aLKS2U5X_UGmXOjQZ5&SHe(oM4{4cC6$CvMy%_e;ixotFsE6vQhrp<ZAQ)`*"
    "67-T#(1Y&loU?B>t-wJEi|;q?x%ZrN&$(y!+<U+KeXnOrlT-JqQdovISdiA8D9Vv3D$Xq91?hF2o7vhyMK@7Ua5^ZF"
    "MK(Nfy|Qx-Io~O0xNCh*6!<{pAWoutI2QG<B0407e#J4g5>>cC5;rO(sxqNRg{~2LM|wULx<w?Hg|<@Pq}q?!P<Q=i"
    "V-@e!YDDJ-`+X=j??n<oIbQNA9=oD4eQjuuAMYP3Fh#Ys1k<2|c12^+IP)IdLNTz9&=?Lkc6KJ=qhwFxo9+j`W_R^7"
    "zbRi`xdO?*FO}Q>Aa_s_m&>neR$v_Z5!ob@C_$5zHJZA4pd~Vo?Q&#uA$`S|I!%>p_m@$sf~OJ}sroc@sh1Xid%y}c"
    "ccQs(<XGYm^P5PwXXlP?Iue>%g2Bc>F*}m;!n@?WaLGO@Avyq$v`b|-c`4xe+jDQik)F_Dk&MeTBJ(6!$ALq~Ikq5U"
    "w`eRvSyL|-8-<=1uWO}UCDcbto$A`2a-*?rLi$_~Z7q${EO;AQpVO|R_T=Z@N7a)bLmQ|))0H~on|T+SLJdvP0NL|z"
    "0u8D`UBAY79Lm<pICT<2D}OnG9GcgNT{j+=9xU*lBa{lwa6CI|k<*O1%5WCqEQT-j8(&I%S&jZmeA(EJW>1MPn&Y~`"
    "`_7KD8tW|-bH@u!{AuEUsXtBp6&e0AnX@l)?2q%+rj_9Vccqi{CyHUhgb5QSOqeiXqVS;P4w|`l^S#n$-0AJccbx?)"
    "Y4bD5e~Vohrr!v?RBlC#>NrO8T0a%AsjM%xLYwUOLPj5r9>*Xe631ZP>zCfiRPO&-v7z_xZJ~U}Pv;ZoKOX-FN0Q*V"
)


def test_the_xls_of_old() -> None:
    table = open_table(Source(zlib.decompress(base64.b85decode(XLS))))
    assert table.headers == ["编码", "名称", "电话", "注册"]
    assert [cells for _, cells in table.rows()] == [
        ["A1", "深圳晴川", "13800138000", "2023-10-01"],
        ["A2", "何之", "0755-1", ""],
    ]
