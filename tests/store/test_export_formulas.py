"""No cell that leaves the store is run by a spreadsheet, and each comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.transfer.formats.formulas import inert, inert_row, restored

SIGNS = "=+-@＝＋－＠\t\r\n"


@given(st.text() | st.text(SIGNS + "' aNUL", max_size=8))
@example("NULL")
@example("'NULL")
@example("''=1")
@example("'tis")
@example(" =1")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert restored(inert(text)) == text


@given(st.text() | st.text(SIGNS + "' aNUL", max_size=8))
def test_no_cell_begins_with_a_formula_sign(text: str) -> None:
    cell = inert(text)
    assert cell[:1] not in set(SIGNS)
    assert cell.strip()[:1] not in set("=+-@")
    assert cell != "NULL"


@pytest.mark.parametrize("plain", ["", "ACME", "'tis", "O'Neill", "1-2", "a=b", "NULLA", "''"])
def test_a_text_that_is_no_formula_is_left_alone(plain: str) -> None:
    assert inert(plain) == plain
    assert restored(plain) == plain


@given(st.lists(st.text(SIGNS + "' aNUL\x00", max_size=6), max_size=4))
def test_a_row_is_its_cells(cells: list[str]) -> None:
    assert list(inert_row(cells)) == [inert(cell) for cell in cells]
