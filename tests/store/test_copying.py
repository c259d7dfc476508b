"""Copying: inert and clean in every form, an export where it is one, never more than fits."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import NotFound, NotPermitted
from store.session import Session
from store.text import FORBIDDEN, clean
from store.transfer.exports.copying import HANDFUL, Form, _Writer
from store.transfer.formats.formulas import restored

MOST = 74_994
CELLS = st.lists(st.text(max_size=20), min_size=1, max_size=4)


def made(form: Form, rows: list[list[str]], most: int = MOST) -> _Writer:
    writer = _Writer(form, [f"h{n}" for n in range(len(rows[0]))], most)
    for row in rows:
        writer.add(row)
    return writer


@pytest.fixture
def many(boss: Session) -> list[int]:
    return [
        boss.customers.add({"name": f"客户{n}", "phone": f"1380013800{n % 10}", "city": "广州"}).id
        for n in range(HANDFUL + 1)
    ]


@given(CELLS)
def test_csv_and_tsv_are_read_again_as_what_they_were(row: list[str]) -> None:
    cleaned = [clean(cell, lines=True) for cell in row]
    lines = list(csv.reader(io.StringIO(made("csv", [row]).text, newline="")))
    assert [restored(cell) for cell in lines[1]] == cleaned
    lines = list(csv.reader(io.StringIO(made("tsv", [row]).text, newline=""), delimiter="\t"))
    assert [restored(cell) for cell in lines[1]] == [clean(cell) for cell in row]


@given(CELLS, st.sampled_from(["text", "row", "csv", "tsv", "markdown"]))
def test_nothing_reaches_a_terminal_or_spreadsheet_that_acts(row: list[str], form: Form) -> None:
    text = made(form, [row]).text
    assert not FORBIDDEN.search(text.replace("\n", "").replace("\t", ""))
    if form == "markdown":
        assert len(text.split("\n")) == 3
        cells = text.split("\n")[2].replace("\\\\", "").replace("\\|", "")
        assert cells.count("|") == len(row) + 1, "no cell breaks out of the table"
        assert "](" not in cells.replace("\\]", "")


@given(st.text(max_size=30))
def test_one_cell_is_itself_but_for_formulas(cell: str) -> None:
    text = made("text", [[cell]]).text
    assert text == clean(cell, lines=True) or restored(text) == clean(cell, lines=True)


def test_a_phone_number_with_its_plus_is_no_formula() -> None:
    assert made("text", [["+86 138-0013-8000"]]).text == "+86 138-0013-8000"
    assert made("text", [["=HYPERLINK(1)"]]).text == "'=HYPERLINK(1)"


@given(st.lists(CELLS.filter(lambda row: len(row) == 1), min_size=1), st.integers(0, 60))
def test_never_more_bytes_than_fit(rows: list[list[str]], most: int) -> None:
    writer = made("csv", rows, most)
    assert len(writer.text.encode("utf-8", "replace")) <= most


def test_a_table_for_people(boss: Session, many: list[int]) -> None:
    done = boss.copying.text(
        many[:2],
        ["code", "name", "phone"],
        form="markdown",
        most=MOST,
        headers={"code": "客户编码", "name": "名称"},
    )
    assert done.text == (
        "| 客户编码 | 名称 | phone |\n| --- | --- | --- |\n"
        "| CUST000001 | 客户0 | 13800138000 |\n| CUST000002 | 客户1 | 13800138001 |"
    )


def test_personal_data_is_an_export_and_in_the_log(boss: Session, many: list[int]) -> None:
    done = boss.copying.text([many[0]], ["phone"], form="text", most=MOST)
    assert (done.text, done.logged) == ("13800138000", True)
    line = boss.log.list(limit=1)[0]
    assert (line.action, line.object) == ("export.run", "clipboard.text")
    assert line.after == {"columns": ["phone"], "count": 1, "codes": ["CUST000001"]}


def test_a_code_or_a_few_rows_are_no_export(
    boss: Session, many: list[int], sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    before = boss.log.list(limit=1)[0].seq
    codes = clerk.copying.text(many, ["code"], form="text", most=MOST)
    assert codes.text.split("\n") == [f"CUST{n:06}" for n in range(1, HANDFUL + 2)]
    few = clerk.copying.text(many[:HANDFUL], ["code", "name", "city"], form="tsv", most=MOST)
    assert few.customers == HANDFUL
    assert boss.log.list(limit=1)[0].seq == before


def test_more_than_a_few_is_refused_to_those_who_may_not_export(
    many: list[int], boss: Session, sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    with pytest.raises(NotPermitted):
        clerk.copying.text(many, ["code", "name"], form="csv", most=MOST)
    assert boss.log.list("action:access.refused", limit=1)[0].object == "export.run"
    assert boss.copying.text(many, ["code", "name"], form="csv", most=MOST).logged


def test_masked_cells_copy_as_masked(
    many: list[int], boss: Session, sign_in: Callable[[str], Session]
) -> None:
    clerk = sign_in("clerk")
    done = clerk.copying.text([many[0]], ["code", "phone"], form="row", most=MOST)
    assert (done.text, done.logged) == ("CUST000001\t***", False)


def test_who_sees_personal_data_but_may_not_export_gets_none_of_it(
    many: list[int], boss: Session, sign_in: Callable[[str], Session]
) -> None:
    boss.staff.save_role("desk", ["customer.read", "customer.see_personal", "log.own"])
    boss.staff.set_roles("clerk", ["desk"])
    desk = sign_in("clerk")
    assert desk.copying.text([many[0]], ["name"], form="text", most=MOST).text == "客户0"
    with pytest.raises(NotPermitted):
        desk.copying.text([many[0]], ["name", "phone"], form="row", most=MOST)


def test_over_the_cap_nothing_is_copied_or_logged(boss: Session, many: list[int]) -> None:
    before = boss.log.list(limit=1)[0].seq
    done = boss.copying.text(many, ["code", "phone"], form="csv", most=80)
    assert (done.text, done.customers, done.fits) == ("", HANDFUL + 1, 3)
    assert boss.log.list(limit=1)[0].seq == before


def test_customers_who_are_gone_are_left_out(boss: Session, many: list[int]) -> None:
    done = boss.copying.text([many[0], 999_999], ["code"], form="text", most=MOST)
    assert (done.text, done.customers) == ("CUST000001", 1)
    with pytest.raises(NotFound):
        boss.copying.text([999_999], ["code"], form="text", most=MOST)
