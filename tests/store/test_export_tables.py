"""Customers go to tables of PostgreSQL, MariaDB and SQLite, and codes stay what they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from store.engine.cancel import Cancel
from store.errors import InvalidValue, KehaoError, NotFound, NotPermitted, Stopped, WrongUsage
from store.session import Session
from store.transfer.exports.service import ExportResult
from tests.databases import Server

SignIn = Callable[[str], Session]


@dataclass(frozen=True)
class There:
    """Another side. ask: run a statement there and give its rows."""

    kind: str
    url: str
    password: str
    ask: Callable[[str], list[tuple[Any, ...]]]

    def row(self, code: str, columns: str = "name, kehao_state, kehao_now") -> Any:
        """The row of one code; None if there is none."""
        found = self.ask(f"SELECT {columns} FROM customers WHERE code = '{code}'")
        return found[0] if found else None


@pytest.fixture(params=["postgresql", "mysql", "sqlite"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[There]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "there.db"

        def ask(sql: str) -> list[tuple[Any, ...]]:
            connection = sqlite3.connect(path)
            try:
                rows = connection.execute(sql).fetchall()
                connection.commit()
                return rows
            finally:
                connection.close()

        yield There("sqlite", f"sqlite:///{path}", "", ask)
        return
    server: Server = request.getfixturevalue(
        "postgresql" if request.param == "postgresql" else "mariadb"
    )
    with server.database() as database:
        connection = server.connect(database)

        def asked(sql: str) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []

        url = server.url(database, sslmode="verify-full", sslrootcert=str(server.ca))
        yield There(request.param, url, server.password, asked)
        connection.close()


def tell(session: Session, there: There, query: str = "", **options: Any) -> ExportResult:
    options.setdefault("table", "customers")
    return session.exports.run(there.url, query, source_password=there.password, **options)


def edit(session: Session, code: str, values: dict[str, str]) -> None:
    one = session.customers.get(code)
    session.customers.edit(one.id, values, version=one.version)


@pytest.fixture
def three(boss: Session) -> list[int]:
    return [boss.customers.add({"name": name}, code=f"K-{name}").id for name in "123"]


def test_a_table_is_made_with_types_and_every_sign_arrives(boss: Session, there: There) -> None:
    boss.fields.define("amount", "number")
    boss.fields.define("paid", "yesno")
    odd = "a\t\"b\", 'c'; \\.\n\\.\n\\N 100% %s :x ?\\"
    one = boss.customers.add(
        {"name": "深圳😀 O'Neil", "notes": odd, "registered": "2023-10-01", "amount": "1200.50",
         "paid": "yes"},
        tags=["a", "b"],
        names=[("short", "S, Ltd"), ("short", "T")],
    )  # fmt: skip
    two = boss.customers.add({"name": "NULL"})
    assert tell(boss, there).added == 2
    got = there.row(
        one.code, "name, notes, registered, amount, paid, tags, short_name, email, kehao_state"
    )
    assert (got[0], got[1]) == ("深圳😀 O'Neil", one.values["notes"])
    assert (str(got[2]), float(got[3]), bool(got[4])) == ("2023-10-01", 1200.5, True)
    assert got[5:] == ("a, b", "S, Ltd; T", None, "live")
    assert there.row(two.code, "name, amount") == ("NULL", None)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        there.ask(f"INSERT INTO customers (code) VALUES ('{one.code}')")


def test_a_second_export_changes_only_what_differs(
    boss: Session, three: list[int], there: There
) -> None:
    tell(boss, there)
    edit(boss, "K-2", {"name": "zwei"})
    boss.customers.add({"name": "4"}, code="K-4")
    there.ask("UPDATE customers SET name = 'theirs' WHERE code = 'K-3'")
    done = tell(boss, there)
    assert (done.written, done.added, done.updated) == (4, 1, 2)
    assert [there.row(f"K-{n}")[0] for n in "1234"] == ["1", "zwei", "3", "4"]
    done = tell(boss, there)
    assert (done.added, done.updated, done.closed) == (0, 0, 0)


def test_what_is_there_stays_when_told_so(boss: Session, three: list[int], there: There) -> None:
    tell(boss, there)
    there.ask("UPDATE customers SET name = 'theirs' WHERE code = 'K-3'")
    boss.customers.add({"name": "4"}, code="K-4")
    done = tell(boss, there, on_match="skip")
    assert (done.added, done.updated, there.row("K-3")[0]) == (1, 0, "theirs")


def test_letters_case_alone_is_a_difference(boss: Session, there: There) -> None:
    code = boss.customers.add({"name": "acme"}).code
    tell(boss, there)
    edit(boss, code, {"name": "ACME"})
    assert (tell(boss, there).updated, there.row(code)[0]) == (1, "ACME")


@pytest.mark.parametrize("since", ["", "erp"])
def test_codes_are_never_reused_there(
    boss: Session, three: list[int], there: There, since: str
) -> None:
    tell(boss, there, since=since)
    boss.life.change(three[0], "N-1", reason="x")
    boss.life.merge(three[1], three[2])
    done = tell(boss, there, since=since)
    assert (done.added, done.closed) == (1, 2)
    assert there.row("K-1") == ("1", "replaced", "N-1")
    assert there.row("K-3") == ("3", "replaced", "K-2")
    assert there.row("N-1") == ("1", "live", None)
    boss.customers.delete(three[0], "asked for it")
    tell(boss, there, since=since)
    assert there.row("K-1") == there.row("N-1") == (None, "void", None)
    tell(boss, there, since=since)
    assert len(there.ask("SELECT code FROM customers")) == 4


def test_a_code_that_comes_back_is_live_again(
    boss: Session, three: list[int], there: There
) -> None:
    boss.life.change(three[0], "N-1", reason="x")
    tell(boss, there, since="erp")
    (change,) = boss.log.list("action:code.change")
    boss.undo.one(change.seq)
    tell(boss, there, since="erp")
    assert (there.row("K-1"), there.row("N-1")[1]) == (("1", "live", None), "replaced")


def test_a_named_export_marks_who_left_its_query(
    boss: Session, three: list[int], there: There
) -> None:
    tell(boss, there, since="erp")
    boss.customers.archive(three[0])
    assert tell(boss, there, since="erp").closed == 1
    assert there.row("K-1") == ("1", "outside", None)
    boss.customers.restore(three[0])
    tell(boss, there, since="erp")
    assert there.row("K-1")[1] == "live"
    tell(boss, there, "name:3", since="other")
    assert [there.row(f"K-{n}")[1] for n in "123"] == ["outside", "outside", "live"]


def test_a_narrow_export_without_a_name_leaves_the_others(
    boss: Session, three: list[int], there: There
) -> None:
    tell(boss, there)
    tell(boss, there, "name:3")
    assert {row[0] for row in there.ask("SELECT kehao_state FROM customers")} == {"live"}


def test_only_what_changed_is_sent(boss: Session, three: list[int], there: There) -> None:
    assert tell(boss, there, since="erp").written == 3
    edit(boss, "K-2", {"name": "zwei"})
    done = tell(boss, there, since="erp")
    assert (done.written, done.updated) == (1, 1)
    assert tell(boss, there, since="erp").written == 0


def test_an_export_that_stops_half_way_leaves_the_table_as_it_was(
    boss: Session, three: list[int], there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(boss, there, since="erp")
    before = there.ask("SELECT * FROM customers ORDER BY code")
    edit(boss, "K-1", {"name": "eins"})
    edit(boss, "K-2", {"name": "zwei"})
    cancel = Cancel()
    monkeypatch.setattr("store.transfer.exports.service.PAGE", 1)
    with pytest.raises(Stopped):
        tell(
            *(boss, there),
            since="erp",
            cancel=cancel,
            progress=lambda done, total: cancel.cancel(),
        )
    assert there.ask("SELECT * FROM customers ORDER BY code") == before
    assert tell(boss, there, since="erp").updated == 2


def test_values_that_a_type_cannot_take_are_written_out(boss: Session, there: There) -> None:
    boss.fields.define("amount", "number")
    result = boss.transfer.run_import(
        b"code,name,registered,amount\nK-1,a,around 2019,about 5\nK-2,b,2020-02-30,5\n"
    )
    assert result.added == 2
    tell(boss, there)
    columns = "registered, amount, kehao_unread"
    assert there.row("K-1", columns) == (None, None, "registered=around 2019; amount=about 5")
    got = there.row("K-2", columns)
    assert (got[0], float(got[1]), got[2]) == (None, 5.0, "registered=2020-02-30")


def test_columns_are_added_only_when_told(boss: Session, three: list[int], there: There) -> None:
    there.ask("CREATE TABLE customers (code varchar(64) PRIMARY KEY, name varchar(99) NOT NULL,"
              " phone varchar(40) NOT NULL, mine integer)")  # fmt: skip
    with pytest.raises(NotFound, match="lacks the columns city, kehao_state, kehao_now"):
        tell(boss, there, columns=["code", "name", "phone", "city"])
    done = tell(boss, there, columns=["code", "name", "phone", "city"], add_columns=True)
    assert done.added == 3
    assert there.row("K-1", "name, phone, city, mine") == ("1", "", None, None)
    boss.customers.delete(three[0], "x")
    tell(boss, there, columns=["name", "phone", "city"])
    assert there.row("K-1") == ("", "void", None)


def test_a_table_without_a_key_is_refused(boss: Session, three: list[int], there: There) -> None:
    there.ask("CREATE TABLE customers (code varchar(64), name varchar(99))")
    with pytest.raises(InvalidValue, match="no key on code"):
        tell(boss, there, columns=["code", "name"], add_columns=True)


def test_what_the_table_refuses_is_one_line_and_nothing_is_written(
    boss: Session, three: list[int], there: There
) -> None:
    if there.kind == "sqlite":
        pytest.skip("SQLite takes texts of any length")
    there.ask("CREATE TABLE customers (code varchar(64) PRIMARY KEY, name varchar(2))")
    boss.customers.add({"name": "long"})
    with pytest.raises(KehaoError, match=r"refuses to be written to: .*long"):
        tell(boss, there, columns=["code", "name"], add_columns=True)
    assert there.ask("SELECT code FROM customers") == []


def test_masks_never_overwrite_values(
    boss: Session, sign_in: SignIn, three: list[int], there: There
) -> None:
    edit(boss, "K-1", {"phone": "13800138000"})
    tell(boss, there)
    boss.staff.save_role("teller", ["customer.read", "export.run"])
    boss.staff.add("tess", ["teller"], "correct horse battery")
    tess = sign_in("tess")
    edit(boss, "K-1", {"name": "eins"})
    assert "phone" not in tell(tess, there).columns
    assert there.row("K-1", "name, phone") == ("eins", "+8613800138000")
    with pytest.raises(NotPermitted, match="phone are masked"):
        tell(tess, there, columns=["code", "phone"])


def test_wrong_words_are_told(boss: Session, tmp_path: Path, there: There) -> None:
    with pytest.raises(WrongUsage, match="which table"):
        boss.exports.run(there.url, source_password=there.password)
    with pytest.raises(WrongUsage, match="of a database"):
        boss.exports.run(tmp_path / "x.csv", table="t")
    with pytest.raises(WrongUsage, match="one of update, skip"):
        tell(boss, there, on_match="both")
