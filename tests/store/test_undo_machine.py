"""Two people's edits, undos and redos in any order: each one's own, as the model says.

An undo gives back exactly what the change had put there, is refused where somebody else's later
change stands, and never blames a change that is itself undone; the log stays whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from store.errors import CannotUndo
from store.sign_in.opening import Store
from tests.conftest import PASSWORD, examples
from tests.edits import edit

CITIES = ("广州", "深圳", "东莞", "佛山")
FIELDS = ("city", "industry", "source")
PEOPLE = ("boss", "manager")


@dataclass
class Done:
    """What the model knows of a change: who, and each customer's field as it was and became."""

    who: str
    values: dict[tuple[int, str], tuple[str, str]]
    undone: bool = False


@dataclass
class Model:
    """The editor's rule, on values in memory."""

    values: dict[tuple[int, str], str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    redo: dict[str, list[Done]] = field(default_factory=lambda: {who: [] for who in PEOPLE})

    def swap(self, change: Done, back: bool) -> bool:
        """Undo the change or do it again, if its values are as that needs them."""
        here, there = (1, 0) if back else (0, 1)
        if any(self.values.get(at, "") != pair[here] for at, pair in change.values.items()):
            return False
        for at, pair in change.values.items():
            self.values[at] = pair[there]
        change.undone = back
        return True


class TwoPeople(RuleBasedStateMachine):
    """Edits, groups, u and ctrl+r by two people, against the model."""

    def __init__(self, house: Store) -> None:
        super().__init__()
        self.people = {who: house.sign_in(who, PASSWORD) for who in PEOPLE}
        self.ids = [self.people["boss"].customers.add({"name": f"状态{n}"}).id for n in range(3)]
        self.floor = self.people["boss"].log.list(limit=1)[0].seq
        self.model = Model()

    @rule(
        who=st.sampled_from(PEOPLE),
        which=st.sets(st.integers(0, 2), min_size=1),
        name=st.sampled_from(FIELDS),
        value=st.sampled_from(CITIES),
    )
    def change(self, who: str, which: set[int], name: str, value: str) -> None:
        places = {(self.ids[n], name) for n in which}
        values = {
            at: (old, value) for at in places if (old := self.model.values.get(at, "")) != value
        }
        ids = sorted(at[0] for at in places)
        if len(ids) > 1:
            self.people[who].customers.set_many(ids, {name: value})
        else:
            edit(self.people[who], ids[0], **{name: value})
        if values:
            self.model.values.update(dict.fromkeys(values, value))
            self.model.done.append(Done(who, values))
            self.model.redo[who].clear()

    @rule(who=st.sampled_from(PEOPLE))
    def undo(self, who: str) -> None:
        session, model = self.people[who], self.model
        wanted = [one for one in model.done if one.who == who and not one.undone]
        found = session.own_changes.next_undo()
        if not wanted:
            assert found is None or found.seq <= self.floor
            return
        assert found is not None
        assert found.seq > self.floor
        if model.swap(wanted[-1], back=True):
            assert session.own_changes.undo(found).done == len(wanted[-1].values)
            model.redo[who].append(wanted[-1])
        else:
            with pytest.raises(CannotUndo) as refused:
                session.own_changes.undo(found)
            later = refused.value.params.get("later")
            assert not isinstance(later, int) or not self.is_undone(later)

    @rule(who=st.sampled_from(PEOPLE))
    @precondition(lambda self: any(self.model.redo.values()))
    def redo(self, who: str) -> None:
        session, model = self.people[who], self.model
        found = session.own_changes.next_redo()
        if not model.redo[who]:
            assert found is None or found.seq <= self.floor
            return
        assert found is not None
        wanted = model.redo[who][-1]
        if model.swap(wanted, back=False):
            assert session.own_changes.undo(found).done == len(wanted.values)
            model.redo[who].pop()
        else:
            with pytest.raises(CannotUndo):
                session.own_changes.undo(found)

    def is_undone(self, seq: int) -> bool:
        with self.people["boss"].reading() as conn:
            return conn.execute("SELECT 1 FROM undone WHERE seq = ?", (seq,)).fetchone() is not None

    @invariant()
    def values_are_the_model_s(self) -> None:
        for customer in self.ids:
            values = self.people["boss"].customers.by_id(customer).values
            for name in FIELDS:
                assert values.get(name, "") == self.model.values.get((customer, name), "")

    def teardown(self) -> None:
        assert self.people["boss"].log.verify().ok
        for session in self.people.values():
            session.close()


def test_two_people_undo_as_in_two_editors(house: Store) -> None:
    run_state_machine_as_test(
        lambda: TwoPeople(house),  # type: ignore[arg-type]
        settings=settings(max_examples=examples(10), stateful_step_count=20, deadline=None),
    )
