"""Every number of every counter is explained, and one that somebody took away is not."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import store
from store.codes import explained
from store.codes.explained import Run, Versions, explain_counter
from store.codes.rulefile import RuleDraft, RuleSet
from store.customers import intake, preparing
from store.due import DueService
from store.errors import KehaoError, NotFound
from store.session import Session
from tests.conftest import examples

PASSWORD = "correct horse battery"


def runs(session: Session, counter: str, **options: int) -> list[tuple[int, int, str]]:
    return [
        (run.first, run.last, run.why) for run in session.auditing.explain(counter, **options)[1]
    ]


def rule(session: Session, pattern: str) -> None:
    session.rules.apply(RuleSet((RuleDraft("all", pattern),)))


def add(session: Session, count: int) -> list[str]:
    return [session.customers.add({"name": "何之"}).code for _ in range(count)]


def bring(session: Session, *codes: str) -> None:
    """Import customers with these codes."""
    desk = preparing.open_desk(session)
    drafts = [preparing.prepare(desk, {"name": "x"}, code=code, origin="import") for code in codes]
    with session.writing("customer.add") as change:
        intake.write(change, desk, drafts, group="import")


def test_what_is_skipped_held_back_given_by_hand_and_issued(boss: Session) -> None:
    rule(boss, "K{seq:2,skip=4,hold=*8/1*}")
    boss.customers.add({"name": "x"}, code="K18")
    boss.customers.add({"name": "x"}, code="K06")
    assert add(boss, 9)[-1] == "K22"
    assert runs(boss, "K##") == [
        (1, 3, "issued"),
        (4, 4, "skipped"),
        (5, 5, "issued"),
        (6, 6, "hand"),
        (7, 7, "issued"),
        (8, 8, "held"),
        (9, 9, "issued"),
        (10, 17, "held"),
        (18, 18, "hand"),
        (19, 19, "held"),
        (20, 22, "issued"),
    ]


def test_a_code_is_a_name_of_its_counter_too_and_runs_can_be_cut_short(boss: Session) -> None:
    code = add(boss, 3)[1]
    assert runs(boss, code) == runs(boss, "CUST######") == [(1, 3, "issued")]
    boss.customers.add({"name": "x"}, code="CUST000005")
    add(boss, 2)
    assert runs(boss, code, most=2) == [(1, 4, "issued"), (5, 5, "hand")]
    with pytest.raises(NotFound):
        boss.auditing.explain("NONE###")


def test_numbers_that_an_import_leaps_over_are_stepped_over(boss: Session) -> None:
    add(boss, 2)
    bring(boss, "CUST000010", "CUST000005", "CUST000020")
    add(boss, 1)
    assert runs(boss, "CUST######") == [
        (1, 2, "issued"),
        (3, 4, "stepped"),
        (5, 5, "import"),
        (6, 9, "stepped"),
        (10, 10, "import"),
        (11, 19, "stepped"),
        (20, 20, "import"),
        (21, 21, "issued"),
    ]


def test_a_new_version_explains_what_it_leaps_over_and_not_what_another_gave(
    boss: Session,
) -> None:
    rule(boss, "K{seq:3}")
    add(boss, 4)
    rule(boss, "K{seq:3,start=10,step=5,skip=5}")
    add(boss, 2)
    assert runs(boss, "K###") == [
        (1, 4, "issued"),
        (5, 9, "skipped"),
        (10, 10, "issued"),
        (11, 19, "skipped"),
        (20, 20, "issued"),
    ]


def test_codes_of_a_retired_rule_that_stand_in_the_way_are_named(boss: Session) -> None:
    rule(boss, "K{seq:3}")
    add(boss, 2)
    rule(boss, "K{seq:3,per=none}")
    add(boss, 2)
    with boss.reading() as conn:
        keys = dict(conn.execute("SELECT key, value FROM counter").fetchall())
    assert len(keys) == 2
    assert boss.auditing.run().unexplained == 0


def test_what_was_deleted_is_voided(boss: Session) -> None:
    codes = add(boss, 3)
    boss.customers.delete(boss.customers.get(codes[1]).id, reason="asked for")
    assert runs(boss, codes[0]) == [(1, 1, "issued"), (2, 2, "voided"), (3, 3, "issued")]


@pytest.mark.parametrize("at", [0, 2, 4])
def test_a_number_taken_away_from_outside_is_unexplained(boss: Session, at: int) -> None:
    rule(boss, "K{seq:2,skip=4}{check:damm,over=digits}")
    code = add(boss, 5)[at]
    with boss.writing("code.audit") as change:
        change.conn.execute(
            "UPDATE code SET counter = NULL, number = NULL, text = 'Z', skeleton = 'z'"
            " WHERE text = ?",
            (code,),
        )
        change.conn.execute("DELETE FROM counter_segment")
    number = [1, 2, 3, 5, 6][at]
    counter = add(boss, 1)[0]
    assert (number, number, "unexplained") in runs(boss, counter)
    assert boss.auditing.run().unexplained == 1


def test_a_counter_set_forward_from_outside_is_unexplained(boss: Session) -> None:
    add(boss, 2)
    with boss.writing("code.audit") as change:
        change.conn.execute("UPDATE counter SET value = 400000")
    found = boss.auditing.run()
    assert found.unexplained == 399_998
    one = next(one for one in found.findings if one.kind == "unexplained")
    assert (one.kind, one.what.params["first"], one.what.params["last"]) == (
        "unexplained",
        3,
        400000,
    )


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained") / "house"
    store.create(folder, admin="boss", password=PASSWORD)
    return folder


PATTERNS = (
    "K{seq:2}",
    "K{seq:2,skip=4}",
    "K{seq:2,skip=47,hold=*8/1*}",
    "K{seq:2,start=5,step=3}",
    "K{seq:2,hold=2*,step=2}",
)
DEED = st.one_of(
    st.tuples(st.just("give"), st.integers(1, 4)),
    st.tuples(st.just("hand"), st.integers(0, 60)),
    st.tuples(st.just("import"), st.integers(0, 60)),
    st.tuples(st.just("rule"), st.integers(0, len(PATTERNS) - 1)),
    st.tuples(st.just("delete"), st.integers(0, 10)),
)


@settings(max_examples=examples(25), deadline=None)
@given(deeds=st.lists(DEED, min_size=1, max_size=12))
def test_whatever_is_done_no_number_is_unexplained_and_none_told_twice(
    pristine: Path, deeds: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(pristine, Path(place) / "house"))
        folder.chmod(0o700)
        session = store.open(folder).sign_in("boss", PASSWORD)
        try:
            for what, how in deeds:
                _do(session, what, how)
            _all_explained(session)
        finally:
            session.close()


def _do(session: Session, what: str, how: int) -> None:
    try:
        if what == "give":
            add(session, how)
        elif what == "hand":
            session.customers.add({"name": "x"}, code=f"K{how:02}")
        elif what == "import":
            bring(session, f"K{how:02}")
        elif what == "rule":
            rule(session, PATTERNS[how])
        else:
            found = session.search.ids("", how + 1)
            session.customers.delete(found[how], reason="x") if len(found) > how else None
    except KehaoError:
        pass


def _all_explained(session: Session) -> None:
    with session.reading() as conn:
        versions = Versions(conn)
        for counter, start, value in conn.execute("SELECT id, start, value FROM counter"):
            told: list[Run] = list(explain_counter(conn, versions, counter, start, value))
            numbers = [n for run in told for n in range(run.first, run.last + 1)]
            assert numbers == list(range(start, value + 1))
            whys = Counter(run.why for run in told)
            assert explained.UNEXPLAINED not in whys, told


def test_numbers_set_aside_used_given_back_and_run_out(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    add(boss, 2)
    block = boss.life.reserve("CUST", 6, owner="boss", until="2999-12-31")
    boss.customers.add({"name": "x"}, code=block.first)
    boss.life.release([block.last], reason="too many")
    add(boss, 1)
    assert runs(boss, "CUST######") == [
        (1, 3, "issued"),
        (4, 7, "reserved"),
        (8, 8, "released"),
        (9, 9, "issued"),
    ]
    with boss.writing("code.reserve") as change:
        change.conn.execute("UPDATE reservation SET until = '2020-01-01'")
    done, *_ = DueService(sign_in("service")).run()
    assert (done.job, done.ok, done.facts) == ("reservations", True, {"expired": 4})
    assert runs(boss, "CUST######") == [
        (1, 3, "issued"),
        (4, 8, "released"),
        (9, 9, "issued"),
    ]
    assert boss.auditing.run().unexplained == 0


def test_a_code_tells_what_was_done_under_it(boss: Session) -> None:
    (code,) = add(boss, 1)
    boss.customers.delete(boss.customers.get(code).id, reason="asked for")
    told = boss.codes.explain(code.lower())
    assert (told.code, told.state) == (code, "void")
    assert [(event.action, event.actor) for event in told.history] == [
        ("customer.add", "boss"),
        ("customer.delete", "boss"),
    ]
