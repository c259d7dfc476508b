"""Check characters are those of the published methods, and each method says what it takes."""

from __future__ import annotations

import pytest
import stdnum.cn.uscc
import stdnum.luhn
from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm, verhoeff
from stdnum.iso7064 import mod_11_10, mod_37_2, mod_37_36, mod_97_10

from store.pattern import METHODS, check_characters, methods_for
from store.pattern.tokens import ALPHABETS

_VALID = {
    "damm": damm.is_valid,
    "luhn": stdnum.luhn.is_valid,
    "verhoeff": verhoeff.is_valid,
    "mod11_10": mod_11_10.is_valid,
    "mod37_2": mod_37_2.is_valid,
    "mod37_36": mod_37_36.is_valid,
    "mod97_10": mod_97_10.is_valid,
}


@pytest.mark.parametrize(
    ("method", "text", "expected"),
    [
        ("damm", "572", "4"),
        ("luhn", "7894", "9"),
        ("verhoeff", "236", "3"),
        ("mod11_10", "79462", "3"),
        ("mod37_2", "G123489654321", "Y"),
        ("mod37_36", "A12425GABC1234002", "M"),
        ("mod97_10", "4354111611551114", "31"),
        ("gb32100", "91110000600037341", "L"),
    ],
)
def test_published_examples(method: str, text: str, expected: str) -> None:
    assert check_characters(method, text) == expected


@given(st.sampled_from(sorted(_VALID)), st.data())
def test_what_we_append_is_valid_by_stdnum(method: str, data: st.DataObject) -> None:
    text = data.draw(st.text(METHODS[method].takes, min_size=1, max_size=20))
    check = check_characters(method, text)
    assert len(check) == METHODS[method].width
    assert set(check) <= set(METHODS[method].gives)
    assert _VALID[method](text + check)


@given(st.text(ALPHABETS[31], min_size=17, max_size=17))
def test_gb32100_is_that_of_credit_codes_at_their_length(text: str) -> None:
    assert check_characters("gb32100", text) == stdnum.cn.uscc.calc_check_digit(text)


@given(st.text(ALPHABETS[31], min_size=1, max_size=29), st.data())
def test_gb32100_catches_any_wrong_character_at_other_lengths(
    text: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from(ALPHABETS[31].replace(text[at], "")))
    changed = text[:at] + wrong + text[at + 1 :]
    assert check_characters("gb32100", text) != check_characters("gb32100", changed)


@given(st.text("0123456789", min_size=2, max_size=12), st.data())
def test_damm_catches_every_wrong_digit_and_swap(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from("0123456789".replace(text[at], "")))
    right = check_characters("damm", text)
    assert check_characters("damm", text[:at] + wrong + text[at + 1 :]) != right
    swapped = text[:-2] + text[-1] + text[-2]
    if swapped != text:
        assert check_characters("damm", swapped) != right


def test_over_digits_leaves_the_rest_out() -> None:
    assert check_characters("damm", "VIP-57/2", digits_only=True) == "4"
    assert check_characters("luhn", "V７8", digits_only=True) == check_characters("luhn", "8")


@pytest.mark.parametrize(("method", "text"), [("luhn", "12A"), ("mod37_2", "a1"), ("gb32100", "I")])
def test_a_character_that_a_method_cannot_take_is_an_error(method: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        check_characters(method, text)


def test_methods_are_offered_by_alphabet() -> None:
    assert methods_for("0123456789")[0] == "damm"
    assert methods_for("0123456789VIP") == ("mod37_2", "mod37_36", "mod97_10")
    assert methods_for("0123456789AB") == ("mod37_2", "mod37_36", "mod97_10", "gb32100")
    assert methods_for("0123-") == ()
