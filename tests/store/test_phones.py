"""Telephone numbers are kept in one form, shown as they are dialled, and found by their digits."""

from __future__ import annotations

import doctest
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers import areas, countries, phones
from store.customers.phones import phone_key, read_phone, shown_phone, ways_to_dial
from store.session import Session


@pytest.mark.parametrize(
    ("given", "kept", "shown"),
    [
        ("13800138000", "+8613800138000", "13800138000"),
        ("138 0013-8000", "+8613800138000", "13800138000"),
        ("＋86 １３８—0013—8000", "+8613800138000", "13800138000"),
        ("008613800138000", "+8613800138000", "13800138000"),
        ("8613800138000", "+8613800138000", "13800138000"),
        ("0755-28761234", "+8675528761234", "0755-28761234"),
        ("(0755)28761234转801", "+8675528761234 ext 801", "0755-28761234转801"),
        ("0755-28761234-801", "+8675528761234 ext 801", "0755-28761234转801"),
        ("010-12345678", "+861012345678", "010-12345678"),
        ("400-800-1234", "+864008001234", "4008001234"),
        ("+1 (650) 253-0000", "+16502530000", "+16502530000"),
        ("13800138000/13900139000", "+8613800138000 / +8613900139000", "13800138000 / 13900139000"),
        ("95588", "95588", "95588"),
        ("28761234", "", ""),
        ("12345678901", "", ""),
        ("555-1234", "", ""),
        ("问前台", "", ""),
    ],
)
def test_what_is_typed_what_is_kept_what_is_shown(given: str, kept: str, shown: str) -> None:
    assert read_phone(given) == kept
    assert shown_phone(kept) == shown
    assert not kept or read_phone(kept) == read_phone(shown) == kept


def test_the_country_of_the_house_and_of_the_customer() -> None:
    assert read_phone("030 901820", "DE") == "+4930901820"
    assert shown_phone("+4930901820", "DE") == "030 901820"
    assert shown_phone("+8613800138000", "DE") == "+8613800138000"
    assert read_phone("13800138000", "DE") != "+8613800138000"


@given(st.text("0123456789+-() /转ext.x", max_size=24))
def test_a_kept_number_is_read_as_itself_again(text: str) -> None:
    kept = read_phone(text)
    assert not kept or read_phone(kept) == kept
    assert not kept or read_phone(shown_phone(kept)) == kept


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_the_quick_way_for_mobiles_is_that_of_the_numbering_plan(text: str) -> None:
    assert phones._read_one("+86" + text, "CN") == read_phone(text)


@given(
    st.from_regex(
        r"\(?0(10|2[0-9]|[3-9][0-9]{2})\)?[- ]?[0-9]{7,8}( ?(转|ext) ?[0-9]{1,6})?", fullmatch=True
    )
)
def test_the_quick_way_for_landlines_too(text: str) -> None:
    assert phones._read(text, "CN") == read_phone(text)


@pytest.mark.parametrize(
    "written", ["0755-28761234", "+86 755 28761234", "+8675528761234", "008675528761234"]
)
def test_one_number_has_one_key_however_it_is_written(written: str) -> None:
    assert phone_key(written) == "075528761234"
    assert "075528761234" in ways_to_dial(written)


def test_a_number_is_found_from_either_end_with_and_without_its_prefixes(boss: Session) -> None:
    boss.customers.add({"name": "甲", "phone": "0755-28761234转801"})
    boss.customers.add({"name": "乙", "phone": "13800138000"})
    boss.customers.add({"name": "丙", "phone": "+49 30 901820"})
    for query, name in (
        ("0755287", "甲"),
        ("75528761234", "甲"),
        ("1234", "甲"),
        ("+86 755 28761234", "甲"),
        ("8000", "乙"),
        ("8613800138000", "乙"),
        ("phone:13800138000", "乙"),
        ("030901820", "丙"),
        ("4930901820", "丙"),
        ("1820", "丙"),
    ):
        found = boss.search.page(query, columns=("name",)).rows
        assert found == [(name,)], query


def test_a_person_may_keep_a_local_number_and_it_is_flagged(boss: Session) -> None:
    customer = boss.customers.add({"name": "甲", "phone": "2876 1234"})
    assert (customer.values["phone"], customer.flags) == ("2876 1234", ("phone",))
    edited = boss.customers.edit(customer.id, {"phone": "0755-28761234"}, version=1)
    assert (edited.values["phone"], edited.flags) == ("+8675528761234", ())
    again = boss.customers.edit(customer.id, {"phone": "28761234"}, version=2)
    assert again.flags == ("phone",)
    boss.many.set([customer.id], {"phone": "87654321"})
    assert boss.customers.by_id(customer.id).flags == ("phone",)


def test_the_customer_s_country_is_meant_where_a_number_has_none(boss: Session) -> None:
    customer = boss.customers.add({"name": "Alfreds", "country": "德国", "phone": "030-901820"})
    assert customer.values["phone"] == "+4930901820"
    boss.transfer.run_import("name,country,phone\nBólido,Spain,(91) 555 22 82\n".encode())
    (found,) = boss.search.page("Bólido", columns=("phone",)).rows
    assert found == ("+34915552282",)


def test_no_second_customer_with_a_number_however_it_is_written(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    boss.customers.add({"name": "甲", "phone": "0755-28761234"})
    result = boss.transfer.run_import(
        b"name,phone,city\nx,+86 755 2876 1234,\xe6\xb7\xb1\xe5\x9c\xb3\n",
        match="phone",
        on_match="update",
    )
    assert (result.added, result.updated) == (0, 1)


def test_the_examples_run() -> None:
    for module in (phones, areas, countries):
        assert doctest.testmod(module).failed == 0
