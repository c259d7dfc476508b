"""Giving codes as a state machine: no code twice, no number lost, the log whole, at every step."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

import store
from store.codes.rulefile import RuleDraft, RuleSet
from store.codes.skeleton import skeleton
from store.errors import CodeTaken, CounterExhausted, InvalidValue, KehaoError

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


@pytest.fixture(autouse=True, scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("machine") / "house"
    store.create(folder, admin="boss", password=PASSWORD)
    TEMPLATE.append(folder)


class Allocation(RuleBasedStateMachine):
    """Adds, manual codes, imports' codes, deletions and rule changes in any order."""

    customers: Bundle[int] = Bundle("customers")

    @initialize(rules=st.sampled_from(RULES))
    def open(self, rules: RuleSet) -> None:
        self.place = Path(tempfile.mkdtemp())
        folder = self.place / "house"
        shutil.copytree(TEMPLATE[0], folder)
        folder.chmod(0o700)
        self.session = store.open(folder).sign_in("boss", PASSWORD)
        self.given: dict[str, str] = {}
        self.writes = 0
        self.seq = self.session.log.verify().operations
        self.change_rules(rules)

    @rule(rules=st.sampled_from(RULES))
    def change_rules(self, rules: RuleSet) -> None:
        self.session.rules.apply(rules)
        self.writes += 1

    @rule(
        target=customers,
        region=st.sampled_from(["广东", "福建"]),
        kind=st.sampled_from(["企业", "个人", "VIP"]),
        year=st.sampled_from(["2025", "2026"]),
    )
    def add(self, region: str, kind: str, year: str) -> object:
        values = {"name": "某", "region": region, "type": kind, "registered": f"{year}-01-31"}
        try:
            expected = self.session.codes.preview(values).text
            customer = self.session.customers.add(values)
        except CounterExhausted:
            return multiple()
        assert customer.code == expected
        self._given(customer.code)
        return customer.id

    @rule(
        target=customers,
        code=st.sampled_from(["C001", "c003", "GD2026002", "VIP018", "GD-QY10", "K5", "某-7"]),
    )
    def by_hand(self, code: str) -> object:
        try:
            customer = self.session.customers.add({"name": "某"}, code=code)
        except CodeTaken:
            assert skeleton(code) in self.given
            return multiple()
        except InvalidValue:
            return multiple()
        self._given(customer.code)
        return customer.id

    @rule(customer=consumes(customers))
    def delete(self, customer: int) -> None:
        self.session.customers.delete(customer, "test")
        self.writes += 1

    @rule()
    def fail(self) -> None:
        """A save that fails takes no number and leaves no line."""
        with pytest.raises(KehaoError):
            self.session.customers.add({"name": "某", "registered": "2026-02-30"})

    def _given(self, code: str) -> None:
        assert skeleton(code) not in self.given, f"{code} was given twice"
        self.given[skeleton(code)] = code
        self.writes += 1

    @invariant()
    def every_number_is_explained(self) -> None:
        if not hasattr(self, "session"):
            return
        with self.session.reading() as conn:
            stored = {row[0] for row in conn.execute("SELECT skeleton FROM code")}
            assert stored == set(self.given)
            for counter, start, value in conn.execute("SELECT id, start, value FROM counter"):
                assert value >= start - 1
                numbers = [
                    row[0]
                    for row in conn.execute(
                        "SELECT number FROM code WHERE counter = ? AND number IS NOT NULL",
                        (counter,),
                    )
                ]
                assert len(numbers) == len(set(numbers)), "one number, two codes"
                assert not numbers or max(numbers) <= max(value, start)

    @invariant()
    def the_log_has_each_change_and_holds(self) -> None:
        if not hasattr(self, "session"):
            return
        found = self.session.log.verify()
        assert found.ok
        assert found.operations == self.seq + self.writes

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            shutil.rmtree(self.place)


Allocation.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAllocation = Allocation.TestCase
