"""What a dry run says is what the real run does, to the last figure, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.codes.house import House
from store.codes.rulefile import RuleDraft, RuleSet
from store.errors import StoreError
from store.session import Session
from store.sign_in.opening import Store
from store.transfer import service
from store.transfer.imports import importing, trial
from store.transfer.imports.importing import ImportResult

SignIn = Callable[[str], Session]

WAYS = {"inside a transaction": 1_000, "on a copy": 0}


def figures(result: ImportResult) -> tuple[object, ...]:
    reasons = [(row, str(error)) for row, error in result.reasons]
    return (
        (result.read, result.added, result.updated, result.skipped, result.rejected),
        (result.possible_duplicates, result.unmapped, reasons),
    )


def stands(session: Session) -> list[tuple[object, ...]]:
    """All that an import could change."""
    tables = ("customer", "code", "counter", "choice", "import_run", "import_row", "operation")
    with session.reading() as conn:
        return [row for table in tables for row in conn.execute(f"SELECT * FROM {table}")]


def same(session: Session, data: bytes, **options: object) -> ImportResult:
    """Try, see that nothing stayed, do it, and see that it came out as was said."""
    before = stands(session)
    dry = session.transfer.run_import(data, dry_run=True, **options)  # type: ignore[arg-type]
    assert stands(session) == before
    real = session.transfer.run_import(data, **options)  # type: ignore[arg-type]
    assert figures(real) == figures(dry)
    return real


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of trying, with many small transactions."""
    monkeypatch.setattr(service, "FEW", WAYS[request.param])
    monkeypatch.setattr(trial, "SECONDS", 600)
    monkeypatch.setattr(importing, "FEWEST", 3)
    monkeypatch.setattr(importing, "MOST", 3)


@pytest.mark.usefixtures("way")
def test_a_counter_that_runs_out_in_the_middle(sign_in: SignIn) -> None:
    manager = sign_in("manager")
    manager.rules.apply(RuleSet((RuleDraft("few", "F{seq:1}"),)))
    rows = "\n".join(f"客户{n}" for n in range(15))
    result = same(manager, f"name\n{rows}\n".encode())
    assert (result.added, result.rejected) == (9, 6)


@pytest.mark.usefixtures("way")
def test_rows_that_change_customers_of_earlier_rows(sign_in: SignIn) -> None:
    manager = sign_in("manager")
    rows = ["a@x.cn,A,北京", "b@x.cn,B,", "c@x.cn,C,", "d@x.cn,D,", "a@x.cn,A2,", "b@x.cn,B,上海"]
    data = "\n".join(["email,name,city", *rows, "a@x.cn,A2,北京"]).encode()
    result = same(manager, data, match="email", on_match="update")
    assert (result.added, result.updated, result.skipped) == (4, 2, 1)


@pytest.mark.usefixtures("way")
def test_a_house_that_wants_no_second_customer_of_a_phone(boss: Session) -> None:
    boss.rules.apply(replace(boss.rules.rule_set(), house=House(0, ("phone",), "stop")))
    rows = [f"客户{n},138001380{n % 7:02d}" for n in range(20)]
    result = same(boss, "\n".join(["name,phone", *rows]).encode())
    assert (result.added, result.rejected) == (7, 13)


@pytest.mark.usefixtures("way")
def test_new_choices_fields_and_codes_given_twice(sign_in: SignIn) -> None:
    manager = sign_in("manager")
    rows = [f"A{n % 11},客户{n},类型{n % 4},茶{n}" for n in range(20)]
    result = same(manager, "\n".join(["code,name,type,偏好", *rows]).encode())
    assert (result.added, result.rejected) == (11, 9)


cell = st.sampled_from(
    ["", "A1", "A2", "CUST000001", "王伟", "李娜", "13800138000", "x@y.cn", "NULL"]
)
rows = st.lists(st.tuples(cell, cell, cell, cell), max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=rows,
    match=st.sampled_from(["", "phone", "name"]),
    update=st.booleans(),
    few=st.sampled_from(list(WAYS.values())),
)
def test_made_files(
    boss: Session,
    monkeypatch: pytest.MonkeyPatch,
    made: list[tuple[str, ...]],
    match: str,
    update: bool,
    few: int,
) -> None:
    monkeypatch.setattr(importing, "FEWEST", 2)
    monkeypatch.setattr(importing, "MOST", 2)
    monkeypatch.setattr(service, "FEW", few)
    text = "\n".join(["code,name,phone,email", *(",".join(row) for row in made)])
    same(boss, text.encode(), match=match, on_match="update" if update else "skip")


def test_a_try_that_takes_too_long_lets_the_others_go_on(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    monkeypatch.setattr(trial, "SECONDS", -1)
    result = same(manager, b"name\nA\nB\n")
    assert result.added == 2


def test_copies_are_encrypted_and_go_away_also_after_a_kill(
    house: Store, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    left = house.folder / "trial-999999999-1.db"
    left.write_bytes(b"left by a run that was killed")
    monkeypatch.setattr(service, "FEW", 0)
    seen: list[bytes] = []

    def look(done: int, total: int) -> None:
        (copy,) = house.folder.glob("trial-*.db")
        seen.append(copy.read_bytes()[:4096])

    manager.transfer.run_import(b"name\nA\n", dry_run=True, progress=look)
    assert seen
    assert not seen[0].startswith(b"SQLite")
    assert list(house.folder.glob("trial-*")) == []


def test_no_room_for_a_copy_is_told(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = sign_in("manager")
    monkeypatch.setattr(service, "FEW", 0)
    monkeypatch.setattr(trial, "free_bytes", lambda folder: 1000)
    with pytest.raises(StoreError, match="A dry run takes a copy"):
        manager.transfer.run_import(b"name\nA\n", dry_run=True)
