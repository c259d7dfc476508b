"""Accounts: disabling ends sessions, one-time passwords must change, somebody is always left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.errors import (
    InvalidValue,
    NotFound,
    NotPermitted,
    SessionEnded,
    SignInRefused,
)
from store.session import Session
from store.sign_in.opening import Store

PASSWORD = "correct horse battery"
NEW = "a rather different one"


def test_disabling_ends_open_sessions_at_the_next_action(
    house: Store, sign_in: Callable[[str], Session]
) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    clerk.customers.add({"name": "x"})
    boss.staff.disable("clerk")
    with pytest.raises(SessionEnded, match="disabled"):
        clerk.customers.add({"name": "y"})
    with pytest.raises(SignInRefused, match="Name or password is wrong"):
        house.sign_in("clerk", PASSWORD)
    assert boss.search.count("") == 1
    boss.staff.enable("clerk")
    house.sign_in("clerk", PASSWORD).close()


def test_refusals_tell_a_stranger_nothing(house: Store, boss: Session) -> None:
    boss.staff.disable("clerk")
    words = set()
    for name, password in (
        ("clerk", PASSWORD),
        ("viewer", "wrong wrong wrong"),
        ("nobody", PASSWORD),
    ):
        with pytest.raises(SignInRefused) as caught:
            house.sign_in(name, password)
        words.add(str(caught.value))
    assert len(words) == 1


def test_refused_sign_ins_reach_the_log(house: Store, sign_in: Callable[[str], Session]) -> None:
    for name in ("viewer", "my-secret-password"):
        with pytest.raises(SignInRefused):
            house.sign_in(name, "wrong wrong wrong", client="10.0.0.9")
    log = sign_in("auditor").log.list("action:sign.refused")
    assert [one.object for one in log] == ["", "viewer"]
    assert all(one.after is not None and one.after["client"] == "10.0.0.9" for one in log)
    assert not (house.folder / "refused.jsonl").exists()


def test_a_one_time_password_must_be_changed(house: Store, boss: Session) -> None:
    made = boss.staff.add("新人", ["clerk"])
    assert made.account.must_change
    newcomer = house.sign_in("新人", made.one_time_password)
    assert newcomer.must_change_password
    with pytest.raises(NotPermitted, match="one-time"):
        newcomer.customers.add({"name": "x"})
    newcomer.change_password(made.one_time_password, NEW)
    newcomer.customers.add({"name": "x"})
    newcomer.close()
    with pytest.raises(SignInRefused):
        house.sign_in("新人", made.one_time_password)
    house.sign_in("新人", NEW).close()


def test_a_reset_ends_sessions_and_the_old_password(
    house: Store, sign_in: Callable[[str], Session]
) -> None:
    boss, clerk = sign_in("boss"), sign_in("clerk")
    once = boss.staff.reset("clerk").one_time_password
    with pytest.raises(SessionEnded):
        clerk.customers.add({"name": "x"})
    with pytest.raises(SignInRefused):
        house.sign_in("clerk", PASSWORD)
    house.sign_in("clerk", once).close()


def test_somebody_is_left_to_mend_things(boss: Session) -> None:
    boss.staff.set_roles("admin", ["viewer"])
    with pytest.raises(InvalidValue, match="Nobody would be left"):
        boss.staff.set_roles("boss", ["viewer"])
    with pytest.raises(InvalidValue, match="your own account"):
        boss.staff.disable("boss")
    with pytest.raises(InvalidValue, match="Nobody would be left"):
        boss.staff.save_role("administrator", ["staff.read"])


def test_names_roles_and_passwords_are_checked(boss: Session) -> None:
    with pytest.raises(InvalidValue, match="already"):
        boss.staff.add("CLERK", ["clerk"], PASSWORD)
    with pytest.raises(NotFound, match="no role"):
        boss.staff.add("someone", ["king"], PASSWORD)
    with pytest.raises(InvalidValue):
        boss.staff.add("someone", ["clerk"], "short")
    assert len(boss.staff.list()) == 7


def test_an_own_role_can_be_made_given_and_removed(
    house: Store, sign_in: Callable[[str], Session]
) -> None:
    boss = sign_in("boss")
    boss.staff.save_role("intern", ["customer.read", "customer.add"])
    boss.staff.set_roles("viewer", ["intern"])
    intern = sign_in("viewer")
    assert intern.permissions == {"customer.read", "customer.add"}
    with pytest.raises(InvalidValue, match="still has the role"):
        boss.staff.remove_role("intern")
    boss.staff.set_roles("viewer", ["viewer"])
    boss.staff.remove_role("intern")
    assert "intern" not in {role.name for role in boss.staff.roles()}


def test_an_older_keyring_put_back_is_refused(house: Store, boss: Session) -> None:
    from store.errors import StoreDamaged

    old = (house.folder / "keyring.json").read_bytes()
    boss.staff.reset("clerk")
    (house.folder / "keyring.json").write_bytes(old)
    with pytest.raises(StoreDamaged, match="older"):
        house.sign_in("viewer", PASSWORD)


def test_wrong_passwords_slow_down_and_unlock_lets_in(house: Store, boss: Session) -> None:
    for _ in range(12):
        with pytest.raises(SignInRefused):
            house.sign_in("clerk", "wrong wrong wrong")
    with pytest.raises(SignInRefused, match="wait"):
        house.sign_in("clerk", PASSWORD)
    boss.staff.unlock("clerk")
    house.sign_in("clerk", PASSWORD).close()
