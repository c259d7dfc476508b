"""Working on many from the list: choosing, the menu, the preview, stopping, who stays chosen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Static

from store.customers import bulk
from store.customers.bulk import Bulk
from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tests.tui.sections_app import rows
from tui.screens.choose import ChooseDialog
from tui.screens.customers.bulk_change import TagDialog, ValueDialog, tags_in
from tui.screens.customers.bulk_preview import BulkPreview, joined
from tui.screens.customers.export_file import ExportDialog
from tui.widgets.row_table import RowTable

SignIn = Callable[[str], Session]
ROWS = [
    {"name": "北京明日贸易有限公司", "region": "北京", "level": "A", "owner": "李娜"},
    {"name": "广州远航科技有限公司", "region": "广东", "level": "B", "owner": "李娜"},
    {"name": "深圳华为技术有限公司", "region": "广东", "level": "B", "owner": "王芳"},
    {"name": "深圳星桥物流有限公司", "region": "广东", "level": "", "owner": ""},
]


@pytest.fixture
def some(boss: Session) -> Session:
    """A session over four customers."""
    fill(boss, ROWS)
    return boss


def counts(screen: object) -> str:
    """What the preview says of all."""
    assert isinstance(screen, BulkPreview)
    return str(screen.query_one("#counts", Static).content)


async def test_the_menu_sets_a_field_of_all_after_a_preview_of_what_changes(
    some: Session, house: Store, shown: Callable[[App[Any]], str]
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("asterisk")
        await until(pilot, lambda: screen.finder.table.selected_count == 4)
        await pilot.press("b")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"level", "enter")
        await opens(pilot, ValueDialog)
        await pilot.press("A", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        assert counts(pilot.app.screen) == "3 will change, 1 have the value already."
        await until(pilot, lambda: "B 2 · (empty) 1" in shown(pilot.app))
        await until(pilot, lambda: "stays" in shown(pilot.app))
        await pilot.press("enter")  # Enter alone shows a customer and changes nothing
        await pilot.pause(0.05)
        assert some.search.count("level:A") == 1
        await until(pilot, lambda: not isinstance(pilot.app.screen, BulkPreview))
        await pilot.press("escape")
        await opens(pilot, BulkPreview)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert some.search.count("level:A") == 4
        assert message(pilot) == "3 changed, 1 were so already. u undoes it."
        assert screen.finder.table.selected_count == 4
        assert len({line.group for line in some.log.list("action:customer.edit")}) == 1


async def test_t_and_shift_t_tag_the_row_under_the_cursor_or_the_chosen(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("space", "space", "t")
        await opens(pilot, TagDialog)
        await pilot.press(*"x1, y", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (some.search.count("tag:x1"), some.search.count("tag:y")) == (2, 2)
        assert screen.finder.table.selected_count == 2  # for what is done next with the same
        await pilot.press("escape")
        assert screen.finder.table.selected_count == 0
        await pilot.press("g", "T")
        await opens(pilot, TagDialog)
        await pilot.press("y", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (some.search.count("tag:x1"), some.search.count("tag:y")) == (2, 1)


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "1 customer: what is to be done?"), ("zh", "1 个客户：要做什么？")],
)
async def test_the_menu_counts_one_rightly_and_shows_no_letter_that_only_narrows_it(
    some: Session, house: Store, language: str, title: str
) -> None:
    async with at_customers(some, house.folder, language=language) as (_screen, pilot):
        await pilot.press("b")
        await opens(pilot, ChooseDialog)
        menu: Any = pilot.app.screen
        assert menu.title_text() == title
        assert all(text[1:2] != " " for _, text in menu._rows)


async def test_the_preview_shows_codes_whole_and_counts_with_commas_of_the_language(
    boss: Session, house: Store
) -> None:
    from store.codes.rulefile import RuleDraft, RuleSet

    boss.rules.apply(RuleSet((RuleDraft("all", "VIP-2022-{seq:9}"),)))
    fill(boss, ROWS)
    async with at_customers(boss, house.folder, language="zh") as (_screen, pilot):
        await pilot.press("asterisk", "b")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"level", "enter")
        await opens(pilot, ValueDialog)
        await pilot.press("A", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        assert counts(pilot.app.screen).startswith("将修改 3 个，1 个已是此值")
        table = pilot.app.screen.query_one(RowTable)
        await until(pilot, lambda: table.row_count == 4)
        assert table.columns[0].width >= len("VIP-2022-000000001")


async def test_a_bad_tag_and_a_bad_value_are_told_where_they_are_typed(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (_screen, pilot):
        await pilot.press("t", "ctrl+s")
        await opens(pilot, TagDialog)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TagDialog)
        assert pilot.app.screen._row.complaint


async def test_a_stopped_change_keeps_the_choice_and_goes_on_in_the_same_group(
    some: Session, house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_after = threading.Event()
    real = bulk._Run._transaction

    def slow(self: Any, ready: Any, place: int) -> Any:
        if not stop_after.is_set() and self.cancel is not None:
            result = real(self, ready[: place + 1], place)
            self.cancel.cancel()
            stop_after.set()
            return result
        return real(self, ready, place)

    monkeypatch.setattr(bulk._Run, "_transaction", slow)
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("asterisk")
        await until(pilot, lambda: screen.finder.table.selected_count == 4)
        await pilot.press("t")
        await opens(pilot, TagDialog)
        await pilot.press(*"vip", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        await pilot.press("y")
        await until(pilot, lambda: getattr(pilot.app.screen, "done", None))
        assert "stopped before the end" in counts(pilot.app.screen)
        assert "3 are left to do." in counts(pilot.app.screen)
        assert some.search.count("tag:vip") == 1
        await until(pilot, lambda: rows(pilot.app.screen.query_one(RowTable))[0][3] == "stays")
        assert rows(pilot.app.screen.query_one(RowTable))[0][2] == "vip"
        named = {active.binding.id for active in pilot.app.screen.active_bindings.values()}
        assert "bulk.go_on" in named
        assert "bulk.go" not in named
        assert screen.finder.table.selected_count == 4
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert message(pilot) == "4 changed. u undoes it."
        assert some.search.count("tag:vip") == 4
        assert len({line.group for line in some.log.list("action:tag.add")}) == 1
        assert screen.finder.table.selected_count == 4


async def test_who_could_not_be_changed_is_listed_and_stays_chosen(
    some: Session, sign_in: SignIn, house: Store, shown: Callable[[App[Any]], str]
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("asterisk")
        await until(pilot, lambda: screen.finder.table.selected_count == 4)
        sign_in("manager").customers.delete(1, "test")
        await pilot.press("t")
        await opens(pilot, TagDialog)
        await pilot.press(*"vip", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        assert "1 cannot be changed" in counts(pilot.app.screen)
        await pilot.press("y")
        await until(pilot, lambda: getattr(pilot.app.screen, "done", None))
        await until(pilot, lambda: "deleted it" in shown(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert message(pilot).startswith("3 changed, 1 could not be changed.")
        assert screen.finder.table.selection.ids == (1,)


async def test_another_list_says_how_many_of_the_chosen_it_leaves_out(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("asterisk")
        await until(pilot, lambda: screen.finder.table.selected_count == 4)
        await pilot.press("slash", *"region:", "北", "京", "enter")
        await until(pilot, lambda: screen.finder.total == 1)
        await until(pilot, lambda: screen.finder.out_of_sight == 3)
        said = list(screen.finder.chosen_words())
        assert said == ["4 selected, 3 of them not in this list"]
        await pilot.press("escape")
        await until(pilot, lambda: screen.finder.table.selected_count == 0)
        assert screen.finder.query_asked == "region:北京"
        await pilot.press("escape")
        await until(pilot, lambda: screen.finder.query_asked == "")


async def test_archiving_many_asks_with_a_preview_and_brings_back(
    some: Session, house: Store
) -> None:
    async with at_customers(some, house.folder) as (screen, pilot):
        await pilot.press("v", "j", "j", "x")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert some.search.count("archived:yes") == 0
        assert screen.finder.table.selected_count == 3
        await pilot.press("x")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert some.search.count("archived:yes") == 3
        assert len({line.group for line in some.log.list("action:customer.archive")}) == 1


@pytest.mark.long
async def test_the_chosen_are_exported_and_nobody_else(
    some: Session, house: Store, tmp_path: Path
) -> None:
    file = tmp_path / "chosen.csv"
    async with at_customers(some, house.folder) as (_screen, pilot):
        await pilot.press("space", "space", "o")
        await opens(pilot, ExportDialog)
        await pilot.press(*str(file), "enter")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await until(pilot, lambda: file.exists() and len(file.read_text("utf-8").splitlines()) == 3)
    (line,) = some.log.list("action:export.run")
    assert line.after is not None
    assert line.after["count"] == 2


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_preview_fits_a_small_terminal(
    some: Session, house: Store, shown: Callable[[App[Any]], str], language: str
) -> None:
    async with at_customers(some, house.folder, size=(80, 24), language=language) as (_, pilot):
        await pilot.press("asterisk")
        await pilot.press("b")
        await opens(pilot, ChooseDialog)
        await pilot.press("escape")
        await pilot.press("t")
        await opens(pilot, TagDialog)
        await pilot.press(*"vip", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: getattr(pilot.app.screen, "forecast", None))
        wanted = "将修改" if language == "zh" else "will change"
        await until(pilot, lambda: wanted in shown(pilot.app))
        assert "CUST0000" in shown(pilot.app)


async def test_a_viewer_has_no_menu_of_changes(
    some: Session, sign_in: SignIn, house: Store
) -> None:
    async with at_customers(sign_in("viewer"), house.folder) as (screen, pilot):
        await pilot.press("asterisk", "b", "t", "T", "x")
        assert pilot.app.screen is screen


def test_tags_are_taken_apart_at_commas_of_either_kind() -> None:
    assert tags_in(" a, b，丙、 ,") == ["a", "b", "丙"]


def test_two_runs_of_a_group_are_told_as_one() -> None:
    first = Bulk("g", 3, 1, (), True)
    then = Bulk("g", 6, 4, (), False)
    both = joined(first, then)
    assert (both.changed, both.unchanged, both.stopped) == (9, 1, False)
