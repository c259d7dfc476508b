"""The first start puts the cursor where something is to be put right."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tests.tui.customers_app import message, until
from tui.app import KehaoApp


async def test_a_name_that_cannot_be_one_is_put_right_in_its_field(tmp_path: Path) -> None:
    app = KehaoApp(tmp_path / "new", language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"Li Na", "enter")
        for field in ("#password", "#again"):
            app.screen.query_one(field, Input).value = "twelve characters"
        app.screen.query_one("#timezone").focus()
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: "Li Na" in message(pilot))
        assert app.focused is app.screen.query_one("#admin")
