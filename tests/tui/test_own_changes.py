"""Undo and redo by key, the question before what is large, who is in the way, and the list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from store.log.reading import Operation
from store.session import Session
from tests.edits import edit
from tests.tui.customers_app import at_customers, fill, message, opens, until
from tests.tui.sections_app import at_section, rows
from tui import locale
from tui.screens.choose import ChooseDialog
from tui.screens.confirm import ConfirmDialog
from tui.screens.customers.customers import CustomersScreen
from tui.screens.log.log import LogScreen
from tui.screens.log.operation import OperationPage, pairs_of
from tui.screens.staff.own_changes import OwnChangesPage
from tui.widgets.own_words import change_words


def level(session: Session, customer: int) -> str:
    return session.customers.by_id(customer).values.get("level", "")


@pytest.fixture
def three(boss: Session) -> list[int]:
    fill(boss, [{"name": f"客户{n}", "level": "A"} for n in range(3)])
    return boss.search.ids("")


async def test_u_undoes_the_newest_and_ctrl_r_takes_it_back(
    boss: Session, three: list[int], tmp_path: Path
) -> None:
    edit(boss, three[0], level="B")
    edit(boss, three[1], level="C")
    async with at_customers(boss, tmp_path / "house") as (screen, pilot):
        await pilot.press("u")
        await until(pilot, lambda: "Undone: " in message(pilot))
        assert message(pilot) == "Undone: CUST000002, Level → C"
        await pilot.press("u")
        await until(pilot, lambda: message(pilot) == "Undone: CUST000001, Level → B")
        assert [level(boss, id_) for id_ in three] == ["A", "A", "A"]
        await pilot.press("ctrl+r")
        await until(pilot, lambda: message(pilot) == "Done again: CUST000001, Level → B")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: message(pilot) == "Done again: CUST000002, Level → C")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "nothing to do again" in message(pilot))
        assert [level(boss, id_) for id_ in three] == ["B", "C", "A"]
        assert screen.finder.table.current_id is not None


async def test_keys_pressed_ahead_each_undo_one(
    boss: Session, three: list[int], tmp_path: Path
) -> None:
    for to in "BCD":
        edit(boss, three[0], level=to)
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: level(boss, three[0]) == "A")
        await until(pilot, lambda: message(pilot) == "Undone: CUST000001, Level → B")


async def test_the_list_shows_what_an_undo_changed(
    boss: Session, three: list[int], tmp_path: Path
) -> None:
    edit(boss, three[0], name="改过的")
    async with at_customers(boss, tmp_path / "house") as (screen, pilot):
        await pilot.press("u")

        def names() -> list[str]:
            found = [screen.finder.table.row_at(n) for n in range(3)]
            return [cell for row in found if row for cell in row.cells]

        await until(pilot, lambda: "客户0" in names() and "改过的" not in names())


async def test_a_group_is_undone_as_one_in_the_person_s_language(
    boss: Session, three: list[int], tmp_path: Path
) -> None:
    boss.customers.set_many(three, {"level": "D"})
    async with at_customers(boss, tmp_path / "house", language="zh") as (_, pilot):
        await pilot.press("u")
        await until(pilot, lambda: message(pilot).startswith("已撤销："))
        assert message(pilot) == "已撤销：3 个客户，客户等级 → D"
        assert {level(boss, id_) for id_ in three} == {"A"}


async def test_taking_a_customer_away_is_asked_first_and_enter_leaves_it(
    boss: Session, tmp_path: Path
) -> None:
    boss.customers.add({"name": "甲"})
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, CustomersScreen)
        assert boss.search.count("") == 1
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y", "enter")  # a habitual y is not enough: its code becomes void
        await until(pilot, lambda: "That is not CUST000001." in message(pilot))
        assert boss.search.count("") == 1
        await pilot.press("backspace", *"CUST000001", "enter")
        await until(pilot, lambda: message(pilot) == "Undone: CUST000001, Customer added")
        assert boss.search.count("") == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "CUST000001, Owner → 周婷"), ("zh", "CUST000001，负责人 → 周婷")],
)
async def test_a_customer_s_owner_is_not_called_as_that_of_a_block_of_codes(
    boss: Session, three: list[int], tmp_path: Path, language: str, said: str
) -> None:
    edit(boss, three[0], owner="周婷")
    boss.life.reserve(boss.rules.list()[0].name, 3, owner="周婷", until="2099-01-01")
    async with at_customers(boss, tmp_path / "house", language=language):
        fields = boss.field_map()
        changes = boss.own_changes.list(limit=2)
        assert change_words(changes[1], fields) == said
        edited, reserved = changes[1].sample, changes[0].sample
        assert edited is not None
        assert reserved is not None
        assert ("Owner" if language == "en" else "负责人") in [
            pair.label for pair in pairs_of(edited, fields)
        ]
        word = "For" if language == "en" else "留给"
        assert word in [pair.label for pair in pairs_of(reserved, fields)]


async def test_many_are_asked_about_and_undone_with_a_bar(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": f"客户{n}", "level": "A"} for n in range(120)])
    boss.customers.set_many(boss.search.ids(""), {"level": "B"})
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: message(pilot) == "Undone: 120 customers, Level → B")
        assert boss.search.count("level:A") == 120
        await pilot.press("ctrl+r")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: message(pilot) == "Done again: 120 customers, Level → B")
        assert boss.search.count("level:B") == 120


async def test_whoever_is_in_the_way_is_named_and_there_are_ways_on(
    boss: Session, three: list[int], sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    edit(boss, three[0], city="深圳")
    boss.customers.set_many(three, {"level": "B"})
    edit(sign_in("manager"), three[1], level="C")
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("u")
        await opens(pilot, ChooseDialog)
        dialog: Any = pilot.app.screen
        assert "manager has changed level since" in dialog.title_text()
        await pilot.press("enter")
        await opens(pilot, OperationPage)
        page: Any = pilot.app.screen
        assert page.operation.actor == "manager"
        await pilot.press("escape")
        await opens(pilot, CustomersScreen)
        await pilot.press("u")
        await opens(pilot, ChooseDialog)
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: message(pilot) == "Undone: CUST000001, City → 深圳")
        await pilot.press("u")
        await opens(pilot, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Undone: 3 customers, Level → B" in message(pilot))
        assert "1 could not be" in message(pilot)
        assert [level(boss, id_) for id_ in three] == ["A", "C", "A"]


async def test_the_list_of_one_s_own_changes(
    boss: Session, three: list[int], tmp_path: Path
) -> None:
    edit(boss, three[0], level="B")
    boss.customers.add_tag(three[1], "重点")
    async with at_customers(boss, tmp_path / "house", size=(80, 24)) as (_, pilot):
        await pilot.press("U")
        await opens(pilot, OwnChangesPage)
        page: Any = pilot.app.screen
        await until(pilot, lambda: page.table.row_count >= 2)
        whats = [row[1] for row in rows(page.table)]
        assert whats[:2] == ["CUST000002, Tags +重点", "CUST000001, Level → B"]
        await pilot.press("j", "u")
        await until(pilot, lambda: message(pilot) == "Undone: CUST000001, Level → B")
        await until(pilot, lambda: rows(page.table)[1][2] == "undone")
        assert [row is not None and row.archived for row in map(page.table.row_at, (0, 1))] == [
            False,
            True,
        ]
        assert level(boss, three[0]) == "A"
        await pilot.press("u")
        await until(pilot, lambda: "undone already" in message(pilot))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: rows(page.table)[1][2] == "")
        assert level(boss, three[0]) == "B"
        await pilot.press("enter")
        await opens(pilot, OperationPage)
        await pilot.press("p")
        shown: Any = pilot.app.screen
        assert shown.operation.action == "tag.add"
        await pilot.press("o")
        await opens(pilot, LogScreen)
        log: Any = pilot.app.screen
        await until(pilot, lambda: log.filter.query_text == "object:CUST000002")


async def test_the_list_in_chinese_has_chinese_signs_between_what_changed(
    boss: Session, three: list[int], tmp_path: Path, shown: Callable[[App[Any]], str]
) -> None:
    edit(boss, three[0], level="B", city="深圳")
    async with at_customers(boss, tmp_path / "house", language="zh") as (_, pilot):
        await pilot.press("U")
        page = await opens(pilot, OwnChangesPage)
        await until(pilot, lambda: page.table.row_count)
        assert rows(page.table)[0][1] == "CUST000001，城市 → 深圳、客户等级 → B"
        assert "次，从新到旧，Asia/Shanghai" in shown(pilot.app)


async def test_values_that_differ_within_a_group_are_not_said_as_one(
    boss: Session, three: list[int], tmp_path: Path
) -> None:
    boss.customers.set_many(three, {"level": "D"})
    with boss.writing("customer.edit") as change:
        for id_, city in zip(three, ("福州", "济南", "济南"), strict=True):
            found = boss.customers.by_id(id_)
            after = {"city": city}
            change.log("customer.edit", found.code, after=after, subject=id_, group="g1")
    edit(boss, three[0], phone="+86 138 0013 8000")
    fields = boss.field_map()
    said = [change_words(one, fields) for one in boss.own_changes.list(limit=3)]
    assert said == [
        "CUST000001, Phone → 13800138000",
        "City of 3 customers",
        "3 customers, Level → D",
    ]


def test_an_import_s_counts_have_words_and_its_digest_none() -> None:
    counts = {"read": 4, "added": 3, "rejected": 1, "stopped": False, "sha256": "ab" * 32}
    whence = ("2026-01-01T00:00:00Z", "u", "manager", "", "")
    run = Operation(1, *whence, "import.run", "a.csv", "", None, counts, "")
    try:
        locale.use("zh")
        labels = [pair.label for pair in pairs_of(run, {})]
    finally:
        locale.use("en")
    assert labels == ["读取行数", "新增客户数", "拒绝行数", "中途停止"]


async def test_a_long_list_goes_on_at_its_end(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": f"客户{n}"} for n in range(230)])
    async with at_customers(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("U")
        await opens(pilot, OwnChangesPage)
        page: Any = pilot.app.screen
        await until(pilot, lambda: page.table.row_count == 100)
        for count in (200, 230):
            await pilot.press("G")
            await until(pilot, lambda count=count: page.table.row_count >= count)


async def test_fields_are_undone_where_they_are_changed(boss: Session, tmp_path: Path) -> None:
    boss.fields.define("vat", "text", "税号")
    async with at_section(boss, tmp_path / "house", "fields") as (screen, pilot):
        assert "vat" in {field.name for field in screen.fields}
        await pilot.press("u")
        await until(pilot, lambda: "vat" not in {field.name for field in screen.fields})
        assert message(pilot) == "Undone: vat, Field defined"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "vat" in {field.name for field in screen.fields})


async def test_rules_in_force_are_gone_back_from_after_a_question(
    boss: Session, tmp_path: Path
) -> None:
    from store.codes.rulefile import RuleDraft, RuleSet

    before = [rule.pattern for rule in boss.rules.list()]
    boss.rules.apply(RuleSet((RuleDraft("all", "N{seq:4}"),)))
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("U")
        await opens(pilot, OwnChangesPage)
        page: Any = pilot.app.screen
        await until(pilot, lambda: page.table.row_count)
        await pilot.press("u")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "Undone: " in message(pilot))
        assert [rule.pattern for rule in boss.rules.list()] == before


async def test_a_clerk_sees_own_changes_masked_and_no_one_else_s(
    boss: Session, three: list[int], sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    clerk = sign_in("clerk")
    edit(clerk, three[0], phone="13800138000")
    async with at_customers(clerk, tmp_path / "house", size=(80, 24)) as (_, pilot):
        await pilot.press("U")
        await opens(pilot, OwnChangesPage)
        page: Any = pilot.app.screen
        await until(pilot, lambda: page.table.row_count)
        assert [row[1] for row in rows(page.table)] == ["CUST000001, Phone → ***"]
        await pilot.press("escape", "u")
        await until(pilot, lambda: message(pilot) == "Undone: CUST000001, Phone → ***")
