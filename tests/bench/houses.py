"""Stores to measure on: made once for a run, copied for each measurement."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import store
from store.codes.rulefile import read_rules
from store.engine.connection import connect
from store.keys.derive import database_key
from store.opening import DATABASE, Store
from store.session import Session
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


@lru_cache(maxsize=4)
def _filled(count: int) -> Path:
    from store.customers import intake

    house = new_house()
    session = house.sign_in("boss", PASSWORD)
    desk = intake.open_desk(session)
    batch = []
    for values in customers(count):
        batch.append(intake.prepare(desk, values))
        if len(batch) == 2000:
            with session.writing("import.run") as change:
                intake.write(change, desk, batch)
            batch = []
    with session.writing("import.run") as change:
        intake.write(change, desk, batch)
    session.close()
    return house.folder


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


def bare(house: Store, session: Session) -> Any:
    """A bare connection to the house's database, with the same recipe."""
    return connect(house.folder / DATABASE, database_key(session.access.data_key))


def clear() -> None:
    """Remove every store that this run made."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        shutil.rmtree(place, ignore_errors=True)
