"""Customers created in Kehao against parties in Tryton, each with its code from a counter.

Tryton (trytond, trytond-party) is installed into a throwaway virtual environment, with SQLite as
it ships: no encryption, no search index, no log, synchronous=NORMAL (no sync at a commit; ours is
FULL). Both sides get a name, an address, a phone and a mail address. One by one: each in a
transaction of its own that is committed, inside the server's own process. In bulk: a list to its
Model.create, a CSV file to our import.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import store
from tests.bench.houses import PASSWORD, PREFIX
from tests.bench.measure import Figure

PACKAGES = ("trytond", "trytond-party")
SERVER = Path(__file__).with_name("tryton_server.py")
REPEATS = 3
ONE_BY_ONE = 2_000
THEIR_ONE_BY_ONE = 300
BULK = 50_000
THEIR_BULK = 3_000
"""Tryton gets fewer: its rate does not grow with the count, and the bench is to end."""


def run() -> Iterator[Figure]:
    """Both in turn, medians; in the columns of the 95th percentiles stands the slowest run."""
    place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}tryton-"))
    python = _install(place)
    ours: dict[str, list[float]] = {"one": [], "bulk": []}
    theirs: dict[str, list[float]] = {"one": [], "bulk": []}
    for _ in range(REPEATS):
        ours["one"].append(_one_by_one())
        theirs["one"].append(_tryton(place, python, "one", THEIR_ONE_BY_ONE))
        ours["bulk"].append(_bulk())
        theirs["bulk"].append(_tryton(place, python, "bulk", THEIR_BULK))
    for how, name, least in (
        ("one", "created one by one, Tryton", 10),
        ("bulk", "created in bulk, Tryton", 25),
    ):
        rate, base = statistics.median(ours[how]), statistics.median(theirs[how])
        yield Figure(
            name,
            "a sec.",
            rate,
            min(ours[how]),
            base,
            min(theirs[how]),
            rate / base,
            f"at least {least}x",
            rate / base >= least,
        )


def _install(place: Path) -> Path:
    """Tryton in an environment of its own, with a database that has its party module."""
    venv.create(place / "venv", with_pip=True)
    python = place / "venv" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", *PACKAGES], check=True, capture_output=True
    )
    folder = place / "db"
    folder.mkdir()
    (folder / "bench.sqlite").touch()
    (place / "trytond.conf").write_text(f"[database]\nuri = sqlite://\npath = {folder}\n")
    (place / "password").write_text(PASSWORD + "\n")
    subprocess.run(
        [
            python.with_name("trytond-admin"),
            *("-c", place / "trytond.conf", "-d", "bench", "-u", "party"),
            *("--activate-dependencies", "--email", "bench@example.com"),
        ],
        check=True,
        env={**os.environ, "TRYTONPASSFILE": str(place / "password")},
        capture_output=True,
    )
    return python


def _tryton(place: Path, python: Path, how: str, count: int) -> float:
    ran = subprocess.run(
        [python, SERVER, place / "trytond.conf", "bench", how, str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    return count / float(json.loads(ran.stdout)["seconds"])


def _customer(number: int) -> dict[str, str]:
    """The same that `tryton_server.party` gives to Tryton."""
    return {
        "name": f"深圳晴川贸易有限公司{number}",
        "address": f"人民路{number}号",
        "city": "深圳",
        "postal_code": "518000",
        "phone": f"138{number:08d}",
        "email": f"u{number}@example.com",
    }


def _house() -> store.Session:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)) / "house"
    return store.create(folder, admin="boss", password=PASSWORD).store.sign_in("boss", PASSWORD)


def _one_by_one() -> float:
    session = _house()
    for number in range(20):
        session.customers.add(_customer(number))
    start = time.perf_counter()
    for number in range(ONE_BY_ONE):
        session.customers.add(_customer(number))
    seconds = time.perf_counter() - start
    session.close()
    return ONE_BY_ONE / seconds


def _bulk() -> float:
    session = _house()
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(_customer(0)))
        writer.writeheader()
        writer.writerows(map(_customer, range(BULK)))
        file.flush()
        start = time.perf_counter()
        result = session.transfer.run_import(Path(file.name))
        seconds = time.perf_counter() - start
    assert result.added == BULK, result
    session.close()
    return BULK / seconds
