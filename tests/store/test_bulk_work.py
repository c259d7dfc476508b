"""One change to many: what is foretold comes true, what is written is one group, one undo takes it
back, and neither others' edits nor a stop lose or invent anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store
from store.customers import bulk, bulk_forecast
from store.customers.bulk_steps import SetValues
from store.customers.chosen import Chosen
from store.engine.cancel import Cancel
from store.errors import InvalidValue, KehaoError, NotFound, NotPermitted
from store.session import Session
from tests.conftest import PASSWORD, examples

SignIn = Callable[[str], Session]
COUNT = 12


def people(session: Session, count: int = COUNT) -> list[int]:
    """So many customers of two levels, some tagged, one archived, one with a custom value."""
    ids = []
    for number in range(count):
        made = session.customers.add(
            {"name": f"客户{number}", "level": "AB"[number % 2], "phone": f"1380000{number:04}"},
            tags=["VIP"] if number % 3 == 0 else [],
        )
        ids.append(made.id)
    session.customers.archive(ids[-1])
    return ids


def images(session: Session, ids: list[int]) -> dict[int, Any]:
    """All that a bulk change can touch, and what search finds of it."""
    found = {}
    for one in ids:
        try:
            made = session.customers.by_id(one)
        except NotFound:
            continue
        found[one] = (made.values, made.tags, made.archived, made.flags)
    return found


@pytest.fixture
def ids(boss: Session) -> list[int]:
    return people(boss)


def test_values_and_the_index_follow_and_one_undo_takes_all_back(
    boss: Session, ids: list[int]
) -> None:
    boss.fields.define("color", "text", "颜色")
    before = images(boss, ids)
    done = boss.many.set(ids, {"level": "C", "contact": "赵小明", "color": "青绿"}, reason="why")
    assert (done.changed, done.unchanged, done.failures, done.stopped) == (COUNT, 0, 0, False)
    assert boss.search.count("archived:any 赵小明 青绿 level:C") == COUNT
    lines = boss.log.list(f"group:{done.group}")
    assert {line.reason for line in lines} == {"why"}
    assert len(lines) == COUNT
    assert lines[0].after == {"level": "C", "contact": "赵小明", "color": "青绿"}
    boss.undo.group(done.group)
    assert images(boss, ids) == before
    assert boss.search.count("archived:any 赵小明") == 0
    assert boss.log.verify().ok


def test_personal_values_are_sealed_in_the_log(boss: Session, ids: list[int]) -> None:
    boss.many.set(ids[:2], {"phone": "13912345678"})
    with boss.reading() as conn:
        rows = conn.execute(
            "SELECT before, after FROM operation WHERE action = 'customer.edit'"
        ).fetchall()
    assert rows
    assert not any("139123" in text or "138000" in text for row in rows for text in row)
    assert boss.search.count("13912345678") == 2


def test_a_tag_that_differs_in_case_alone_is_the_same(boss: Session, ids: list[int]) -> None:
    found = boss.many.forecast_tag(ids, add=["vip"])
    done = boss.many.tag(ids, add=["vip"])
    assert (done.changed, done.unchanged) == (found.changed, found.unchanged) == (8, 4)
    assert boss.search.count("archived:any tag:vip") == COUNT
    off = boss.many.tag(ids, remove=["ViP"])
    assert off.changed == COUNT
    assert boss.search.count("archived:any vip") == 0
    boss.undo.group(off.group)
    assert boss.search.count("archived:any tag:VIP") == COUNT


def test_archiving_and_bringing_back_are_groups(boss: Session, ids: list[int]) -> None:
    found = boss.many.forecast_archive(ids)
    done = boss.many.archive(ids, reason="old")
    assert (done.changed, done.unchanged) == (found.changed, found.unchanged) == (COUNT - 1, 1)
    assert boss.search.count("") == 0
    boss.undo.group(done.group)
    assert boss.search.count("") == COUNT - 1
    assert boss.many.archive(ids, False).changed == 1


def test_who_is_gone_or_refused_by_policy_is_counted_with_the_reason(boss: Session) -> None:
    from dataclasses import replace

    ids = people(boss, 4)
    boss.customers.delete(ids[0], "asked")
    now = boss.rules.rule_set()
    boss.rules.apply(replace(now, house=replace(now.house, one_per=("phone",))))
    found = boss.many.forecast_set(ids, {"phone": "13700000000"})
    done = boss.many.set(ids, {"phone": "13700000000"})
    assert (found.changed, found.failed) == (done.changed, done.failures) == (1, 3)
    assert len(done.reasons) == 2
    assert set(done.left) == {one for one, _ in done.failed} == {ids[0], ids[2], ids[3]}
    assert {type(error).__name__ for _, error in done.failed} == {"NotFound", "SecondCustomer"}


def test_a_stop_says_what_was_done_and_the_same_call_goes_on_in_the_group(
    boss: Session, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "FIRST_CHUNK", 3)
    monkeypatch.setattr(bulk, "SLICE", 3)
    cancel = Cancel()
    done = boss.many.tag(
        ids, add=["x"], progress=lambda now, _: cancel.cancel() if now >= 3 else None, cancel=cancel
    )
    assert done.stopped
    assert 3 <= done.changed < COUNT
    assert boss.search.count("archived:any tag:x") == done.changed
    more = boss.many.tag(ids, add=["x"], group=done.group)
    assert (more.group, more.changed, more.unchanged) == (
        done.group,
        COUNT - done.changed,
        done.changed,
    )
    assert boss.undo.group(done.group).undone == COUNT
    assert boss.search.count("archived:any tag:x") == 0


def test_only_one_s_own_group_of_the_same_kind_is_gone_on_with(
    boss: Session, ids: list[int], sign_in: SignIn
) -> None:
    done = boss.many.tag(ids[:1], add=["x"])
    with pytest.raises(NotFound, match="no change of yours"):
        boss.many.set(ids, {"level": "C"}, group=done.group)
    with pytest.raises(NotFound, match="no change of yours"):
        sign_in("manager").many.tag(ids, add=["x"], group=done.group)


def test_who_is_saved_by_somebody_else_in_between_is_read_again(
    boss: Session, sign_in: SignIn, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sign_in("manager")
    real, seen = SetValues.read, []

    def read(self: SetValues, conn: Any, chunk: Any) -> Any:
        found = real(self, conn, chunk)
        if not seen:
            seen.append(1)
            version = other.customers.by_id(ids[1]).version
            other.customers.edit(ids[1], {"city": "苏州", "level": "D"}, version=version)
        return found

    monkeypatch.setattr(SetValues, "read", read)
    done = boss.many.set(ids, {"level": "C"})
    assert done.changed == COUNT
    values = boss.customers.by_id(ids[1]).values
    assert (values["city"], values["level"]) == ("苏州", "C")
    lines = [line for line in boss.log.list(f"group:{done.group}") if line.object == "CUST000002"]
    assert [line.before for line in lines] == [{"level": "D"}]


def test_who_is_saved_again_and_again_is_given_up_with_a_reason(
    boss: Session, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_still_so", lambda conn, part: ([], [one.id for one in part]))
    done = boss.many.set(ids, {"level": "C"})
    assert (done.changed, done.failures) == (0, COUNT)
    assert len(done.reasons) == 1


def test_an_error_on_the_way_is_told_with_what_was_done(
    boss: Session, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "FIRST_CHUNK", 3)
    monkeypatch.setattr(bulk, "SLICE", 3)
    real, calls = SetValues.write, []

    def write(self: SetValues, *arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise NotPermitted("No more.", permission="customer.edit")
        return real(self, *arguments)

    monkeypatch.setattr(SetValues, "write", write)
    done = boss.many.set(ids, {"level": "C"})
    assert (done.changed, done.stopped) == (3, True)
    assert isinstance(done.error, NotPermitted)
    assert boss.search.count("archived:any level:C") == 3


def test_values_that_do_not_fit_change_nothing(boss: Session, ids: list[int]) -> None:
    for changes in ({"registered": "yesterday-ish"}, {"name": "甲"}, {}):
        with pytest.raises(InvalidValue):
            boss.many.set(ids, changes)
    for tags in ([], ["a,b"], ["x" * 41]):
        with pytest.raises(InvalidValue):
            boss.many.tag(ids, add=tags)
    with pytest.raises(NotFound):
        boss.many.set(ids, {"nothing": "x"})
    with pytest.raises(InvalidValue, match="at once"):
        boss.many.tag(ids, add=["x"], remove=["X"])


def test_masked_values_stay_masked_in_what_is_foretold(
    boss: Session, ids: list[int], sign_in: SignIn
) -> None:
    clerk = sign_in("clerk")
    found = clerk.many.forecast_set(ids, {"phone": "13800000001"})
    assert (found.unchanged, found.olds) == (1, (("***", COUNT - 1),))
    rows = clerk.many.samples_set(ids, {"phone": "13800000001"})
    assert {row.before["phone"] for row in rows} == {"***"}
    assert not rows[1].changes
    assert rows[0].changes
    with pytest.raises(NotPermitted):
        clerk.many.archive(ids)


def test_the_chosen_are_exported_in_the_order_asked_for(
    boss: Session, ids: list[int], tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    chosen = Chosen.of([ids[5], ids[2], ids[-1]])
    result = boss.exports.run(file, columns=("code",), ids=chosen, sort="-code", mark=False)
    assert result.written == 3
    codes = [boss.customers.by_id(one).code for one in (ids[-1], ids[5], ids[2])]
    assert file.read_text("utf-8").split() == ["code", *codes]


@given(st.sets(st.integers(1, 5_000)), st.integers(0, 40))
def test_a_set_of_chosen_is_what_a_set_is(ids: set[int], count: int) -> None:
    chosen = Chosen.of(ids)
    assert (len(chosen), list(chosen), bool(chosen)) == (len(ids), sorted(ids), bool(ids))
    assert chosen.first(count) == sorted(ids)[:count]
    assert all(one in chosen for one in ids)
    assert 5_001 not in chosen
    assert -1 not in chosen


# -- what is foretold comes true --------------------------------------------------------------

CHANGES = st.one_of(
    st.tuples(
        st.just("set"),
        st.dictionaries(
            st.sampled_from(["level", "owner", "phone", "shade"]),
            st.sampled_from(["", "A", "B"]),
            min_size=1,
        ).map(lambda made: {**made, "phone": "13800000001"} if "phone" in made else made),
    ),
    st.tuples(st.just("tag"), st.sets(st.sampled_from(["a", "B", "重点"]), min_size=1)),
    st.tuples(st.just("untag"), st.sets(st.sampled_from(["A", "b", "重点"]), min_size=1)),
    st.tuples(st.just("archive"), st.booleans()),
)


@pytest.fixture(scope="module")
def ready(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One store for all examples: each leaves another state, which the next begins with."""
    folder = Path(shutil.copytree(template, tmp_path_factory.mktemp("bulk") / "house"))
    folder.chmod(0o700)
    session = store.open(folder).sign_in("boss", PASSWORD)
    session.fields.define("shade", "text", "深浅")
    people(session)
    gone = session.customers.add({"name": "不在"})
    session.customers.delete(gone.id, "test")
    yield session
    session.close()


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(what=CHANGES, some=st.sets(st.integers(1, COUNT + 1), min_size=1), scan=st.booleans())
def test_what_is_foretold_comes_true_and_is_undone(
    ready: Session, what: tuple[str, Any], some: set[int], scan: bool
) -> None:
    kind, value = what
    many, chosen = ready.many, Chosen.of(some)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk_forecast, "SCAN_FROM", 0 if scan else 5_000)
        patch.setattr(bulk, "FIRST_CHUNK", 2)
        patch.setattr(bulk, "SLICE", 2)
        before = images(ready, list(range(1, COUNT + 2)))
        if kind == "set":
            found, shown = many.forecast_set(chosen, value), many.samples_set(chosen, value)
            done = many.set(chosen, value)
        elif kind == "archive":
            found, shown = many.forecast_archive(chosen, value), many.samples_archive(chosen, value)
            done = many.archive(chosen, value)
        else:
            tags = {"add" if kind == "tag" else "remove": sorted(value)}
            found, shown = many.forecast_tag(chosen, **tags), many.samples_tag(chosen, **tags)
            done = many.tag(chosen, **tags)
    assert (found.changed, found.unchanged, found.failed) == (
        done.changed,
        done.unchanged,
        done.failures,
    )
    assert done.changed + done.unchanged + done.failures == len(some)
    assert sum(row.changes for row in shown) == done.changed
    assert not found.olds or sum(many for _, many in found.olds) + found.others == found.changed
    after = images(ready, list(range(1, COUNT + 2)))
    assert {one for one in after if after[one] != before[one]} <= some
    assert sum(after[one] != before[one] for one in after) == done.changed
    if done.changed and len(some) % 2:
        ready.undo.group(done.group)
        assert images(ready, list(range(1, COUNT + 2))) == before
    for tag in ("a", "B", "重点"):
        having = sum(tag in tags for _, tags, _, _ in images(ready, list(after)).values())
        assert ready.search.count(f'archived:any tag:"{tag}"') == having


def test_a_broken_store_raises_before_anything_is_done(boss: Session, ids: list[int]) -> None:
    with pytest.raises(KehaoError):
        boss.many.set(ids, {"level": "C"}, group="nonsense")
    assert boss.search.count("archived:any level:C") == 0
