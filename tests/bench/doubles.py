"""A search of the whole store for doubles that were made on purpose, and a look while one types.

`python -m tests.bench doubles 1000000 rows.csv` takes the customers of a file; without one they are
made up. One in twenty comes a second time with slips as clerks make them. The baseline of the time
is reading every customer once and nothing more.
"""

from __future__ import annotations

import csv
import random
import resource
import statistics
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from store.duplicates.profile import COLUMNS
from store.session import Session
from tests.bench.customers import customers
from tests.bench.houses import enter, plain_house
from tests.bench.measure import Figure, percentile95, timed

MANY = "100000"
SHARE = 20
"""One of so many comes twice."""
TYPED = 150
KEPT = (
    "name", "type", "region", "city", "contact", "phone", "email", "address", "birthday",
)  # fmt: skip
ENDINGS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司")


def rows(count: int, file: str) -> Iterator[dict[str, str]]:
    """The customers who are there once."""
    if not file:
        yield from customers(count)
        return
    with Path(file).open(encoding="utf-8", newline="") as text:
        yield from islice(csv.DictReader(text), count)


def slipped(values: dict[str, str], rnd: random.Random) -> dict[str, str]:
    """The same customer as another clerk enters it: one to three slips."""
    twin = {name: values.get(name, "") for name in KEPT}
    for slip in rnd.sample(SLIPS, rnd.choice((1, 2, 2, 3))):
        slip(twin, rnd)
    return twin


def _shorter(twin: dict[str, str], rnd: random.Random) -> None:
    name = twin["name"]
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    place = rnd.random() < 0.5
    twin["name"] = name.removeprefix(twin["city"]).removeprefix("市") if place else name


def _mistyped(twin: dict[str, str], rnd: random.Random) -> None:
    name = twin["name"]
    at = rnd.randrange(len(name))
    other = name[rnd.randrange(len(name))]
    if len(name) > 3:
        twin["name"] = rnd.choice((name[:at] + name[at + 1 :], name[:at] + other + name[at + 1 :]))
    else:
        twin["name"] = name[1:] + name[0]


def _other_phone(twin: dict[str, str], rnd: random.Random) -> None:
    twin["phone"] = "1" + rnd.choice("3578") + f"{rnd.randrange(10**9):09d}"


def _wrong_digit(twin: dict[str, str], rnd: random.Random) -> None:
    at = rnd.randrange(3, len(twin["phone"]))
    twin["phone"] = twin["phone"][:at] + rnd.choice("0123456789") + twin["phone"][at + 1 :]


def _written_otherwise(twin: dict[str, str], rnd: random.Random) -> None:
    phone = twin["phone"]
    twin["phone"] = f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}"


def _no_mail(twin: dict[str, str], rnd: random.Random) -> None:
    twin["email"] = ""


def _other_mail(twin: dict[str, str], rnd: random.Random) -> None:
    twin["email"] = f"x{rnd.randrange(10**9)}@example.com"


def _no_contact(twin: dict[str, str], rnd: random.Random) -> None:
    twin["contact"] = ""


def _moved(twin: dict[str, str], rnd: random.Random) -> None:
    twin["address"] = f"{twin['city']}市新华路{rnd.randrange(1, 999)}号"


def _half_empty(twin: dict[str, str], rnd: random.Random) -> None:
    twin["address"] = twin["birthday"] = twin["region"] = ""


SLIPS = (
    _shorter, _shorter, _mistyped, _mistyped, _other_phone, _wrong_digit, _written_otherwise,
    _no_mail, _other_mail, _no_contact, _moved, _half_empty,
)  # fmt: skip


def write(path: Path, count: int, file: str) -> int:
    """Customers and, mixed among them, the doubles; `notes` says of whom. Returns how many."""
    rnd = random.Random(11)
    doubles = 0
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, (*KEPT, "notes"))
        writer.writeheader()
        waiting: list[dict[str, str]] = []
        for number, values in enumerate(rows(count, file)):
            writer.writerow({name: values.get(name, "") for name in KEPT} | {"notes": str(number)})
            if number % SHARE == 0:
                waiting.append(slipped(values, rnd) | {"notes": str(number)})
            if waiting and rnd.random() < 1 / SHARE:
                writer.writerow(waiting.pop(rnd.randrange(len(waiting))))
                doubles += 1
        for twin in waiting:
            writer.writerow(twin)
            doubles += 1
    return doubles


def found(session: Session) -> tuple[int, int]:
    """How many pairs are open, and how many of them are right."""
    with session.reading() as conn:
        right, every = conn.execute(
            "SELECT sum(one.notes = other.notes), count(*) FROM duplicate"
            " JOIN customer AS one ON one.id = first JOIN customer AS other ON other.id = second"
            " WHERE score >= 0.5"
        ).fetchone()
    return int(every), int(right or 0)


def _read_all(session: Session) -> None:
    with session.reading() as conn:
        for _ in conn.execute(f"SELECT id, {COLUMNS}, custom FROM customer"):
            pass


def run(many: str = MANY, file: str = "") -> Iterator[Figure]:
    """Import, search, then type names that are there."""
    house = plain_house()
    path = house.folder.parent / "doubles.csv"
    doubles = write(path, int(many), file)
    session = enter(house)
    result = session.transfer.run_import(path)
    print(
        f"import: {result.added / result.seconds:,.0f} rows/s,"
        f" {result.possible_duplicates:,} look like somebody",
        flush=True,
    )
    every, right = found(session)
    print(f"of them in the queue: {every:,}, right {right:,} of {doubles:,}", flush=True)
    baseline = timed(lambda: _read_all(session))
    seconds = timed(lambda: session.duplicates.find())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    every, right = found(session)
    precision, recall = right / max(1, every), right / doubles
    print(
        f"found {every:,}, right {right:,} of {doubles:,}: precision {precision:.4f},"
        f" recall {recall:.4f}; {seconds:.0f} s, {peak:.0f} MB",
        flush=True,
    )
    yield Figure(
        f"doubles among {int(many):,}", "s", seconds, seconds, baseline, baseline,
        seconds / baseline, "precision and recall 0.9", min(precision, recall) >= 0.9,
    )  # fmt: skip
    yield from _typed(session)
    session.close()


def _typed(session: Session) -> Iterator[Figure]:
    rnd = random.Random(5)
    with session.reading() as conn:
        last = conn.execute("SELECT max(id) FROM customer").fetchone()[0]
        some = conn.execute(
            "SELECT name, phone, city FROM customer WHERE id IN"
            f" ({', '.join(str(rnd.randrange(1, last)) for _ in range(TYPED))})"
        ).fetchall()
        bare = [
            timed(lambda n=n: conn.execute("SELECT id FROM customer WHERE name_key = ?", (n,)))  # type: ignore[misc]
            for n, _, _ in some
        ]
    session.duplicates.similar({"name": "热身"})
    asked = [{"name": name} for name, _, _ in some]
    asked += [{"name": name, "phone": phone, "city": city} for name, phone, city in some]
    took = [timed(lambda v=v: session.duplicates.similar(v)) for v in asked]  # type: ignore[misc]
    worst = percentile95(took) * 1000
    yield Figure(
        "who is there already, as typed", "ms", statistics.median(took) * 1000, worst,
        statistics.median(bare) * 1000, percentile95(bare) * 1000, worst, "95 % within 50 ms",
        worst <= 50,
    )  # fmt: skip
