"""Renumbering: what is shown beforehand is what comes, a stop loses nothing, none changes twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.codes.renumbering import Line, write_lines
from store.codes.rulefile import RuleDraft, RuleSet
from store.engine.cancel import Cancel
from store.errors import InvalidQuery, NotFound
from store.session import Session

RULES = RuleSet(
    (
        RuleDraft("vip", "VIP{seq:3}", when="type:VIP"),
        RuleDraft("all", "{region}{seq:4}"),
    ),
    {"region": {"广东": "GD", "北京": "BJ"}},
)


@pytest.fixture
def five(boss: Session) -> Session:
    for region, kind in (
        ("广东", "VIP"),
        ("广东", "企业"),
        ("北京", "企业"),
        ("", "企业"),
        ("广东", "企业"),
    ):
        boss.customers.add({"name": "某", "region": region, "type": kind})
    boss.rules.apply(RULES)
    return boss


def test_the_preview_is_what_comes(five: Session) -> None:
    forecast = five.life.renumber_preview("")
    assert [(line.old, line.new) for line in forecast.lines] == [
        ("CUST000001", "VIP001"),
        ("CUST000002", "GD0001"),
        ("CUST000003", "BJ0001"),
        ("CUST000005", "GD0002"),
        ("CUST000004", ""),
    ]
    assert (forecast.changed, forecast.kept, forecast.failed) == (4, 0, 1)
    done = five.life.renumber("", reason="new rules")
    assert [(line.old, line.new) for line in done.lines] == [
        (line.old, line.new) for line in forecast.lines
    ]
    assert five.customers.get("CUST000002").code == "GD0001"
    assert five.customers.get("CUST000004").code == "CUST000004"
    again = five.life.renumber("")
    assert (again.changed, again.kept, again.failed) == (0, 4, 1)
    lines = five.log.list("action:code.renumber")
    assert {line.group for line in lines} == {done.group}
    assert {line.reason for line in lines} == {"new rules"}


def test_a_query_a_choice_and_one_rule_for_all(five: Session) -> None:
    assert five.life.renumber("region:北京").changed == 1
    assert five.life.renumber(ids=[4, 1], rule="vip").changed == 2
    assert [five.customers.by_id(id_).code for id_ in (1, 2, 3, 4)] == [
        "VIP001",
        "CUST000002",
        "BJ0001",
        "VIP002",
    ]
    with pytest.raises(NotFound):
        five.life.renumber("", rule="none such")
    with pytest.raises(NotFound):
        five.life.renumber_preview("", rule="none such")
    with pytest.raises(InvalidQuery):
        five.life.renumber("typ:VIP")


@pytest.mark.parametrize("dated", [False, True])
def test_after_a_stop_it_goes_on_in_the_same_group(
    boss: Session, monkeypatch: pytest.MonkeyPatch, dated: bool
) -> None:
    """Also where the pattern gives another code each time, so that none looks right already."""
    monkeypatch.setattr("store.codes.renumbering.CHUNK", 3)
    for _ in range(10):
        boss.customers.add({"name": "某"})
    pattern = "N{rand:6}" if dated else "N{seq:4}"
    boss.rules.apply(RuleSet((RuleDraft("all", pattern),)))
    cancel = Cancel()

    def stop(done: int, total: int) -> None:
        if done >= 3:
            cancel.cancel()

    first = boss.life.renumber("code:CUST*", progress=stop, cancel=cancel)
    assert (first.changed, first.stopped, first.went_on) == (3, True, False)
    codes = [boss.customers.by_id(id_).code for id_ in (1, 2, 3)]
    second = boss.life.renumber("code:CUST*")
    assert (second.changed, second.stopped, second.went_on) == (7, False, True)
    assert second.group == first.group
    assert [boss.customers.by_id(id_).code for id_ in (1, 2, 3)] == codes
    assert len(list(boss.life.renumbered(first.group))) == 10
    with boss.reading() as conn:
        assert conn.execute("SELECT count(*) FROM renumber_run").fetchone()[0] == 0


def test_old_and_new_codes_go_to_a_file(five: Session, tmp_path: Path) -> None:
    lines: list[Line] = []
    five.life.renumber_preview("", told=lines.append)
    path = tmp_path / "codes.csv"
    assert write_lines(path, iter(lines), lambda error: type(error).__name__) == 5
    rows = path.read_text("utf-8-sig").splitlines()
    assert rows[:2] == ["old,new,why", "CUST000001,VIP001,"]
    assert "CUST000004,,InvalidValue" in rows


def test_a_preview_takes_no_number_and_can_be_stopped(five: Session) -> None:
    five.life.renumber_preview("")
    with five.reading() as conn:
        assert conn.execute("SELECT count(*) FROM counter").fetchone()[0] == 1
    assert five.customers.add({"name": "x", "region": "广东"}).code == "GD0001"


def test_after_the_power_went_a_new_session_goes_on(
    boss: Session, sign_in: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.codes.renumbering.CHUNK", 4)
    for _ in range(10):
        boss.customers.add({"name": "某"})
    boss.rules.apply(RuleSet((RuleDraft("all", "N{rand:6}"),)))

    def power_goes(done: int, total: int) -> None:
        if done >= 8:
            raise MemoryError

    with pytest.raises(MemoryError):
        boss.life.renumber("", progress=power_goes)
    codes = [boss.customers.by_id(id_).code for id_ in range(1, 9)]
    done = sign_in("manager").life.renumber("")
    assert (done.changed, done.went_on) == (2, True)
    assert [boss.customers.by_id(id_).code for id_ in range(1, 9)] == codes
    assert len({line.group for line in boss.log.list("action:code.renumber")}) == 1
