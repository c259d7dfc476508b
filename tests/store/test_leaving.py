"""Removing an account: nobody signs in with it, its log lines stay, its name goes to nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.doctor import Doctor
from store.errors import (
    InvalidValue,
    NotFound,
    NotPermitted,
    PasswordNeeded,
    SessionEnded,
    SignInRefused,
)
from store.keys import keyring as keys
from store.session import Session
from store.sign_in import recovering
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

Enter = Callable[[str], Session]


def accounts(session: Session) -> set[str]:
    return set(keys.load(Path(session.access.keyring)).accounts)


def test_who_is_removed_is_gone_and_what_they_did_stays(house: Store, sign_in: Enter) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    clerk.customers.add({"name": "深圳晴川贸易有限公司"})
    clerk.views.save("mine", "city:深圳", ["code"], "code")
    removed = boss.staff.remove("CLERK", "left us")
    assert (removed.name, removed.removed, removed.roles) == ("clerk", True, ())
    with pytest.raises(SessionEnded):
        clerk.customers.add({"name": "y"})
    with pytest.raises(SignInRefused, match="Name or password is wrong"):
        house.sign_in("clerk", PASSWORD)
    assert "clerk" not in accounts(boss)
    assert "clerk" not in {one.name for one in boss.staff.list()}
    (line,) = boss.log.list("action:staff.remove")
    assert (line.actor, line.object, line.reason) == ("boss", "clerk", "left us")
    assert line.before == {"roles": ["clerk"]}
    assert boss.log.list("actor:clerk action:customer.add")
    assert boss.log.verify().ok
    with boss.reading() as conn:
        assert conn.execute("SELECT count(*) FROM view").fetchone()[0] == 0


def test_nothing_brings_it_back_and_the_name_stays_taken(house: Store, boss: Session) -> None:
    boss.staff.remove("clerk")
    with pytest.raises(InvalidValue, match="was the name of an account"):
        boss.staff.add("Clerk", ["clerk"], PASSWORD)
    for work in (
        lambda: boss.staff.enable("clerk"),
        lambda: boss.staff.reset("clerk"),
        lambda: boss.staff.unlock("clerk"),
        lambda: boss.staff.set_roles("clerk", ["clerk"]),
        lambda: boss.staff.remove("clerk"),
        lambda: boss.second_factor.switch_off_for("clerk"),
    ):
        with pytest.raises(NotFound, match="no account clerk"):
            work()
    recovery = boss.keys.new_recovery()
    with pytest.raises(NotFound, match="no account clerk"):
        recovering.recover(house, "clerk", recovery, "a rather different one")
    assert "clerk" not in accounts(boss)


def test_not_oneself_nor_without_the_password_of_just_now(sign_in: Enter) -> None:
    boss, admin = sign_in("boss"), sign_in("admin")
    with pytest.raises(InvalidValue, match="your own account"):
        boss.staff.remove("boss")
    boss._fresh -= 301
    with pytest.raises(PasswordNeeded):
        boss.staff.remove("clerk")
    boss.confirm(PASSWORD)
    boss.staff.save_role("head", ["staff.edit"])
    boss.staff.set_roles("admin", ["head", "administrator"])
    boss.staff.remove("viewer")
    admin.staff.remove("boss")
    assert {"boss", "viewer"}.isdisjoint(one.name for one in admin.staff.list())


def test_a_key_that_a_power_cut_left_is_told_and_goes_the_second_time(
    house: Store, boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_goes(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("store.staff.service.StaffService._forget_key", power_goes)
        with pytest.raises(MemoryError):
            boss.staff.remove("clerk")
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD)
    (found,) = [one for one in Doctor(boss).examine().findings if one.check == "keyring"]
    assert found.error.params["name"] == "clerk"
    with pytest.raises(NotFound):
        boss.staff.remove("clerk")
    assert "clerk" not in accounts(boss)
    assert not [one for one in Doctor(boss).examine().findings if one.check == "keyring"]


def test_only_those_who_edit_roles_touch_accounts_that_can_get_at_everything(
    sign_in: Enter,
) -> None:
    """Who may reset passwords alone could else become an administrator."""
    boss = sign_in("boss")
    boss.staff.save_role("helpdesk", ["staff.read", "staff.edit"])
    boss.staff.add("desk", ["helpdesk"], PASSWORD)
    desk = sign_in("desk")
    for work in (
        lambda: desk.staff.reset("admin"),
        lambda: desk.staff.remove("admin"),
        lambda: desk.staff.disable("admin"),
        lambda: desk.staff.add("another", ["administrator"]),
    ):
        with pytest.raises(NotPermitted, match=r"role\.edit"):
            work()
    assert desk.staff.reset("clerk").one_time_password
    assert desk.staff.add("newcomer", ["clerk"]).one_time_password
