"""Sources are kept with their passwords, which nobody sees again, and used by whom they are for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.errors import InvalidValue, NotFound, NotPermitted, WrongUsage
from store.files import confinement
from store.files.confinement import Confinement
from store.session import Session
from store.sign_in.opening import Store
from tests.databases import Server

SignIn = Callable[[str], Session]


@pytest.fixture
def lite(tmp_path: Path) -> str:
    """The address of a table in a file."""
    path = tmp_path / "there.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE customers (id integer PRIMARY KEY, name text)")
        connection.execute("INSERT INTO customers VALUES (1, 'A'), (2, 'B')")
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture
def served(house: Store) -> Iterator[Callable[[str], None]]:
    """Serve a person from now on."""
    yield lambda person: confinement.confine(Confinement(person, house.folder))
    confinement.confine(None)


def test_a_password_goes_in_and_never_comes_out(
    boss: Session, postgresql: Server, sign_in: SignIn
) -> None:
    with postgresql.database() as name:
        postgresql.run(name, "CREATE TABLE customers (id int, name text)")
        postgresql.run(name, "INSERT INTO customers VALUES (1, 'A')")
        kept = boss.sources.add("crm", postgresql.url(name), postgresql.password)
        assert kept.password
        manager = sign_in("manager")
        assert manager.sources.test("crm").tables == ("customers",)
        result = manager.transfer.run_import("source:crm", table="customers")
        assert result.added == 1
    everything = [repr(boss.sources.list()), repr(kept), repr(boss.log.list(limit=100))]
    with boss.reading() as conn:
        everything += [repr(row) for row in conn.execute("SELECT * FROM operation")]
    assert not any(postgresql.password in text for text in everything)


def test_a_source_is_named_once_and_forgotten(boss: Session, lite: str) -> None:
    boss.sources.add("crm", lite)
    with pytest.raises(InvalidValue, match="already"):
        boss.sources.add("crm", lite)
    assert [one.name for one in boss.sources.list()] == ["crm"]
    boss.sources.remove("crm")
    assert boss.sources.list() == []
    with pytest.raises(NotFound, match="no source crm"):
        boss.transfer.run_import("source:crm", table="customers")
    told = [line.action for line in boss.log.list("action:source")]
    assert told == ["source.remove", "source.add"]


def test_an_address_with_a_password_is_not_kept(boss: Session) -> None:
    with pytest.raises(WrongUsage, match="Leave the password out"):
        boss.sources.add("crm", "mysql://me:secret@h/x")
    assert boss.sources.list() == []


def test_a_manager_uses_sources_and_adds_none(sign_in: SignIn, boss: Session, lite: str) -> None:
    manager = sign_in("manager")
    with pytest.raises(NotPermitted):
        manager.sources.add("mine", lite)
    boss.sources.add("crm", lite, roles=["administrator"])
    with pytest.raises(NotPermitted, match="for administrator only"):
        manager.transfer.run_import("source:crm", table="customers")
    assert boss.transfer.run_import("source:crm", table="customers").added == 2
    with pytest.raises(NotFound, match="no role nobody"):
        boss.sources.add("other", lite, roles=["nobody"])


def test_the_table_of_an_address_is_the_one_that_is_read(boss: Session, lite: str) -> None:
    boss.sources.add("crm", lite + "?table=customers")
    assert boss.transfer.run_import("source:crm", dry_run=True).read == 2


def test_whom_a_server_serves_can_name_sources_only(
    sign_in: SignIn, boss: Session, lite: str, served: Callable[[str], None]
) -> None:
    boss.sources.add("crm", lite)
    manager = sign_in("manager")
    served("boss")
    with pytest.raises(NotPermitted, match="on the server itself"):
        boss.sources.add("file", lite)
    served("manager")
    with pytest.raises(NotPermitted, match=r"named as source:NAME/TABLE"):
        manager.transfer.run_import(lite, table="customers")
    with pytest.raises(NotPermitted, match=r"named as source:NAME/TABLE"):
        manager.transfer.run_import("postgresql://u@10.0.0.1/x", table="customers")
    assert manager.transfer.run_import("source:crm", table="customers").added == 2
