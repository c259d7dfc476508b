"""Patterns are learned from lists that known patterns made, and never a wrong one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import CounterExhausted
from store.pattern import check_characters
from store.pattern.inference import Column, Learned, learn, make_listing
from store.pattern.numbers import encode
from store.search.pinyin import initials
from tests.conftest import examples
from tests.store.infer_lists import (
    NO_CODES,
    PATTERNS,
    TODAY,
    learned_from,
    make,
    no_codes,
    soil,
    verdict,
)


def learned(codes: list[str], **columns: list[str]) -> Learned:
    kinds = {"name": "name", "registered": "date"}
    found = [Column(name, kinds.get(name, "table"), v) for name, v in columns.items()]  # type: ignore[arg-type]
    return learn(make_listing(codes, found, initials, TODAY))


def patterns(result: Learned) -> list[str]:
    return [one.pattern for one in result.proposals]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_list_of_300_with_its_columns_gives_its_pattern_or_none(pattern: str) -> None:
    made = make(pattern, 300, 1)
    assert verdict(made, learned_from(made, beside=True)) in ("exact", "equivalent")
    dirty = soil(made, 0.02, 1)
    assert verdict(dirty, learned_from(dirty, beside=True)) != "wrong"


@pytest.mark.parametrize("pattern", PATTERNS[::3])
@pytest.mark.parametrize("count", [12, 60])
def test_a_short_list_or_one_without_columns_never_gives_a_wrong_pattern(
    pattern: str, count: int
) -> None:
    made = make(pattern, count, 2)
    assert verdict(made, learned_from(made, beside=True)) != "wrong"
    assert verdict(made, learned_from(made, beside=False)) != "wrong"


@pytest.mark.long
@pytest.mark.parametrize(
    ("count", "every"), [(12, 2), (40, 2), (200, 6), (1000, 18), (5000, 48), (20000, 80)]
)
def test_no_list_of_any_length_gives_a_wrong_pattern(count: int, every: int) -> None:
    found: Counter[str] = Counter()
    wrong = []
    for pattern in PATTERNS[1::every]:
        for seed in (1, 2) if count <= 1000 else (1,):
            try:
                made = make(pattern, count, seed, gaps=0.05 if seed == 2 else 0.0)
            except CounterExhausted:
                continue
            for share in (0.0, 0.02):
                dirty = soil(made, share, seed) if share else made
                for beside in (True, False):
                    said = verdict(dirty, learned_from(dirty, beside=beside))
                    found[said] += 1
                    if said == "wrong":
                        wrong.append((pattern, seed, share, beside))
    assert not wrong
    assert found["exact"] >= found["equivalent"]


@pytest.mark.parametrize("kind", NO_CODES)
@pytest.mark.parametrize("count", [20, 400])
def test_what_no_pattern_made_gives_none(kind: str, count: int) -> None:
    assert not learned(no_codes(kind, count, 1)).proposals


def test_two_schemes_are_two_rules_where_a_column_parts_them() -> None:
    rnd = Random(3)
    codes, types, regions, days = [], [], [], []
    counters: Counter[str] = Counter()
    table = {"广东": "GD", "浙江": "ZJ", "内蒙古": "NMG"}
    for _ in range(400):
        kind, region = rnd.choice(["VIP", "企业", "个人"]), rnd.choice(list(table))
        day = f"{rnd.randrange(2021, 2026)}-0{rnd.randrange(1, 10)}-15"
        head = f"VIP{day[:4]}" if kind == "VIP" else f"{table[region]}-"
        counters[head] += 1
        code = f"{head}{counters[head]:06d}" if kind == "VIP" else f"{head}{counters[head]:05d}"
        codes.append(code)
        types.append(kind)
        regions.append(region)
        days.append(day)
    result = learned(codes, type=types, region=regions, registered=days)
    assert {(one.pattern, one.when) for one in result.proposals} == {
        ("VIP{yyyy}{seq:6}", ("type", "VIP")),
        ("{region}-{seq:5}", ("", "")),
    }
    assert not learned(codes, region=regions).proposals
    assert not learned(codes).proposals


def test_two_values_that_share_a_counter_are_one_rule() -> None:
    rnd = Random(4)
    codes, types, days = [], [], []
    counters: Counter[str] = Counter()
    for number in range(900):
        kind = rnd.choice(["VIP", "企业", "个人"])
        year = 2018 + number // 130
        head = "VIP" if kind == "VIP" else f"C{year}"
        counters[head] += 1
        codes.append(f"{head}{counters[head]:0{5 if kind == 'VIP' else 4}d}")
        types.append(kind)
        days.append(f"{year}-05-{number % 28 + 1:02d}")
    result = learned(codes, type=types, registered=days)
    assert {(one.pattern, one.when) for one in result.proposals} == {
        ("VIP{seq:5}", ("type", "VIP")),
        ("C{yyyy}{seq:4}", ("", "")),
    }


def test_zeros_before_a_number_in_letters_and_digits_may_be_its_own() -> None:
    codes = [f"Q{encode(number, 31, 5)}" for number in range(900_001, 900_700)]
    assert codes[0].startswith("Q0")
    result = learned(codes)
    assert (result.proposals, result.why and result.why.kind) == ((), "two_readings")


def test_codes_without_one_number_teach_nothing_and_break_nothing() -> None:
    for codes in ([], [""], ["2024客"] * 3, ["20240Z", "20241Z"] * 8, ["-"] * 12):
        assert not learned(codes).proposals


def test_a_row_that_contradicts_its_columns_is_an_exception_with_the_reason() -> None:
    codes = [f"{'GD' if n % 2 else 'ZJ'}{n:05d}" for n in range(1, 201)]
    regions = ["广东" if n % 2 else "浙江" for n in range(1, 201)]
    regions[10], codes[20], codes[30] = "浙江", "", codes[29]
    (found,) = learned(codes, region=regions).proposals
    assert [(one.row, one.why.kind) for one in found.exceptions] == [
        (10, "other_value"),
        (20, "blank"),
        (30, "repeated"),
    ]
    assert found.explained == 197
    assert found.counters == {"per:none{5,10}": 200}


def test_what_is_the_same_in_all_codes_and_may_be_this_year_is_not_claimed() -> None:
    codes = [f"C2026{number:05d}" for number in range(1, 300)]
    result = learned(codes)
    assert (result.proposals, result.why and result.why.kind) == ((), "perhaps_date")
    days = [f"2026-0{number % 9 + 1}-10" for number in range(1, 300)]
    assert patterns(learned(codes, registered=days)) == ["C{yyyy}{seq:5}"]


def test_numbers_that_look_like_years_are_no_dates_when_they_run_on() -> None:
    for first in (200001, 201001, 20100101):
        found = patterns(learned([str(number) for number in range(first, first + 500)]))
        assert not any("yyyy" in one for one in found)


def test_the_numbers_of_a_list_sorted_by_region_are_not_taken_for_the_region() -> None:
    codes = [f"{number:06d}" for number in range(1, 3001)]
    regions = ["广东"] * 1000 + ["浙江"] * 1000 + ["北京"] * 1000
    assert patterns(learned(codes, region=regions)) in (["{seq:6}"], [])


@settings(max_examples=examples(40), deadline=None)
@given(
    st.text("ABCDEFGHJKLMNPQRTUWXY", min_size=0, max_size=4),
    st.integers(4, 8),
    st.integers(20, 400),
    st.sampled_from(["", "damm", "luhn", "verhoeff", "mod11_10"]),
    st.randoms(use_true_random=False),
)
def test_a_prefix_a_counter_and_a_check_are_found_in_any_order_of_rows(
    head: str, width: int, count: int, method: str, rnd: Random
) -> None:
    codes = [f"{head}{number:0{width}d}" for number in range(1, count + 1)]
    if method:
        codes = [code + check_characters(method, code, digits_only=True) for code in codes]
    rnd.shuffle(codes)
    over = ",over=digits" if head else ""
    end = "{check:" + method + over + "}" if method else ""
    result = learned(codes)
    assert patterns(result) == [f"{head}{{seq:{width}}}{end}"]
    assert result == learned(codes)


def test_today_is_handed_in() -> None:
    codes = [f"{2001 + number % 20}{number // 20 + 1:04d}" for number in range(400)]
    old = learn(make_listing(codes, (), initials, date(1990, 1, 1)))
    assert patterns(old) != ["{yyyy}{seq:4}"]
    assert patterns(learned(codes)) == ["{yyyy}{seq:4}"]
