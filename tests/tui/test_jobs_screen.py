"""Jobs on screen: set up by a form, run, looked at, removed; failures told at the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input

from store.jobs.definition import Definition
from store.session import Session
from tests.tui.customers_app import message, opens, until
from tests.tui.sections_app import rows, write
from tui.app import KehaoApp
from tui.screens.confirm import ConfirmDialog
from tui.screens.jobs.job_form import JobDialog
from tui.screens.jobs.job_runs import JobRunsPage
from tui.screens.jobs.jobs import JobsScreen
from tui.widgets.row_table import RowTable
from tui.wishes import profile_of

Shown = Callable[[App[Any]], str]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


async def test_a_job_by_the_form_run_and_looked_at(
    boss: Session, tmp_path: Path, out: Path, shown: Shown
) -> None:
    boss.customers.add({"name": "晴川"})
    app = KehaoApp(tmp_path / "house", language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        app.enter(profile_of(boss))
        await pilot.press("colon")
        await write(pilot, "jobs")
        await pilot.press("enter")
        page = await opens(pilot, JobsScreen)
        await until(pilot, lambda: "There are no jobs" in shown(app))
        await pilot.press("n")
        dialog = await opens(pilot, JobDialog)
        await write(pilot, "all")
        dialog.query_one("#where", Input).value = "/no/such/folder"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "There is no folder" in message(pilot))
        dialog.query_one("#where", Input).value = "mailto:a@example.com"
        await until(pilot, lambda: dialog.query_one("#row-via").display)
        assert not dialog.query_one("#row-keep").display
        dialog.query_one("#where", Input).value = str(out)
        await until(pilot, lambda: dialog.query_one("#row-keep").display)
        dialog.query_one("#columns", Input).value = "code，name"
        dialog.query_one("#keep", Input).value = "2"
        assert all(label in shown(app) for label in ("Name", "How often", "Files kept", "Ctrl-S"))
        await pilot.press("ctrl+s")
        await opens(pilot, JobsScreen)
        await until(pilot, lambda: page.jobs)
        job = boss.jobs.get("all")
        assert job.does == Definition("export", str(out), columns=("code", "name"), keep=2)
        await pilot.press("R")
        await until(pilot, lambda: "1 row to" in message(pilot))
        assert len(list(out.iterdir())) == 1
        await pilot.press("enter")
        runs = await opens(pilot, JobRunsPage)
        await until(pilot, lambda: runs.runs)
        assert "1 row to all-" in rows(runs.query_one(RowTable))[0][2]
        await pilot.press("escape")
        await opens(pilot, JobsScreen)
        await pilot.press("e")
        dialog = await opens(pilot, JobDialog)
        dialog.query_one("#name", Input).value = "every"
        await pilot.press("ctrl+s")
        await opens(pilot, JobsScreen)
        await until(pilot, lambda: [one.name for one in page.jobs] == ["every"])
        await pilot.press("p")
        await until(pilot, lambda: page.jobs[0].paused)
        await pilot.press("x")
        await opens(pilot, ConfirmDialog)
        await pilot.press("enter")  # Enter alone removes nothing
        await opens(pilot, JobsScreen)
        assert boss.jobs.list()
        await pilot.press("x", "y")
        await until(pilot, lambda: not page.jobs)
        assert boss.jobs.list() == []


async def test_a_failure_is_told_at_the_sign_in_until_it_was_seen(
    boss: Session, tmp_path: Path, out: Path, shown: Shown
) -> None:
    boss.jobs.add("in", Definition("import", str(out)))
    out.rmdir()
    boss.jobs.run("in")
    app = KehaoApp(tmp_path / "house", language="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        app.enter(profile_of(boss))
        app.use_language("zh")
        await until(pilot, lambda: "“in”" in shown(app) or "job in failed" in shown(app))
        app.open_section("jobs")
        await opens(pilot, JobsScreen)
        await until(pilot, lambda: not boss.jobs.failing())
        assert "没有文件夹" in shown(app)
    assert profile_of(boss).failing == ()
