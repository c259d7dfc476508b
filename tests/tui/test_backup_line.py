"""How old the last backup is, on the settings of whoever answers for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import store
from tests.tui.conftest import ADMIN, PASSWORD
from tests.tui.test_frame_sign_in import Shown, signed_in, until
from tui import app as app_module
from tui.app import KehaoApp

FAIL = (
    "INSERT INTO backup (at, file, bytes, operations, result, verified)"
    " VALUES ('2026-01-02T00:00:00.000Z', 'x', 1, 1, {result}, {verified})"
)


@pytest.fixture(autouse=True)
def _sections(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {"customers": "tests.tui.frame_sections:CustomersSection"}
    monkeypatch.setattr(app_module, "SECTIONS", sections)


async def line(folder: Path, shown: Shown, language: str, words: str) -> str:
    """The line of the settings that holds these words."""
    app = KehaoApp(folder, language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: words in shown(app))
        return next(row for row in shown(app).splitlines() if words in row)


async def test_the_settings_tell_of_the_last_backup(folder: Path, shown: Shown) -> None:
    assert "never" in await line(folder, shown, "en", "Last backup")
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    for result, verified in (("''", 1), ("'no folder'", 0)):
        with session.writing("backup.run") as change:
            change.conn.execute(FAIL.format(result=result, verified=verified))
    session.close()
    told = await line(folder, shown, "zh", "最近备份")
    assert "2026-01-02 08:00" in told
    assert "最近一次失败" in told
