"""Reading on during a sync changes nothing but the time: order, errors, rules of the moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from store.codes.rulefile import RuleDraft, RuleSet
from store.customers import intake, preparing
from store.errors import InvalidValue
from store.session import Session
from store.transfer.imports.ahead import Ahead


def numbers(count: int, taken: list[int]) -> Iterator[int]:
    for number in range(count):
        taken.append(number)
        yield number


def test_items_keep_their_order_and_only_those_of_the_sync_are_made_ready() -> None:
    taken: list[int] = []
    ahead = Ahead(numbers(20_000, taken), lambda number: -number)
    items = iter(ahead)
    assert [next(items) for _ in range(3)] == [0, 1, 2]
    assert taken == [0, 1, 2]
    with ahead.meanwhile():
        while len(taken) < 100:
            time.sleep(0.001)
    ready = len(taken)
    time.sleep(0.05)
    assert len(taken) == ready, "the thread went on after it was let go"
    rest = list(items)
    ahead.close()
    assert [abs(number) for number in rest] == list(range(3, 20_000))
    assert [number for number in rest if number < 0] == [-n for n in range(3, ready)]


def test_an_error_of_the_file_comes_after_the_rows_before_it() -> None:
    def rows() -> Iterator[int]:
        yield from range(5)
        raise InvalidValue("row 6 is broken")

    ahead = Ahead(rows(), lambda number: number)
    with ahead.meanwhile():
        time.sleep(0.05)
    items = iter(ahead)
    assert [next(items) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(InvalidValue, match="row 6"):
        next(items)
    ahead.close()


def test_drafts_made_before_a_change_of_rules_get_codes_by_the_new_ones(
    sign_in: Callable[[str], Session],
) -> None:
    boss, manager = sign_in("boss"), sign_in("manager")
    desk = preparing.open_desk(boss)
    drafts = [preparing.prepare(desk, {"name": f"客户{n}"}) for n in range(3)]
    manager.rules.apply(RuleSet((RuleDraft("new", "N{seq:4}"),)))
    given = []
    for draft in drafts:  # the first brings the desk up to date; the others are older than it
        with boss.writing("customer.add") as change:
            given += intake.write(change, desk, [draft])
    assert [one.code for one in given if isinstance(one, intake.Written)] == [
        "N0001",
        "N0002",
        "N0003",
    ]


def test_a_draft_that_new_rules_cannot_code_is_refused_alone(
    sign_in: Callable[[str], Session],
) -> None:
    boss, manager = sign_in("boss"), sign_in("manager")
    desk = preparing.open_desk(boss)
    drafts = [
        preparing.prepare(desk, {"name": "甲", "region": region})
        for region in ("广东", "福建", "广东")
    ]
    tables = {"region": {"广东": "GD"}}
    manager.rules.apply(RuleSet((RuleDraft("new", "{region}{seq:4}"),), tables))
    with boss.writing("customer.add") as change:
        first, second, third = intake.write(change, desk, drafts)
    assert isinstance(second, InvalidValue)
    assert [one.code for one in (first, third) if isinstance(one, intake.Written)] == [
        "GD0001",
        "GD0002",
    ]
