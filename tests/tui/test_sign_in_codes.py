"""One-time codes, sessions, and the password once more, on the screens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import store
from store.errors import ApprovalNeeded, PasswordNeeded, SessionEnded
from store.staff import totp
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.frame_sections import CustomersSection
from tests.tui.test_frame_sign_in import signed_in, type_in, until
from tui import app as app_module
from tui.app import KehaoApp
from tui.screens.settings import SettingsDialog
from tui.screens.staff.approvals import ApprovalsPage
from tui.screens.staff.one_time_codes import CodesDialog, SetUpCodesDialog
from tui.screens.staff.password import PasswordDialog
from tui.screens.staff.password_again import PasswordAgainDialog
from tui.screens.staff.sessions import SessionsPage
from tui.screens.staff.sign_in import SignInScreen
from tui.widgets.frame import KeyBar

Shown = Callable[[Any], str]
SECRET = b"12345678901234567890"


NOW = totp.step_at(time.time())


def code(steps: int = 0) -> str:
    """One of the codes that are good while the tests run, by its place after another."""
    return totp.code_of(SECRET, NOW + steps)


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {"customers": "tests.tui.frame_sections:CustomersSection"}
    monkeypatch.setattr(app_module, "SECTIONS", sections)
    global NOW
    NOW = totp.step_at(time.time())
    monkeypatch.setattr(totp, "new_secret", lambda: SECRET)
    monkeypatch.setattr(totp, "DRIFT", 40)


@pytest.fixture
def with_codes(folder: Path) -> list[str]:
    """The account has codes; gives its recovery codes."""
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    session.second_factor.begin()
    codes = session.second_factor.confirm(code(-3))
    session.close()
    return codes


async def open_settings(pilot: Pilot[Any]) -> None:
    await pilot.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, SettingsDialog))


async def test_the_sign_in_asks_for_the_code_and_takes_each_once(
    folder: Path, shown: Shown, with_codes: list[str]
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.screen.query_one("#code-row").display
        await type_in(pilot, ADMIN, PASSWORD)
        await until(pilot, lambda: app.screen.query_one("#code-row").display)
        await until(pilot, lambda: app.focused is app.screen.query_one("#code"))
        assert not app.signed_in
        await type_in(pilot, code(-3))
        await until(pilot, lambda: "is wrong" in shown(app))
        assert "good once" in shown(app)
        assert app.screen.query_one("#code", Input).value == ""
        await type_in(pilot, code(-2))
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))


async def test_another_name_takes_the_code_away_again(folder: Path, with_codes: list[str]) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, ADMIN, PASSWORD)
        await until(pilot, lambda: app.focused is app.screen.query_one("#code"))
        app.screen.query_one("#name", Input).value = "somebody"
        await until(pilot, lambda: not app.screen.query_one("#code-row").display)
        assert app.screen.query_one("#code").disabled


async def test_a_recovery_code_signs_in(folder: Path, with_codes: list[str]) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, ADMIN, PASSWORD)
        await until(pilot, lambda: app.focused is app.screen.query_one("#code"))
        await type_in(pilot, with_codes[0])
        await until(pilot, lambda: app.signed_in)


@pytest.mark.parametrize("size", [(80, 22), (80, 24), (110, 32)])
async def test_codes_are_set_up_in_the_settings(
    folder: Path, shown: Shown, size: tuple[int, int]
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=size) as pilot:
        await signed_in(pilot)
        await open_settings(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "GEZD GNBV" in shown(app))
        assert ("▀▀" in shown(app)) == (size[1] >= 24)
        await type_in(pilot, "000000")
        await until(pilot, lambda: "not of this secret" in shown(app))
        await type_in(pilot, code(-1))
        await until(pilot, lambda: "Recovery codes" in shown(app))
        assert len(re.findall(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", shown(app))) == 10
        assert "GEZD" not in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CodesDialog))
        await until(pilot, lambda: "left: 10" in shown(app))
        await pilot.press("n")
        await pilot.pause()
        await type_in(pilot, code())
        await until(pilot, lambda: "shown this once" in shown(app))
        await pilot.press("x")
        await pilot.pause()
        await type_in(pilot, code(1))
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        await until(pilot, lambda: "the password alone signs you in" in shown(app))
    store.open(folder).sign_in(ADMIN, PASSWORD).close()


async def test_a_role_that_takes_codes_sets_them_up_before_anything_else(
    folder: Path, shown: Shown
) -> None:
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    once = session.staff.add("李娜", ["clerk"]).one_time_password
    session.safety.set("second_factor.required_roles", "clerk")
    session.close()
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "李娜", once)
        await until(pilot, lambda: isinstance(app.screen, PasswordDialog))
        await type_in(pilot, "a brand new phrase", "a brand new phrase")
        await until(pilot, lambda: isinstance(app.screen, SetUpCodesDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert not app.signed_in
        app.screen.query_one("#password").focus()
        await type_in(pilot, "a brand new phrase")
        await until(pilot, lambda: "GEZD GNBV" in shown(app))
        await until(pilot, lambda: app.screen.query_one("#qr").region.height == 20)
        assert app.screen.query_one("#qr").region.bottom <= app.screen.query_one(KeyBar).region.y
        assert not app.screen.query_one(".dialog").show_vertical_scrollbar
        assert app.screen.query_one(Input).region.bottom <= 24
        await type_in(pilot, code())
        await until(pilot, lambda: "Recovery codes" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))


async def test_sessions_are_seen_and_ended(folder: Path, shown: Shown) -> None:
    other = store.open(folder).sign_in(ADMIN, PASSWORD, client="10.0.0.7")
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await open_settings(pilot)
        await pilot.press("s")
        await until(pilot, lambda: "10.0.0.7" in shown(app))
        assert isinstance(app.screen, SessionsPage)
        assert "2 sessions" in shown(app)
        assert "just now" in shown(app)
        assert "this machine" in shown(app)
        await pilot.press("x")
        await until(pilot, lambda: "End the session" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "1 session," in shown(app))
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("y")
        await until(pilot, lambda: "That is this session" in shown(app))
    with pytest.raises(SessionEnded):
        other.customers.add({"name": "x"})


async def test_what_is_dangerous_asks_for_the_password_and_goes_on_by_itself(
    folder: Path, shown: Shown
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        session = app.session
        assert session is not None
        session._fresh -= 301
        done: list[str] = []
        refused: list[str] = []

        def work() -> str:
            try:
                session.require_fresh()
            except PasswordNeeded as error:
                error.params["permission"] = "export.run"
                raise
            return "done"

        def begin() -> None:
            app.screen.run_in_thread(  # type: ignore[attr-defined]
                work, done.append, failed=lambda error: refused.append(str(error)), kind="save"
            )

        begin()
        await until(pilot, lambda: isinstance(app.screen, PasswordAgainDialog))
        assert "You asked for: Export files." in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: refused)
        begin()
        await until(pilot, lambda: isinstance(app.screen, PasswordAgainDialog))
        await type_in(pilot, "wrong horse battery")
        await until(pilot, lambda: "The password is wrong." in shown(app))
        await type_in(pilot, PASSWORD)
        await until(pilot, lambda: done)
        assert isinstance(app.screen, CustomersSection)
        assert len(refused) == 1


async def test_a_session_whose_hours_are_up_says_so(
    folder: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        monkeypatch.setattr("store.session.utc_now", lambda: "2999-01-01T00:00:00.000Z")
        app.look_after_session()
        await until(pilot, lambda: "signed in for 12 hours" in shown(app))
        assert isinstance(app.screen, SignInScreen)


async def test_a_second_person_sees_what_is_asked_and_approves(folder: Path, shown: Shown) -> None:
    boss = store.open(folder).sign_in(ADMIN, PASSWORD)
    boss.staff.add("赵磊", ["administrator"], "another good phrase")
    boss.safety.set("approval.actions", "role.edit")
    other = store.open(folder).sign_in("赵磊", "another good phrase")
    with pytest.raises(ApprovalNeeded):
        other.staff.set_roles("赵磊", ["administrator", "manager"])
    boss.close()
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await open_settings(pilot)
        await pilot.press("a")
        await until(pilot, lambda: "Roles: administrator, manager" in shown(app))
        assert isinstance(app.screen, ApprovalsPage)
        await pilot.press("y")
        await until(pilot, lambda: "Approve it?" in shown(app))
        await pilot.press("enter")
        await pilot.pause()
        assert "waits for" in shown(app)
        await pilot.press("y")
        await until(pilot, lambda: "Approve it?" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "approved by" in shown(app))
    assert other.staff.set_roles("赵磊", ["administrator", "manager"]).roles
    other.close()
