"""Tables and queries of PostgreSQL, MariaDB and SQLite come in as a file would, and only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from store.errors import InvalidValue, KehaoError, NotFound, WrongUsage
from store.session import Session
from tests.databases import Server

SignIn = Callable[[str], Session]

TABLE = "CREATE TABLE customers (id integer PRIMARY KEY, code varchar(20), name varchar(80), {0})"
COLUMNS = "phone varchar(30), registered date, amount decimal(12, 2), notes {1}"
ROWS = (
    "(1, 'GD-1', '深圳晴川', '13800138000', '2023-10-01', 1200.50, 'a\nb')",
    "(2, 'GD-2', 'NULL', '0755-1', NULL, NULL, '''=1')",
    "(3, 'GD-3', '杭州云禾', NULL, '2024-02-29', -3, '100% sure: :x')",
)
INSERT = f"INSERT INTO customers VALUES {', '.join(ROWS)}"


@dataclass(frozen=True)
class There:
    """Another side: its address with `table` to fill in, its password, and a way to change it."""

    url: str
    password: str
    run: Callable[..., None]

    def with_options(self, **options: str) -> str:
        joined = "&".join(f"{name}={value}" for name, value in options.items())
        return self.url + ("&" if "?" in self.url else "?") + joined


@pytest.fixture(params=["postgresql", "mysql", "sqlite"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    """The table in each kind of database."""
    long = "longtext" if request.param == "mysql" else "text"
    made = (TABLE.format(COLUMNS.format("", long)), INSERT)
    if request.param == "sqlite":
        path = tmp_path / "there.db"

        def run(*statements: str) -> None:
            with sqlite3.connect(path) as connection:
                for statement in statements:
                    connection.execute(statement)
            connection.close()

        run(*made)
        yield There(f"sqlite:///{path}", "", run)
        return
    name = "postgresql" if request.param == "postgresql" else "mariadb"
    server: Server = request.getfixturevalue(name)
    with server.database() as database:
        server.run(database, *made)
        yield There(
            server.url(database, sslmode="verify-full", sslrootcert=str(server.ca)),
            server.password,
            lambda *statements: server.run(database, *statements),
        )


def bring(session: Session, there: There, **options: object) -> object:
    options.setdefault("table", "customers")
    return session.transfer.run_import(
        there.url,
        source_password=there.password,
        **options,  # type: ignore[arg-type]
    )


def kept(session: Session) -> dict[str, str]:
    with session.reading() as conn:
        return dict(conn.execute("SELECT code, name FROM customer"))


def test_a_table_comes_in_as_it_is(sign_in: SignIn, there: There) -> None:
    manager = sign_in("manager")
    result = manager.transfer.run_import(
        there.with_options(table="customers"), source_password=there.password
    )
    assert (result.read, result.added, result.rejected) == (3, 3, 0)
    assert kept(manager) == {"GD-1": "深圳晴川", "GD-2": "NULL", "GD-3": "杭州云禾"}
    one = manager.customers.get("GD-1").values
    assert (one["phone"], one["registered"]) == ("+8613800138000", "2023-10-01")
    assert float(one["amount"]) == 1200.5
    assert one["notes"] == "a\nb"
    assert manager.customers.get("GD-2").values["notes"] == "'=1"
    assert manager.customers.get("GD-3").values["notes"] == "100% sure: :x"
    assert manager.customers.get("GD-3").values["amount"].startswith("-3")


def test_a_query_gives_the_columns_it_names(sign_in: SignIn, there: There) -> None:
    manager = sign_in("manager")
    query = "SELECT code, name AS customer FROM customers -- all\n WHERE id % 2 = 1;"
    result = manager.transfer.run_import(
        there.url, source_password=there.password, query=query, unmapped="drop"
    )
    assert result.added == 2
    assert kept(manager) == {"GD-1": "深圳晴川", "GD-3": "杭州云禾"}


def test_the_same_content_is_not_brought_in_twice(sign_in: SignIn, there: There) -> None:
    manager = sign_in("manager")
    bring(manager, there, mapping={"code": "-"})
    again = manager.transfer.run_import(
        there.url, source_password=there.password, table="customers", mapping={"code": "-"}
    )
    assert (again.added, again.skipped) == (0, 3)


def test_a_named_import_brings_in_what_is_new_and_updates_by_the_key(
    sign_in: SignIn, there: There
) -> None:
    manager = sign_in("manager")
    options = {"import_name": "nightly", "mapping": {"code": "-"}}
    bring(manager, there, **options)
    there.run(
        "INSERT INTO customers (id, name) VALUES (9, 'new one')",
        "UPDATE customers SET name = 'renamed' WHERE id = 3",
    )
    second = manager.transfer.run_import(
        there.url,
        source_password=there.password,
        table="customers",
        import_name="nightly",
        mapping={"code": "-"},
    )
    assert (second.added, second.updated, second.skipped) == (1, 0, 3)
    third = manager.transfer.run_import(
        there.url,
        source_password=there.password,
        table="customers",
        import_name="nightly",
        on_match="update",
        mapping={"code": "-"},
    )
    assert (third.added, third.updated, third.skipped) == (0, 1, 3)
    assert sorted(kept(manager).values()) == ["NULL", "new one", "renamed", "深圳晴川"]
    manager.undo.group(second.group)
    fourth = manager.transfer.run_import(
        there.url,
        source_password=there.password,
        table="customers",
        import_name="nightly",
        mapping={"code": "-"},
    )
    assert (fourth.added, fourth.skipped) == (1, 3)


def test_rejected_rows_are_mended_and_fed_in_again(
    sign_in: SignIn, there: There, tmp_path: Path
) -> None:
    manager = sign_in("manager")
    there.run("INSERT INTO customers (id, code, name, notes) VALUES (7, 'GD-7', '', 'NULL')")
    path = tmp_path / "rejects.csv"
    result = bring(manager, there, rejects=path)
    assert result.rejected == 1  # type: ignore[attr-defined]
    text = path.read_text("utf-8-sig").replace("GD-7,,", "GD-7,赵六,")
    path.write_text(text, "utf-8")
    mended = manager.transfer.run_import(path)
    assert (mended.added, mended.rejected, mended.unmapped) == (1, 0, ())
    assert manager.customers.get("GD-7").values["notes"] == "NULL"


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM customers",
        "SELECT 1; DELETE FROM customers",
        "SELECT 1) AS q; DELETE FROM customers; SELECT (1",
        "UPDATE customers SET name = 'x' RETURNING *",
        "WITH gone AS (DELETE FROM customers RETURNING *) SELECT * FROM gone",
        "SELECT 'a",
    ],
)
def test_nothing_but_reading_is_done_there(sign_in: SignIn, there: There, query: str) -> None:
    manager = sign_in("manager")
    with pytest.raises(KehaoError) as told:
        manager.transfer.run_import(there.url, source_password=there.password, query=query)
    assert "\n" not in str(told.value)
    assert bring(manager, there, dry_run=True).read == 3  # type: ignore[attr-defined]


def test_a_table_that_is_not_there_is_told_with_those_that_are(
    sign_in: SignIn, there: There
) -> None:
    manager = sign_in("manager")
    with pytest.raises(NotFound, match=r"no table clients: it has customers"):
        bring(manager, there, table="clients")
    with pytest.raises(WrongUsage, match=r"It has customers"):
        bring(manager, there, table="")
    with pytest.raises(NotFound, match="no column number"):
        bring(manager, there, key="number")


def test_a_cell_of_many_megabytes_is_told_and_not_loaded(sign_in: SignIn, there: There) -> None:
    manager = sign_in("manager")
    big = "x" * 50_000_000
    there.run(f"UPDATE customers SET notes = '{big}' WHERE id = 2")
    with pytest.raises(InvalidValue, match=r"Row 2 of .* more than 131072 characters in notes"):
        bring(manager, there)
    assert kept(manager) == {}
