"""Sets as bits: the same as sets of numbers, in every way they are asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store import bits

IDS = st.sets(st.integers(1, 9_000), max_size=300)


@given(IDS)
def test_a_set_comes_back_in_order(ids: set[int]) -> None:
    made = bits.of_ids(ids, 9_000)
    assert list(bits.ids_of(made)) == sorted(ids)
    assert made.bit_count() == len(ids)
    assert made == sum(1 << one for one in ids)


@given(IDS, IDS)
def test_a_set_that_has_its_members_at_hand_is_the_same_set(
    ids: set[int], others: set[int]
) -> None:
    made, plain = bits.told(sorted(ids), 9_000), bits.of_ids(ids, 9_000)
    assert made == plain
    assert made.bit_count() == plain.bit_count()
    assert list(bits.ids_of(made)) == sorted(ids)
    assert list(bits.ids_of(made & bits.of_ids(others, 9_000))) == sorted(ids & others)


@given(IDS, st.integers(0, 320), st.integers(0, 60), st.booleans())
def test_any_part_of_it_is_taken_from_either_end(
    ids: set[int], offset: int, limit: int, down: bool
) -> None:
    made = bits.of_ids(ids, 9_000)
    wanted = sorted(ids, reverse=down)[offset : offset + limit]
    assert bits.take(made, offset, limit, down=down) == wanted


@given(IDS, st.integers(1, 9_500), st.booleans())
def test_a_place_is_told_and_a_member_known(ids: set[int], one: int, down: bool) -> None:
    made = bits.of_ids(ids, 9_000)
    assert bits.tester(made)(one) is (one in ids)
    before = [other for other in ids if (other > one if down else other < one)]
    assert bits.rank(made, one, down=down) == len(before)
