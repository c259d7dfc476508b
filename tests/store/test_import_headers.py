"""Columns find their fields in both languages, and none is taken for what it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers.definitions import RESERVED, check_field_name
from store.customers.fields import BUILT_IN, Field
from store.errors import InvalidValue, NotFound
from store.transfer.mapping.columns import Columns, match_headers
from store.transfer.mapping.headers import IGNORE, field_name, key
from store.transfer.mapping.words import EXTRA_TARGETS, LIKELY, OWN_NAMES, SURE


def matched(line: str, **mapping: str) -> dict[str, str]:
    columns = match_headers(line.split(","), BUILT_IN, mapping)
    return dict(zip(columns.headers, columns.targets, strict=True))


def test_a_list_from_an_english_sample_database() -> None:
    assert matched(
        "customerID,companyName,contactName,contactTitle,address,city,region,postalCode,country,"
        "phone,fax"
    ) == {
        "customerID": "code",
        "companyName": "name",
        "contactName": "contact",
        "contactTitle": "title",
        "address": "address",
        "city": "city",
        "region": "region",
        "postalCode": "postal_code",
        "country": "country",
        "phone": "phone",
        "fax": "",
    }


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        ("客户编号,客户名称,地区", "code name region"),
        ("编码,名称,省份,注册日期,电话", "code name region registered phone"),
        ("Code,Name,Type,Phone,Notes", "code name type phone notes"),
        ("ID,姓名,手机号（必填）,所在城市,E-Mail", "code name phone city email"),
        ("公司名称*,联系人,职位,邮编,官网:", "name contact title postal_code website"),
        ("KUNNR,Legal Name,ZIP,Tax ID,Remark", "code name postal_code credit_code notes"),
        ("客户，编码,CUSTOMER NAME,客户 等级,负责人", "code name level owner"),
        ("统一社会信用代码,企业名称,合同到期日,生日", "credit_code name contract_end birthday"),
        ("客户名称,简称,曾用名,英文名称,标签", "name short_name former_name foreign_name tags"),
    ],
)
def test_common_headers(line: str, targets: str) -> None:
    assert list(matched(line).values()) == targets.split()


def test_a_field_s_own_name_goes_before_a_word_that_may_mean_it() -> None:
    assert matched("id,code,contact name,姓名,name") == {
        "id": "",
        "code": "code",
        "contact name": "contact",
        "姓名": "",
        "name": "name",
    }


def test_two_columns_for_one_field_and_the_left_one_wins() -> None:
    assert matched("name,手机,固话") == {"name": "name", "手机": "phone", "固话": ""}
    doubled = match_headers(["phone", "phone"], BUILT_IN)
    assert doubled == Columns(("phone", "phone"), ("phone", ""), why=("name", ""))
    assert doubled.unmapped == (1,)


def test_a_person_s_map_overrules_and_adds() -> None:
    assert matched("name,固话,手机", 手机="phone") == {"name": "name", "固话": "", "手机": "phone"}
    assert matched("A,B", A="名称", B="客户编号") == {"A": "name", "B": "code"}
    assert matched("name,phone,x", phone=IGNORE) == {"name": "name", "phone": IGNORE, "x": ""}
    numbered = match_headers(["", "name"], BUILT_IN, {"1": "code"})
    assert numbered.targets == ("code", "name")


def test_a_map_that_fits_nothing_is_told() -> None:
    with pytest.raises(NotFound, match="name, phone"):
        matched("name,phone", telefon="phone")
    with pytest.raises(InvalidValue, match="phone"):
        matched("name,x", x="phne")


def test_custom_fields_are_found_by_name_and_label() -> None:
    fields = {**BUILT_IN, "fax": Field("fax", "text", "传真", custom=True)}
    assert match_headers(["Fax", "name"], fields).targets == ("fax", "name")
    assert match_headers(["传真", "name"], fields).targets == ("fax", "name")


def test_the_columns_of_a_file_of_rejected_rows_are_left_out() -> None:
    assert matched("kehao row,kehao reason,name") == {
        "kehao row": IGNORE,
        "kehao reason": IGNORE,
        "name": "name",
    }


def test_the_tables_of_words_name_known_targets_and_say_nothing_twice() -> None:
    for words in (OWN_NAMES, SURE, LIKELY):
        assert set(words) <= {*BUILT_IN, *EXTRA_TARGETS}
    for words in (OWN_NAMES, SURE):
        seen: dict[str, str] = {}
        for target, texts in words.items():
            for text in texts.split(","):
                assert key(text)
                assert seen.setdefault(key(text), target) == target, text


@given(st.text(max_size=60), st.integers(0, 300))
def test_any_header_gives_a_name_that_a_field_may_have(header: str, column: int) -> None:
    taken = {*BUILT_IN, *RESERVED}
    name = field_name(header, column, taken)
    assert check_field_name(name, dict(BUILT_IN)) == name
    again = field_name(header, column, {*taken, name})
    assert again != name
    assert check_field_name(again, dict(BUILT_IN)) == again


def test_names_of_new_fields_read_like_their_headers() -> None:
    assert field_name("shipRegion", 0, set()) == "ship_region"
    assert field_name("传真 号码", 0, set()) == "传真_号码"
    assert field_name("2025 revenue", 0, set()) == "f_2025_revenue"
    assert field_name(" ", 6, set()) == "column_7"
    assert field_name("Phone", 0, {"phone"}) == "phone_2"


@given(st.lists(st.text(max_size=12), max_size=8))
def test_no_two_columns_go_into_one_field(headers: list[str]) -> None:
    targets = [t for t in match_headers(headers, BUILT_IN).targets if t and t != IGNORE]
    assert len(targets) == len(set(targets))
