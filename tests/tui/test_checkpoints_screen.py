"""Checkpoints on screen: the newest and its age, a new one to a file, the proof by it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from store.session import Session
from tests.tui.customers_app import message, opens, until
from tests.tui.sections_app import at_section, rows
from tui import locale
from tui.screens.ask import AskDialog
from tui.screens.log.checkpoints import CheckpointsPage, VerifyDialog, age_words
from tui.screens.log.log import LogScreen
from tui.screens.message import MessageDialog
from tui.widgets.info_line import InfoLine
from tui.widgets.row_table import RowTable

SignIn = Callable[[str], Session]


@asynccontextmanager
async def at_checkpoints(
    session: Session, folder: Path, language: str = "en"
) -> AsyncIterator[tuple[CheckpointsPage, Pilot[None]]]:
    """The checkpoints, from the log, on a small terminal."""
    async with at_section(session, folder, "log", size=(80, 24), language=language) as (_, pilot):
        await pilot.press("c")
        page = await opens(pilot, CheckpointsPage)
        await until(pilot, lambda: page.query_one(InfoLine).text)
        yield page, pilot


async def verified(pilot: Pilot[None], file: str, public: str = "") -> MessageDialog:
    """What verifying by these comes to."""
    await pilot.press("V")
    asked = await opens(pilot, VerifyDialog)
    asked.query_one("#file", Input).value = file
    asked.query_one("#public", Input).value = public
    await pilot.press("enter", "enter")
    return await opens(pilot, MessageDialog)


def said(dialog: MessageDialog) -> str:
    """The heading and what stands under it."""
    return "\n".join(
        str(each.content)  # type: ignore[attr-defined]
        for each in dialog.query("Static")
        if hasattr(each, "content")
    )


async def test_one_is_made_to_a_file_and_proves_the_log(sign_in: SignIn, tmp_path: Path) -> None:
    file, auditor = tmp_path / "kept.jsonl", sign_in("auditor")
    async with at_checkpoints(auditor, tmp_path / "house") as (page, pilot):
        assert "No checkpoint" in page.query_one(InfoLine).text
        assert page.query_one(RowTable).empty_lines == ("n: make one now.",)
        await pilot.press("n")
        asked = await opens(pilot, AskDialog)
        asked.query_one(Input).value = str(file)
        await pilot.press("enter")
        await until(pilot, lambda: page.kept)
        made = json.loads(file.read_text())
        assert rows(page.query_one(RowTable))[0][0] == str(made["seq"])
        assert f"operation {made['seq']}, 0 min old" in page.query_one(InfoLine).text
        assert "kept.jsonl" in message(pilot)
        await pilot.press("enter")
        one = await opens(pilot, MessageDialog)
        assert made["public"] in said(one)
        assert made["head"] in said(one)
        await pilot.press("escape")
        found = await verified(pilot, str(file), made["public"])
        assert found.title_text() == "The log holds"
        assert "Checkpoints that fit: 1." in said(found)
        await pilot.press("escape")
        await opens(pilot, CheckpointsPage)
        await pilot.press("escape")
        await opens(pilot, LogScreen)
    assert auditor.log.list("action:log.checkpoint")[0].seq == made["seq"]


async def test_a_checkpoint_of_another_end_says_that_the_log_cannot_be_trusted(
    boss: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    from store.log.checkpoint import sign
    from store.log.signing import signer, store_id

    auditor = sign_in("auditor")
    auditor.checkpoints.make(tmp_path / "kept.jsonl")
    with auditor.writing("log.checkpoint") as change:  # as if the end had been cut off since
        key, (seq, _) = signer(change), change.head()
        ahead = sign(key, store=store_id(change.conn), seq=seq + 50, head="0" * 64, at=change.at)
    (tmp_path / "ahead.jsonl").write_text(ahead.line() + "\n")
    async with at_checkpoints(boss, tmp_path / "house", "zh") as (page, pilot):
        assert len(page.kept) == 1
        found = await verified(pilot, str(tmp_path / "ahead.jsonl"))
        assert "末尾被截去" in found.title_text()
        assert "副本" in said(found)
        await pilot.press("escape")
        await opens(pilot, CheckpointsPage)
        await pilot.press("n")  # that is the auditors' to do
        assert pilot.app.screen is page


async def test_a_key_alone_and_a_key_of_somebody_else_are_refused(
    boss: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in("auditor").checkpoints.make(tmp_path / "kept.jsonl")
    async with at_checkpoints(boss, tmp_path / "house") as (_, pilot):
        await pilot.press("V")
        asked = await opens(pilot, VerifyDialog)
        asked.query_one("#public", Input).value = "c29tZWJvZHk="
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "name their file" in message(pilot))
        asked.query_one("#file", Input).value = str(tmp_path / "kept.jsonl")
        await pilot.press("enter", "enter")
        page = await opens(pilot, CheckpointsPage)
        await until(pilot, lambda: "another key" in message(pilot))
        assert pilot.app.screen is page


async def test_a_clerk_is_not_led_there(sign_in: SignIn, tmp_path: Path) -> None:
    async with at_section(sign_in("clerk"), tmp_path / "house", "log") as (screen, pilot):
        await pilot.press("c")
        await pilot.pause(0.1)
        assert pilot.app.screen is screen


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (-3, "0 min old", "0 分钟前"),
        (59, "59 min old", "59 分钟前"),
        (60, "1 h old", "1 小时前"),
        (47 * 60 + 59, "47 h old", "47 小时前"),
        (48 * 60, "2 days old", "2 天前"),
    ],
)
def test_the_age_in_words(minutes: int, english: str, chinese: str) -> None:
    now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    at = (now - timedelta(minutes=minutes)).isoformat()
    assert age_words(at, now) == english
    locale.use("zh")
    assert age_words(at, now) == chinese
