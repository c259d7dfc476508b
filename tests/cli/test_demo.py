"""The demonstration: a sample office whose every code follows a rule, gone when one leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import store
from store.session import Session
from tests.cli.conftest import call
from tui import start
from tui.tour import demo

SIZE = 260


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "store"
    demo.build(folder, SIZE)
    return folder


@pytest.fixture
def manager(office: Path) -> Iterator[Session]:
    session = store.open(office).sign_in(demo.MANAGER, demo.PASSWORD)
    yield session
    session.close()


def test_every_sample_account_signs_in_with_its_role(office: Path) -> None:
    for name, role in demo.ACCOUNTS:
        session = store.open(office).sign_in(name, demo.PASSWORD)
        assert (session.roles, session.must_change_password) == ((role,), False)
        session.close()


def test_the_customers_have_codes_that_their_rules_explain(manager: Session) -> None:
    assert manager.search.count("archived:any") == SIZE
    page = manager.search.page("archived:any", columns=("code",), limit=SIZE)
    for (code,) in page.rows[::13]:
        told = manager.codes.explain(code)
        assert (told.state, told.problems) == ("live", ())
        assert told.rule in {"VIP 客户", "个人客户", "企业客户"}
    assert {rule.name for rule in manager.rules.list()} == {"VIP 客户", "个人客户", "企业客户"}


def test_the_log_reads_like_weeks_of_work_and_verifies(manager: Session) -> None:
    assert manager.log.verify().ok
    lines = manager.log.list("action:customer", limit=2000)
    assert {line.actor for line in lines} == {demo.MANAGER, demo.CLERK}
    assert {"customer.add", "customer.edit"} <= {line.action for line in lines}
    times = [line.at for line in reversed(lines)]
    assert times == sorted(times)
    assert len({at[:10] for at in times}) > 15
    assert datetime.fromisoformat(times[0]) < datetime.now(UTC) - timedelta(days=20)
    assert datetime.fromisoformat(times[-1]) < datetime.now(UTC) + timedelta(days=1)


def test_tags_views_and_a_field_of_its_own_are_there(manager: Session) -> None:
    assert {view.name for view in manager.views.list()} == {name for name, *_ in demo.VIEWS}
    assert all(manager.search.count(query) for _, query, _ in demo.VIEWS if "tag:" not in query)
    assert manager.search.count("账期:30天") > 0
    assert manager.search.count("tag:重点") > 0


def test_the_throwaway_store_is_private_and_gone_afterwards() -> None:
    with demo.throwaway(3) as made:
        assert made.folder.parent.stat().st_mode & 0o077 == 0
        assert (made.folder / "kehao.db").exists()
    assert not made.folder.parent.exists()


def test_an_empty_demonstration_is_one_too() -> None:
    with demo.throwaway(0) as made:
        session = store.open(made.folder).sign_in(demo.MANAGER, demo.PASSWORD)
        assert session.search.count("") == 0
        session.close()


def test_the_command_fills_the_sign_in_and_wipes_the_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, object] = {}

    def screen(folder: Path, **arguments: object) -> int:
        seen.update(arguments, folder=folder, there=folder.exists())
        return 0

    monkeypatch.setattr(start, "full_screen", screen)
    monkeypatch.setattr("tui.commands.demo.has_terminal", lambda: True)
    assert call("demo", "--customers", "2", "--lang", "zh").code == 0
    assert seen["prefill"] == (demo.MANAGER, demo.PASSWORD)
    assert seen["there"] is True
    assert not Path(str(seen["folder"])).exists()
    hints = "\n".join(map(str, seen["hints"]))  # type: ignore[call-overload]
    assert all(name in hints for name, _ in demo.ACCOUNTS[1:])
    assert seen["tour"] is False
    assert call("demo", "--customers", "2", "--tour").code == 0
    assert seen["tour"] is True


def test_without_a_terminal_nothing_is_made() -> None:
    assert call("demo").code == 2
    assert call("demo", "--customers", "999999999").code == 2
