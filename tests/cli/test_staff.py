"""`kehao staff`: accounts answered without secrets, one-time passwords shown once."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.conftest import ADMIN, Kehao, call

ONE_TIME = re.compile(r"[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3}")


def test_an_account_is_added_with_a_one_time_password_beside_the_json(
    kehao_as: Kehao, folder: Path
) -> None:
    added = kehao_as("staff", "add", "吴越", "--role", "clerk", "--role", "viewer", "--json")
    assert added.object["roles"] == ["clerk", "viewer"]
    assert added.object["must_change"] is True
    assert not ONE_TIME.search(added.out)
    (given,) = ONE_TIME.findall(added.err)
    where = ["--store", str(folder), "--user", "吴越", "--password-file", "-"]
    must_change = call("count", *where, stdin=given)
    assert (must_change.code, must_change.out) == (3, "")


def test_people_get_the_one_time_password_with_the_answer(kehao_as: Kehao) -> None:
    added = kehao_as("staff", "add", "吴越", "--role", "clerk")
    assert len(ONE_TIME.findall(added.out)) == 1
    assert added.err == ""


def test_a_first_password_from_a_file_signs_in_at_once(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    first.touch(mode=0o600)
    first.write_text("another good password\n", "utf-8")
    added = kehao_as(
        "staff", "add", "吴越", "--role", "clerk", "--initial-password-file", str(first), "--json"
    )
    assert (added.object["must_change"], added.err) == (False, "")
    where = ["--store", str(folder), "--user", "吴越", "--password-file", str(first)]
    assert call("count", "--json", *where).object == {"count": 3}


def test_roles_are_given_and_the_last_administrator_stays(kehao_as: Kehao) -> None:
    assert kehao_as("staff", "role", "李娜", "manager", "--json").object["roles"] == ["manager"]
    assert kehao_as("staff", "role", "赵磊", "viewer").code == 0
    both = kehao_as("staff", "role", "李娜", "--role", "clerk", "--role", "viewer", "--json")
    assert both.object["roles"] == ["clerk", "viewer"]
    assert kehao_as("staff", "role", "李娜").code == 2
    assert kehao_as("staff", "role", ADMIN, "manager").code == 4
    assert kehao_as("staff", "role", "李娜", "wizard").code == 4


def test_a_disabled_account_is_out_until_enabled(kehao_as: Kehao) -> None:
    disabled = kehao_as("staff", "disable", "李娜", "--reason", "离职", "--json")
    assert disabled.object["disabled"] is True
    assert kehao_as("count", user="李娜").code == 3
    assert kehao_as("staff", "enable", "李娜", "--json").object["disabled"] is False
    assert kehao_as("count", user="李娜").code == 0


def test_reset_ends_the_old_password_and_unlock_the_waiting(kehao_as: Kehao) -> None:
    reset = kehao_as("staff", "reset", "李娜", "--json")
    assert reset.object["must_change"] is True
    assert kehao_as("count", user="李娜").code == 3
    assert kehao_as("staff", "unlock", "李娜", "--json").object["locked_seconds"] == 0


def test_accounts_are_listed_for_those_who_may_see_them(kehao_as: Kehao) -> None:
    listed = kehao_as("staff", "list", "--json", user="孙浩").objects
    assert {account["name"] for account in listed} == {ADMIN, "李娜", "周婷", "孙浩", "赵磊"}
    assert all("password" not in key for account in listed for key in account)
    assert kehao_as("staff", "list", user="李娜").code == 3
    assert kehao_as("staff", "add", "吴越", "--role", "clerk", user="李娜").code == 3
    assert kehao_as("staff", "disable", "nobody").code == 4


def test_who_is_removed_is_gone_and_the_name_stays_taken(kehao_as: Kehao) -> None:
    assert kehao_as("customers", "add", "--set", "name=何之", user="李娜").code == 0
    removed = kehao_as("staff", "remove", "李娜", "--reason", "离职", "--json")
    assert (removed.object["removed"], removed.object["roles"]) == (True, [])
    assert "keys rotate" in removed.err
    assert kehao_as("count", user="李娜").code == 3
    listed = kehao_as("staff", "list", "--json").objects
    assert "李娜" not in {account["name"] for account in listed}
    again = kehao_as("staff", "add", "李娜", "--role", "clerk")
    assert (again.code, "was the name" in again.err) == (4, True)
    assert kehao_as("staff", "remove", "李娜").code == 4
    (line,) = kehao_as("log", "list", "action:customer.add", "actor:李娜", "--json").objects
    assert line["actor"] == "李娜"


def test_removing_puts_the_store_under_a_new_key_when_asked(kehao_as: Kehao, folder: Path) -> None:
    before = (folder / "kehao.db").read_bytes()[4096:]
    removed = kehao_as("staff", "remove", "李娜", "--rotate")
    assert (removed.code, "keys rotate" in removed.err) == (0, False)
    assert kehao_as("log", "list", "action:key.rotate", "--json").object["actor"] == ADMIN
    pages = zip(before[::4096], (folder / "kehao.db").read_bytes()[4096::4096], strict=False)
    assert any(old != new for old, new in pages)
    assert kehao_as("count", user="孙浩").code == 0
    assert kehao_as("staff", "remove", "孙浩", user="周婷").code == 3
