"""Blocks of codes: set aside, used by whom they are for, given back, run out; all explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from store.codes.rulefile import RuleDraft, RuleSet
from store.engine.cancel import Cancel
from store.errors import (
    CodeTaken,
    CounterExhausted,
    InvalidValue,
    KehaoError,
    NotFound,
    NotPermitted,
)
from store.session import Session

REGIONS = {"region": {"广东": "GD", "北京": "BJ"}}


@pytest.fixture
def until(boss: Session) -> str:
    return (boss.today() + timedelta(days=7)).isoformat()


def states(session: Session) -> list[tuple[str, str]]:
    with session.reading() as conn:
        return list(conn.execute("SELECT text, state FROM code ORDER BY id").fetchall())


def test_a_block_takes_the_next_numbers_and_the_counter_goes_on_above(
    boss: Session, until: str
) -> None:
    boss.customers.add({"name": "甲"})
    boss.life.void("CUST000003", "r")
    block = boss.life.reserve("CUST", 3, owner="广州分店", until=until)
    assert (block.first, block.last, block.next) == ("CUST000002", "CUST000005", "CUST000002")
    assert (block.count, block.left, block.state, block.own) == (3, 3, "open", False)
    assert boss.customers.add({"name": "乙"}).code == "CUST000006"
    with pytest.raises(NotFound, match="reserved"):
        boss.customers.get("CUST000002")


def test_the_owner_uses_the_codes_and_others_do_not(
    boss: Session, until: str, sign_in: Callable[[str], Session]
) -> None:
    mine = boss.life.reserve("CUST", 2, owner="Clerk", until=until)
    other = boss.life.reserve("CUST", 1, owner="广州分店", until=until)
    clerk = sign_in("clerk")
    assert clerk.customers.add({"name": "甲"}, code="cust000002").code == "CUST000002"
    assert clerk.life.add_from_block(mine.id, {"name": "乙"}).code == "CUST000001"
    with pytest.raises(NotFound, match="no code left"):
        clerk.life.add_from_block(mine.id, {"name": "丙"})
    with pytest.raises(CodeTaken, match="广州分店"):
        clerk.customers.add({"name": "丙"}, code=other.next)
    with pytest.raises(CodeTaken, match="广州分店"):
        clerk.life.add_from_block(other.id, {"name": "丙"})
    with pytest.raises(NotPermitted):
        clerk.customers.add({"name": "丙"}, code="FREE-1")
    assert boss.life.add_from_block(other.id, {"name": "丁"}).code == "CUST000003"


def test_a_code_of_a_block_can_be_somebodys_new_code(boss: Session, until: str) -> None:
    customer = boss.customers.add({"name": "甲"})
    block = boss.life.reserve("CUST", 2, owner="boss", until=until)
    done = boss.life.change(customer.id, block.last, reason="r")
    assert (done.after, done.how) == ("CUST000003", "reserved")
    assert boss.life.reservations()[0].left == 1


def test_released_codes_are_void_and_never_given(boss: Session, until: str) -> None:
    block = boss.life.reserve("CUST", 4, owner="x", until=until)
    assert boss.life.release(["CUST000003"]).codes == 1
    assert boss.life.reservations()[0].left == 3
    assert boss.life.release([f"R{block.id}"]).codes == 3
    assert boss.life.reservations() == []
    assert [one.state for one in boss.life.reservations(every=True)] == ["released"]
    assert [state for _, state in states(boss)] == ["void"] * 4
    assert boss.customers.add({"name": "甲"}).code == "CUST000005"
    for wrong in ("CUST000001", "CUST000005", "NOPE", "R99"):
        with pytest.raises(KehaoError):
            boss.life.release([wrong])


def test_a_block_runs_out_after_its_last_day(
    boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = boss.today()
    block = boss.life.reserve("CUST", 2, owner="boss", until=today.isoformat())
    assert boss.life.expire() == 0
    assert boss.life.add_from_block(block.id, {"name": "甲"}).code == "CUST000001"
    monkeypatch.setattr(boss, "today", lambda: today + timedelta(days=1))
    with pytest.raises(CodeTaken, match="past"):
        boss.customers.add({"name": "乙"}, code="CUST000002")
    assert boss.life.expire() == 1
    assert boss.life.expire() == 0
    assert states(boss) == [("CUST000001", "live"), ("CUST000002", "void")]
    assert boss.log.list(limit=1)[0].action == "code.expire"


def test_the_fields_that_the_codes_show_are_asked_for(boss: Session, until: str) -> None:
    boss.rules.apply(RuleSet((RuleDraft("all", "{region}{yyyy}{seq:3}"),), REGIONS))
    with pytest.raises(InvalidValue) as missing:
        boss.life.reserve("all", 2, owner="x", until=until)
    assert missing.value.field == "region"
    values = {"region": "广东", "registered": "2025-03-01"}
    block = boss.life.reserve("all", 2, owner="x", until=until, values=values)
    assert (block.first, block.last) == ("GD2025001", "GD2025002")
    with pytest.raises(NotFound):
        boss.life.reserve("no such", 2, owner="x", until=until)
    for wrong in ({"count": 0}, {"owner": " "}, {"until": "2001-01-01"}, {"until": "soon"}):
        asked = {"count": 2, "owner": "x", "until": until, **wrong}
        with pytest.raises(InvalidValue):
            boss.life.reserve("all", values=values, **asked)  # type: ignore[arg-type]


def test_the_end_of_a_counter_makes_a_smaller_block(boss: Session, until: str) -> None:
    boss.rules.apply(RuleSet((RuleDraft("all", "K{seq:1}"),)))
    block = boss.life.reserve("all", 20, owner="x", until=until)
    assert (block.count, block.last) == (9, "K9")
    with pytest.raises(CounterExhausted):
        boss.life.reserve("all", 1, owner="x", until=until)


def test_a_stop_leaves_a_smaller_block_of_one_group(
    boss: Session, until: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.codes.reserving.CHUNK", 10)
    cancel = Cancel()

    def stop(done: int, total: int) -> None:
        if done >= 20:
            cancel.cancel()

    block = boss.life.reserve("CUST", 50, owner="x", until=until, progress=stop, cancel=cancel)
    assert block.count == 20
    lines = boss.log.list("action:code.reserve")
    assert len(lines) == 2
    assert len({line.group for line in lines}) == 1
    assert boss.customers.add({"name": "甲"}).code == "CUST000021"


def test_who_gets_a_code_of_a_block_has_what_the_code_shows(boss: Session, until: str) -> None:
    rules = (RuleDraft("R", "{region}{seq:4}"),)
    boss.rules.apply(RuleSet(rules, {"region": {"广东": "GD", "浙江": "ZJ"}}))
    block = boss.life.reserve("R", 2, owner="boss", until=until, values={"region": "广东"})
    assert (block.next, block.shown) == ("GD0001", {"region": "广东"})
    made = boss.life.add_from_block(block.id, {"name": "甲"})
    assert (made.code, made.values["region"]) == ("GD0001", "广东")
