"""The first row of each key is found again, as a dictionary would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.transfer.imports.firsts import Firsts, content_of


@given(st.lists(st.tuples(st.text(max_size=3), st.booleans()), max_size=60))
def test_as_a_dictionary_would(keys: list[tuple[str, bool]]) -> None:
    kept, plain = Firsts(), dict[str, tuple[int, int, bool]]()
    for number, (key, mine) in enumerate(keys, 1):
        cells = [key, str(number)]
        kept.keep(key, number, cells, mine=mine)
        plain.setdefault(key, (number, content_of(cells), mine))
    assert {key: kept.find(key) for key, _ in keys} == plain
    assert kept.find("nobody has this") is None


def test_many_keys_take_little_memory() -> None:
    kept = Firsts()
    for number in range(100_000):
        kept.keep(f"CUST{number:06d}", number + 1, ["x"], mine=True)
    assert all(
        kept.find(f"CUST{n:06d}") == (n + 1, content_of(["x"]), True) for n in range(100_000)
    )
    size = sum(len(one) * one.itemsize for one in (kept._keys, kept._numbers, kept._contents))
    assert size < 100_000 * 60
