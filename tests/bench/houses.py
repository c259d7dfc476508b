"""Stores to measure on: made once for a run, copied for each measurement."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import store
from store.codes.rulefile import read_rules
from store.customers.fields import BUILT_IN
from store.engine import dialect
from store.engine.connection import connect
from store.keys.derive import database_key
from store.search import facets, stretches
from store.search.terms import terms
from store.session import Session
from store.sign_in.opening import DATABASE, Store
from tests.bench.customers import REGIONS, customers

PASSWORD = "correct horse battery"
PREFIX = f"kehao-bench-{os.getpid()}-"
"""Of the places of this run: two runs at once leave each other's alone."""
RULES = """
[[rule]]
name = "VIP"
when = "type:VIP"
pattern = "VIP{yyyy}{seq:6}{check:damm,over=digits}"
[[rule]]
name = "companies"
when = "type:企业"
pattern = "{region}{yyyy}{seq:7}"
[[rule]]
name = "everyone else"
pattern = "C{region}{seq:7}"
[code_table.region]
""" + "\n".join(f'"{name}" = "{code}"' for name, code in REGIONS.items())


@lru_cache(maxsize=1)
def _empty() -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)) / "empty"
    made = store.create(folder, admin="boss", password=PASSWORD)
    session = made.store.sign_in("boss", PASSWORD)
    session.rules.apply(read_rules(RULES))
    session.close()
    return folder


def new_house() -> Store:
    """A store with three rules and no customers."""
    return _copy(_empty())


def plain_house() -> Store:
    """A store with one rule for all, whose codes show nothing, and no customers."""
    house = new_house()
    session = enter(house)
    session.rules.apply(read_rules('[[rule]]\nname = "all"\npattern = "C{seq:7}"\n'))
    session.close()
    return house


@lru_cache(maxsize=4)
def _filled(count: int) -> Path:
    house = new_house()
    fill(house, count)
    return house.folder


def fill(house: Store, count: int) -> None:
    """Put so many customers into a store that has none, by the import's own ways.

    Quicker than an import: nothing is synced meanwhile, and the indexes are made at the end.
    """
    from store.customers import intake, preparing

    session = enter(house)
    desk = preparing.open_desk(session)
    writer = session._engine._writer
    indexes = writer.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name = 'customer' AND name NOT LIKE '%code'"
    ).fetchall()
    writer.execute("PRAGMA synchronous=OFF")
    for name, _ in indexes:
        writer.execute(f"DROP INDEX {name}")
    with session.bulk():
        many = customers(count)
        while batch := [preparing.prepare(desk, values) for values in islice(many, 5_000)]:
            with session.writing("import.run") as change:
                intake.write(change, desk, batch)
    for _, sql in indexes:
        writer.execute(sql)
    session.close()


def multiply(house: Store, times: int) -> None:
    """Make every customer of a store stand in it so many times, each with a code of its own.

    What a search reads is all there (records, codes, words, sets, labels), and each has a key; the
    operation log knows nothing of the copies.
    """
    session = enter(house)
    writer = bare(house, session)
    indexes = writer.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('customer', 'code')"
    ).fetchall()
    writer.execute("PRAGMA synchronous=OFF")
    writer.execute("PRAGMA cache_size=-400000")
    for name, _ in indexes:
        writer.execute(f"DROP INDEX {name}")
    columns = [row[1] for row in writer.execute("PRAGMA table_info(customer)")]
    highest = writer.execute("SELECT max(id) FROM customer").fetchone()[0]
    step = highest + facets.CHUNK - highest % facets.CHUNK
    for copy in range(1, times):
        writer.execute("BEGIN")
        _copy_customers(writer, columns, copy, step, highest)
        writer.execute(
            "INSERT INTO subject_key (customer, key) SELECT customer + ?, key FROM subject_key"
            " WHERE customer <= ?",
            (copy * step, highest),
        )
        writer.execute(
            "INSERT INTO facet_part SELECT facet, chunk + ?, many, members FROM facet_part"
            " WHERE chunk < ?",
            (copy * step // facets.CHUNK, step // facets.CHUNK),
        )
        writer.execute(
            "INSERT INTO order_label SELECT field, chunk + ?, labels FROM order_label"
            " WHERE chunk < ?",
            (copy * step // stretches.CHUNK, step // stretches.CHUNK),
        )
        writer.execute("COMMIT")
    writer.execute("UPDATE facet SET many = many * ?", (times,))
    writer.execute("UPDATE order_mark SET many = many * ?", (times,))
    for _, sql in indexes:
        writer.execute(sql)
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writer.close()
    session.close()


def _copy_customers(writer: Any, columns: list[str], copy: int, step: int, highest: int) -> None:
    kept = ", ".join(name for name in columns if name not in ("id", "code"))
    writer.execute(
        f"INSERT INTO customer (id, code, {kept}) SELECT id + ?, code || ?, {kept}"
        " FROM customer WHERE id <= ?",
        (copy * step, str(copy), highest),
    )
    writer.execute(
        "INSERT INTO code (text, skeleton, customer, state, origin)"
        " SELECT text || ?, skeleton || ?, customer + ?, state, 'import' FROM code"
        " WHERE customer <= ?",
        (str(copy), str(copy), copy * step, highest),
    )
    names = [name for name in columns if name in BUILT_IN]
    rows = writer.execute(
        f"SELECT id, code, {', '.join(names)} FROM customer WHERE id <= ?", (highest,)
    )
    while some := rows.fetchmany(5_000):
        dialect.add_terms(
            writer,
            [
                (
                    id_ + copy * step,
                    terms(code + str(copy), dict(zip(names, row, strict=True))).columns,
                )
                for id_, code, *row in some
            ],
        )


def filled_house(count: int) -> Store:
    """A store with so many customers (a copy of one that is made once)."""
    return _copy(_filled(count))


def _copy(folder: Path) -> Store:
    place = Path(tempfile.mkdtemp(prefix=PREFIX)) / "house"
    shutil.copytree(folder, place)
    place.chmod(0o700)
    return store.open(place)


def enter(house: Store) -> Session:
    """Sign in."""
    return house.sign_in("boss", PASSWORD)


def read_through(house: Store) -> None:
    """Read the database once, so that the machine has it at hand as on a server in use."""
    with (house.folder / "kehao.db").open("rb") as file:
        while file.read(1 << 20):
            pass


def bare(house: Store, session: Session) -> Any:
    """A bare connection to the house's database, with the same recipe."""
    return connect(house.folder / DATABASE, database_key(session.access.data_key))


def clear() -> None:
    """Remove every store that this run made."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        shutil.rmtree(place, ignore_errors=True)
