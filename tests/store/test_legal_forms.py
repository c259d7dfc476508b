"""Names of companies are parted into their own part, legal form and branch, in any spelling."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers import legal_forms
from store.customers.legal_forms import FORMS, part_name


@pytest.mark.parametrize(
    ("name", "core", "form"),
    [
        ("深圳市华为技术有限责任公司", "深圳市华为技术", "有限公司"),
        ("中国石油化工股份有限公司", "中国石油化工", "股份有限公司"),
        ("中国邮政集团有限公司", "中国邮政集团", "有限公司"),
        ("華碩電腦有限責任公司", "華碩電腦", "有限公司"),
        ("华为技术有限公司（深圳）", "华为技术(深圳)", "有限公司"),
        ("杭州天目创业投资合伙企业（有限合伙）", "杭州天目创业投资", "有限合伙"),
        ("北京张三小吃店（个体工商户）", "北京张三小吃店", "个体工商户"),
        ("株式会社トヨタ", "トヨタ", "株式会社"),
        ("Acme Trading Co., Ltd.", "Acme Trading", "Ltd"),
        ("Acme Trading CO.,LTD", "Acme Trading", "Ltd"),
        ("Acme Trading Company Limited", "Acme Trading", "Ltd"),
        ("ＡＣＭＥ　Ｌｔｄ．", "ACME", "Ltd"),
        ("Müller GmbH & Co. KG", "Müller", "GmbH & Co KG"),
        ("Foo S.p.A.", "Foo", "SpA"),
        ("Foo S. A.", "Foo", "SA"),
        ("Eesti OÜ", "Eesti", "OÜ"),
        ("ООО «Ромашка»", "Ромашка", "ООО"),
        ("Apple Inc", "Apple", "Inc"),
        ("王伟", "王伟", ""),
        ("John Smith", "John Smith", ""),
        ("有限公司", "有限公司", ""),
        ("Co", "Co", ""),
        ("", "", ""),
    ],
)
def test_a_name_is_parted(name: str, core: str, form: str) -> None:
    parted = part_name(name)
    assert (parted.core, parted.form) == (core, form)


def test_two_branches_of_a_company_stay_two() -> None:
    one, two = (part_name(f"某某股份有限公司{place}分公司") for place in ("北京", "上海"))
    assert one.core == two.core == "某某"
    assert (one.branch, two.branch) == ("北京分公司", "上海分公司")


def test_short_and_long_for_the_same_kind_are_one_form() -> None:
    assert part_name("甲有限公司") == part_name("甲有限责任公司")
    assert part_name("Acme Co Ltd") == part_name("ACME LIMITED".replace("ACME", "Acme"))


@given(st.sampled_from(FORMS), st.sampled_from(["天目", "Falcon"]))
def test_every_spelling_in_the_data_is_read_as_its_form(form: legal_forms.Form, own: str) -> None:
    for spelling in (form.name, *form.spellings):
        gap = "" if spelling in legal_forms._HAN else " "
        parted = part_name(f"{own}{gap}{spelling}")
        assert (parted.core, parted.form) == (own, form.name)


@given(st.text(max_size=40))
def test_any_text_keeps_a_core(text: str) -> None:
    parted = part_name(text)
    assert bool(parted.core) == bool(text.strip()) or not parted.form


def test_the_examples_run() -> None:
    assert doctest.testmod(legal_forms).failed == 0
