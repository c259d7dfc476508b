"""Giving codes as a state machine: no code twice, no number lost, the log whole, at every step."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import store
from store.codes.rulefile import RuleDraft, RuleSet
from store.codes.skeleton import skeleton
from store.errors import (
    CannotUndo,
    CodeTaken,
    CounterExhausted,
    InvalidRules,
    InvalidValue,
    KehaoError,
    NotFound,
)
from store.pattern import is_given, parse_pattern
from tests.conftest import examples

PASSWORD = "correct horse battery"
TABLES = {"region": {"广东": "GD", "福建": "FJ"}, "type": {"企业": "QY", "个人": "GR", "VIP": "V1"}}
RULES = (
    RuleSet((RuleDraft("all", "C{seq:3}"),), TABLES),
    RuleSet((RuleDraft("all", "{region}{yyyy}{seq:3}"),), TABLES),
    RuleSet(
        (
            RuleDraft("vip", "VIP{seq:2,skip=4}{check:damm,over=digits}", when="type:VIP"),
            RuleDraft("all", "{region}-{type}{seq:2,start=5,step=5}"),
        ),
        TABLES,
    ),
    RuleSet((RuleDraft("all", "K{seq:1}"),), TABLES),
)
TEMPLATE: list[Path] = []
PLACES = st.integers(0, 9)
CODES = st.sampled_from(
    ["C001", "c003", "C004", "GD2026002", "VIP018", "GD-QY10", "K5", "某-7", "X-1"]
)
VALUES = st.fixed_dictionaries(
    {
        "name": st.just("某"),
        "region": st.sampled_from(["广东", "福建"]),
        "type": st.sampled_from(["企业", "个人", "VIP"]),
        "registered": st.sampled_from(["2025-01-31", "2026-01-31"]),
    }
)


@pytest.fixture(autouse=True, scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("machine") / "house"
    store.create(folder, admin="boss", password=PASSWORD)
    TEMPLATE.append(folder)


class Allocation(RuleBasedStateMachine):
    """Everything that gives, takes, sets aside or brings back a code, in any order.

    The store itself says who is there; the machine remembers every string ever given, and those
    that were erased for good.
    """

    @initialize(rules=st.sampled_from(RULES))
    def open(self, rules: RuleSet) -> None:
        self.place = Path(tempfile.mkdtemp())
        folder = self.place / "house"
        shutil.copytree(TEMPLATE[0], folder)
        folder.chmod(0o700)
        self.session = store.open(folder).sign_in("boss", PASSWORD)
        self.given: dict[str, str] = {}
        self.erased: set[str] = set()
        self.writes = 0
        self.seq = self.session.log.verify().operations
        self.change_rules(rules)

    # -- who is there ---------------------------------------------------------------------------

    def _ask(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        with self.session.reading() as conn:
            return list(conn.execute(sql, params).fetchall())

    def _one(self, place: int) -> int | None:
        """A customer, or None if there is none."""
        ids = [row[0] for row in self._ask("SELECT id FROM customer ORDER BY id")]
        return ids[place % len(ids)] if ids else None

    def _keep(self) -> None:
        """Take up what was given since; nothing that was is gone or spelled anew."""
        stored = dict(self._ask("SELECT skeleton, text FROM code"))
        assert stored.items() >= self.given.items()
        self.given = stored

    # -- giving ---------------------------------------------------------------------------------

    @rule(rules=st.sampled_from(RULES))
    def change_rules(self, rules: RuleSet) -> None:
        self.session.rules.apply(rules)
        self.writes += 1

    @rule(values=VALUES)
    def add(self, values: dict[str, str]) -> None:
        try:
            expected = self.session.codes.preview(values).text
            customer = self.session.customers.add(values)
        except CounterExhausted:
            return
        assert customer.code == expected
        self._new(customer.code)

    @rule(code=CODES)
    def by_hand(self, code: str) -> None:
        try:
            customer = self.session.customers.add({"name": "某"}, code=code)
        except CodeTaken:
            assert skeleton(code) in self.given
            return
        except InvalidValue:
            return
        if skeleton(code) in self.given:  # out of a block
            self.writes += 1
        else:
            self._new(customer.code)

    @rule()
    def fail(self) -> None:
        """A save that fails takes no number and leaves no line."""
        with pytest.raises(KehaoError):
            self.session.customers.add({"name": "某", "registered": "2026-02-30"})

    def _new(self, code: str) -> None:
        assert skeleton(code) not in self.given, f"{code} was given twice"
        self.given[skeleton(code)] = code
        self.writes += 1

    # -- a code's life --------------------------------------------------------------------------

    @rule(place=PLACES, new=st.one_of(st.just(""), CODES))
    def change(self, place: int, new: str) -> None:
        customer = self._one(place)
        if customer is None:
            return
        before = self.session.customers.by_id(customer)
        try:
            done = self.session.life.change(customer, new, reason="test")
        except KehaoError:
            return
        after = self.session.customers.by_id(customer)
        assert after.code == done.after != before.code
        assert {after.code, *after.aliases} >= {before.code, *before.aliases}
        if done.how in ("rule", "hand"):
            self._new(done.after)
        else:
            self.writes += 1

    @rule(first=PLACES, second=PLACES)
    def merge(self, first: int, second: int) -> None:
        keep, other = self._one(first), self._one(second)
        if keep is None or other is None or keep == other:
            return
        one, two = (self.session.customers.by_id(id_) for id_ in (keep, other))
        merged = self.session.life.merge(keep, other)
        assert merged.code == one.code
        assert set(merged.aliases) == {*one.aliases, two.code, *two.aliases}
        self.writes += 1

    @rule(place=PLACES)
    def delete(self, place: int) -> None:
        customer = self._one(place)
        if customer is None:
            return
        found = self.session.customers.by_id(customer)
        self.session.customers.delete(customer, "test")
        self.erased |= {found.code, *found.aliases}
        self.writes += 1

    @rule(code=CODES)
    def void(self, code: str) -> None:
        try:
            self.session.life.void(code, "test")
        except InvalidValue:
            return
        self.writes += 1
        self._keep()

    @rule(values=VALUES, count=st.integers(1, 12))
    def reserve(self, values: dict[str, str], count: int) -> None:
        rules = [one.name for one in self.session.rules.list()]
        try:
            block = self.session.life.reserve(
                rules[-1],
                count,
                owner="boss",
                until=self.session.today().isoformat(),
                values=values,
            )
        except CounterExhausted:
            return
        assert 1 <= block.left == block.count <= count
        self.writes += 1
        self._keep()

    @rule(values=VALUES)
    def use_a_block(self, values: dict[str, str]) -> None:
        blocks = [block for block in self.session.life.reservations() if block.left]
        if blocks:
            expected = blocks[0].next
            customer = self.session.life.add_from_block(blocks[0].id, values)
            assert customer.code == expected
            self.writes += 1

    @rule(all_of_it=st.booleans())
    def release(self, all_of_it: bool) -> None:
        blocks = [block for block in self.session.life.reservations() if block.left]
        if blocks:
            what = f"R{blocks[0].id}" if all_of_it else blocks[0].next
            done = self.session.life.release([what])
            assert done.codes == (blocks[0].left if all_of_it else 1)
            self.writes += 1

    @rule()
    def expire(self) -> None:
        blocks = [block for block in self.session.life.reservations() if block.left]
        later = self.session.today() + timedelta(days=1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.session, "today", lambda: later)
            assert self.session.life.expire() == sum(block.left for block in blocks)
        assert self.session.life.reservations() == []
        self.writes += len(blocks)

    @rule()
    def renumber(self) -> None:
        forecast = self.session.life.renumber_preview("")
        done = self.session.life.renumber("")
        assert (done.changed, done.kept, done.failed) == (
            forecast.changed,
            forecast.kept,
            forecast.failed,
        )
        assert [line.new for line in done.lines] == [line.new for line in forecast.lines]
        self.writes += done.changed
        self._keep()
        assert self.session.life.renumber_preview("").changed == 0

    @rule(back=st.integers(0, 6))
    def undo(self, back: int) -> None:
        newest = self._ask("SELECT max(seq) FROM operation")[0][0]
        try:
            self.session.undo.one(newest - back)
        except (CannotUndo, NotFound, InvalidRules):
            return
        self.writes += 1

    @rule()
    def undo_a_renumbering(self) -> None:
        groups = self._ask(
            "SELECT group_id, count(*) FROM operation WHERE action = 'code.renumber'"
            " AND seq NOT IN (SELECT seq FROM undone) GROUP BY 1 ORDER BY max(seq) DESC"
        )
        if groups:
            done = self.session.undo.group(groups[0][0], partly=True)
            assert done.undone + len(done.failed) == groups[0][1]
            self.writes += done.undone

    # -- what always holds ----------------------------------------------------------------------

    @invariant()
    def every_string_stays_and_every_number_is_explained(self) -> None:
        if not hasattr(self, "session"):
            return
        assert dict(self._ask("SELECT skeleton, text FROM code")) == self.given
        for counter, start, value in self._ask("SELECT id, start, value FROM counter"):
            rows = self._ask(
                "SELECT number, pattern FROM code LEFT JOIN rule_version"
                " ON rule_version.id = code.rule_version WHERE counter = ?",
                counter,
            )
            numbers = [row[0] for row in rows]
            assert len(numbers) == len(set(numbers)), "one number, two codes"
            assert not numbers or max(numbers) <= max(value, start)
            patterns = {parse_pattern(row[1]).seq for row in rows if row[1]}
            for number in set(range(start, value + 1)) - set(numbers):
                assert any(seq and not is_given(seq, number) for seq in patterns), number

    @invariant()
    def each_customer_has_one_live_code_and_is_found_by_all(self) -> None:
        if not hasattr(self, "session"):
            return
        live = self._ask("SELECT customer, text FROM code WHERE state = 'live' ORDER BY customer")
        assert live == self._ask("SELECT id, code FROM customer ORDER BY id")
        there = {customer for customer, _ in live}
        for customer, text, state in self._ask("SELECT customer, text, state FROM code"):
            if state in ("live", "alias"):
                assert customer in there
                assert self.session.customers.get(text).id == customer
            elif state == "reserved":
                assert customer is None
            if text in self.erased:
                assert state == "void"

    @invariant()
    def the_log_has_each_change_and_holds(self) -> None:
        if not hasattr(self, "session"):
            return
        found = self.session.log.verify()
        assert found.ok
        assert found.operations == self.seq + self.writes

    def teardown(self) -> None:
        if hasattr(self, "session"):
            assert self.session.auditing.run().unexplained == 0
            self.session.close()
            shutil.rmtree(self.place)


Allocation.TestCase.settings = settings(
    max_examples=examples(15),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAllocation = Allocation.TestCase
