"""A clerk's mix of searches at a million: Session search beside DuckDB's scan and VisiData's.

200 queries, each as a page of 50 by newest, name, level and registered, as a count and as the
counts by region; the same rows in memory and in plain text on DuckDB's side, with the same columns
asked for, and as a CSV on VisiData's. `KEHAO_BENCH_STORE` names a store to use (else one is made),
`KEHAO_BENCH_CUSTOMERS` how many customers it gets.
"""

from __future__ import annotations

import csv
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import store
from store.search.pinyin import sort_key
from store.search.terms import compact, spoken
from store.session import Session
from store.text import fold
from tests.bench.customers import CITIES, FORMS, GIVEN, REGIONS, SYLLABLES, WORDS
from tests.bench.houses import bare, enter, fill, new_house, read_through
from tests.bench.keys import pressed
from tests.bench.measure import Figure, percentile95, timed

CUSTOMERS = int(os.environ.get("KEHAO_BENCH_CUSTOMERS", "1000000"))
QUERIES = 200
COLUMNS = ("code", "name", "type", "status", "level", "region", "city", "phone", "registered")
SORTS = {
    "-created": "id DESC",
    "name": "name_key, id",
    "level": "level, id",
    "-registered": "registered DESC, id DESC",
}
KEPT = (*COLUMNS, "industry", "owner", "contact", "contract_end")


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: of what kind, as Kehao reads it, and as a condition of DuckDB's."""

    kind: str
    query: str
    where: str
    params: tuple[object, ...] = ()


def queries(seed: int = 11) -> list[Asked]:
    """The mix, the same for the same seed."""
    rnd = random.Random(seed)
    kinds: list[tuple[int, Callable[[random.Random], Asked]]] = [
        (24, lambda r: _chinese("one character", r.choice(SYLLABLES + "公司贸技" + GIVEN))),
        (36, lambda r: _chinese("two characters", r.choice(TWO))),
        (30, lambda r: _chinese("a name", "".join(r.sample(SYLLABLES, r.choice((2, 3)))))),
        (16, lambda r: _chinese("a company's suffix", r.choice(SUFFIXES))),
        (24, lambda r: _initials(_letters(r))),
        (20, lambda r: _digits(str(r.randrange(10**3, 10 ** r.choice((4, 5, 8)))).zfill(4))),
        (14, lambda r: _code(r)),
        (20, lambda r: _filters(r, 1)),
        (10, lambda r: _filters(r, 2)),
    ]
    made = [make(rnd) for many, make in kinds for _ in range(many)]
    while len(made) < QUERIES:
        word, only = rnd.choice(made[:106]), _filters(rnd, 1)
        made.append(
            Asked(
                "a word and a filter",
                f"{word.query} {only.query}",
                f"({word.where}) AND {only.where}",
                word.params + only.params,
            )
        )
    return made


TWO = [*CITIES, *(w[:2] for w in WORDS), *(a + b for a, b in pairwise(SYLLABLES))]
SUFFIXES = (*sorted(set(FORMS)), "公司", "有限", "科技有限公司", "贸易有限公司")


def _chinese(kind: str, word: str) -> Asked:
    return Asked(kind, word, "(contains(name, ?) OR contains(contact, ?))", (word, word))


def _letters(rnd: random.Random) -> str:
    """Initials of a made-up name, which no syllable and no code begins with."""
    name = rnd.choice(list(CITIES)) + "".join(rnd.sample(SYLLABLES, 2))
    letters = spoken(name).initials.replace("^", "").split(" ~")[1]
    return letters if not set(letters) & set("aeiou") else _letters(rnd)


def _initials(letters: str) -> Asked:
    return Asked("pinyin initials", letters, "contains(initials, ?)", (letters,))


def _digits(digits: str) -> Asked:
    where = (
        "(starts_with(phone, ?) OR ends_with(phone, ?) OR starts_with(digits, ?)"
        " OR starts_with(ltrim(digits, '0'), ?))"
    )
    return Asked("a phone's end", digits, where, (digits,) * 4)


def _code(rnd: random.Random) -> Asked:
    text = rnd.choice(list(REGIONS.values())) + "2026" + str(rnd.randrange(10**4)).zfill(4)
    text = text[: rnd.choice((6, 8, 10))]
    return Asked("a code's beginning", text, "starts_with(bare, ?)", (compact(fold(text)),))


def _filters(rnd: random.Random, many: int) -> Asked:
    found: dict[str, tuple[str, str, tuple[object, ...]]] = {}
    while len(found) < many:
        name = rnd.choice(("level", "region", "city", "status", "type", "owner", "registered"))
        if name == "registered":
            year = rnd.randrange(2010, 2026)
            found[name] = (
                f"registered:{year}..{year + 1}",
                "registered BETWEEN ? AND ?",
                (f"{year}-01-01", f"{year + 1}-12-31"),
            )
            continue
        value = rnd.choice(_VALUES[name])
        found[name] = (f"{name}:{value}", f"{name} = ?", (value,))
    kind = "a filter" if many == 1 else f"{many} filters"
    parts = list(found.values())
    return Asked(
        kind,
        " ".join(p[0] for p in parts),
        " AND ".join(p[1] for p in parts),
        tuple(param for p in parts for param in p[2]),
    )


_VALUES = {
    "level": list("ABCD"),
    "region": sorted(set(CITIES.values())),
    "city": list(CITIES),
    "status": ["潜在", "跟进", "成交", "流失"],
    "type": ["企业", "个人", "VIP"],
    "owner": [f"staff{n:02d}" for n in range(40)],
}


def run() -> Iterator[Figure]:
    """All of it; the table by kind of query is printed on the way."""
    house = _house()
    session = enter(house)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        _write_csv(house, session, path)
        duck = _duck(path)
        mix = queries()
        read_through(house)
        session.search.page("", limit=50, columns=COLUMNS)
        ours = ours_of(session, mix)
        theirs = _theirs(duck, mix)
        _print_kinds(mix, ours, theirs)
        yield from _figures(ours, theirs)
        yield _visidata(path, mix, ours)
    session.close()
    yield from pressed(house)  # the screen's own share


def _house() -> store.Store:
    given = os.environ.get("KEHAO_BENCH_STORE")
    if given:
        return store.open(Path(given))
    house = new_house()
    fill(house, CUSTOMERS)
    return house


def _write_csv(house: store.Store, session: Session, path: Path) -> None:
    """The customers in plain text (all of them are made up), with what DuckDB searches by."""
    connection = bare(house, session)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", *KEPT, "name_key", "initials", "bare", "digits"))
        rows = connection.execute(
            f"SELECT id, {', '.join(KEPT)} FROM customer WHERE archived = 0 ORDER BY id"
        )
        name, contact, code = (KEPT.index(n) + 1 for n in ("name", "contact", "code"))
        for row in rows:
            short = compact(fold(row[code]))
            writer.writerow(
                (
                    *row,
                    sort_key(row[name]),
                    f"{_first_letters(row[name])} {_first_letters(row[contact])}",
                    short,
                    short.lstrip("abcdefghijklmnopqrstuvwxyz"),
                )
            )
    connection.close()


def _first_letters(name: str) -> str:
    """A name's initials, both of them where a surname is read in two ways."""
    found = []
    for part in spoken(name).initials.split("^")[1:]:
        _, *grams = part.split(" ~")
        found.append("".join([gram[0] for gram in grams]) or part[0])
    return " ".join(found)


def _duck(path: Path) -> Any:
    import duckdb

    duck = duckdb.connect(":memory:")
    duck.execute("SET threads = 2")
    duck.execute(
        f"CREATE TABLE customer AS SELECT * FROM read_csv('{path}', header = true, types = "
        "{'phone': 'VARCHAR', 'digits': 'VARCHAR', 'registered': 'VARCHAR',"
        " 'contract_end': 'VARCHAR'})"
    )
    return duck


@dataclass(slots=True)
class Times:
    """Seconds: pages by (query, order), counts and counts by value by query; and what was found."""

    pages: dict[tuple[int, str], float]
    counts: list[float]
    facets: list[float]
    found: list[int]
    first: dict[tuple[int, str], list[str]]


def ours_of(session: Session, mix: Sequence[Asked]) -> Times:
    """How long each query takes a session, and what it finds.

    One order after the other, so that no page is helped by what the session still knows of its
    query in another order.
    """
    times = Times({}, [], [], [], {})
    for sort in SORTS:
        for number, asked in enumerate(mix):
            began = time.perf_counter()
            page = session.search.page(asked.query, sort=sort, limit=50, columns=COLUMNS)
            times.pages[number, sort] = time.perf_counter() - began
            times.first[number, sort] = [row[0] for row in page.rows]
    for asked in mix:
        began = time.perf_counter()
        times.found.append(session.search.count(asked.query))
        times.counts.append(time.perf_counter() - began)
        times.facets.append(timed(lambda q=asked.query: session.search.facets(q, "region")))  # type: ignore[misc]
    return times


def _theirs(duck: Any, mix: Sequence[Asked]) -> Times:
    times = Times({}, [], [], [], {})
    for number, asked in enumerate(mix):
        for sort, order in SORTS.items():
            sql = (
                f"SELECT {', '.join(COLUMNS)} FROM customer WHERE {asked.where}"
                f" ORDER BY {order} LIMIT 50"
            )
            began = time.perf_counter()
            rows = duck.execute(sql, asked.params).fetchall()
            times.pages[number, sort] = time.perf_counter() - began
            times.first[number, sort] = [row[0] for row in rows]
        began = time.perf_counter()
        sql = f"SELECT count(*) FROM customer WHERE {asked.where}"
        times.found.append(duck.execute(sql, asked.params).fetchone()[0])
        times.counts.append(time.perf_counter() - began)
        sql = f"SELECT region, count(*) FROM customer WHERE {asked.where} GROUP BY region"
        times.facets.append(timed(lambda s=sql, p=asked.params: duck.execute(s, p).fetchall()))  # type: ignore[misc]
    return times


def _print_kinds(mix: Sequence[Asked], ours: Times, theirs: Times) -> None:
    """A line for each kind of query, in milliseconds; and what both sides did not find alike."""
    print(
        f"{'kind of query':<22} {'hits':>9} {'page':>8} {'worst':>8} {'DuckDB':>8} {'count':>8}"
        f" {'DuckDB':>8} {'facets':>8} {'DuckDB':>8}   (medians, ms)"
    )
    for kind in dict.fromkeys(asked.kind for asked in mix):
        some = [n for n, asked in enumerate(mix) if asked.kind == kind]
        mine = [ours.pages[n, sort] for n in some for sort in SORTS]
        other = [theirs.pages[n, sort] for n in some for sort in SORTS]
        cells = [
            statistics.median(mine),
            max(mine),
            statistics.median(other),
            *(
                statistics.median([times[n] for n in some])
                for times in (ours.counts, theirs.counts, ours.facets, theirs.facets)
            ),
        ]
        hits = statistics.median([ours.found[n] for n in some])
        print(f"{kind:<22} {hits:>9,.0f} " + " ".join(f"{c * 1000:>8.2f}" for c in cells))
    unlike = [n for n in range(len(mix)) if ours.found[n] != theirs.found[n]]
    orders = [key for key in ours.first if ours.first[key] != theirs.first[key]]
    print(f"not found alike: {len(unlike)} queries, {len(orders)} pages", flush=True)
    for n in unlike[:5]:
        print("  ", mix[n].query, ours.found[n], theirs.found[n])
    for key in [key for key in orders if key[0] not in unlike][:5]:
        print("  ", mix[key[0]].query, key[1], ours.first[key][:3], theirs.first[key][:3])


def _figures(ours: Times, theirs: Times) -> Iterator[Figure]:
    mine, other = list(ours.pages.values()), list(theirs.pages.values())
    medians = statistics.median(mine), statistics.median(other)
    slow = percentile95(mine), percentile95(other)
    yield _figure("page of 50: p95 to DuckDB's", mine, other, slow[0] / slow[1], "at most 1", 1)
    yield _figure(
        "page of 50: DuckDB's median to ours",
        mine,
        other,
        medians[1] / medians[0],
        "at least 10",
        -10,
    )
    for name, bound in (("counts", 3), ("facets", 5)):
        a, b = getattr(ours, name), getattr(theirs, name)
        ratio = percentile95(a) / percentile95(b)
        yield _figure(f"{name}: p95 to DuckDB's", a, b, ratio, f"at most {bound}", bound)


def _figure(
    name: str, ours: list[float], theirs: list[float], ratio: float, bound: str, limit: float
) -> Figure:
    """A figure in milliseconds; a negative limit is one from below."""
    return Figure(
        name,
        "ms",
        statistics.median(ours) * 1000,
        percentile95(ours) * 1000,
        statistics.median(theirs) * 1000,
        percentile95(theirs) * 1000,
        ratio,
        bound,
        ratio <= limit if limit > 0 else ratio >= -limit,
    )


def _visidata(path: Path, mix: Sequence[Asked], ours: Times) -> Figure:
    """VisiData's own search over the names of the same CSV, once it has loaded all of it."""
    from visidata import vd

    vd.options.set("batch", True)
    sheet = vd.openSource(str(path))
    sheet.reload()
    vd.sync()
    name = next(column for column in sheet.columns if column.name == "name")
    words = [n for n, asked in enumerate(mix) if asked.kind in ("a name", "two characters")][:6]
    theirs, mine = [], []
    for n in words:
        search = partial(vd.searchRegex, sheet, regex=mix[n].query, columns=name, printStatus=False)
        theirs.append(timed(lambda search=search: list(search())))  # type: ignore[misc]
        mine.append(ours.pages[n, "-created"])
    ratio = statistics.median(theirs) / statistics.median(mine)
    return _figure("VisiData's search to ours", mine, theirs, ratio, "at least 100", -100)
