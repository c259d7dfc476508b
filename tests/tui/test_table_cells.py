"""Text fitted to cells: exact in width for any text, and without control characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.cells import fit
from tui.widgets.page_columns import Column, spread, total_width


@given(st.text(), st.integers(0, 30), st.booleans())
def test_any_text_takes_exactly_the_cells_asked_for(text: str, width: int, right: bool) -> None:
    fitted = fit(text, width, right=right)
    assert cell_len(fitted) == width
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in fitted)


def test_a_wide_character_is_never_cut_in_two() -> None:
    assert fit("深圳华为", 6) == "深圳… "
    assert fit("深圳华为", 7) == "深圳华…"
    assert fit("12", 4, right=True) == "  12"


@given(st.integers(10, 200), st.lists(st.integers(4, 30), min_size=1, max_size=8))
def test_columns_grow_into_the_room_that_is_left_and_never_beyond_it(
    width: int, widths: list[int]
) -> None:
    columns = [Column(str(i), "x", cells, grows=i == 1) for i, cells in enumerate(widths)]
    shown = spread(columns, width)
    assert total_width(shown) <= max(width, total_width(columns))
