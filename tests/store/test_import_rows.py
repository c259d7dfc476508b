"""A row is read as its fields understand it; what they do not is kept and flagged, never lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN, Field
from store.customers.values import MAX_LENGTH
from store.text import FORBIDDEN
from store.transfer.imports.rows import RowReader, RowValues
from store.transfer.imports.values import file_date
from store.transfer.mapping.columns import match_headers

HEADERS = ["编码", "名称", "电话", "注册日期", "邮箱", "等级", "备注", "标签", "简称", "传真"]
FIELDS = {**BUILT_IN, "level": Field("level", "choice", "Level", choices=("A", "VIP"))}
READER = RowReader(match_headers(HEADERS, FIELDS), FIELDS, into_notes=[9])


def row(**cells: str) -> RowValues:
    return READER.read([cells.get(header, "") for header in HEADERS])


def test_a_plain_row() -> None:
    assert row(
        编码="GD-1", 名称="深圳华为", 电话="13800138000", 注册日期="2026-01-31"
    ) == RowValues(
        "GD-1",
        {"name": "深圳华为", "phone": "+8613800138000", "registered": "2026-01-31"},
        [],
        [],
        [],
    )


cell = st.one_of(
    st.text(max_size=6),
    st.text("=+-@'| \u3000NUL1é\u0301\n", max_size=6),
    st.sampled_from(
        ["NULL", " NULL", "vip", "a", "2026/1/31", "13800138000.0", "+86 1", "x@y.cn", "'=1"]
    ),
    st.just("x" * (MAX_LENGTH + 1)),
)


@given(st.lists(cell, max_size=12))
@example(["1", "Café\u0301"])
def test_looking_at_the_row_as_a_whole_changes_nothing(cells: list[str]) -> None:
    padded = cells + [""] * (len(HEADERS) - len(cells))
    whole, piecewise = READER.read(list(cells)), READER._read_unclean(padded)
    assert sorted(whole.flags) == sorted(piecewise.flags)
    assert whole._replace(flags=[]) == piecewise._replace(flags=[])


@given(st.lists(st.text(max_size=6), max_size=12))
def test_nothing_that_could_hurt_a_terminal_comes_through(cells: list[str]) -> None:
    read = READER.read(cells)
    texts = [read.code, *read.values.values(), *read.tags, *(name for _, name in read.names)]
    assert not FORBIDDEN.search("".join(texts).replace("\n", ""))


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("2026/1/31", "2026-01-31"),
        ("2026年1月31日", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("1992-05-01 00:00:00.000", "1992-05-01"),
        ("31.01.2026", "2026-01-31"),
        ("01/31/2026", "2026-01-31"),
        ("Jan 31, 2026", "2026-01-31"),
        ("31-Jan-2026", "2026-01-31"),
        ("31st January", ""),
        ("03/04/2026", ""),
        ("2026-02-30", ""),
        ("46053", ""),
        ("不详", ""),
    ],
)
def test_dates_that_are_sure_are_read_and_the_rest_kept_and_flagged(came: str, kept: str) -> None:
    read = row(名称="x", 注册日期=came)
    assert read.values["registered"] == (kept or came)
    assert read.flags == ([] if kept else ["registered"])


def test_a_bare_number_is_a_date_in_a_workbook_only() -> None:
    assert file_date("46053", serials=True) == "2026-01-31"
    assert file_date("99999", serials=True) == ""
    assert file_date("46053") == ""


@given(st.dates(), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%B %d, %Y"]))
def test_no_date_is_read_as_another_one(day: object, form: str) -> None:
    written = f"{day:{form}}"
    assert file_date(written) in ("", str(day))


def test_a_strange_phone_or_mail_is_kept_and_flagged() -> None:
    read = row(名称="x", 电话="问前台", 邮箱="x at y")
    assert (read.values["phone"], read.values["email"]) == ("问前台", "x at y")
    assert sorted(read.flags) == ["email", "phone"]
    assert row(名称="x", 电话="+86 177-5080-0427").values["phone"] == "+8617750800427"
    assert row(名称="x", 电话="13800138000.0").values["phone"] == "+8613800138000"


def test_null_is_nothing_but_a_word_with_it_is_a_word() -> None:
    read = row(编码="NULL", 名称="NULL", 电话="NULL")
    assert read == RowValues("", {}, [], [], [])
    assert row(名称="Null").values["name"] == "Null"
    assert row(名称="'NULL").values["name"] == "NULL"


def test_formulas_made_inert_come_back_and_an_apostrophe_of_one_s_own_stays() -> None:
    assert row(名称='\'=HYPERLINK("x")').values["name"] == '=HYPERLINK("x")'
    assert row(名称="'t Hooft").values["name"] == "'t Hooft"


def test_spaces_controls_and_markup() -> None:
    assert row(编码=" GR-1 ", 名称="  许娜\u3000").values["name"] == "许娜"
    assert row(编码=" GR-1 ", 名称="x").code == "GR-1"
    assert row(名称="李\x1b]0;pwned\x07四").values["name"] == "李]0;pwned四"
    assert row(名称="[/x]张三[@click=app.quit()]").values["name"] == "[/x]张三[@click=app.quit()]"


def test_a_choice_is_found_whatever_its_case() -> None:
    assert row(名称="x", 等级="vip").values["level"] == "VIP"


def test_notes_keep_their_lines_and_take_what_fits_nowhere() -> None:
    read = row(名称="x", 备注="a\nb", 传真="0755-1")
    assert read.values["notes"] == "a\nb\n传真: 0755-1"
    assert row(名称="x", 传真="0755-1").values["notes"] == "传真: 0755-1"


def test_tags_and_other_names_are_taken_apart() -> None:
    read = row(名称="x", 标签="重点，老客户;重点", 简称="华为；华 为")
    assert read.tags == ["重点", "老客户"]
    assert read.names == [("short", "华为"), ("short", "华 为")]


def test_a_new_field_takes_its_column_as_text() -> None:
    reader = RowReader(match_headers(["name", "fax"], FIELDS), FIELDS, new_fields={1: "fax"})
    assert reader.read(["x", "030-1"]).values == {"name": "x", "fax": "030-1"}
