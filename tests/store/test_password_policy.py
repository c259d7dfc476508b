"""Places that must rotate passwords or demand classes can; the rest are left in peace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.errors import InvalidValue, KehaoError, NotFound, NotPermitted
from store.keys.credentials import check_classes
from store.safety import SETTINGS
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

NEW = "a rather different one"
Enter = Callable[[str], Session]


@pytest.mark.parametrize(
    ("password", "kinds"),
    [("lower only", 2), ("loweronly", 1), ("Ab1-", 4), ("十二个汉字", 1), ("Ab１二", 4)],
)
def test_kinds_of_characters_are_counted(password: str, kinds: int) -> None:
    check_classes(password, kinds)
    with pytest.raises(InvalidValue, match=f"has {kinds}"):
        check_classes(password, kinds + 1)


def test_as_shipped_nothing_is_demanded(sign_in: Enter) -> None:
    assert sign_in("admin").safety.all() == {
        name: setting.shipped for name, setting in SETTINGS.items()
    }


def test_classes_are_demanded_of_new_passwords(house: Store, sign_in: Enter) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    boss.safety.set("password.classes", "3")
    with pytest.raises(InvalidValue, match="3 kinds"):
        boss.staff.add("new", ["clerk"], NEW)
    with pytest.raises(InvalidValue, match="3 kinds"):
        clerk.change_password(PASSWORD, NEW)
    clerk.change_password(PASSWORD, NEW.title() + " 7")
    house.sign_in("clerk", NEW.title() + " 7").close()
    assert boss.staff.add("new", ["clerk"]).one_time_password


def test_an_old_password_must_be_changed_at_the_next_sign_in(house: Store, sign_in: Enter) -> None:
    boss = sign_in("boss")
    boss.safety.set("password.max_days", "90")
    with boss.writing("staff.edit") as change:
        change.conn.execute("UPDATE staff SET password_at = '2020-01-01T00:00:00.000Z'")
    clerk = house.sign_in("clerk", PASSWORD)
    assert clerk.must_change_password
    assert clerk.password_expired
    with pytest.raises(NotPermitted, match="too old"):
        clerk.customers.add({"name": "x"})
    clerk.change_password(PASSWORD, NEW)
    clerk.customers.add({"name": "x"})
    clerk.close()
    again = house.sign_in("clerk", NEW)
    assert not again.must_change_password
    again.close()
    program = house.sign_in("service", PASSWORD)
    assert not program.must_change_password
    program.close()


def test_a_store_from_before_counts_from_when_the_account_was_made(
    house: Store, sign_in: Enter
) -> None:
    boss = sign_in("boss")
    boss.safety.set("password.max_days", "1")
    with boss.writing("staff.edit") as change:
        change.conn.execute("UPDATE staff SET password_at = ''")
    house.sign_in("clerk", PASSWORD).close()
    with boss.writing("staff.edit") as change:
        change.conn.execute("UPDATE staff SET created = '2020-01-01T00:00:00.000Z'")
    clerk = house.sign_in("clerk", PASSWORD)
    assert clerk.password_expired
    clerk.close()


def test_what_is_set_is_checked_and_logged(sign_in: Enter) -> None:
    admin = sign_in("admin")
    for name, text in (
        ("password.max_days", "-1"),
        ("password.max_days", "ninety"),
        ("password.classes", "5"),
        ("session.max_hours", "0"),
        ("session.max_hours", "²"),
        ("timezone", "Asia/Shanghai"),
    ):
        with pytest.raises(KehaoError) as refused:
            admin.safety.set(name, text)
        assert refused.value.exit_code == 4
    with pytest.raises(NotFound):
        admin.safety.set("no.such", "1")
    admin.safety.set("password.classes", "2")
    admin.safety.set("password.classes", "2")
    (line,) = admin.log.list("action:setting.edit")
    assert (line.object, line.before, line.after) == (
        "password.classes",
        {"value": "0"},
        {"value": "2"},
    )
    with pytest.raises(NotPermitted):
        sign_in("manager").safety.set("password.classes", "0")
