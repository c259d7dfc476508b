"""The tour: all fifteen steps with the real keys, in both languages, and what it does besides."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.customers_app import opens, until
from tui import locale
from tui.locale import t, zh_CN
from tui.screens.choose import ChooseDialog
from tui.screens.customers.bulk_change import TagDialog
from tui.screens.customers.bulk_preview import BulkPreview
from tui.screens.customers.copying import CopyDialog
from tui.screens.customers.customer_detail import CustomerDialog
from tui.screens.customers.customer_form import CustomerForm
from tui.screens.customers.customers import CustomersScreen
from tui.screens.help import HelpDialog
from tui.tour.demo import CLERK, MANAGER, PASSWORD, build
from tui.tour.steps import STEPS
from tui.tour.tour import AWAY, FINISHED, TourApp
from tui.widgets.tour_panel import TourPanel, wrap
from tui.wishes import profile_of

CUSTOMERS = 60


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store, made once."""
    folder = tmp_path_factory.mktemp("sample") / "kehao-demo"
    build(folder, CUSTOMERS)
    return folder


@asynccontextmanager
async def touring(
    sample: Path,
    tmp_path: Path,
    *,
    language: str = "en",
    who: str = MANAGER,
    size: tuple[int, int] = (100, 30),
) -> AsyncIterator[tuple[TourApp, CustomersScreen, Pilot[None]]]:
    """The tour's app, signed in, at the first step."""
    import store

    folder = Path(shutil.copytree(sample, tmp_path / "house"))
    folder.chmod(0o700)
    session = store.open(folder).sign_in(who, PASSWORD)
    app = TourApp(folder, language=language)
    async with app.run_test(size=size) as pilot:
        app.enter(profile_of(session))
        await until(pilot, lambda: isinstance(app.screen, CustomersScreen))
        screen = app.screen
        assert isinstance(screen, CustomersScreen)
        await until(pilot, lambda: screen.finder.total is not None and panel(app) is not None)
        yield app, screen, pilot


def panel(app: TourApp) -> TourPanel | None:
    """The panel of the screen on top, if it shows something."""
    found = app.screen.query(TourPanel)
    return found.first() if found and found.first().shown is not None else None


def said(app: TourApp) -> str:
    """What the panel says, rendered."""
    shown = panel(app)
    assert shown is not None
    return shown.render().plain


async def back_to(pilot: Pilot[None], screen: CustomersScreen) -> None:
    """Escape until the list is on top."""
    for _ in range(4):
        if pilot.app.screen is screen:
            return
        await pilot.press("escape")
        await pilot.pause(0.05)
    assert pilot.app.screen is screen


async def step(pilot: Pilot[None], app: TourApp, number: int) -> None:
    """Wait until the step with this number (from 1) has come."""
    await until(pilot, lambda: app.tour.at == number - 1)


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_all_fifteen_steps_are_done_with_the_real_keys(
    sample: Path, tmp_path: Path, language: str
) -> None:
    assert len(STEPS) == 15
    async with touring(sample, tmp_path, language=language) as (app, screen, pilot):
        finder, table = screen.finder, screen.finder.table
        facts, everybody = app.facts, finder.total
        assert facts is not None
        await pilot.press("slash", *facts.letters)
        await step(pilot, app, 2)
        await pilot.press(*["backspace"] * len(facts.letters), *facts.end)
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.tour.reached == 2)
        await pilot.press("escape")
        await step(pilot, app, 3)
        await until(pilot, lambda: finder.total == everybody)
        await pilot.press("j", "G")
        await until(pilot, lambda: app.tour.reached == 2)
        await pilot.press("g")
        await step(pilot, app, 4)
        await pilot.press("enter")
        await opens(pilot, CustomerDialog)
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("escape")
        await step(pilot, app, 5)
        await pilot.press("e")
        await opens(pilot, CustomerForm)
        await until(pilot, lambda: app.tour.reached == 1)
        app.screen.query_one("FormField").editor.focus()  # type: ignore[attr-defined]
        await pilot.press("end", "x", "ctrl+s")
        await step(pilot, app, 6)
        await pilot.press("n")
        form = await opens(pilot, CustomerForm)
        await until(pilot, lambda: form.row("region") is not None and form.focused is not None)
        row = form.row("region")
        assert row is not None
        form.set_focus(row.editor)
        row.editor.value = "广东"  # type: ignore[union-attr]
        name = form.row("name")
        assert name is not None
        form.set_focus(name.editor)
        await pilot.press(*"Tour", "ctrl+s")
        await step(pilot, app, 7)
        await pilot.press("f")
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("space", "down", "space")
        await until(pilot, lambda: app.tour.reached == 2)
        await pilot.press("escape", "escape")
        await step(pilot, app, 8)
        await pilot.press("s")
        await opens(pilot, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("S")
        await step(pilot, app, 9)
        await pilot.press("c")
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("down", "down", "space", "ctrl+s")
        await step(pilot, app, 10)
        await pilot.press("w")
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("s")
        await until(pilot, lambda: bool(app.screen.query(Input)))
        await pilot.press(*"mine", "enter")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await step(pilot, app, 11)
        await pilot.press("4", "0")
        await until(pilot, lambda: finder.total == (everybody or 0) + 1)
        await pilot.press("space", "space")
        await until(pilot, lambda: table.selected_count >= 2 and app.tour.reached == 1)
        await pilot.press("b")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await opens(pilot, TagDialog)
        await pilot.press(*"seen", "ctrl+s")
        await opens(pilot, BulkPreview)
        await until(pilot, lambda: app.screen.forecast is not None)  # type: ignore[attr-defined]
        await pilot.press("y")
        await step(pilot, app, 12)
        await back_to(pilot, screen)
        await pilot.press("u")
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("ctrl+r")
        await step(pilot, app, 13)
        await pilot.press("Y")
        await opens(pilot, CopyDialog)
        await pilot.press("c")
        await step(pilot, app, 14)
        await pilot.press("colon", *facts.code, "enter")
        await step(pilot, app, 15)
        assert table.current_id == facts.id
        await pilot.press("y")
        await until(pilot, lambda: app.tour.reached == 1)
        await pilot.press("escape", "ctrl+p")
        await until(pilot, lambda: app.tour.reached == 2)
        await pilot.press("escape", "question_mark")
        await opens(pilot, HelpDialog)
        await until(pilot, lambda: app.tour.step is None)
        assert app.tour.done == set(range(15))
        assert t(FINISHED)[:12] in said(app)


def test_every_word_of_the_steps_has_its_chinese() -> None:
    words = [word for one in STEPS for word in (one.title, one.text, *(g.label for g in one.goals))]
    assert [word for word in (*words, AWAY, FINISHED) if not zh_CN.lookup(word)] == []


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_step_fits_into_its_rows_at_80_columns(
    sample: Path, tmp_path: Path, language: str
) -> None:
    async with touring(sample, tmp_path, language=language, size=(80, 24)) as (app, _, pilot):
        for number in range(len(STEPS) + 1):
            app.tour.go_to(number)
            await until(pilot, lambda: app.tour.before is not None or app.tour.step is None)
            app.look()
            rows = said(app).split("\n")
            assert len(rows) == 3
            assert all(cell_len(row) <= 78 for row in rows)
            assert "…" not in rows[1], rows
            assert "{" not in "".join(rows)


async def test_on_a_phone_the_panel_is_one_row_with_the_next_thing(
    sample: Path, tmp_path: Path
) -> None:
    async with touring(sample, tmp_path, size=(60, 20)) as (app, _, pilot):
        for number in range(len(STEPS)):
            app.tour.go_to(number)
            app.look()
            await pilot.pause()
            shown = panel(app)
            assert shown is not None
            assert shown.size.height == 1
            assert "\n" not in said(app)
            assert t(STEPS[number].goals[0].label) in said(app)


async def test_wrong_keys_lead_nowhere_and_block_nothing(sample: Path, tmp_path: Path) -> None:
    async with touring(sample, tmp_path) as (app, screen, pilot):
        await pilot.press("f4")
        await until(pilot, lambda: app.screen is not screen and panel(app) is not None)
        assert t(AWAY) in said(app)
        await pilot.press("f2")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("e")
        await opens(pilot, CustomerForm)
        await until(pilot, lambda: panel(app) is not None)
        await back_to(pilot, screen)
        assert (app.tour.at, app.tour.reached) == (0, 0)
        await pilot.press("slash", "z", "z", "q")
        await until(pilot, lambda: screen.finder.total == 0)
        assert (app.tour.at, app.tour.reached) == (0, 1)


async def test_one_skips_goes_back_leaves_and_comes_back(sample: Path, tmp_path: Path) -> None:
    async with touring(sample, tmp_path) as (app, screen, pilot):
        await pilot.press("ctrl+x")
        await opens(pilot, ChooseDialog)
        await pilot.press("enter")
        await step(pilot, app, 2)
        assert app.tour.done == set()
        await pilot.press("ctrl+x")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"Open", "enter")
        await step(pilot, app, 4)
        await pilot.press("ctrl+x")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"Find by name", "enter")
        await step(pilot, app, 1)
        await pilot.press("ctrl+x")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"Leave", "enter")
        await until(pilot, lambda: app.screen is screen and panel(app) is None)
        await pilot.press("j")
        assert panel(app) is None
        await pilot.press("ctrl+x")
        await until(pilot, lambda: panel(app) is not None)
        assert app.tour.at == 0


async def test_what_a_role_does_not_include_is_passed_over(sample: Path, tmp_path: Path) -> None:
    async with touring(sample, tmp_path, who="周婷") as (app, _, pilot):
        app.tour.go_to(1)
        app.look()
        assert app.tour.at == 2
        app.tour.go_to(4)
        app.look()
        await until(pilot, lambda: app.tour.step is not None and app.tour.step.title == "Filter")


async def test_behind_the_lock_there_is_no_tour(sample: Path, tmp_path: Path) -> None:
    async with touring(sample, tmp_path, who=CLERK) as (app, screen, pilot):
        await pilot.press("ctrl+l")
        await until(pilot, lambda: app.locked and app.screen is not screen)
        await pilot.press("ctrl+x")
        app.look()
        await pilot.pause()
        assert not app.screen.query(TourPanel)
        assert not isinstance(app.screen, ChooseDialog)


async def test_from_the_help_of_a_real_store_the_tour_is_asked_for(
    sample: Path, tmp_path: Path
) -> None:
    import store
    from tui.app import KehaoApp
    from tui.screens.confirm import ConfirmDialog

    folder = Path(shutil.copytree(sample, tmp_path / "house"))
    folder.chmod(0o700)
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(100, 30)) as pilot:
        app.enter(profile_of(store.open(folder).sign_in(CLERK, PASSWORD)))
        await until(pilot, lambda: isinstance(app.screen, CustomersScreen))
        await pilot.press("f1")
        await opens(pilot, HelpDialog)
        await pilot.press("t")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CustomersScreen))
        assert not app.tour_wanted
        await pilot.press("f1")
        await opens(pilot, HelpDialog)
        await pilot.press("t")
        await opens(pilot, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: app.tour_wanted)


def test_the_tour_runs_between_two_sign_ins_of_the_real_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tui import app, start
    from tui.tour import demo

    asked = iter((True, False))
    ran: list[str] = []

    class Ran:
        hang_up_reason, return_code = "", 0

        def __init__(self, folder: Path, **_: object) -> None:
            self.tour_wanted = next(asked)

        def run(self) -> None:
            ran.append("store")

        def close_session(self, _: str) -> None:
            ran.append("closed")

    def show(*, language: str, tour: bool) -> int:
        ran.append(f"tour {language} {tour}")
        return 0

    monkeypatch.setattr(app, "KehaoApp", Ran)
    monkeypatch.setattr(demo, "show", show)
    locale.use("zh")
    assert start.full_screen(tmp_path) == 0
    assert ran == ["store", "closed", "tour zh True", "store", "closed"]


@given(st.text(alphabet="ab 客，。户", max_size=60), st.integers(8, 30))
def test_wrapped_rows_lose_nothing_and_never_stand_out(text: str, width: int) -> None:
    rows = wrap(text, width, 40)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())
