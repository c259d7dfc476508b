"""Credit codes by GB 32100: which are right, how they are written, and what is said of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from store.customers import credit_code
from store.customers.fields import BUILT_IN
from store.customers.values import read_value, refuse
from store.errors import InvalidValue
from store.session import Session

FIELD = BUILT_IN["credit_code"]
RIGHT = "91440300708461136T"

BODIES = st.builds(
    "{}{}{}".format,
    st.text(credit_code.ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(credit_code.ALPHABET, min_size=9, max_size=9),
)
CODES = BODIES.map(lambda body: body + credit_code.check_character(body))


def test_known_codes_are_right() -> None:
    for code in (RIGHT, "91110000600037341L", "91330100799655058B", "9144030071526726XG"):
        assert credit_code.is_right(code)


@given(CODES)
def test_every_code_of_the_standard_is_right_letters_in_front_too(code: str) -> None:
    assert credit_code.is_right(code)
    if code[:2].isdigit():
        assert uscc.calc_check_digit(code[:-1]) == code[-1]


@given(CODES, st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert credit_code.is_right(wrong) is (wrong == code)


@given(CODES, st.data())
def test_however_it_is_written_it_is_kept_in_one_form(code: str, data: st.DataObject) -> None:
    shift = st.sampled_from([
        lambda c: c, str.lower, lambda c: chr(ord(c) + 0xFEE0), lambda c: c + " ", lambda c: "-" + c
    ])  # fmt: skip
    written = "".join(data.draw(shift)(c) for c in code)
    assert read_value(FIELD, written) == (code, True)


@given(CODES, st.integers(0, 17), st.sampled_from("IOSVZ"))
def test_the_one_character_that_cannot_be_is_named_with_the_right_one(
    code: str, place: int, other: str
) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    error = refuse(FIELD, wrong)
    assert error.params["place"] == place + 1
    assert error.params["right"] == code[place]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("440301103097413", "old kind"),
        ("9144030070846113", "has 16 characters"),
        ("91440300708461136X", "does not check"),
        ("91OO0300708461136T", "places 3 to 8"),
        ("none yet", "characters"),
    ],
)
def test_what_is_wrong_is_said(value: str, says: str) -> None:
    assert read_value(FIELD, value) == (value, False)
    assert says in str(refuse(FIELD, value))


def test_a_form_refuses_and_an_import_keeps_and_flags(boss: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        boss.customers.add({"name": "甲", "credit_code": "440301103097413"})
    assert caught.value.field == "credit_code"
    file = tmp_path / "in.csv"
    file.write_text("name,credit_code\n甲,440301103097413\n乙,９１44 0300 7084 6113 6t\n", "utf-8")
    boss.transfer.run_import(file)
    assert boss.customers.by_id(1).values["credit_code"] == "440301103097413"
    assert boss.customers.by_id(1).flags == ("credit_code",)
    assert boss.customers.by_id(2).values["credit_code"] == RIGHT
    assert boss.search.count("flag:credit_code") == 1
    assert boss.search.count(f"credit_code:{RIGHT.lower()}") == 1


def test_a_custom_field_can_be_a_credit_code(boss: Session) -> None:
    boss.fields.define("parent", "credit", "母公司代码")
    with pytest.raises(InvalidValue, match="母公司代码"):
        boss.customers.add({"name": "甲", "parent": "x"})
    added = boss.customers.add({"name": "甲", "parent": RIGHT.lower()})
    assert added.values["parent"] == RIGHT
