"""The SSH keys of staff on screen: pasted, seen, taken away; nothing by Enter alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input

from store.session import Session
from tests.store.test_staff_keys import ed25519
from tests.tui.customers_app import message, opens, until
from tests.tui.sections_app import at_section, rows
from tests.tui.test_staff_screen import go_to
from tui.screens.confirm import ConfirmDialog
from tui.screens.staff.staff_keys import AddKeyDialog, StaffKeysPage
from tui.widgets.row_table import RowTable


async def test_a_pasted_line_gives_the_account_a_key_and_x_takes_it_away(
    boss: Session, tmp_path: Path
) -> None:
    key = ed25519(1)
    async with at_section(boss, tmp_path / "house", "staff", size=(80, 24)) as (screen, pilot):
        go_to(screen, "clerk")
        await pilot.press("s")
        page = await opens(pilot, StaffKeysPage)
        await pilot.press("n")
        dialog = await opens(pilot, AddKeyDialog)
        assert dialog.query_one("#name", Input).value == "clerk"
        dialog.query_one("#line", Input).post_message(Paste(f"{key.line} laptop\n"))
        await until(pilot, lambda: dialog.query_one("#line", Input).value != "")
        await pilot.press("ctrl+s")
        await opens(pilot, StaffKeysPage)
        assert "clerk has the key now" in message(pilot)
        await until(pilot, lambda: page.keys)
        (held,) = boss.staff_keys.list()
        assert (held.account, held.fingerprint) == ("clerk", key.fingerprint)
        (row,) = rows(page.query_one(RowTable))
        assert row[:3] == ("clerk", key.fingerprint, "laptop")
        await pilot.press("enter")
        await until(pilot, lambda: f"{key.fingerprint}: boss added it." in message(pilot))
        await pilot.press("x")
        question = await opens(pilot, ConfirmDialog)
        assert question.title_text() == "Take this key from clerk?"
        await pilot.press("enter")
        await opens(pilot, StaffKeysPage)
        assert boss.staff_keys.list() == [held]
        await pilot.press("x", "y")
        await until(pilot, lambda: not page.keys)
        assert boss.staff_keys.list() == []
        assert "opens nothing" in message(pilot)
        await pilot.press("escape")
        assert pilot.app.screen is screen


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("", ed25519(1).line, "Whose key is it?"),
        ("nobody", ed25519(1).line, "There is no account nobody"),
        ("clerk", "", "This is no public SSH key"),
        ("clerk", "-----BEGIN OPENSSH PRIVATE KEY-----", "This is a private key"),
        ("clerk", ed25519(2).line, "boss has this key already"),
    ],
)
async def test_what_is_wrong_is_said_and_the_form_stays(
    boss: Session, tmp_path: Path, name: str, line: str, said: str
) -> None:
    boss.staff_keys.add("boss", ed25519(2))
    async with at_section(boss, tmp_path / "house", "staff") as (_, pilot):
        await pilot.press("s", "n")
        dialog = await opens(pilot, AddKeyDialog)
        dialog.query_one("#name", Input).value = name
        dialog.query_one("#line", Input).value = line
        await pilot.press("ctrl+s")
        await until(pilot, lambda: said in message(pilot))
        assert pilot.app.screen is dialog
    assert len(boss.staff_keys.list()) == 1
