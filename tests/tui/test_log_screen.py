"""The operation log on screen: page by page, filters by key, one operation, the proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, rows, write
from tui.screens.choose import ChooseDialog
from tui.screens.log.log import LogScreen
from tui.screens.log.operation import OperationPage
from tui.screens.message import MessageDialog
from tui.widgets.comparison import Comparison
from tui.widgets.info_line import InfoLine


def actions(screen: LogScreen) -> set[str]:
    return {operation.action for page in screen.pages.values() for operation in page}


async def test_a_long_log_is_read_as_one_scrolls_and_never_twice(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": f"客户{n}"} for n in range(450)])
    total = boss.log.list(limit=1)[0].seq
    async with at_section(boss, tmp_path / "house", "log") as (screen, pilot):
        assert screen.filter.found_text == "100+ operations"
        for _ in range(9):
            await pilot.press("G")
            await pilot.pause(0.1)
        await until(pilot, lambda: screen.filter.found_text == f"{total} operations")
        await pilot.press("G")
        assert screen.table.current_id == 1
        seen = [operation.seq for _, page in sorted(screen.pages.items()) for operation in page]
        assert seen == list(range(total, 0, -1))
        await pilot.press("s")
        await until(pilot, lambda: screen.table.row_at(0) and screen.table.row_at(0).id == 1)
        assert "oldest first" in screen.query_one(InfoLine).text


async def test_one_key_filters_by_what_is_in_the_row_and_again_takes_it_away(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "甲"}, {"name": "乙"}])
    async with at_section(boss, tmp_path / "house", "log") as (screen, pilot):
        await until(pilot, lambda: screen.current and screen.current.action == "customer.add")
        await pilot.press("a")
        await until(pilot, lambda: actions(screen) == {"customer.add"})
        assert screen.filter.query_text == "action:customer.add"
        code = screen.current.object
        await pilot.press("o")
        await until(pilot, lambda: screen.table.row_count == 1)
        assert screen.filter.query_text == f"action:customer.add object:{code}"
        await pilot.press("a")
        await until(pilot, lambda: screen.filter.query_text == f"object:{code}")
        await pilot.press("x")
        await until(pilot, lambda: "staff.add" in actions(screen))
        await pilot.press("t")
        assert screen.filter.query_text == "at:today"


async def test_a_filter_is_written_in_the_log_s_language_and_faults_are_pointed_at(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "log") as (screen, pilot):
        await pilot.press("slash")
        await write(pilot, "action:staff")
        await until(pilot, lambda: actions(screen) == {"staff.add"})
        await write(pilot, " wer:x")
        await until(pilot, lambda: "no field wer" in screen.query_one(InfoLine).text)
        await pilot.press(*["backspace"] * 6)
        await until(pilot, lambda: screen.table.row_count and actions(screen) == {"staff.add"})
        await pilot.press("enter")
        assert screen.table.has_focus
        await pilot.press("escape")
        assert screen.filter.query_text == ""


async def test_one_operation_shows_before_and_after_and_leads_to_its_neighbours(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "深圳华为", "city": "广州", "phone": "13800138000"}])
    customer = boss.customers.by_id(1)
    boss.customers.edit(1, {"city": "深圳"}, version=customer.version, reason="moved")
    async with at_section(boss, tmp_path / "house", "log", size=(80, 24)) as (screen, pilot):
        await until(pilot, lambda: screen.current and screen.current.action == "customer.edit")
        await pilot.press("enter")
        page = await opens(pilot, OperationPage)
        pairs = {pair.label: (pair.before, pair.after) for pair in page.query_one(Comparison).pairs}
        assert pairs["City"] == ("广州", "深圳")
        await pilot.press("n")
        assert page.operation.action == "customer.add"
        assert screen.table.cursor == 1
        await pilot.press("p", "p")
        assert page.operation.action == "customer.edit"
        assert "end of the list" in message(pilot)
        await pilot.press("o")
        await opens(pilot, LogScreen)
        await until(pilot, lambda: screen.table.row_count == 2)
        assert screen.filter.query_text == f"object:{customer.code}"


async def test_personal_values_stay_masked_for_those_who_may_not_see_them(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    fill(boss, [{"name": "深圳华为", "phone": "13800138000"}])
    customer = boss.customers.by_id(1)
    boss.customers.edit(1, {"phone": "13900139000"}, version=customer.version)
    auditor = sign_in("auditor")
    async with at_section(auditor, tmp_path / "house", "log") as (screen, pilot):
        await pilot.press("slash")
        await write(pilot, "action:customer.edit")
        await until(pilot, lambda: actions(screen) == {"customer.edit"})
        assert not any("139" in cell for row in rows(screen.table) for cell in row[2:])
        await pilot.press("enter", "enter")
        await opens(pilot, OperationPage)
        values = [pair.after for pair in pilot.app.screen.query_one(Comparison).pairs]
        assert "***" in values
        assert not any("139" in value for value in values)


async def test_a_person_without_more_rights_reads_their_own_operations(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    fill(boss, [{"name": "甲"}])
    clerk = sign_in("clerk")
    async with at_section(clerk, tmp_path / "house", "log") as (screen, pilot):
        assert {row[2] for row in rows(screen.table)} == {"clerk"}
        assert "your own" in screen.query_one(InfoLine).text
        await pilot.press("V")
        await pilot.pause(0.1)
        assert pilot.app.screen is screen


async def test_verifying_says_that_the_log_holds_with_its_last_link(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "log") as (_, pilot):
        await pilot.press("V")
        dialog = await opens(pilot, MessageDialog)
        assert dialog.title_text() == "The log holds"
        assert len(str(dialog.query(".strong").first().content.plain)) == 64  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("UPDATE operation SET actor = 'nobody' WHERE seq = 3", "a line was changed"),
        ("DELETE FROM operation WHERE seq = 3", "a line is missing"),
    ],
)
async def test_a_bent_log_is_named_at_its_line(
    boss: Session, tmp_path: Path, harm: str, says: str
) -> None:
    with boss.writing("customer.add") as change:
        triggers = change.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'"
        ).fetchall()
        assert triggers
    unguarded(boss, harm, [name for (name,) in triggers])
    async with at_section(boss, tmp_path / "house", "log") as (_, pilot):
        await pilot.press("V")
        await opens(pilot, MessageDialog)
        title = pilot.app.screen.title_text()  # type: ignore[attr-defined]
        assert "operation 3" in title
        assert says in title


def unguarded(session: Session, harm: str, triggers: list[str]) -> None:
    """Change the log as somebody with the key, but outside the program, would."""
    import sqlcipher3

    with session.reading() as conn:
        file = conn.execute("PRAGMA database_list").fetchone()[2]
    from store.keys.derive import database_key

    raw = sqlcipher3.connect(file)
    raw.execute(f"PRAGMA key=\"x'{database_key(session.access.data_key)}'\"")
    for name in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(harm)
    raw.commit()
    raw.close()


async def test_a_filter_is_chosen_by_its_name(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "log") as (screen, pilot):
        await pilot.press("f")
        await opens(pilot, ChooseDialog)
        await write(pilot, "account added")
        await pilot.press("enter")
        await until(pilot, lambda: actions(screen) == {"staff.add"})
        await pilot.press("f")
        await opens(pilot, ChooseDialog)
        await write(pilot, "person: viewer")
        await pilot.press("enter")
        await until(pilot, lambda: screen.table.row_count == 0)
        assert screen.filter.query_text == "action:staff.add actor:viewer"
