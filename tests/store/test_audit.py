"""The audit finds what is wrong with codes, finds nothing in a whole store, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.codes.audit_pairs import Pairs
from store.codes.findings import Audit, Found
from store.codes.rulefile import RuleDraft, RuleSet
from store.engine.cancel import Cancel
from store.errors import NotPermitted, Stopped
from store.session import Session

TABLES = {"region": {"广东": "GD", "福建": "FJ"}}
REGION = RuleSet((RuleDraft("all", "{region}{yyyy}{seq:4}{check:damm,over=digits}"),), TABLES)


def add(session: Session, count: int = 1, **values: str) -> list[str]:
    """Customers with these values; their codes."""
    return [session.customers.add({"name": "深圳晴川", **values}).code for _ in range(count)]


def meddle(session: Session, sql: str, *params: object) -> None:
    """Change the database as nobody may: round every service."""
    with session.writing("code.audit") as change:
        change.conn.execute(sql, params)


def kinds(found: Audit) -> dict[str, int]:
    return dict(found.counts)


def test_a_whole_store_is_well(boss: Session) -> None:
    boss.rules.apply(REGION)
    add(boss, 3, region="广东")
    add(boss, 2, region="福建", registered="2024-02-29")
    found = boss.auditing.run()
    assert found.ok
    assert (found.codes, found.counters, found.unexplained) == (5, 2, 0)


def test_its_figures_go_to_the_log_and_nothing_else_changes(boss: Session) -> None:
    boss.rules.apply(REGION)
    (code,) = add(boss, region="广东")
    before = len(boss.log.list())
    boss.auditing.run()
    line = boss.log.list()[0]
    assert line.action == "code.audit"
    assert line.after == {"codes": 1, "counters": 1, "findings": {}, "unexplained": 0}
    assert len(boss.log.list()) == before + 1
    assert boss.log.verify().ok
    assert boss.customers.get(code).version == 1


def test_a_skeleton_that_is_not_its_texts_and_the_duplicate_behind_it(boss: Session) -> None:
    first, second = add(boss, 2)
    meddle(boss, "UPDATE code SET text = ? WHERE text = ?", first.lower(), second)
    found = boss.auditing.run()
    assert found.counts["duplicate"] == 1
    assert found.counts["skeleton"] == 1
    twice = next(one for one in found.findings if one.kind == "duplicate")
    assert twice.what.params == {"code": first.lower(), "other": first}


def test_a_wrong_check_digit_is_told_apart_from_a_code_of_another_form(boss: Session) -> None:
    boss.rules.apply(REGION)
    one, other = add(boss, 2, region="广东")
    wrong = one[:-1] + str((int(one[-1]) + 1) % 10)
    meddle(boss, "UPDATE code SET text = ?, skeleton = ? WHERE text = ?", wrong, wrong.lower(), one)
    meddle(boss, "UPDATE code SET text = 'GD-X', skeleton = 'gd-x' WHERE text = ?", other)
    found = boss.auditing.run()
    assert kinds(found) == {"check": 1, "rule": 1}
    assert {(one.kind, one.code) for one in found.findings} == {("check", wrong), ("rule", "GD-X")}
    assert all(one.rule == "all" for one in found.findings)


def test_a_number_that_the_code_does_not_show(boss: Session) -> None:
    (code,) = add(boss)
    meddle(boss, "UPDATE code SET number = 7 WHERE text = ?", code)
    meddle(boss, "UPDATE counter SET value = 7")
    found = boss.auditing.run()
    assert found.counts["number"] == 1
    assert found.unexplained == 5  # number 1 is that of the code itself


def test_segments_that_contradict_the_record(boss: Session) -> None:
    boss.rules.apply(REGION)
    moved, dated, emptied, same = add(boss, 4, region="广东", registered="2024-05-01")
    for code, changes in (
        (moved, {"region": "福建"}),
        (dated, {"registered": "2023-05-01"}),
        (emptied, {"region": ""}),
        (same, {"registered": "2024-06-01"}),
    ):
        customer = boss.customers.get(code)
        boss.customers.edit(customer.id, changes, version=1)
    found = boss.auditing.run()
    assert kinds(found) == {"record": 2}
    told = {one.code: one.what.params for one in found.findings}
    assert told[moved]["says"] == "广东"
    assert told[moved]["value"] == "福建"
    assert told[dated]["value"] == "2023-05-01"
    assert all(one.customer == one.code for one in found.findings)


def test_pairs_that_are_easily_taken_for_each_other(boss: Session) -> None:
    for code in ("A0I", "AO1", "AB", "A8", "A7"):
        boss.customers.add({"name": "何之"}, code=code)
    found = boss.auditing.run()
    assert kinds(found) == {"confusable": 2}
    pairs = {
        frozenset((str(f.what.params["code"]), str(f.what.params["other"]))) for f in found.findings
    }
    assert pairs == {frozenset(("A0I", "AO1")), frozenset(("AB", "A8"))}


def test_pairs_are_found_whatever_else_shares_their_bit(boss: Session) -> None:
    """A field of bits so small that nearly every text finds its bit marked."""
    add(boss, 60)
    boss.customers.add({"name": "何之"}, code="CU5T000007")
    pairs = Pairs(Found(), 0)
    pairs._bits = bytearray(1)
    with boss.reading() as conn:
        while pairs.first(conn):
            pass
        while pairs.second(conn):
            pass
    assert pairs.found.counts == {"confusable": 1}


def test_a_counter_near_its_end_with_the_way_out(boss: Session) -> None:
    boss.rules.apply(RuleSet((RuleDraft("tiny", "T{seq:1}"),)))
    add(boss, 9)
    (end,) = boss.auditing.run().findings
    assert (end.kind, end.rule, end.counter) == ("counter", "tiny", "T#")
    assert end.mend.params["pattern"] == "T{seq:2}"


def test_findings_beyond_the_most_are_counted_and_not_kept(boss: Session) -> None:
    boss.rules.apply(REGION)
    for code in add(boss, 5, region="广东"):
        boss.customers.edit(boss.customers.get(code).id, {"region": "福建"}, version=1)
    found = boss.auditing.run(most=2)
    assert len(found.findings) == 2
    assert found.counts == {"record": 5}
    assert len(boss.auditing.run(most=0).findings) == 5


def test_it_can_be_stopped_and_then_logs_nothing(boss: Session) -> None:
    add(boss, 3)
    cancel = Cancel()
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        cancel.cancel()

    with pytest.raises(Stopped):
        boss.auditing.run(progress=progress, cancel=cancel)
    assert seen
    assert not boss.log.list("action:code.audit")


def test_progress_ends_at_its_total(boss: Session) -> None:
    add(boss, 3)
    seen: list[tuple[int, int]] = []
    boss.auditing.run(progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (12, 12)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_auditors_and_managers_audit_clerks_and_viewers_do_not(
    sign_in: Callable[[str], Session],
) -> None:
    assert sign_in("auditor").auditing.run().ok
    assert sign_in("manager").auditing.run().ok
    for name in ("clerk", "viewer", "admin", "service"):
        with pytest.raises(NotPermitted):
            sign_in(name).auditing.run()


def test_a_personal_value_is_told_only_to_those_who_may_see_it(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    boss.fields.define("joined", "date", "Joined", personal=True)
    boss.rules.apply(RuleSet((RuleDraft("all", "{joined:%Y}{seq:3}"),)))
    customer = boss.customers.add({"name": "何之", "joined": "2024-01-05"})
    boss.customers.edit(customer.id, {"joined": "2020-01-05"}, version=1)
    (seen,) = boss.auditing.run().findings
    (masked,) = sign_in("auditor").auditing.run().findings
    assert seen.what.params["value"] == "2020-01-05"
    assert masked.what.params["value"] == "***"
