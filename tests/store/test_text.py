"""Text is made harmless on its way in, and compared alike however it is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers.fields import BUILT_IN
from store.customers.values import read_value
from store.text import FORBIDDEN, clean, fold


@given(st.text())
def test_what_is_clean_has_nothing_hidden_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    assert not FORBIDDEN.search(cleaned)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in cleaned)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text())
def test_lines_stay_lines_and_are_clean_each(text: str) -> None:
    cleaned = clean(text, lines=True)
    assert clean(cleaned, lines=True) == cleaned
    assert not FORBIDDEN.search(cleaned.replace("\n", ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王\u200b伟", "王伟"),
        ("\x1b]52;c;eA==\x07名", "]52;c;eA==名"),
        ("a\u202ecod\u2069", "acod"),
        ("全角\u3000空格", "全角 空格"),
        ("two\nlines\tand tabs", "two lines and tabs"),
        ("\x9b31m红", "31m红"),
    ],
)
def test_hostile_text(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_folding_unites_width_and_case() -> None:
    assert fold("ＶＩＰ客户Straße") == fold("vip客户STRASSE")


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("birthday", "２０２６／１２／３１", "2026-12-31"),
        ("birthday", "2026。2。3", "2026-02-03"),
        ("phone", "＋86 １３８—0013—8000", "+8613800138000"),
        ("email", "zhang＠example。com", "zhang@example.com"),
    ],
)
def test_full_width_typing_is_read_as_what_is_meant(field: str, typed: str, kept: str) -> None:
    assert read_value(BUILT_IN[field], typed) == (kept, True)


def test_what_a_field_cannot_read_stays_as_it_was_typed() -> None:
    assert read_value(BUILT_IN["email"], "ａ＠b") == ("ａ＠b", False)
