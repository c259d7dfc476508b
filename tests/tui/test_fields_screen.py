"""Fields on screen: the house's own, choice lists, and what is built in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.widgets import Input, TextArea

from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, write
from tui.screens.confirm import ConfirmDialog
from tui.screens.field_forms import ChoicesDialog, FieldDialog
from tui.screens.fields import FieldsScreen
from tui.widgets.row_table import RowTable


def go_to(screen: FieldsScreen, name: str) -> None:
    screen.query_one(RowTable).move_to([field.name for field in screen.fields].index(name))


async def test_a_field_is_defined_changed_and_retired(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "fields") as (screen, pilot):
        await pilot.press("n")
        await opens(pilot, FieldDialog)
        assert not pilot.app.screen.query_one(TextArea).display
        await write(pilot, "channel")
        await pilot.press("enter")
        await write(pilot, "渠道")
        await pilot.press("enter", "right", "right", "right")
        assert pilot.app.screen.query_one(TextArea).display
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "at least one choice" in message(pilot))
        pilot.app.screen.query_one(TextArea).text = "线上\n\n 线下 \n线上"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen and screen.fields[0].custom)
        field = boss.fields.all()["channel"]
        assert (field.label, field.kind, field.choices) == ("渠道", "choice", ("线上", "线下"))
        go_to(screen, "channel")
        await pilot.press("enter")
        await opens(pilot, FieldDialog)
        pilot.app.screen.query_one("#label", Input).value = "来源渠道"
        await pilot.press("tab", "space", "ctrl+s")
        await until(pilot, lambda: boss.fields.all()["channel"].personal)
        assert boss.fields.all()["channel"].label == "来源渠道"
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("x")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, FieldsScreen)
        assert "channel" in boss.fields.all()
        await pilot.press("x", "y")
        await until(pilot, lambda: "channel" not in boss.fields.all())


async def test_choices_are_lines_in_their_order_and_customers_keep_what_they_have(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "甲", "level": "D"}])
    async with at_section(boss, tmp_path / "house", "fields") as (screen, pilot):
        go_to(screen, "level")
        await pilot.press("e")
        await opens(pilot, ChoicesDialog)
        pilot.app.screen.query_one(TextArea).text = "S\nA\nB\nC"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert boss.fields.all()["level"].choices == ("S", "A", "B", "C")
        assert boss.customers.by_id(1).values["level"] == "D"
        assert "4 choices" in message(pilot)


async def test_a_choice_more_is_written_at_the_end(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "fields") as (screen, pilot):
        go_to(screen, "level")
        await pilot.press("e")
        await opens(pilot, ChoicesDialog)
        await pilot.press("enter", "E", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert boss.fields.all()["level"].choices == ("A", "B", "C", "D", "E")


async def test_a_wrong_name_is_said_at_the_field(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "fields") as (_, pilot):
        await pilot.press("n")
        await opens(pilot, FieldDialog)
        await write(pilot, "phone")
        await pilot.press("tab", "ctrl+s")
        await until(pilot, lambda: "already a field" in message(pilot))
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "name"


async def test_what_is_built_in_stays_and_says_so(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "fields") as (screen, pilot):
        go_to(screen, "phone")
        await pilot.press("enter")
        assert "built-in" in message(pilot)
        await pilot.press("x")
        assert "built in" in message(pilot)
        assert pilot.app.screen is screen


async def test_everything_fits_into_eighty_columns(
    boss: Session, tmp_path: Path, shown: Callable[..., str]
) -> None:
    place = tmp_path / "house"
    async with at_section(boss, place, "fields", size=(80, 24), language="zh") as (_, pilot):
        await pilot.press("n")
        await opens(pilot, FieldDialog)
        await pilot.press("tab", "tab", "right", "right", "right", "ctrl+s")
        await until(pilot, lambda: message(pilot))
        assert "Ctrl-S 保存" in shown(pilot.app)
