"""A disk that is nearly full is told at the sign-in and stays in the title row until it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.test_frame_sign_in import signed_in, until
from tui import app as app_module
from tui.app import KehaoApp
from tui.widgets.frame import MessageBar, TitleBar


@pytest.fixture(autouse=True)
def _sections(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {"customers": "tests.tui.frame_sections:CustomersSection"}
    monkeypatch.setattr(app_module, "SECTIONS", sections)


def title(app: KehaoApp) -> str:
    return str(app.screen.query_one(TitleBar).render())


async def test_a_disk_that_is_nearly_full_is_told_and_stays_in_sight(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [5_000_000]
    monkeypatch.setattr("store.files.room.free_bytes", lambda place: free[0])
    app = KehaoApp(folder, language="en")
    async with app.run_test(size=(100, 24)) as pilot:
        assert "Disk" not in title(app)
        await signed_in(pilot)
        await until(pilot, lambda: "Only 5 MB are free" in app.screen.query_one(MessageBar).text)
        assert "Disk: 5 MB left" in title(app)
        free[0] = 3_000_000
        app.look_after_session()
        await until(pilot, lambda: "Disk: 3 MB left" in title(app))
        free[0] = 10**12
        app.look_after_session()
        await until(pilot, lambda: "Disk" not in title(app))
        free[0] = 9_000_000
        app.look_after_session()
        await until(pilot, lambda: "Only 9 MB are free" in app.screen.query_one(MessageBar).text)
        assert "Disk: 9 MB left" in title(app)
