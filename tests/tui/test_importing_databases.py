"""The import's steps read from a database as from a file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual.widgets import Input

from store.session import Session
from store.sign_in.opening import Store
from tests.tui.customers_app import at_customers, message, opens, until
from tests.tui.test_importing import brought_in, to_check
from tui.screens.choose import ChooseDialog
from tui.screens.importing.page import ImportPage


async def test_a_table_of_a_source_is_shown_by_its_columns(
    boss: Session, house: Store, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "there.db") as connection:
        connection.execute("CREATE TABLE clients (客户编码 text PRIMARY KEY, 客户名称 text)")
        connection.execute("INSERT INTO clients VALUES ('A1', '甲'), ('A2', '乙')")
    connection.close()
    boss.sources.add("crm", f"sqlite:///{tmp_path / 'there.db'}")
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        page = await opens(pilot, ImportPage)
        page.query_one("#path", Input).value = "source:crm/nothing"
        await pilot.press("enter")
        await until(pilot, lambda: "no table nothing: it has clients" in message(pilot))
        page.query_one("#path", Input).value = "source:crm/clients"
        await pilot.press("enter")
        await until(pilot, lambda: page.here == "columns")
        assert page.state.plan.targets == ("code", "name")
        assert page.state.path.name == "clients"
        assert page.state.plan.rows == 2


async def test_tables_are_offered_where_none_is_named_and_rejected_rows_go_home(
    boss: Session, house: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    with sqlite3.connect(tmp_path / "there.db") as connection:
        connection.execute("CREATE TABLE clients (客户编码 text PRIMARY KEY, 客户名称 text)")
        connection.execute("CREATE TABLE other (甲 text)")
        connection.execute("INSERT INTO clients VALUES ('A1', '甲'), ('A2', '')")
    connection.close()
    boss.sources.add("crm", f"sqlite:///{tmp_path / 'there.db'}")
    async with at_customers(boss, house.folder) as (_, pilot):
        await pilot.press("i")
        page = await opens(pilot, ImportPage)
        page.query_one("#path", Input).value = "source:crm"
        await pilot.press("enter")
        dialog = await opens(pilot, ChooseDialog)
        assert "No table is named" in dialog.title_text()
        await pilot.press("escape")
        await until(pilot, lambda: "Name a table too: source:crm/clients." in message(pilot))
        await pilot.press("enter")
        await opens(pilot, ChooseDialog)
        await pilot.press(*"cli", "enter")
        await until(pilot, lambda: page.here == "columns")
        assert page.state.where == "source:crm/clients"
        await to_check(pilot, page)
        await brought_in(pilot, page)
        assert page.told is not None
        assert f"Rejected rows are in {home}/clients.rejected.csv." in page.told
        assert "A2" in (home / "clients.rejected.csv").read_text("utf-8-sig")
