"""A code that does not fit says which segment is wrong, why, and what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.pattern import (
    Problem,
    fits_by_hand,
    parse_manual_form,
    parse_pattern,
    read,
    reader,
    sample,
)
from tests.store.pattern_samples import TABLES, any_patterns

SHOP = parse_pattern("{region}{yyyy}{mm}{seq:4,last=5000,skip=4}{check:damm,over=digits}")


def only_problem(code: str) -> Problem:
    (problem,) = read(SHOP, code, TABLES).problems
    return problem


def test_a_right_code_has_no_problem() -> None:
    reading = read(SHOP, "GD20260200019", TABLES)
    assert reading.ok
    assert reading.number == 1
    assert [s.value for s in reading.segments] == ["广东", "2026", "2", "1", "damm"]


@pytest.mark.parametrize(
    ("code", "kind", "start", "end", "said"),
    [
        ("GD20260200015", "check", 12, 13, "9"),
        ("GZ20260200019", "field", 0, 2, "GD BJ SH SC"),
        ("gd20260200019", "case", 0, 13, "GD20260200019"),
        ("GD20261300019", "date", 6, 8, "mm"),
        ("GD202602O0019", "characters", 8, 12, "seq"),
        ("GD2026020001", "length", 12, 12, "13"),
        ("GD202602000190", "length", 13, 14, "13"),
        ("GD20260250013", "number", 8, 12, "5000"),
        ("GD20260240009", "number", 8, 12, "leaves out"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    code: str, kind: str, start: int, end: int, said: str
) -> None:
    problems = [p for p in read(SHOP, code, TABLES).problems if p.kind == kind]
    assert len(problems) == 1
    error = problems[0].error
    assert (error.start, error.end) == (start, end)
    assert said in str(error)


def test_a_wrong_check_character_says_the_right_one() -> None:
    assert only_problem("GD20260200015").right == "9"


def test_a_wrong_fixed_text_says_the_right_one() -> None:
    pattern = parse_pattern("CUST{seq:6}")
    (problem,) = read(pattern, "CU5T000123", TABLES).problems
    assert (problem.kind, problem.right) == ("text", "CUST")
    assert (problem.error.start, problem.error.end) == (0, 4)


def test_segments_of_a_wrong_code_are_still_found() -> None:
    reading = read(SHOP, "GZ20260200019", TABLES)
    assert [s.text for s in reading.segments] == ["GZ", "2026", "02", "0001", "9"]
    assert reading.segments[0].value == ""
    assert reading.number == 1


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{yyyy}{mm}{dd}{seq:2}", "2026023001"),
        ("{registered:%Y%m%d}{seq:2}", "2025022901"),
        ("{registered:%Y%j}{seq:2}", "202536601"),
        ("{mm}{q}{seq:2}", "01201"),
        ("{registered:%m-%m}{seq:2}", "01-0201"),
    ],
)
def test_a_day_that_does_not_exist_is_wrong(pattern: str, code: str) -> None:
    reading = read(parse_pattern(pattern), code, TABLES)
    assert [problem.kind for problem in reading.problems] == ["date"]


def test_values_that_share_a_code_are_all_named() -> None:
    tables = {"region": {"广东": "G", "广西": "G"}}
    reading = read(parse_pattern("{region}{seq:2}"), "G01", tables)
    assert reading.segments[0].value == "广东 / 广西"


def test_a_table_changed_since_is_read_anew() -> None:
    tables = {"region": {"广东": "GD"}}
    pattern = parse_pattern("{region}{seq:2}")
    assert not read(pattern, "GX01", tables).ok
    tables["region"]["广西"] = "GX"
    assert read(pattern, "GX01", tables).ok


def test_held_numbers_read_as_right_because_they_are_given_by_hand() -> None:
    assert read(parse_pattern("A{seq:3,hold=*88}"), "A188", TABLES).ok


def test_codes_by_hand_have_an_allowed_form() -> None:
    forms = [parse_manual_form("GD{any:2-8}"), parse_manual_form("{region}-{seq:2}")]
    assert fits_by_hand("GDabc", forms, TABLES)
    assert fits_by_hand("BJ-07", forms, TABLES)
    assert not fits_by_hand("GD1", forms, TABLES)
    assert not fits_by_hand("XX-07", forms, TABLES)
    assert not fits_by_hand("GDa c", forms, TABLES)


@pytest.mark.parametrize("code", ["A", "ALFKI", "客户-1", "a_b/c.d", "x" * 32])
def test_without_forms_letters_digits_and_some_signs_are_allowed(code: str) -> None:
    assert fits_by_hand(code, [], {})


@pytest.mark.parametrize("code", ["", "x" * 33, "A B", "A*", "=1+1", "A\n"])
def test_without_forms_other_characters_are_not(code: str) -> None:
    assert not fits_by_hand(code, [], {})


@given(any_patterns, st.text("ABGDV0129-*é广", max_size=20))
def test_no_text_breaks_the_reader(pattern: str, code: str) -> None:
    reading = reader(parse_pattern(pattern), TABLES).read(code)
    for problem in reading.problems:
        assert 0 <= problem.error.start <= problem.error.end <= len(code)
        assert str(problem.error)
    if reading.segments:
        assert "".join(segment.text for segment in reading.segments) == code


@given(any_patterns, st.data())
def test_every_one_character_longer_or_foreign_code_is_noticed(
    text: str, data: st.DataObject
) -> None:
    pattern = parse_pattern(text)
    code = sample(pattern, TABLES)
    at = data.draw(st.integers(0, len(code) - 1))
    assert not read(pattern, code[:at] + "é" + code[at + 1 :], TABLES).ok
    assert not read(pattern, code + "#", TABLES).ok
