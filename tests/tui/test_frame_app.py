"""The frame around the screens: work in threads, palette, help, settings, dialogs, faults."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, OptionList

import store
from store.errors import InvalidValue, SessionEnded, Stopped
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.frame_sections import SECRET, CustomersSection, RulesSection
from tests.tui.test_frame_sign_in import signed_in, until
from tui import app as app_module
from tui import locale
from tui.actions import ACTIONS
from tui.app import KehaoApp
from tui.screens.confirm import ConfirmDialog
from tui.screens.help import HelpDialog
from tui.screens.palette import PaletteDialog, matches
from tui.screens.progress import Outcome, ProgressDialog, bar, figures
from tui.screens.settings import KeyDialog, SettingsDialog
from tui.screens.staff.sign_in import SignInScreen
from tui.spelling import fits
from tui.widgets.frame import MessageBar

Shown = Callable[[Any], str]


@pytest.fixture(autouse=True)
def _sections(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {
        "customers": "tests.tui.frame_sections:CustomersSection",
        "rules": "tests.tui.frame_sections:RulesSection",
    }
    monkeypatch.setattr(app_module, "SECTIONS", sections)


def message(app: KehaoApp) -> str:
    return app.screen.query_one(MessageBar).text


# -- work in threads --------------------------------------------------------------------------


async def test_work_runs_in_a_thread_and_comes_back_to_the_loop(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    came: list[tuple[int, int, int]] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        screen = app.screen
        assert isinstance(screen, CustomersSection)
        screen.run_in_thread(
            threading.get_ident, lambda there: came.append((there, threading.get_ident(), 0))
        )
        await until(pilot, lambda: came)
        there, here, _ = came[0]
        assert there != here == threading.get_ident()


async def test_only_the_newest_run_of_a_kind_answers(folder: Path) -> None:
    from store.engine.cancel import Cancel

    app = KehaoApp(folder, language="en")
    came: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        screen = app.screen
        assert isinstance(screen, CustomersSection)
        gate = threading.Event()
        token = Cancel()

        def slow() -> str:
            gate.wait(5)
            raise InvalidValue("The old one failed.", field="x")

        screen.run_in_thread(slow, came.append, failed=came.append, kind="page", cancel=token)
        screen.run_in_thread(lambda: "new", came.append, kind="page")
        screen.run_in_thread(lambda: "other", came.append, kind="count")
        assert token.cancelled
        gate.set()
        await until(pilot, lambda: len(came) == 2)
        await pilot.pause(0.1)
        assert sorted(map(str, came)) == ["new", "other"]
        assert message(app) == ""


async def test_an_error_of_the_store_is_one_sentence(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        screen = app.screen
        assert isinstance(screen, CustomersSection)

        def wrong() -> None:
            raise InvalidValue(
                "{value} is not a date: write it as 2026-01-31.", field="x", value="[/x]\x1b[2J"
            )

        screen.run_in_thread(wrong)
        await until(pilot, lambda: message(app))
        assert "[/x][2J is not a date: write it as 2026-01-31." in shown(app)


async def test_what_the_person_stopped_is_no_error(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        screen = app.screen
        assert isinstance(screen, CustomersSection)
        ran = threading.Event()

        def stopped() -> None:
            ran.set()
            raise Stopped("Stopped.")

        screen.run_in_thread(stopped)
        await until(pilot, ran.is_set)
        await pilot.pause(0.1)
        assert message(app) == ""


async def test_an_ended_session_leads_to_the_sign_in_and_says_why(
    folder: Path, shown: Shown
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        screen = app.screen
        assert isinstance(screen, CustomersSection)

        def ended() -> None:
            raise SessionEnded("Your account was disabled: ask an administrator.")

        screen.run_in_thread(ended)
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        await until(pilot, lambda: "Your account was disabled" in shown(app))


async def _fault(app: KehaoApp, make: Callable[[CustomersSection], object]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert isinstance(app.screen, CustomersSection)
        make(app.screen)
        await pilot.pause(0.3)


async def test_a_fault_ends_the_app_without_a_word_of_the_data(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = KehaoApp(folder, language="en")
    with pytest.raises(ValueError, match=SECRET):  # what Pilot is told; people see the line
        await _fault(app, lambda screen: screen.call_later(screen.action_fail))
    assert app.return_code == 1
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err


async def test_a_fault_in_a_thread_ends_the_app_too(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    with pytest.raises(ZeroDivisionError):
        await _fault(app, lambda screen: screen.run_in_thread(lambda: 1 // 0))
    assert app.return_code == 1


# -- what the account may ---------------------------------------------------------------------


async def test_what_the_account_may_not_do_is_greyed_out(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert app.session is not None
        assert app.check_action("rules", ()) is True
        app.session.permissions = frozenset({"customer.read"})
        assert app.check_action("rules", ()) is None
        await pilot.press("f3")
        await pilot.pause()
        assert isinstance(app.screen, CustomersSection)
        await until(pilot, lambda: message(app))
        assert message(app) == "Your role does not include this: Code rules."


async def test_an_account_without_a_section_is_told_what_to_do(folder: Path, shown: Shown) -> None:
    admin = store.open(folder).sign_in(ADMIN, PASSWORD)
    admin.staff.save_role("nothing", frozenset())
    once = admin.staff.add("李娜", ["nothing"]).one_time_password
    admin.close()
    first = store.open(folder).sign_in("李娜", once)
    first.change_password(once, "a brand new password")
    first.close()
    app = KehaoApp(folder, language="en", prefill=("李娜", "a brand new password"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "ask an administrator" in shown(app))


async def test_function_keys_open_the_sections_and_digits_do_not(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("3")
        assert isinstance(app.screen, CustomersSection)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, RulesSection))
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        app.screen.query_one(Input).focus()
        await pilot.pause()
        await pilot.press("3")
        assert isinstance(app.screen, CustomersSection)
        assert app.screen.query_one(Input).value == "3"


# -- palette, help ----------------------------------------------------------------------------


async def test_the_palette_runs_what_is_chosen(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        listed = shown(app)
        assert "Screenshot" not in listed
        assert "devtools" not in listed.lower()
        await pilot.press(*"code rules")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RulesSection))


async def test_the_palette_reaches_what_has_no_key(folder: Path) -> None:
    app = KehaoApp(folder, language="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        app.screen.query_one(Input).value = "退出登录"
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))


async def test_the_palette_leads_to_another_section_and_acts_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    action = next(action for action in ACTIONS if action.scope == "customers")
    monkeypatch.setattr(
        CustomersSection, f"action_{action.name}", lambda self: done.append("yes"), raising=False
    )
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, RulesSection))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        app.screen.query_one(Input).value = action.id
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: done)
        assert isinstance(app.screen, CustomersSection)


def test_commands_are_found_in_both_languages_by_parts_of_words() -> None:
    lock = next(action for action in ACTIONS if action.id == "app.lock")
    locale.use("zh")
    assert matches(lock, "锁定")
    assert matches(lock, "LOC")
    assert matches(lock, "")
    assert not matches(lock, "锁定 quit")
    assert matches(lock, "suod")
    assert matches(lock, "sd")


def test_what_a_list_offers_is_found_by_pinyin() -> None:
    offered = ["广东", "广西", "浙江"]
    assert [text for text in offered if fits("guang", text)] == ["广东", "广西"]
    assert [text for text in offered if fits("gx", text)] == ["广西"]
    assert [text for text in offered if fits("江", text)] == ["浙江"]


async def test_help_shows_this_screens_keys_first_and_all_others(
    folder: Path, shown: Shown
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 60)) as pilot:
        await signed_in(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpDialog))
        text = shown(app)
        for _ in range(4):
            await pilot.press("pagedown")
            await pilot.pause(0.3)
            text += shown(app)
        assert "Ctrl-L" in text
        assert text.index("Customers") < text.index("Everywhere")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))


# -- settings ---------------------------------------------------------------------------------


async def test_language_and_colours_are_changed_at_once_and_kept(
    folder: Path, shown: Shown
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        await pilot.press("t", "l")
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog) and "设置" in shown(app))
        assert app.theme_name == "light"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
        assert "客户" in shown(app)
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    assert (session.language, session.preference("theme")) == ("zh", "light")
    session.close()
    again = KehaoApp(folder, language="en")
    async with again.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert (locale.language(), again.theme_name) == ("zh", "light")


async def test_a_key_is_changed_by_pressing_the_new_one(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        options = app.screen.query_one(OptionList)
        options.highlighted = [action.id for action in ACTIONS].index("app.rules")
        for pressed, problem in (("f1", "already does"), ("f12", "")):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, KeyDialog))
            await pilot.press(pressed)
            await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
            await pilot.pause()
            assert problem in message(app)
            assert bool(problem) == bool(message(app))
        await pilot.press("escape")
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, RulesSection))
        await pilot.press("f2", "f3")
        await until(pilot, lambda: isinstance(app.screen, CustomersSection))
    again = KehaoApp(folder, language="en")
    async with again.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(again.screen, RulesSection))


async def test_a_wrong_key_file_is_said_after_the_sign_in(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "config" / "kehao" / "keys.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\n"app.nothing" = "f12"\n"app.rules" = "f10"\n')
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await until(pilot, lambda: "app.nothing" in message(app))
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, RulesSection))


# -- dialogs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "answer"), [("enter", False), ("escape", False), ("y", True)])
async def test_enter_alone_never_says_yes(folder: Path, key: str, answer: bool) -> None:
    app = KehaoApp(folder, language="en")
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ConfirmDialog("Delete it?", ["It is gone then."]), answers.append)
        await pilot.pause()
        await pilot.press(key)
        await until(pilot, lambda: answers)
        assert answers == [answer]


async def test_what_cannot_be_taken_back_is_typed_out(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ConfirmDialog("Delete it?", word="GD-0001"), answers.append)
        await pilot.pause()
        await pilot.press("y", "enter")
        await pilot.pause()
        assert answers == []
        app.screen.query_one(Input).value = "GD-0001"
        await pilot.press("enter")
        await until(pilot, lambda: answers)
        assert answers == [True]


async def test_long_work_shows_its_progress_and_can_be_stopped(folder: Path, shown: Shown) -> None:
    app = KehaoApp(folder, language="en")
    outcomes: list[Outcome[str] | None] = []
    began = threading.Event()

    def work(report: Callable[[int, int], None], cancel: Any) -> str:
        report(500, 1000)
        began.set()
        for _ in range(500):
            if cancel.cancelled:
                raise Stopped("Stopped.")
            threading.Event().wait(0.01)
        return "all"

    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ProgressDialog("Importing", work), outcomes.append)
        await until(pilot, lambda: "50%" in shown(app))
        assert "500 of 1,000" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: outcomes)
        outcome = outcomes[0]
        assert outcome is not None
        assert isinstance(outcome.error, Stopped)


async def test_long_work_answers_with_its_result(folder: Path) -> None:
    app = KehaoApp(folder, language="en")
    outcomes: list[Outcome[str] | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(ProgressDialog("Importing", lambda report, cancel: "all"), outcomes.append)
        await until(pilot, lambda: outcomes)
        assert outcomes == [Outcome("all")]


def test_the_figures_are_honest_about_what_is_not_known() -> None:
    assert figures(100, 0, 10) == "100 done, 10 a second"
    assert figures(100, 200, 10) == "100 of 200, 10 a second, about 0:10 left"
    assert figures(0, 200, 0) == "0 of 200, 0 a second, about ? left"
    assert bar(1, 2, 10).plain == "#####-----  50%"
    assert bar(5, 0, 10).plain == "-" * 10
    assert bar(3, 2, 10).plain == "########## 100%"


async def test_help_and_commands_open_over_a_dialog_and_leave_it_open(
    folder: Path, shown: Shown
) -> None:
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        for key in ("question_mark", "f1"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, HelpDialog))
            assert "One-time codes" in shown(app)
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, PaletteDialog))
        await pilot.press(*"colours")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
        await until(pilot, lambda: app.theme_name != "dark")
