"""The exports of well-known systems come in with every column where it belongs.

The files in `exports/` have the columns those systems write, and made-up people.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.session import Session
from store.transfer.mapping.columns import recognised
from store.transfer.mapping.presets import PRESETS

SignIn = Callable[[str], Session]
EXPORTS = Path(__file__).parent / "exports"


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    return sign_in("manager")


def bring(session: Session, name: str) -> list[dict[str, str]]:
    """Import one of the files and give the customers back, empty values left out."""
    result = session.transfer.run_import(EXPORTS / name)
    assert (result.rejected, result.skipped) == (0, 0)
    with session.reading() as conn:
        codes = [code for (code,) in conn.execute("SELECT code FROM customer ORDER BY id")]
    found = []
    for code in codes:
        customer = session.customers.get(code)
        values = {name: value for name, value in customer.values.items() if value}
        found.append({**values, "code": code, "tags": ";".join(customer.tags)})
    return found


def some(customer: dict[str, str], *names: str) -> tuple[str, ...]:
    return tuple(customer.get(name, "") for name in names)


@pytest.mark.parametrize(
    ("file", "preset"),
    [
        ("zoho.csv", "zoho"),
        ("zoho_contacts.csv", "zoho"),
        ("salesforce.csv", "salesforce"),
        ("salesforce_report.csv", "salesforce"),
        ("hubspot.csv", "hubspot"),
        ("hubspot_companies.csv", "hubspot"),
        ("fxiaoke.csv", "fxiaoke"),
        ("google_contacts.csv", "google-contacts"),
        ("google_sheets_form.csv", "google-sheets"),
        ("excel.csv", "excel"),
    ],
)
def test_each_export_is_known_by_its_headers(file: str, preset: str) -> None:
    header = (EXPORTS / file).read_text("utf-8-sig").splitlines()[0]
    found = recognised(header.replace('"', "").split(","))
    assert found is not None
    assert found.name == preset


def test_a_plain_list_is_nobody_s_export() -> None:
    assert recognised(["客户编号", "客户名称", "地区"]) is None
    assert recognised(["First Name", "Last Name", "Phone"]) is None
    assert recognised([]) is None


def test_every_target_of_a_preset_is_one(manager: Session) -> None:
    from store.transfer.mapping.words import EXTRA_TARGETS

    known = {*manager.field_map(), *EXTRA_TARGETS, "+", "?"}
    for preset in PRESETS.values():
        assert set(preset.columns.values()) <= known
        assert {made.target for made in preset.made} <= known


def test_zoho_accounts(manager: Session) -> None:
    first, second = bring(manager, "zoho.csv")
    assert some(first, "name", "phone", "website", "city", "postal_code", "level") == (
        "Birkenau Maschinen GmbH",
        "+496201555010",
        "www.birkenau.example",
        "Birkenau",
        "69488",
        "A",
    )
    assert some(first, "owner", "notes", "tags", "registered") == (
        "Lena Vogt",
        "Met at the fair, likes tea",
        "fair;key",
        "2024-03-05",
    )
    assert first["record_id"] == "zcrm_4872000000001"
    assert some(second, "region", "city", "address") == ("江苏", "苏州", "湖西路8号")


def test_zoho_contacts_are_named_by_their_account_or_themselves(manager: Session) -> None:
    first, second = bring(manager, "zoho_contacts.csv")
    assert some(first, "name", "contact", "phone", "title") == (
        "Birkenau Maschinen GmbH",
        "Anton Gerlach",
        "+491705550100",
        "Buyer",
    )
    assert "mobile" not in first  # it is the phone: nothing else was there
    assert some(second, "name", "contact", "phone", "mobile") == (
        "沈文静",
        "沈文静",
        "+8651255500123",
        "13800000001",
    )


def test_salesforce_objects_keep_their_account_number_as_the_code(manager: Session) -> None:
    first, second = bring(manager, "salesforce.csv")
    assert some(first, "code", "name", "city", "region", "postal_code") == (
        "CF-1001",
        "Cedar & Finch Ltd",
        "Leeds",
        "West Yorkshire",
        "LS1 4AP",
    )
    assert first["address"].startswith("12 Mill Lane")
    assert first["id_2"] == "0015g00000AbCdEAAV"
    assert some(second, "code", "level", "source", "registered") == (
        "CF-1002",
        "Warm",
        "Phone",
        "2023-11-03",
    )


def test_salesforce_reports(manager: Session) -> None:
    (one,) = bring(manager, "salesforce_report.csv")
    assert some(one, "name", "contact", "phone", "owner", "account_id") == (
        "Cedar & Finch Ltd",
        "Maya Okafor",
        "+447700900001",
        "Ruth Adler",
        "0015g00000AbCdE",
    )
    assert one["code"] != "0015g00000AbCdE"


def test_hubspot_contacts(manager: Session) -> None:
    first, second = bring(manager, "hubspot.csv")
    assert some(first, "name", "contact", "phone", "title", "owner", "record_id") == (
        "Fjordline AS",
        "Nora Quist",
        "+4740000001",
        "CFO",
        "Per Dahl",
        "501",
    )
    assert some(second, "name", "contact", "phone", "email") == (
        "Ivo Marek",
        "Ivo Marek",
        "+420601000002",
        "ivo@example.org",
    )


def test_hubspot_companies(manager: Session) -> None:
    (one,) = bring(manager, "hubspot_companies.csv")
    assert some(one, "name", "website", "address", "owner", "city") == (
        "Fjordline AS",
        "fjordline.example",
        "Strandgata 3, 2nd floor",
        "Per Dahl",
        "Bergen",
    )


def test_fxiaoke(manager: Session) -> None:
    first, second = bring(manager, "fxiaoke.csv")
    assert some(first, "code", "name", "level", "source", "industry", "status") == (
        "KH20240001",
        "宁波听涛电子有限公司",
        "A",
        "展会",
        "制造",
        "已成交",
    )
    assert some(first, "city", "address", "owner", "负责人主属部门") == (
        "宁波",
        "鄞州区听涛路18号",
        "周明",
        "销售一部",
    )
    assert some(second, "phone", "registered") == ("+8613900000002", "2024-02-06")


def test_google_contacts_are_firms_people_or_a_bare_address(manager: Session) -> None:
    first, second, third = bring(manager, "google_contacts.csv")
    assert some(first, "name", "contact", "phone", "email", "address", "birthday") == (
        "Skogsbergs AB",
        "Tomas J. Lindqvist",
        "+46700000001",
        "tomas@skogsbergs.example",
        "Storgatan 1, Plan 3",
        "1980-04-12",
    )
    assert first["phone_2_value"] == "+46 8 000 001"
    assert some(second, "name", "contact", "phone", "email") == (
        "顾小满",
        "顾小满",
        "+8613700000003",
        "guxiaoman@example.cn",
    )
    assert some(third, "name", "email") == ("letters@example.org", "letters@example.org")


def test_answers_of_a_form_in_google_sheets(manager: Session) -> None:
    (one,) = bring(manager, "google_sheets_form.csv")
    assert some(one, "name", "contact", "phone", "email", "registered") == (
        "成都云岭茶业有限公司",
        "何清",
        "+8613600000004",
        "heqing@example.cn",
        "2024-06-01",
    )


def test_a_table_that_excel_had_to_name_the_columns_of(manager: Session) -> None:
    first, *_ = bring(manager, "excel.csv")
    assert some(first, "name", "phone", "email", "region") == (
        "昆明春城花卉有限公司",
        "+8613500000005",
        "chuncheng@example.cn",
        "云南",
    )


def test_an_export_that_comes_again_fills_the_fields_it_made(manager: Session) -> None:
    bring(manager, "hubspot.csv")
    made = set(manager.field_map())
    plan = manager.transfer.plan(EXPORTS / "hubspot.csv")
    assert plan.new_fields == {}
    assert set(manager.field_map()) == made
    assert plan.targets[plan.headers.index("Record ID")] == "record_id"


def test_a_record_s_own_id_can_be_kept_as_an_alias(manager: Session) -> None:
    manager.transfer.run_import(EXPORTS / "zoho.csv", mapping={"Record Id": "aliases"})
    found = manager.customers.get("zcrm_4872000000001")
    assert found.values["name"] == "Birkenau Maschinen GmbH"
    assert found.aliases == ("zcrm_4872000000001",)


def test_labels_of_google_contacts_are_tags_and_its_own_are_none(manager: Session) -> None:
    manager.transfer.run_import(
        b"First Name,Last Name,E-mail 1 - Value,Labels\n"
        b"Jane,Doe,jane@acme.example,* myContacts ::: Key account ::: Fair\n"
    )
    (row,) = manager.search.rows(manager.search.ids("email:jane@acme.example"), ["tags"]).rows
    assert row == ("Fair, Key account",)
