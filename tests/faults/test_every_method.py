"""Every method of every service, called by sessions whose account loses its roles, is disabled or
has its password reset in the middle: none of them does anything more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.access import SIGNED_IN
from store.errors import KehaoError, NotPermitted, SessionEnded
from store.session import Session
from tests.faults.conftest import Figures
from tests.store.test_permissions import METHODS, _arguments

SignIn = Callable[[str], Session]


def state(session: Session) -> list[tuple[object, ...]]:
    """Everything that a person could have changed, and how the log stands without refusals."""
    with session.reading() as conn:
        tables = [
            row[0]
            for row in conn.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
                " AND name NOT IN ('operation', 'session') ORDER BY name"
            )
        ]
        found: list[tuple[object, ...]] = []
        for table in tables:
            found += [(table, *row) for row in conn.execute(f"SELECT * FROM {table}")]
        found += conn.execute(
            "SELECT seq, action FROM operation WHERE action <> 'access.refused'"
        ).fetchall()
    return found


def calls(session: Session) -> list[tuple[str, tuple[str, ...], Callable[[], object]]]:
    """Each method with something for its arguments, made before the account changes."""
    made = []
    for service, method, permissions in METHODS:
        function = getattr(service(session), method)
        given = _arguments(function)
        made.append(
            (f"{service.__name__}.{method}", permissions, lambda f=function, g=given: f(**g))
        )
    return made


@pytest.fixture
def busy(boss: Session, sign_in: SignIn) -> Session:
    """A manager at work."""
    session = sign_in("manager")
    session.customers.add({"name": "深圳晴川贸易有限公司", "phone": "13800138000"})
    return session


def refused(name: str, call: Callable[[], object], kind: type[KehaoError]) -> None:
    """Fail, by the method's name, unless it refuses."""
    try:
        call()
    except kind:
        return
    raise AssertionError(f"{name} went through")


def refused_all(
    boss: Session, session: Session, kind: type[KehaoError], figures: Figures, **more: object
) -> None:
    before = state(boss)
    asked = calls(session)
    assert len(asked) > 100
    for name, permissions, call in asked:
        if kind is NotPermitted and SIGNED_IN in permissions:
            continue
        refused(name, call, kind)
    assert state(boss) == before
    assert boss.log.verify().ok
    figures(methods=len(asked), **more)


def test_a_disabled_account_does_nothing_more(
    boss: Session, busy: Session, figures: Figures
) -> None:
    boss.staff.disable("manager")
    refused_all(boss, busy, SessionEnded, figures)


@pytest.mark.parametrize("way", ["disabled and enabled again", "password reset"])
def test_one_who_was_put_out_must_sign_in_again(
    boss: Session, busy: Session, way: str, figures: Figures
) -> None:
    if way == "password reset":
        boss.staff.reset("manager")
    else:
        boss.staff.disable("manager")
        boss.staff.enable("manager")
    refused_all(boss, busy, SessionEnded, figures)


def test_one_who_signed_out_does_nothing_more(
    boss: Session, busy: Session, figures: Figures
) -> None:
    busy.close()
    refused_all(boss, busy, SessionEnded, figures)


def test_a_role_without_any_permission_does_nothing(
    boss: Session, busy: Session, figures: Figures
) -> None:
    boss.staff.save_role("nothing", [])
    boss.staff.set_roles("manager", ["nothing"])
    refused_all(boss, busy, NotPermitted, figures)
    refused = boss.log.list("action:access.refused actor:manager", limit=1000)
    assert len(refused) > 100


@pytest.mark.parametrize("role", ["viewer", "auditor", "clerk", "service", "administrator"])
def test_a_manager_made_less_in_the_middle_keeps_nothing(
    boss: Session, busy: Session, role: str, figures: Figures
) -> None:
    held = frozenset(next(one for one in boss.staff.roles() if one.name == role).permissions)
    asked = calls(busy)
    boss.staff.set_roles("manager", [role])
    refusals = 0
    for name, permissions, call in asked:
        if SIGNED_IN in permissions or not held.isdisjoint(permissions):
            continue
        refused(name, call, NotPermitted)
        refusals += 1
    assert refusals > 20
    assert boss.log.verify().ok
    figures(methods=len(asked), refused=refusals)
