"""`kehao customers`: what scripts get, and with which exit code each refusal ends."""

from __future__ import annotations

import pytest

from store.customers.fields import BUILT_IN
from tests.cli.conftest import Kehao

AFTER_FIELDS = ["names", "tags", "aliases", "flags", "archived", "created", "changed", "version"]


def test_a_customer_is_added_with_its_code_and_shown_with_every_field(kehao_as: Kehao) -> None:
    added = kehao_as(
        "customers",
        "add",
        "--set",
        "name=上海星桥物流有限公司",
        "--set",
        "notes=a=b",
        "--tag",
        "重点",
        "--json",
    )
    assert (added.code, added.err) == (0, "")
    customer = added.object
    assert list(customer) == ["code", *BUILT_IN, *AFTER_FIELDS]
    assert customer["code"] == "CUST000004"
    assert (customer["notes"], customer["tags"], customer["version"]) == ("a=b", ["重点"], 1)
    assert kehao_as("customers", "show", "cust000004", "--json").object == customer


def test_fields_are_changed_cleared_and_the_reason_is_in_the_log(kehao_as: Kehao) -> None:
    changed = kehao_as(
        "customers", "set", "CUST000001", "city=深圳", "phone=", "--reason", "搬家", "--json"
    ).object
    assert (changed["city"], changed["phone"], changed["version"]) == ("深圳", "", 2)
    (line,) = kehao_as("log", "list", "action:customer.edit", "--json").objects
    assert (line["object"], line["reason"]) == ("CUST000001", "搬家")
    assert line["after"] == {"city": "深圳", "phone": ""}


def test_archived_customers_leave_the_list_and_come_back(kehao_as: Kehao) -> None:
    assert kehao_as("customers", "archive", "CUST000002", "--json").object["archived"] is True
    assert kehao_as("count", "--json").object == {"count": 2}
    assert kehao_as("customers", "restore", "CUST000002", "--json").object["archived"] is False
    assert kehao_as("count", "--json").object == {"count": 3}


def test_deleting_needs_a_reason_and_ends_the_code(kehao_as: Kehao) -> None:
    refused = kehao_as("customers", "delete", "CUST000003")
    assert (refused.code, refused.out) == (2, "")
    assert kehao_as("customers", "show", "CUST000003").code == 0
    gone = kehao_as("customers", "delete", "CUST000003", "--reason", "本人要求", "--json")
    assert gone.object["code"] == "CUST000003"
    assert kehao_as("customers", "show", "CUST000003").code == 4
    again = kehao_as("customers", "add", "--set", "name=何之", "--set", "code=CUST000003")
    assert again.code == 4
    next_one = kehao_as("customers", "add", "--set", "name=何之", "--json")
    assert next_one.object["code"] == "CUST000004"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show", "NOPE1"], 4),
        (["add", "--set", "region=广东"], 4),
        (["add", "--set", "name=甲", "--set", "nothing=1"], 4),
        (["set", "CUST000001", "registered=yesterday-ish"], 4),
        (["set", "CUST000001", "name"], 2),
        (["set", "CUST000001", "name=甲", "name=乙"], 2),
        (["set", "CUST000001", "code=NEW1"], 2),
        (["set", "CUST000001"], 2),
        (["add"], 2),
        (["show"], 2),
        (["show", "CUST000001", "CUST000002"], 2),
        (["vanish", "CUST000001"], 2),
    ],
)
def test_refusals_are_one_line_with_their_exit_code(
    kehao_as: Kehao, arguments: list[str], code: int
) -> None:
    answer = kehao_as("customers", *arguments, "--json")
    assert (answer.code, answer.out) == (code, "")
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("user", "arguments"),
    [
        ("周婷", ["add", "--set", "name=甲"]),
        ("周婷", ["set", "CUST000001", "city=甲"]),
        ("李娜", ["archive", "CUST000001"]),
        ("李娜", ["delete", "CUST000001", "--reason", "x"]),
        ("李娜", ["add", "--set", "name=甲", "--set", "code=HAND1"]),
        ("赵磊", ["show", "CUST000001"]),
    ],
)
def test_what_a_role_does_not_permit_ends_with_3(
    kehao_as: Kehao, user: str, arguments: list[str]
) -> None:
    answer = kehao_as("customers", *arguments, user=user)
    assert (answer.code, answer.out) == (3, "")


def test_personal_fields_are_masked_for_those_who_may_not_see_them(kehao_as: Kehao) -> None:
    seen = kehao_as("customers", "show", "CUST000001", "--json", user="周婷").object
    assert seen["phone"] == "***"
    assert "55500001" not in kehao_as("customers", "show", "CUST000001", user="李娜").out


def test_people_get_aligned_text_without_what_is_empty(kehao_as: Kehao) -> None:
    lines = kehao_as("customers", "show", "CUST000001").out.splitlines()
    assert "Name        深圳晴川贸易有限公司" in lines
    assert not any(line.startswith("E-mail") for line in lines)
    chinese = kehao_as("customers", "show", "CUST000001", "--lang", "zh").out
    assert "客户编码  CUST000001" in chinese.splitlines()
