"""The quality of the records on the screen: figures lead to lists, suggestions are taken singly,
cleaning shows first what it would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, TextArea

from store.session import Session
from tests.tui.customers_app import at_customers, message, opens, until
from tests.tui.sections_app import rows
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.customers import CustomersScreen
from tui.screens.quality.page import QualityPage
from tui.screens.quality.standards import StandardsPage
from tui.screens.quality.suggestions import SuggestionsPage
from tui.widgets.filter_pane import FilterPane
from tui.widgets.info_line import InfoLine
from tui.widgets.row_table import RowTable


@pytest.fixture
def three(boss: Session) -> Session:
    add = boss.customers.add
    add(
        {"name": "甲公司", "type": "企业", "phone": "13800138000", "region": "广东", "city": "深圳"}
    )
    add({"name": "乙公司", "type": "企业", "address": "杭州市西湖区1号"})
    add({"name": "丙", "type": "个人", "phone": "28761234", "region": "广东", "city": "深圳"})
    return boss


async def quality(pilot: object) -> QualityPage:
    """Press the key, and wait for the figures."""
    await pilot.press("Q")  # type: ignore[attr-defined]
    app = pilot.app  # type: ignore[attr-defined]
    await until(pilot, lambda: isinstance(app.screen, QualityPage) and app.screen.lines)  # type: ignore[arg-type]
    page = app.screen
    assert isinstance(page, QualityPage)
    return page


@pytest.mark.parametrize(("language", "said"), [("en", "lack a field"), ("zh", "缺少必填字段")])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_figure_leads_to_its_customers(
    three: Session, tmp_path: Path, language: str, said: str, size: tuple[int, int]
) -> None:
    at = at_customers(three, tmp_path / "house", language=language, size=size)
    async with at as (screen, pilot):
        page = await quality(pilot)
        first = rows(page.query_one(RowTable))[0]
        assert said in first[0]
        assert (first[1], first[-1]) == ("1", "is:incomplete")
        assert "3" in page.query_one(InfoLine).text
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        await until(pilot, lambda: screen.finder.total == 1)
        assert screen.finder.query_asked == "is:incomplete"


async def test_the_trend_and_a_count_anew(three: Session, tmp_path: Path) -> None:
    three.quality.count()
    with three.writing("due.run") as change:
        change.conn.execute("UPDATE quality_day SET day = '2020-01-01'")
    three.customers.add({"name": "丁"})
    async with at_customers(three, tmp_path / "house") as (_, pilot):
        page = await quality(pilot)
        assert page.figures is not None
        assert page.figures.customers == 3
        await pilot.press("r")
        await until(pilot, lambda: page.figures.customers == 4)
        await until(pilot, lambda: len(page.days) == 2)
        assert rows(page.query_one(RowTable))[0][3] == "+1"
        await pilot.press("t")
        await until(pilot, lambda: page.by_day)
        listed = rows(page.query_one(RowTable))
        assert [row[:2] for row in listed][1] == ("2020-01-01", "3")
        await pilot.press("t", "escape")
        await opens(pilot, CustomersScreen)


async def test_suggestions_are_taken_one_by_one(three: Session, tmp_path: Path) -> None:
    async with at_customers(three, tmp_path / "house") as (_, pilot):
        page = await quality(pilot)
        before = page.figures
        assert before is not None
        await pilot.press("f")
        shown = await opens(pilot, SuggestionsPage)
        await until(pilot, lambda: shown.found)
        listed = rows(shown.query_one(RowTable))
        assert [row[4] for row in listed] == ["浙江", "杭州"]
        await pilot.press("ctrl+s")
        assert "None is taken" in message(pilot)
        await pilot.press("down", "space")
        assert shown.taken == {1}
        await pilot.press("ctrl+s")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is page)
        values = three.customers.by_id(2).values
        assert (values["city"], values["region"]) == ("杭州", "")
        assert "Filled in" in message(pilot)
        await until(pilot, lambda: page.figures is not before)
        assert page.figures is not None
        assert page.figures.fields["city"].filled == before.fields["city"].filled + 1


async def test_cleaning_shows_first_what_it_would_do(three: Session, tmp_path: Path) -> None:
    with three.writing("field.edit") as change:
        change.conn.execute("UPDATE customer SET phone = '0755-28761234', flags = '' WHERE id = 3")
    async with at_customers(three, tmp_path / "house") as (_, pilot):
        page = await quality(pilot)
        await pilot.press("c")
        dialog = await opens(pilot, ConfirmDialog)
        assert any("+8675528761234" in line for line in dialog._lines)
        assert three.customers.by_id(3).values["phone"] == "0755-28761234"
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is page and "Cleaned" in message(pilot))
        assert three.customers.by_id(3).values["phone"] == "+8675528761234"
        await pilot.press("c")
        await until(pilot, lambda: "already" in message(pilot))


async def test_what_the_house_demands_is_edited_and_counted_by(
    three: Session, tmp_path: Path
) -> None:
    async with at_customers(three, tmp_path / "house") as (_, pilot):
        page = await quality(pilot)
        await pilot.press("e")
        shown = await opens(pilot, StandardsPage)
        await until(pilot, lambda: "[required]" in shown.query_one(TextArea).text)
        shown.query_one(TextArea).text = "[required]\nany = ['nose']"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "nose" in message(pilot))
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, StandardsPage)
        assert "nose" in shown.query_one(TextArea).text
        shown.query_one(TextArea).text = "[required]\nany = ['email']"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: page.figures is not None and page.figures.incomplete == 3)


async def test_the_filters_offer_the_standing(three: Session, tmp_path: Path) -> None:
    async with at_customers(three, tmp_path / "house") as (screen, pilot):
        await pilot.press("f")
        pane = screen.query_one(FilterPane)
        await until(pilot, lambda: pane.rows)
        options = pane.query_one(OptionList)
        options.highlighted = [row.field for row in pane.rows].index("is")
        await pilot.press("space")
        await until(pilot, lambda: pane.counts.get("is") and not pane.counts["is"].stale)
        assert dict(pane.counts["is"].pairs) == {"stale": 0, "incomplete": 1, "failing": 0}
        await pilot.press("down", "down", "space")
        await until(pilot, lambda: screen.finder.query_asked == "is:incomplete")
