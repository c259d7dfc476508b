"""What codes say on the screen: columns, filters with counts, and a broken question pointed at."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from store.codes.rulefile import read_rules
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, opens, until
from tui import locale
from tui.screens.customers.column_chooser import ColumnChooser
from tui.screens.customers.customers import CustomersScreen
from tui.widgets.filter_pane import FilterPane
from tui.widgets.info_line import InfoLine
from tui.words.labels import label_of

RULES = """
[[rule]]
name = "all"
pattern = "{region}{yyyy}{seq:5}"
[code_table.region]
"广东" = "GD"
"北京" = "BJ"
"""


@pytest.fixture
def full(boss: Session) -> Session:
    boss.rules.apply(read_rules(RULES))
    fill(
        boss,
        [
            {"name": "甲", "region": "广东", "registered": "2026-01-02"},
            {"name": "乙", "region": "广东", "registered": "2026-01-02"},
            {"name": "丙", "region": "北京", "registered": "2025-01-02"},
        ],
    )
    return boss


async def test_a_segment_becomes_a_column_by_the_chooser(full: Session, house: Store) -> None:
    async with at_customers(full, house.folder) as (screen, pilot):
        screen.action_columns()
        chooser = await opens(pilot, ColumnChooser)
        assert chooser.names[len(chooser.on) :][:2] == ["code.region", "code.yyyy"]
        chooser.query_one(OptionList).highlighted = chooser.names.index("code.region")
        await pilot.press("space", "ctrl+s")
        await opens(pilot, CustomersScreen)
        shown = screen.finder
        await until(pilot, lambda: "code.region" in shown.column_names)
        await until(pilot, lambda: shown.table.row_at(0) is not None)
        place = ["code", *(n for n in shown.column_names if n != "code")].index("code.region")
        await until(pilot, lambda: shown.table.row_at(0).cells[place] == "BJ")
        assert full.preference("columns").split(",")[-1] == "code.region"
        shown.sort_by("code.region")
        await until(pilot, lambda: shown.sort == "code.region")
        await until(pilot, lambda: shown.table.row_at(0).cells[1] == "丙")


async def test_the_filter_pane_counts_what_codes_say_and_filters_by_it(
    full: Session, house: Store
) -> None:
    async with at_customers(full, house.folder) as (screen, pilot):
        screen.action_filters()
        pane = screen.query_one(FilterPane)
        await until(pilot, lambda: any(row.field == "code.region" for row in pane.rows))
        place = next(n for n, row in enumerate(pane.rows) if row.field == "code.region")
        pane.query_one(OptionList).highlighted = place
        await pilot.press("space")
        await until(pilot, lambda: any(row.count == 2 for row in pane.rows))
        values = [(r.value, r.count) for r in pane.rows if r.field == "code.region" and r.value]
        assert values == [("GD", 2), ("BJ", 1)]
        await pilot.press("down", "space")
        await until(pilot, lambda: screen.finder.total == 2)
        assert screen.finder.query_asked == "code.region:GD"


async def test_a_segment_that_is_not_there_is_told_at_the_box(full: Session, house: Store) -> None:
    async with at_customers(full, house.folder) as (screen, pilot):
        box = screen.finder.box
        screen.finder.look(query="code.city:x")
        await until(pilot, lambda: "code.region" in box.query_one(InfoLine).text)


def test_names_of_segments_in_both_languages(full: Session) -> None:
    fields = full.field_map()
    assert label_of("code.region", fields) == "Code: Region"
    assert label_of("code.yyyy", fields) == "Code: year"
    before = locale.language()
    locale.use("zh")
    try:
        assert label_of("code.region", fields) == "编码：地区"
        assert label_of("rule", fields) == "规则"
    finally:
        locale.use(before)
