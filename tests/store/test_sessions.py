"""Sessions end when their time is up, when their person says so, and when an administrator does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from store.errors import (
    InvalidValue,
    NotFound,
    NotPermitted,
    PasswordNeeded,
    SessionEnded,
    SignInRefused,
)
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

Enter = Callable[[str], Session]


def later(hours: float) -> Callable[[], str]:
    moment = datetime.now(UTC) + timedelta(hours=hours)
    return lambda: moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def test_a_session_ends_when_its_hours_are_up_however_busy(
    sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sign_in("clerk")
    with monkeypatch.context() as patch:
        patch.setattr("store.session.utc_now", later(11.9))
        clerk.customers.add({"name": "x"})
        assert clerk.alive()
        patch.setattr("store.session.utc_now", later(12.1))
        with pytest.raises(SessionEnded, match="12 hours"):
            clerk.customers.add({"name": "y"})
        assert not clerk.alive()


def test_the_limit_is_set_for_sessions_that_are_open_too(
    sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, clerk = sign_in("admin"), sign_in("clerk")
    assert admin.safety.set("session.max_hours", "2") == "2"
    monkeypatch.setattr("store.session.utc_now", later(3))
    with pytest.raises(SessionEnded, match="2 hours"):
        clerk.customers.add({"name": "x"})


def test_what_a_lost_process_left_open_is_closed_by_the_next_sign_in(
    house: Store, sign_in: Enter
) -> None:
    boss, lost = sign_in("boss"), sign_in("clerk")
    with boss.writing("staff.edit") as change:
        change.conn.execute(
            "UPDATE session SET started = ? WHERE id = ?", (later(-13)(), lost.session_id)
        )
    assert lost.session_id not in {one.id for one in boss.sessions.everybody()}
    sign_in("viewer")
    with boss.reading() as conn:
        ended = conn.execute("SELECT ended_by FROM session WHERE id = ?", (lost.session_id,))
        assert ended.fetchone()[0] == "time"


def test_people_see_and_end_their_own_and_administrators_any(sign_in: Enter) -> None:
    clerk, other, viewer, admin = map(sign_in, ("clerk", "clerk", "viewer", "admin"))
    own = clerk.sessions.own()
    assert [one.id for one in own] == [clerk.session_id, other.session_id]
    assert [one.own for one in own] == [True, False]
    with pytest.raises(NotPermitted):
        clerk.sessions.everybody()
    with pytest.raises(NotFound):
        clerk.sessions.end(viewer.session_id)
    with pytest.raises(InvalidValue, match="this session"):
        clerk.sessions.end(clerk.session_id)
    with pytest.raises(NotFound):
        clerk.sessions.end("")
    clerk.sessions.end(other.session_id[:8])
    with pytest.raises(SessionEnded):
        other.customers.add({"name": "x"})
    assert {one.name for one in admin.sessions.everybody()} == {"admin", "clerk", "viewer"}
    admin.sessions.end(viewer.session_id)
    assert not viewer.alive()
    ended = sign_in("auditor").log.list("action:session.end")
    assert {(one.actor, one.object) for one in ended} == {("clerk", "clerk"), ("admin", "viewer")}


def test_when_somebody_was_last_there_is_kept_now_and_then(
    sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sign_in("clerk")
    clerk.seen()
    assert clerk.sessions.own()[0].last_seen == clerk.sessions.own()[0].started
    monkeypatch.setattr("store.session.SEEN_SECONDS", 0)
    clerk.seen()
    assert clerk.sessions.own()[0].last_seen > clerk.sessions.own()[0].started


def test_the_password_is_fresh_after_the_sign_in_and_after_being_given_again(
    sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sign_in("clerk")
    clerk.require_fresh()
    clerk._fresh -= 301
    with pytest.raises(PasswordNeeded):
        clerk.require_fresh()
    with pytest.raises(SignInRefused):
        clerk.confirm("wrong wrong wrong")
    with pytest.raises(PasswordNeeded):
        clerk.require_fresh()
    clerk.confirm(PASSWORD)
    clerk.require_fresh()


def test_dangerous_things_take_a_fresh_password(sign_in: Enter) -> None:
    boss = sign_in("boss")
    customer = boss.customers.add({"name": "x", "phone": "13800138000"})
    boss._fresh -= 301
    for dangerous in (
        lambda: boss.exports.run("-"),
        lambda: boss.life.renumber(ids=[customer.id], reason="x"),
        lambda: boss.staff.set_roles("clerk", ["manager"]),
        lambda: boss.staff.save_role("clerk", ["customer.read"]),
        lambda: boss.staff.remove_role("clerk"),
        lambda: boss.second_factor.begin(),
        lambda: boss.keys.rotate(),
        lambda: boss.keys.new_recovery(),
        lambda: boss.keys.no_pepper(),
        lambda: boss.safety.set("session.max_hours", "8"),
    ):
        with pytest.raises(PasswordNeeded):
            dangerous()
    with pytest.raises(PasswordNeeded) as refused:
        boss.staff.set_roles("clerk", ["manager"])
    assert refused.value.params == {"permission": "role.edit"}
    assert boss.customers.edit(customer.id, {"name": "y"}, version=1).version == 2
    assert boss.log.list("action:export.run") == []
