"""Jobs from and to tables of other databases, by sources that are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from store.jobs.definition import Definition
from store.session import Session
from tests.databases import PASSWORD, Server

SignIn = Callable[[str], Session]


def lite(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """Execute statements in a file of SQLite; the last one's rows."""
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        connection.commit()
    finally:
        connection.close()
    return rows


def test_rows_are_known_again_and_only_new_ones_come_in(
    sign_in: SignIn, boss: Session, tmp_path: Path
) -> None:
    there = tmp_path / "crm.db"
    lite(there, "CREATE TABLE c (id INTEGER PRIMARY KEY, name TEXT, city TEXT)",
         "INSERT INTO c VALUES (1, '晴川', '深圳'), (2, '云禾', '杭州')")  # fmt: skip
    boss.sources.add("crm", f"sqlite:///{there}")
    manager = sign_in("manager")
    manager.jobs.add("crm", Definition("import", "source:crm", table="c", mapping={"id": "-"}))
    first = manager.jobs.run("crm")
    assert (first.error, first.facts["added"]) == (None, 2)
    lite(there, "INSERT INTO c VALUES (3, '何之', '')")
    again = manager.jobs.run("crm")
    assert (again.error, again.facts["added"], again.facts["skipped"]) == (None, 1, 2)
    assert manager.search.count("") == 3


def test_a_table_over_there_is_kept_up_and_a_mask_never_written(
    sign_in: SignIn, boss: Session, tmp_path: Path
) -> None:
    there = tmp_path / "dwh.db"
    boss.sources.add("dwh", f"sqlite:///{there}")
    manager = sign_in("manager")
    first = manager.customers.add({"name": "晴川", "phone": "13800138000"})
    does = Definition(
        "export", "source:dwh", table="customers", columns=("code", "name"), changed=True
    )
    manager.jobs.add("dwh", does)
    done = manager.jobs.run("dwh")
    assert (done.error, done.facts["written"], done.facts["added"]) == (None, 1, 1)
    manager.customers.add({"name": "云禾"})
    manager.customers.edit(first.id, {"name": "晴川贸易"}, version=1)
    done = manager.jobs.run("dwh")
    assert (done.facts["written"], done.facts["added"], done.facts["updated"]) == (2, 1, 1)
    assert lite(there, "SELECT name FROM customers ORDER BY code") == [("晴川贸易",), ("云禾",)]
    boss.staff.save_role("taker", ["customer.read", "export.run", "job.edit"])
    boss.staff.set_roles("clerk", ["taker"])
    clerk = sign_in("clerk")
    clerk.jobs.add("masked", Definition("export", "source:dwh", table="m", columns=("phone",)))
    assert "masked for you" in str(clerk.jobs.run("masked").error)


def test_a_database_that_is_down_is_a_line_and_the_job_goes_on_when_it_is_back(
    sign_in: SignIn, boss: Session, postgresql: Server
) -> None:
    manager = sign_in("manager")
    with postgresql.database() as name:
        postgresql.run(
            name,
            "CREATE TABLE c (id int PRIMARY KEY, name text)",
            "INSERT INTO c VALUES (1, '晴川')",
        )
        url = postgresql.url(name, sslrootcert=str(postgresql.ca))
        boss.sources.add("down", url.replace(f":{postgresql.port}/", ":9/"), PASSWORD)
        manager.jobs.add("in", Definition("import", "source:down", table="c"))
        manager.jobs.add("out", Definition("export", "source:down", table="o", columns=("name",)))
        for job in ("in", "out"):
            error = manager.jobs.run(job).error
            assert error is not None
            assert PASSWORD not in str(error)
            assert "\n" not in str(error)
        boss.sources.remove("down")
        boss.sources.add("down", url, PASSWORD)
        assert manager.jobs.run("in").facts["added"] == 1
        assert manager.jobs.run("out").facts["written"] == 1


@pytest.mark.parametrize("roles", [("auditor",), ("manager",)])
def test_a_source_is_for_the_roles_that_its_owner_has_at_that_moment(
    sign_in: SignIn, boss: Session, tmp_path: Path, roles: tuple[str, ...]
) -> None:
    manager = sign_in("manager")
    there = tmp_path / "x.db"
    lite(there, "CREATE TABLE c (name TEXT)", "INSERT INTO c VALUES ('晴川')")
    boss.sources.add("x", f"sqlite:///{there}", roles=roles)
    manager.jobs.add("in", Definition("import", "source:x", table="c"))
    done = manager.jobs.run("in")
    assert (done.error is None) == (roles == ("manager",))
