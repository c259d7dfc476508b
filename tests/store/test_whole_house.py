"""A whole house goes out into one file, and comes in again as it was."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store
from store.codes.rulefile import RuleDraft
from store.customers.loading import kept_of_many, load_many
from store.engine.cancel import Cancel
from store.errors import CodeTaken, InvalidValue, KehaoError, NotPermitted
from store.session import Session
from tests.conftest import PASSWORD

SignIn = Callable[[str], Session]
RULES = (
    RuleDraft("important", "V{yyyy}{seq:4}{check:damm,over=digits}", when="level:A"),
    RuleDraft("regions", "{region}-{seq:3}", when="region:广东"),
    RuleDraft("others", "C{seq:5}"),
)


def picture(session: Session) -> dict[str, Any]:
    """All that a house is to a person, without ids and times."""
    fields = session.field_map()
    with session.reading() as conn:
        ids = [row[0] for row in conn.execute("SELECT id FROM customer ORDER BY id")]
        kept = kept_of_many(conn, ids)
        customers = [
            (one.code, one.values, kept[one.id], one.names, one.tags, sorted(one.aliases),
             one.flags, one.archived)
            for one in load_many(conn, ids, fields).values()
        ]  # fmt: skip
        states = sorted(
            conn.execute("SELECT text, state FROM code WHERE state IN ('live', 'alias', 'void')")
        )
        own = conn.execute(
            "SELECT name, kind, label, choices, personal, retired FROM field ORDER BY position"
        ).fetchall()
    return {
        "customers": sorted(customers, key=lambda one: one[0]),
        "codes": states,
        "fields": fields,
        "own": own,
        "rules": session.rules.rule_set(),
    }


@pytest.fixture
def enter(template: Path, tmp_path: Path) -> Callable[[], Session]:
    """Signs in to a store of its own each time."""
    numbers = count()

    def new() -> Session:
        folder = tmp_path / f"store{next(numbers)}"
        shutil.copytree(template, folder)
        folder.chmod(0o700)
        return store.open(folder).sign_in("boss", PASSWORD)

    return new


TEXT = st.text(min_size=1, max_size=12)
VALUES = st.fixed_dictionaries(
    {"name": TEXT.filter(lambda text: bool(text.strip()))},
    optional={
        "level": st.sampled_from(["A", "B", "none such"]),
        "region": st.sampled_from(["广东", "北京"]),
        "phone": st.sampled_from(["13800138000", "call 5; =1", "***"]),
        "registered": st.sampled_from(["2023-10-01", "around 2019"]),
        "notes": TEXT,
        "amount": st.sampled_from(["12.50", "much"]),
        "grade": st.sampled_from(["x;y", "z", "neither"]),
    },
)
CUSTOMER = st.tuples(
    VALUES,
    st.lists(st.tuples(st.sampled_from(["short", "foreign", "former"]), TEXT), max_size=3),
    st.lists(TEXT, max_size=3),
    st.sampled_from(["rule", "file"]),
)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["archive", "delete", "change", "merge", "release"]), st.integers(0, 99)
    ),
    max_size=6,
)


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(customers=st.lists(CUSTOMER, max_size=8), deeds=DEEDS, retired=st.booleans())
def test_every_house_comes_in_as_it_was(
    enter: Callable[[], Session], customers: list[Any], deeds: list[Any], retired: bool
) -> None:
    there = enter()
    make(there, customers, deeds)
    if retired:
        there.fields.retire("amount")
    file = Path(there.access.keyring).parent.parent / "house.zip"
    written = there.house.write(file)
    here = enter()
    result = here.house.bring(file)
    assert (result.added, result.rejected) == (written.customers, 0)
    assert picture(here) == picture(there)
    for text, _ in picture(there)["codes"]:
        if text.startswith("N"):  # which codes by hand may begin with
            with pytest.raises(CodeTaken):
                here.customers.add({"name": "x"}, code=text)
    fresh = here.customers.add({"name": "new", "region": "广东", "level": "A"}).code
    assert fresh not in {text for text, _ in picture(there)["codes"]}
    there.close()
    here.close()


def make(session: Session, customers: list[Any], deeds: list[Any]) -> None:
    """A house with these customers, to whom these things were done."""
    session.fields.define("amount", "number", "Amount", personal=True)
    session.fields.define("grade", "choice", "Grade", choices=["x;y", "z"])
    session.fields.set_choices("level", ["A", "B"])
    rules = session.rules.rule_set()
    tables = {"region": {"广东": "GD", "北京": "BJ"}}
    session.rules.apply(replace(rules, rules=RULES, code_tables=tables, manual=("N{any:1-9}",)))
    added = []
    for number, (values, names, tags, origin) in enumerate(customers):
        try:
            if origin == "file":
                added.append(bring_one(session, f"old/{number}", values))
            else:
                plain = {n: v for n, v in values.items() if v not in UNREADABLE}
                added.append(session.customers.add(plain, names=names, tags=tags).id)
        except KehaoError:
            continue  # a name of nothing but what is taken out of texts
    for number, (deed, place) in enumerate(deeds):
        if not added:
            return
        one = added[place % len(added)]
        if deed == "archive":
            session.customers.archive(one)
        elif deed == "delete":
            session.customers.delete(one, "x")
            added.remove(one)
        elif deed == "change":
            session.life.change(one, f"N{number}", reason="x")
        elif deed == "merge" and len(added) > 1:
            other = next(each for each in added if each != one)
            session.life.merge(one, other)
            added.remove(other)


UNREADABLE = {"none such", "call 5; =1", "***", "around 2019", "much", "neither"}


def bring_one(session: Session, code: str, values: dict[str, str]) -> int:
    """One customer as a file brings it: what cannot be read is kept and flagged."""
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows([["code", *values], [code, *values.values()]])
    session.transfer.run_import(text.getvalue().encode("utf-8", "replace"), unmapped="drop")
    return session.customers.get(code).id


def test_a_stop_half_way_goes_on(
    enter: Callable[[], Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = enter()
    for number in range(5):
        there.customers.add({"name": str(number)})
    there.house.write(tmp_path / "house.zip")
    here = enter()
    cancel = Cancel()
    monkeypatch.setattr("store.transfer.imports.importing.FIRST", 2)
    monkeypatch.setattr("store.transfer.imports.importing.FEWEST", 2)
    monkeypatch.setattr("store.transfer.imports.importing.MOST", 2)
    result = here.house.bring(
        tmp_path / "house.zip", progress=lambda *_: cancel.cancel(), cancel=cancel
    )
    assert (result.stopped, result.added) == (True, 2)
    assert here.house.bring(tmp_path / "house.zip").added == 3
    assert picture(here) == picture(there)


def test_it_goes_into_an_empty_store_only(enter: Callable[[], Session], tmp_path: Path) -> None:
    there = enter()
    there.house.write(tmp_path / "house.zip")
    here = enter()
    here.customers.add({"name": "somebody"})
    with pytest.raises(InvalidValue, match="no customers yet"):
        here.house.bring(tmp_path / "house.zip")


def test_whoever_sees_masks_cannot_take_a_house(
    enter: Callable[[], Session], tmp_path: Path
) -> None:
    boss = enter()
    boss.staff.save_role("teller", ["customer.read", "export.run", "rule.read"])
    boss.staff.add("tess", ["teller"], PASSWORD)
    tess = store.open(Path(boss.access.keyring).parent).sign_in("tess", PASSWORD)
    with pytest.raises(NotPermitted, match="nothing is masked"):
        tess.house.write(tmp_path / "house.zip")
    assert not (tmp_path / "house.zip").exists()


@pytest.mark.parametrize("damage", ["cut", "other", "part", "line", "packed"])
def test_a_damaged_file_is_one_line(
    enter: Callable[[], Session], tmp_path: Path, damage: str
) -> None:
    there = enter()
    there.customers.add({"name": "somebody"})
    file = tmp_path / "house.zip"
    there.house.write(file)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-30])
    elif damage == "other":
        file.write_bytes(b"no archive")
    else:
        parts = {}
        with zipfile.ZipFile(file) as house:
            parts = {name: house.read(name) for name in house.namelist()}
        if damage == "part":
            del parts["rules.toml"]
        elif damage == "line":
            parts["customers.jsonl"] = b"[1]\n"
        how = zipfile.ZIP_LZMA if damage == "packed" else zipfile.ZIP_STORED
        with zipfile.ZipFile(file, "w", how) as house:
            for name, data in parts.items():
                house.writestr(name, data)
    here = enter()
    with pytest.raises(InvalidValue, match="damaged one"):
        here.house.bring(file)
    assert here.search.count("archived:any") == 0
