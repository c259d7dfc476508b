"""First start, sign-in, one-time passwords, the lock, and leaving."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

import store
from store.errors import SignInRefused
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.frame_sections import SECRET, CustomersSection
from tui import app as app_module
from tui import locale
from tui.app import KehaoApp
from tui.locking import IDLE_SECONDS
from tui.screens.message import MessageDialog
from tui.screens.staff.first_run import FirstRunScreen, RecoveryKeyDialog
from tui.screens.staff.lock import LockScreen
from tui.screens.staff.password import PasswordDialog
from tui.screens.staff.sign_in import SignInScreen

Shown = Callable[[Any], str]


@pytest.fixture(autouse=True)
def _sections(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {
        "customers": "tests.tui.frame_sections:CustomersSection",
        "rules": "tests.tui.frame_sections:RulesSection",
    }
    monkeypatch.setattr(app_module, "SECTIONS", sections)


async def until(pilot: Pilot[Any], true: Callable[[], object], seconds: float = 8.0) -> None:
    """Let the app run until something is so; fail when it never is."""
    for _ in range(int(seconds / 0.02)):
        if true():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came to be")


async def type_in(pilot: Pilot[Any], *texts: str) -> None:
    """Type each text and Enter, all in one piece as a script or a slow line would send it."""
    for sign in "".join(f"{text}\r" for text in texts):
        key = {"\r": "enter", " ": "space"}.get(sign, sign)
        pilot.app.post_message(events.Key(key, None if sign == "\r" else sign))
    await pilot.pause()


async def signed_in(pilot: Pilot[Any]) -> KehaoApp:
    app = pilot.app
    assert isinstance(app, KehaoApp)
    await type_in(pilot, ADMIN, PASSWORD)
    await until(pilot, lambda: isinstance(app.screen, CustomersSection))
    return app


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "客户编码"), ("en", "Customer codes by rule")]
)
async def test_the_sign_in_says_what_this_is(
    folder: Path, shown: Shown, language: str, words: str
) -> None:
    app = KehaoApp(folder, language=language)
    async with app.run_test(size=(80, 24)):
        assert isinstance(app.screen, SignInScreen)
        assert "客号 Kehao" in shown(app)
        assert words in shown(app)


async def test_lang_chooses_until_somebody_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    app = KehaoApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "密码" in shown(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "Password" in shown(app)


async def test_a_wrong_password_is_said_and_forgotten(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, ADMIN, "wrong horse battery")
        await until(pilot, lambda: "is wrong" in shown(app))
        field = app.screen.query_one("#password", Input)
        assert field.value == ""
        assert app.focused is field
        await type_in(pilot, PASSWORD)
        await until(pilot, lambda: app.signed_in)


async def test_too_many_wrong_passwords_show_the_wait(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(4):
            app.screen.query_one("#name", Input).value = ADMIN
            await until(pilot, lambda: not app.screen.query_one("#password").disabled)
            app.screen.query_one("#password").focus()
            await pilot.pause()
            app.screen.query_one("#password", Input).value = "wrong horse battery"
            await pilot.press("enter")
            await until(pilot, lambda: not app.screen.query_one("#password").disabled)
        await until(pilot, lambda: re.search(r"wait \d+ seconds", shown(app)))


async def test_everything_typed_at_once_signs_in(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, ADMIN, PASSWORD)
        await until(pilot, lambda: app.signed_in)
        assert app.session is not None
        assert app.session.name == ADMIN


async def test_the_demonstration_signs_in_by_enter(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en", prefill=(ADMIN, PASSWORD), hints=["Try /name"])
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Try /name" in shown(app)
        assert PASSWORD not in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.signed_in)


async def test_a_name_given_before_leaves_only_the_password(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en", prefill=(ADMIN, ""))
    async with app.run_test(size=(80, 24)) as pilot:
        assert ADMIN in shown(app)
        await pilot.press("shift+tab", "enter", *PASSWORD, "enter")
        await until(pilot, lambda: app.signed_in)


async def test_an_unusable_store_is_said_before_any_password(folder: Path, shown: Shown) -> None:
    folder.chmod(0o755)
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "! " in shown(app))


async def test_a_one_time_password_must_be_changed(folder: Path, shown: Shown) -> None:
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    once = session.staff.add("李娜", ["manager"]).one_time_password
    session.close()
    assert once
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "李娜", once)
        await until(pilot, lambda: isinstance(app.screen, PasswordDialog))
        await type_in(pilot, "a brand new password", "another new password")
        await until(pilot, lambda: "differ" in shown(app))
        await type_in(pilot, "a brand new password")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
    store.open(folder).sign_in("李娜", "a brand new password").close()
    with pytest.raises(SignInRefused):
        store.open(folder).sign_in("李娜", once)


async def test_the_forced_change_cannot_be_gone_round(folder: Path) -> None:
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    once = session.staff.add("李娜", ["manager"]).one_time_password
    session.close()
    assert once
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "李娜", once)
        await until(pilot, lambda: isinstance(app.screen, PasswordDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert not app.signed_in
        assert app.session is None


async def test_first_start_makes_the_store_and_shows_the_key_once(
    tmp_path: Path, shown: Shown
) -> None:
    app = KehaoApp(tmp_path / "new", language="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, FirstRunScreen)
        await type_in(pilot, ADMIN, PASSWORD, PASSWORD, "")
        await until(pilot, lambda: isinstance(app.screen, RecoveryKeyDialog))
        groups = re.findall(r"\b[0-9A-Z]{4}\b", shown(app))
        assert len(groups) == 14
        await pilot.press("escape")
        await type_in(pilot, "XXXX")
        assert isinstance(app.screen, RecoveryKeyDialog)
        await type_in(pilot, groups[-1].lower())
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        assert app.session is not None
        assert set(app.session.roles) == {"administrator", "manager"}
        assert locale.language() == "zh"
        assert groups[0] not in shown(app)
    session = store.open(tmp_path / "new").sign_in(ADMIN, PASSWORD)
    assert session.language == "zh"
    session.close()


async def test_first_start_says_what_is_wrong_and_leaves_nothing(
    tmp_path: Path, shown: Shown
) -> None:
    app = KehaoApp(tmp_path / "new", language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, ADMIN, PASSWORD, "something else", "")
        await until(pilot, lambda: "differ" in shown(app))
        app.screen.query_one("#again", Input).value = PASSWORD
        app.screen.query_one("#timezone", Input).value = "Nowhere/Land"
        app.screen.query_one("#timezone").focus()
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: "Nowhere/Land" in shown(app) and "! " in shown(app))
        assert app.focused is app.screen.query_one("#timezone")
        assert not (tmp_path / "new").exists()


async def test_the_lock_shows_nothing_and_only_the_password_returns(
    folder: Path, shown: Shown
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert SECRET in shown(app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        for key in ("f2", "f3", "f9", "ctrl+p", "f1", "escape", "enter", "question_mark"):
            await pilot.press(key)
        assert isinstance(app.screen, LockScreen)
        assert SECRET not in shown(app)
        app.screen.query_one(Input).value = ""
        await type_in(pilot, "wrong horse battery")
        await until(pilot, lambda: "! " in shown(app))
        assert app.locked
        await type_in(pilot, PASSWORD)
        await until(pilot, lambda: not app.locked)
        assert isinstance(app.screen, CustomersSection)
        assert SECRET in shown(app)


async def test_what_happens_behind_the_lock_stays_behind_it(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        behind = app.screen
        app.lock()
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        app.notify(SECRET)
        app.push_screen(MessageDialog(SECRET, [SECRET]))
        app.open_section("rules")
        await pilot.pause(0.1)
        assert isinstance(app.screen, LockScreen)
        assert SECRET not in shown(app)
        await type_in(pilot, PASSWORD)
        await until(pilot, lambda: not app.locked)
        assert app.current_mode == "rules"
        assert isinstance(app.get_screen_stack("customers")[-1], MessageDialog)
        assert behind in app.get_screen_stack("customers")


async def test_a_dialog_that_ends_behind_the_lock_closes_after_it(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    answers: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        dialog = MessageDialog("Done")
        app.push_screen(dialog, answers.append)
        await pilot.pause()
        app.lock()
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        dialog.dismiss(None)
        await pilot.pause(0.1)
        assert isinstance(app.screen, LockScreen)
        await type_in(pilot, PASSWORD)
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        assert answers == [None]


async def test_ten_idle_minutes_lock(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        app.lock_if_idle()
        assert not app.locked
        app.last_input -= IDLE_SECONDS + 1
        app.lock_if_idle()
        assert app.locked


async def test_signing_out_forgets_the_session_and_its_screens(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        session = app.session
        assert session is not None
        app.action_sign_out()
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await until(pilot, lambda: "signed out" in shown(app))
        assert app.session is None
        await until(pilot, lambda: session.ended)
        await signed_in(pilot)
        assert app.session is not session


async def test_an_account_disabled_meanwhile_is_back_at_the_sign_in(
    folder: Path, shown: Shown
) -> None:
    admin = store.open(folder).sign_in(ADMIN, PASSWORD)
    once = admin.staff.add("李娜", ["manager"]).one_time_password
    assert once
    first = store.open(folder).sign_in("李娜", once)
    first.change_password(once, "a brand new password")
    first.close()
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "李娜", "a brand new password")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        admin.staff.disable("李娜")
        app.look_after_session()
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await until(pilot, lambda: "disabled" in shown(app) or "ended" in shown(app))
    admin.close()


async def test_leaving_asks_when_something_would_be_lost(
    folder: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CustomersSection, "loss", "A new customer is not saved.")
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert "A new customer is not saved." in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        assert app.is_running


async def test_another_name_signs_in_with_the_password_that_stands_there(folder: Path) -> None:
    admin = store.open(folder).sign_in(ADMIN, PASSWORD)
    once = admin.staff.add("李娜", ["clerk"]).one_time_password
    admin.close()
    first = store.open(folder).sign_in("李娜", once)
    first.change_password(once, PASSWORD)
    first.close()
    app = KehaoApp(folder, language="en", prefill=(ADMIN, PASSWORD))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("shift+tab", "李", "娜", "enter")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        assert app.session is not None
        assert app.session.name == "李娜"
