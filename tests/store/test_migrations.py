"""A store of every earlier schema becomes one of today's, with everything it held."""

from __future__ import annotations

from typing import Any

import pytest

from store.engine import migrations
from store.engine.driver import sqlcipher
from store.search import facets


def _old_store(version: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    conn = sqlcipher.connect(":memory:", isolation_level=None)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:version])
        migrations.migrate(conn)
    assert conn.execute("PRAGMA user_version").fetchone()[0] == version
    return conn


@pytest.mark.parametrize("version", range(1, migrations.SCHEMA_VERSION))
def test_an_older_store_is_brought_up_to_date(
    version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn = _old_store(version, monkeypatch)
    for id_, (level, city, archived) in enumerate(
        [("A", "深圳", 0), ("B", "", 0), ("A", "广州", 1), ("", "深圳", 0)], 1
    ):
        conn.execute(
            "INSERT INTO customer (id, code, level, city, version, archived)"
            " VALUES (?, ?, ?, ?, 1, ?)",
            (id_, f"C{id_}", level, city, archived),
        )
    conn.execute("INSERT INTO tag (customer, tag) VALUES (2, 'VIP'), (3, 'VIP')")
    conn.execute(
        "INSERT INTO view (staff, name, query, columns, sort, shared)"
        " VALUES (NULL, 'mine', 'level:A', '[]', 'name', 0)"
    )
    if version >= 3:  # whose sets follow the customers, but for customers written past them
        facets.rebuild(conn)
    migrations.check_version(conn)
    assert conn.execute("PRAGMA user_version").fetchone()[0] == migrations.SCHEMA_VERSION
    assert facets.differences(conn) == []
    assert facets.totals(conn, "level") == [("A", 2), ("B", 1)]
    assert facets.value_bits(conn, "tag", ("VIP",)) == 0b1100
    assert facets.value_bits(conn, "archived", ("yes",)) == 0b1000
    assert conn.execute("SELECT query, layout, place FROM view").fetchall() == [
        ("level:A", "{}", 0)
    ]


@pytest.mark.parametrize("version", range(1, migrations.SCHEMA_VERSION))
def test_every_way_to_today_ends_in_the_same_schema(
    version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def schema(conn: Any) -> set[tuple[str, str]]:
        rows = conn.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return set(rows.fetchall())

    fresh = sqlcipher.connect(":memory:", isolation_level=None)
    migrations.migrate(fresh)
    old = _old_store(version, monkeypatch)
    migrations.migrate(old)
    assert schema(old) == schema(fresh)
