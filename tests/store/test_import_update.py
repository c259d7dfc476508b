"""Rows that match customers change what they say and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.errors import InvalidValue
from store.session import Session
from store.transfer.imports.importing import ImportResult

SignIn = Callable[[str], Session]


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    session = sign_in("manager")
    text = (
        "code,name,phone,city,notes\n"
        "A1,深圳华为,13800138000,深圳,vip\n"
        "A2,大疆,13900139000,深圳,\n"
        "A3,腾讯,13900139000,深圳,\n"
    )
    session.transfer.run_import(text.encode())
    return session


def update(session: Session, text: str, **options: object) -> ImportResult:
    result: ImportResult = session.transfer.run_import(
        text.encode(),
        on_match="update",
        **options,  # type: ignore[arg-type]
    )
    assert result.read == result.added + result.updated + result.skipped + result.rejected
    return result


def test_filled_cells_change_and_empty_ones_leave(manager: Session) -> None:
    result = update(manager, "code,name,city,notes\na1,深圳华为,东莞,\nA9,新客户,广州,\n")
    assert (result.updated, result.added, result.skipped) == (1, 1, 0)
    changed = manager.customers.get("A1")
    assert (changed.values["city"], changed.values["notes"]) == ("东莞", "vip")
    assert changed.code == "A1"
    assert manager.customers.get("A9").values["city"] == "广州"


def test_a_row_that_says_nothing_new_is_skipped(manager: Session) -> None:
    version = manager.customers.get("A1").version
    result = update(manager, "code,name,city\nA1,深圳华为,深圳\n")
    assert (result.updated, result.skipped) == (0, 1)
    assert manager.customers.get("A1").version == version


def test_a_file_without_names_may_update_but_not_add(manager: Session) -> None:
    result = update(manager, "code,city\nA1,东莞\nA7,广州\n")
    assert (result.updated, result.rejected) == (1, 1)


def test_the_old_name_stays_as_a_former_one_and_tags_and_names_are_added(manager: Session) -> None:
    manager.customers.add_tag(manager.customers.get("A1").id, "老客户")
    update(manager, "code,name,标签,简称\nA1,华为技术,重点,华为\n")
    changed = manager.customers.get("A1")
    assert changed.values["name"] == "华为技术"
    assert set(changed.names) == {("former", "深圳华为"), ("short", "华为")}
    assert set(changed.tags) == {"老客户", "重点"}


def test_what_cannot_be_read_is_kept_and_flagged_until_it_can(manager: Session) -> None:
    update(manager, "code,phone,registered\nA1,问前台,03/04/2026\n")
    strange = manager.customers.get("A1")
    assert strange.values["phone"] == "问前台"
    assert set(strange.flags) == {"phone", "registered"}
    update(manager, "code,phone,registered\nA1,0755-1234567,2026-04-03\n")
    assert manager.customers.get("A1").flags == ()


def test_a_masked_value_is_no_value(manager: Session) -> None:
    result = update(manager, "code,phone,city\nA1,***,东莞\n")
    assert result.updated == 1
    assert manager.customers.get("A1").values["phone"] == "+8613800138000"


def test_by_an_earlier_code(manager: Session) -> None:
    customer = manager.customers.get("A1")
    with manager.writing("code.change") as change:
        change.conn.execute("UPDATE code SET state = 'alias' WHERE text = 'A1'")
        change.conn.execute(
            "INSERT INTO code (text, skeleton, customer, state) VALUES ('B1', 'b1', ?, 'live')",
            (customer.id,),
        )
        change.conn.execute("UPDATE customer SET code = 'B1' WHERE id = ?", (customer.id,))
    result = update(manager, "code,city\nA1,东莞\n")
    assert result.updated == 1
    assert manager.customers.get("B1").values["city"] == "东莞"


def test_by_a_phone_however_it_is_written(manager: Session) -> None:
    result = update(manager, "电话,城市\n+86 138-0013-8000,东莞\n", match="phone")
    assert result.updated == 1
    assert manager.customers.get("A1").values["city"] == "东莞"


def test_two_customers_with_the_value_are_not_guessed_between(manager: Session) -> None:
    result = update(manager, "name,phone,city\nx,13900139000,东莞\n", match="电话")
    assert (result.updated, result.rejected) == (0, 1)
    assert isinstance(result.reasons[0][1], InvalidValue)
    skipped = manager.transfer.run_import(b"name,phone\ny,13900139000\n", match="phone")
    assert (skipped.added, skipped.skipped) == (0, 1)


def test_by_a_custom_field(manager: Session) -> None:
    manager.transfer.run_import("code,name,会员卡\nB1,王五,K-77\n".encode())
    result = update(manager, "会员卡,city\nk-77,上海\n", match="会员卡")
    assert result.updated == 1
    assert manager.customers.get("B1").values["city"] == "上海"
    assert manager.customers.get("B1").values["会员卡"] == "K-77"


def test_a_row_matches_a_customer_that_the_same_file_brought_in(manager: Session) -> None:
    text = "name,phone,city\n新,15000000000,上海\n新,15000000000,北京\n"
    result = update(manager, text, match="phone")
    assert (result.added, result.updated) == (1, 1)
    dry = update(manager, text.replace("150", "151"), match="phone", dry_run=True)
    assert dry.added == 1


def test_another_customer_under_the_same_code_is_not_written_over_the_first(
    manager: Session,
) -> None:
    result = update(manager, "code,city\nA1,东莞\nA1,广州\nA1,东莞\n")
    assert (result.updated, result.skipped, result.rejected) == (1, 1, 1)
    assert manager.customers.get("A1").values["city"] == "东莞"


def test_the_same_update_again_changes_nothing_and_undoes_later_edits(manager: Session) -> None:
    text = "code,name,city\nA1,深圳华为,东莞\n,无码,广州\n"
    assert update(manager, text).updated == 1
    assert update(manager, text).skipped == 2
    current = manager.customers.get("A1")
    manager.customers.edit(current.id, {"city": "惠州"}, version=current.version)
    again = update(manager, text)
    assert (again.updated, again.skipped, again.added) == (1, 1, 0)
    assert manager.customers.get("A1").values["city"] == "东莞"


def test_a_dry_run_of_updates_changes_nothing(manager: Session) -> None:
    result = update(manager, "code,city\nA1,东莞\n", dry_run=True)
    assert result.updated == 1
    assert manager.customers.get("A1").values["city"] == "深圳"


def test_updates_are_logged_with_before_and_after_in_one_group(manager: Session) -> None:
    result = update(manager, "code,city\nA1,东莞\nA2,东莞\n")
    lines = manager.log.list(f"group:{result.group} action:customer.edit")
    assert len(lines) == 2
    assert {line.object for line in lines} == {"A1", "A2"}
    assert all(line.before == {"city": "深圳"} for line in lines)
    assert all(line.after == {"city": "东莞"} for line in lines)
    assert manager.log.verify().ok
