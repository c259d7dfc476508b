"""Two codes are the same when their skeletons are; look-alikes within ASCII stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.codes.skeleton import confusable, skeleton


@pytest.mark.parametrize(
    "text",
    [
        "VIP000123",
        "vip000123",
        "Vip000123",
        "ＶＩＰ０００１２３",
        "VIP\u200b000123",
        "\ufeffVIP000123",
        "VIP\u202e000123",
        "VIP\ufe0f000123",
        "VІP000123",  # Ukrainian І
        "VIР000123",  # Cyrillic Р
        "VΙΡ000123",  # Greek Iota, Rho
        "ⅤIP⁰⁰⁰123",
    ],
)
def test_what_looks_the_same_is_the_same_code(text: str) -> None:
    assert skeleton(text) == "vip000123"


@pytest.mark.parametrize(
    ("one", "other"),
    [("VIP0", "VIPO"), ("A1", "AI"), ("S5", "55"), ("B8", "88"), ("A-1", "A1"), ("客1", "户1")],
)
def test_what_only_resembles_is_another_code(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("VIPO", "VIP0"), ("aI", "A1"), ("S5", "5S"), ("B", "8")]
)
def test_confusable_unites_what_is_easily_misread(one: str, other: str) -> None:
    assert confusable(one) == confusable(other)


def test_whole_words_in_other_letters_are_taken_as_latin() -> None:
    assert skeleton("СТМ-АВЕКНОРХ") == skeleton("CTM-ABEKHOPX")
    assert skeleton("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ") == skeleton("ABEZHIKMNOPTYX")


@given(st.text())
def test_a_skeleton_is_its_own_skeleton(text: str) -> None:
    once = skeleton(text)
    assert skeleton(once) == once
    assert confusable(once) == confusable(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_takes_the_short_way_to_the_same_end(text: str) -> None:
    assert skeleton(text) == text.lower()


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=12))
def test_case_never_tells_two_codes_apart(text: str) -> None:
    assert skeleton(text) == skeleton(text.casefold())
