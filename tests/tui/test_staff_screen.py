"""Staff on screen: one-time passwords, disabling, unlocking, roles; nothing by Enter alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input, Static

import store
from store.errors import SignInRefused
from store.keys import throttle
from store.session import Session
from store.staff import totp
from tests.conftest import PASSWORD
from tests.tui.customers_app import message, opens, until
from tests.tui.sections_app import at_section, rows, write
from tui.app import KehaoApp
from tui.screens.confirm import ConfirmDialog
from tui.screens.message import MessageDialog
from tui.screens.staff.account import AccountDialog, RolesDialog
from tui.screens.staff.sign_in import SignInScreen
from tui.screens.staff.staff import StaffScreen
from tui.widgets.checks import Checks
from tui.widgets.row_table import RowTable


def go_to(screen: StaffScreen, name: str) -> None:
    place = [account.name for account in screen.accounts].index(name)
    screen.query_one("#accounts", RowTable).move_to(place)


def shown_password(screen: MessageDialog) -> str:
    content = screen.query(".strong").first(Static).content
    return str(content)


async def test_a_new_account_gets_a_password_that_is_shown_once_and_works_once(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        await pilot.press("n")
        await opens(pilot, AccountDialog)
        await pilot.press("ctrl+s")
        assert "needs a name" in message(pilot)
        await write(pilot, "Lei")
        await pilot.press("enter", "ctrl+s")
        assert "at least one role" in message(pilot)
        await pilot.press("j", "space", "ctrl+s")
        password = shown_password(await opens(pilot, MessageDialog))
        await pilot.press("escape")
        await until(pilot, lambda: "Lei" in [account.name for account in screen.accounts])
        account = next(one for one in screen.accounts if one.name == "Lei")
        assert account.roles == ("clerk",)
        assert account.must_change
    session = store.open(tmp_path / "house").sign_in("Lei", password)
    assert session.must_change_password
    session.close()


async def test_a_name_that_is_taken_is_refused_in_the_form(boss: Session, tmp_path: Path) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (_, pilot):
        await pilot.press("n")
        await opens(pilot, AccountDialog)
        pilot.app.screen.query_one(Input).value = "CLERK"
        await pilot.press("enter", "space", "ctrl+s")
        await until(pilot, lambda: "already an account" in message(pilot))
        assert not pilot.app.screen.query_one(Checks).disabled
        assert isinstance(pilot.app.screen, AccountDialog)


async def test_disabling_and_resetting_ask_and_enter_alone_leaves_all_as_it_is(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        go_to(screen, "clerk")
        for key in ("x", "p"):
            await pilot.press(key)
            await opens(pilot, ConfirmDialog)
            await pilot.press("enter")
            await opens(pilot, StaffScreen)
        clerk = next(one for one in boss.staff.list() if one.name == "clerk")
        assert not clerk.disabled
        assert not clerk.must_change
        await pilot.press("x", "y")
        question = await opens(pilot, ConfirmDialog)
        assert question.title_text() == "clerk is disabled. A new data key as well?"
        key = boss.access.data_key
        await pilot.press("enter")
        await opens(pilot, StaffScreen)
        assert boss.access.data_key == key
        await until(pilot, lambda: screen.current.disabled)
        with pytest.raises(SignInRefused):
            store.open(tmp_path / "house").sign_in("clerk", PASSWORD)
        await pilot.press("X")
        await until(pilot, lambda: not screen.current.disabled)


async def test_who_leaves_is_followed_by_a_new_data_key_if_one_says_so(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        go_to(screen, "clerk")
        key = boss.access.data_key
        await pilot.press("x", "y")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "has a new data key" in message(pilot))
        assert boss.access.data_key != key
        await until(pilot, lambda: screen.current.disabled)
    (line,) = boss.log.list("action:key.rotate")
    assert line.reason == "clerk"
    store.open(tmp_path / "house").sign_in("viewer", PASSWORD).close()


async def test_an_account_for_a_program_opens_no_screen(boss: Session, tmp_path: Path) -> None:
    app = KehaoApp(tmp_path / "house", language="en", prefill=("service", PASSWORD))
    async with app.run_test(size=(80, 24)) as pilot:
        await opens(pilot, SignInScreen)
        await pilot.press("enter")
        await until(pilot, lambda: "opens no screen" in message(pilot))
        assert app.session is None
    assert boss.log.list("action:sign.out")[0].actor == "service"


async def test_a_one_time_password_takes_the_place_of_the_old_one(
    boss: Session, tmp_path: Path
) -> None:
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        go_to(screen, "clerk")
        await pilot.press("p", "y")
        password = shown_password(await opens(pilot, MessageDialog))
    with pytest.raises(SignInRefused):
        store.open(tmp_path / "house").sign_in("clerk", PASSWORD)
    store.open(tmp_path / "house").sign_in("clerk", password).close()


async def test_one_s_own_password_is_not_reset_here_and_the_last_administrator_stays(
    boss: Session, tmp_path: Path
) -> None:
    boss.staff.disable("admin")
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        go_to(screen, "boss")
        await pilot.press("p")
        assert "settings" in message(pilot)
        await pilot.press("enter")
        await opens(pilot, RolesDialog)
        checks = pilot.app.screen.query_one(Checks)
        assert checks.taken == ["manager", "administrator"]
        checks.move_to(3)
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: "Nobody would be left" in message(pilot))
        assert isinstance(pilot.app.screen, RolesDialog)


async def test_who_waits_after_wrong_passwords_is_shown_and_let_in(
    boss: Session, tmp_path: Path
) -> None:
    for _ in range(throttle.PAUSE_AFTER):
        throttle.failed(Path(boss.access.throttle), "clerk", "local")
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        go_to(screen, "clerk")
        assert screen.current.locked_seconds > 0
        assert any(
            row[1].startswith("waits") for row in rows(screen.query_one("#accounts", RowTable))
        )
        await pilot.press("u")
        await until(pilot, lambda: screen.current.locked_seconds == 0)
    store.open(tmp_path / "house").sign_in("clerk", PASSWORD).close()


async def test_an_auditor_sees_accounts_and_changes_none(
    sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    auditor = sign_in("auditor")
    async with at_section(auditor, tmp_path / "house", "staff") as (screen, pilot):
        await pilot.press("n", "e", "x", "X", "p", "u", "enter")
        await pilot.pause(0.1)
        assert pilot.app.screen is screen
        assert len(screen.accounts) == 7


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_keys_of_a_form_are_in_sight_on_a_small_screen(
    boss: Session, tmp_path: Path, shown: Callable[..., str], language: str
) -> None:
    place = tmp_path / "house"
    async with at_section(boss, place, "staff", size=(80, 24), language=language) as (_, pilot):
        await pilot.press("n")
        await opens(pilot, AccountDialog)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: message(pilot))
        text = shown(pilot.app)
        assert message(pilot)[:10] in text
        assert text.count("Ctrl-S") == 2
        assert "Esc" in text


async def test_lost_one_time_codes_are_taken_away_after_a_question(
    boss: Session, sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    clerk = sign_in("clerk")
    clerk.second_factor.begin()
    secret = clerk.second_factor._begun
    clerk.second_factor.confirm(totp.code_of(secret, totp.step_at(time.time())))
    async with at_section(boss, tmp_path / "house", "staff") as (screen, pilot):
        go_to(screen, "clerk")
        await pilot.press("o")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await pilot.pause()
        assert boss.second_factor.who() == {"clerk"}
        await pilot.press("o")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: "without one-time codes" in message(pilot))
    store.open(tmp_path / "house").sign_in("clerk", PASSWORD).close()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_at_80_columns_the_keys_that_matter_and_what_an_account_may_do_in_words(
    boss: Session, tmp_path: Path, language: str, shown: Callable[[object], str]
) -> None:
    at = at_section(boss, tmp_path / "house", "staff", language=language, size=(80, 24))
    async with at as (screen, pilot):
        await until(pilot, lambda: screen.accounts)
        go_to(screen, "boss")
        await pilot.pause()
        told = shown(pilot.app)
        assert "customer.read" not in told
        assert "…" in told.splitlines()[-2]
        for word in ("Disable", "SSH keys") if language == "en" else ("停用", "SSH 密钥"):
            assert word in told.splitlines()[-1]
