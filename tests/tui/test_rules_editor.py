"""The editor of a rule: faults under their very place, and codes of real customers as one types."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.widgets import Input, Static

from store.customers.fields import BUILT_IN
from store.errors import InvalidPattern
from store.pattern import parse_manual_form, parse_pattern, validate
from store.pattern.segments import kind_of
from store.session import Session
from tests.tui.customers_app import fill, message, opens, until
from tests.tui.sections_app import at_section, write
from tui.screens.choose import ChooseDialog
from tui.screens.codes.code_tables import CodeTablesPage
from tui.screens.codes.rule_editor import RuleEditor
from tui.screens.codes.rules import RulesScreen
from tui.screens.confirm import ConfirmDialog
from tui.widgets.pattern_text import KINDS, UnderInput, coloured, pieces, pointed
from tui.widgets.pattern_words import segments

PATTERNS = (
    "CUST{seq:6}",
    "{region}{seq:5}",
    "{now:%Y%m%d%H%M}{seq:2}",
    "{type:2}{yyyy}{seq:6}{check:damm,over=digits}",
    "{type}{registered:%Y%m%d}{seq:6}",
    "{name:initials3}{rand:6,base=31}{check:mod37_2}",
    "客户{{甲}}-{seq:5}/{yy}{q}{ww}",
)


@pytest.mark.parametrize("text", PATTERNS)
def test_the_colours_say_what_the_language_says(text: str) -> None:
    tokens = parse_pattern(text).tokens
    kinds = [kind for _, kind in pieces(text)]
    merged = [
        kind for place, kind in enumerate(kinds) if kind != "text" or kinds[:place][-1:] != ["text"]
    ]
    assert merged == [kind_of(token) for token in tokens]
    assert [kind for _, kind in pieces("GD{any:2-8}")] == ["text", "free"]
    assert parse_manual_form("GD{any:2-8}")


@given(st.text(alphabet="ab{}:,%客0 seqyna", max_size=30))
def test_every_half_written_pattern_is_shown_whole(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text
    assert coloured(text).plain == text
    assert {kind for _, kind in pieces(text)} <= set(KINDS)


@pytest.mark.parametrize("text", ["客户{foo}{seq:5}", "A}", "广{seq:5}东{seq:6}", "{seq:x}客"])
def test_the_caret_stands_under_the_very_character(text: str) -> None:
    with pytest.raises(InvalidPattern) as caught:
        validate(parse_pattern(text, set(BUILT_IN)))
    error = caught.value
    carets = pointed(text, error, 0).plain.split("\n")[0]
    assert cell_len(carets) - cell_len(carets.lstrip()) == cell_len(text[: error.start])
    assert carets.count("^") == max(1, cell_len(text[error.start : error.end]))


def test_the_caret_follows_a_text_that_is_scrolled() -> None:
    error = InvalidPattern("wrong", start=50, end=53)
    assert pointed("x" * 60, error, 20).plain.split("\n")[0] == " " * 30 + "^^^"
    assert pointed("x" * 60, error, 52).plain.split("\n")[0] == "^"


def test_every_segment_that_is_offered_can_be_put_into_a_pattern() -> None:
    tables = {"region": {"广东": "GD"}}
    offered = [text for text, _ in segments(BUILT_IN, tables)]
    assert "{region}" in offered
    for text in offered:
        parse_pattern(text if "seq" in text else text + "{seq:5}", set(BUILT_IN))


async def test_codes_of_real_customers_follow_the_typing(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": f"深圳{n}", "type": "VIP" if n % 2 else "企业"} for n in range(30)])
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("e")
        editor = await opens(pilot, RuleEditor)
        await until(pilot, lambda: len(editor.checked.samples) == 10)
        field = editor.query_one("#pattern", Input)
        field.value = "VIP{yyyy"
        await pilot.pause()
        assert editor.checked.pattern is not None
        assert editor.query_one("#pattern-under", UnderInput).fault is editor.checked.pattern
        assert editor.checked.samples == ()
        field.value = "V{seq:3}"
        editor.query_one("#when", Input).value = "type:VIP"
        await until(pilot, lambda: len(editor.checked.samples) == 10)
        assert [one.code for one in editor.checked.samples][:2] == ["V001", "V002"]
        assert {one.name for one in editor.checked.samples} <= {f"深圳{n}" for n in range(1, 30, 2)}
        editor.query_one("#when", Input).value = "typ:VIP"
        await pilot.pause()
        assert editor.query_one("#when-under", UnderInput).fault is not None


async def test_a_code_that_a_customer_cannot_get_says_why(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": "深圳", "type": "VIP"}, {"name": "广州"}])
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("e")
        editor = await opens(pilot, RuleEditor)
        editor.query_one("#pattern", Input).value = "{registered:%Y%m%d}{seq:4}"
        await until(pilot, lambda: len(editor.checked.samples) == 2)
        assert all(one.error is not None or one.code for one in editor.checked.samples)
        editor.query_one("#pattern", Input).value = "{name:initials2}{birthday:%Y%m%d}{seq:4}"
        await until(
            pilot,
            lambda: any(one.error is not None for one in editor.checked.samples),
        )


async def test_a_rule_with_a_fault_is_not_kept_and_the_cursor_goes_there(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("n")
        await opens(pilot, RuleEditor)
        await pilot.press("ctrl+s")
        assert "needs a name" in message(pilot)
        await write(pilot, "cust")
        await pilot.press("ctrl+s")
        assert "already" in message(pilot)
        await write(pilot, "2")
        await pilot.press("ctrl+s")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "pattern"
        await write(pilot, "X{seq:5}")
        await pilot.press("escape")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await opens(pilot, RuleEditor)
        await pilot.press("escape", "y")
        await opens(pilot, RulesScreen)
        assert not screen.changed


async def test_a_segment_chosen_from_the_list_lands_at_the_cursor(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("e")
        await opens(pilot, RuleEditor)
        editor = pilot.app.screen
        await pilot.press("home", "ctrl+o")
        await opens(pilot, ChooseDialog)
        await write(pilot, "quarter")
        await pilot.press("enter")
        await opens(pilot, RuleEditor)
        assert editor.query_one("#pattern", Input).value == "{q}CUST{seq:6}"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_no_line_is_wider_than_the_screen(
    boss: Session, tmp_path: Path, size: tuple[int, int]
) -> None:
    fill(
        boss,
        [{"name": "深圳市某某某某某某某某某某某某某某某某某某有限公司" * 3} for _ in range(12)],
    )
    async with at_section(boss, tmp_path / "house", "rules", size=size) as (_, pilot):
        await pilot.press("e")
        editor = await opens(pilot, RuleEditor)
        editor.query_one("#pattern", Input).value = "客户编码" * 12 + "{seq:6}"
        await until(pilot, lambda: len(editor.checked.samples) == 10 or editor.checked.pattern)
        await pilot.pause()
        room = editor.query_one("#samples").size.width
        assert editor.query_one("#samples").size.height <= 10
        assert room <= size[0]


async def test_a_missing_code_table_is_written_from_the_rule_itself(
    boss: Session, tmp_path: Path
) -> None:
    fill(boss, [{"name": "甲", "region": "广东"}])
    async with at_section(boss, tmp_path / "house", "rules") as (screen, pilot):
        await pilot.press("n")
        editor = await opens(pilot, RuleEditor)
        editor.query_one("#name", Input).value = "shop"
        editor.query_one("#when", Input).value = "region:广东"
        editor.query_one("#pattern", Input).value = "{region}{seq:5}"
        await until(pilot, lambda: editor.checked.pattern is not None)
        await pilot.press("ctrl+t")
        page = await opens(pilot, CodeTablesPage)
        assert page.field == "region"
        await until(pilot, lambda: page.entries)
        await pilot.press("p", "ctrl+s")
        await opens(pilot, RuleEditor)
        await until(pilot, lambda: editor.checked.samples)
        assert editor.checked.samples[0].code == "GD00001"
        await pilot.press("ctrl+s")
        await opens(pilot, RulesScreen)
        assert screen.draft.code_tables["region"]["广东"] == "GD"
        assert [rule.name for rule in screen.draft.rules] == ["shop", "CUST"]


async def test_codes_are_written_anew_for_another_width(boss: Session, tmp_path: Path) -> None:
    fill(boss, [{"name": f"深圳市晴川贸易有限公司{number}"} for number in range(12)])
    async with at_section(boss, tmp_path / "house", "rules") as (_, pilot):
        await pilot.press("e")
        editor = await opens(pilot, RuleEditor)
        await until(pilot, lambda: editor.checked.samples)
        codes = editor.query_one("#samples", Static)
        for width in (60, 100):
            await pilot.resize_terminal(width, 20)
            await pilot.pause(0.3)
            lines = str(codes.content).split("\n")
            assert {cell_len(line) for line in lines} == {codes.size.width}
            assert len(lines) == codes.size.height


async def test_a_code_that_can_be_read_in_two_ways_is_shown(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "rules") as (_screen, pilot):
        await pilot.press("e")
        await opens(pilot, RuleEditor)
        editor = pilot.app.screen
        editor.query_one("#pattern", Input).value = "{name:initials3}{contact:initials2}{seq:4}"
        await until(pilot, lambda: editor.checked.twice)
        whole = editor.query_one("#whole", Static)
        await until(pilot, lambda: whole.display and "two ways" in str(whole.content))
        editor.query_one("#pattern", Input).value = "{name:initials3}-{seq:4}"
        await until(pilot, lambda: not whole.display)
