"""Sets as bits: the same as sets of numbers, in every way they are asked."""

from __future__ import annotations

from array import array

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


@given(IDS, st.integers(1, 9_000), st.integers(0, 320), st.integers(0, 60), st.booleans())
def test_a_few_as_a_list_are_the_same_set_as_bits(
    ids: set[int], one: int, offset: int, limit: int, down: bool
) -> None:
    listed, plain = bits.Few(array("Q", sorted(ids))), bits.of_ids(ids, 9_000)
    assert bits.whole(listed) == plain
    assert bits.count(listed) == bits.count(plain) == len(ids)
    assert list(bits.ids_of(listed)) == sorted(ids)
    assert bits.take(listed, offset, limit, down=down) == bits.take(plain, offset, limit, down=down)
    rest = {other for other in ids if (other < one if down else other > one)}
    for some in (listed, plain):
        assert set(bits.ids_of(bits.beyond(some, one, down=down))) == rest
        assert bits.tester(some)(one) is (one in ids)
        assert [i for batch in bits.batches(some, down=down) for i in batch] == sorted(
            ids, reverse=down
        )


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


@given(IDS, IDS)
def test_sets_are_joined_and_parted_whichever_way_they_are_kept(
    one: set[int], other: set[int]
) -> None:
    ways = [lambda ids: bits.Few(array("Q", sorted(ids))), lambda ids: bits.of_ids(ids, 9_000)]
    for first in ways:
        for second in ways:
            both = bits.both(first(one), second(other))
            assert list(bits.ids_of(both)) == sorted(one & other)
        rest = bits.without(first(one), bits.of_ids(other, 9_000))
        assert list(bits.ids_of(rest)) == sorted(one - other)
