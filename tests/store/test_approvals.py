"""A second person: asked for once, seen exactly, decided by another, good for one time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from store.codes.rulefile import RuleDraft, RuleSet
from store.errors import (
    ApprovalNeeded,
    InvalidValue,
    KehaoError,
    NotFound,
    NotPermitted,
    PasswordNeeded,
)
from store.session import Session
from store.sign_in.opening import Store
from tests.conftest import PASSWORD

Enter = Callable[[str], Session]


@pytest.fixture
def demanding(sign_in: Enter) -> Session:
    """The house wants a second person for everything; gives the session of `boss`."""
    boss = sign_in("boss")
    boss.customers.add({"name": "深圳华为", "phone": "13800138000"})
    boss.safety.set("approval.actions", "export.run role.edit, code.renumber")
    return boss


def test_an_export_goes_through_once_when_another_person_says_yes(
    demanding: Session, sign_in: Enter, tmp_path: Path
) -> None:
    manager, boss = sign_in("manager"), demanding
    target = tmp_path / "all.csv"
    for _ in range(2):
        with pytest.raises(ApprovalNeeded) as needed:
            manager.exports.run(target, "name:华为", ["code", "phone"])
    assert not target.exists()
    (request,) = boss.approvals.list()
    assert request.id == needed.value.params["id"]
    assert (request.asked_by, request.action, request.object) == (
        "manager",
        "export.run",
        "all.csv",
    )
    assert request.details == {
        "query": "name:华为",
        "columns": ["code", "phone"],
        "sort": "created",
        "count": 1,
    }
    with pytest.raises(InvalidValue, match="yourself"):
        manager.approvals.decide(request.id, True)
    boss.approvals.decide(request.id, True)
    with pytest.raises(ApprovalNeeded):
        manager.exports.run(target, "name:华为", ["code", "phone", "email"])
    with pytest.raises(ApprovalNeeded):
        boss.exports.run(target, "name:华为", ["code", "phone"])
    assert manager.exports.run(target, "name:华为", ["code", "phone"]).written == 1
    target.unlink()
    with pytest.raises(ApprovalNeeded) as again:
        manager.exports.run(target, "name:华为", ["code", "phone"])
    assert again.value.params["id"] != request.id
    log = sign_in("auditor").log.list("action:approval.ask,approval.yes,approval.use")
    assert {one.actor for one in log if one.action == "approval.yes"} == {"boss"}
    assert [one.object for one in log if one.action == "approval.use"] == [str(request.id)]


def test_a_refused_request_is_no_leave_and_may_be_made_again(
    demanding: Session, sign_in: Enter
) -> None:
    manager = sign_in("manager")
    with pytest.raises(ApprovalNeeded) as first:
        manager.exports.run("-")
    demanding.approvals.decide(first.value.params["id"], False)  # type: ignore[arg-type]
    with pytest.raises(ApprovalNeeded) as second:
        manager.exports.run("-")
    assert first.value.params["id"] != second.value.params["id"]
    with pytest.raises(InvalidValue, match="decided"):
        demanding.approvals.decide(first.value.params["id"], True)  # type: ignore[arg-type]
    assert [one.decision for one in demanding.approvals.list(past=True)] == ["no", ""]


def test_renumbering_and_roles_take_it_too(demanding: Session, sign_in: Enter) -> None:
    manager, admin, boss = sign_in("manager"), sign_in("admin"), demanding

    def with_leave(doer: Session, other: Session, work: Callable[[], object]) -> object:
        with pytest.raises(ApprovalNeeded) as needed:
            work()
        other.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
        return work()

    assert with_leave(manager, boss, lambda: manager.life.renumber(reason="new codes"))
    for work in (
        lambda: admin.staff.add("helper", ["clerk"]),
        lambda: admin.staff.set_roles("clerk", ["viewer"]),
        lambda: admin.staff.save_role("intern", ["customer.read"]),
        lambda: admin.staff.save_role("intern", ["customer.read", "customer.add"]),
        lambda: admin.staff.remove_role("intern"),
    ):
        with_leave(admin, boss, work)
    assert {one.name for one in admin.staff.list()} >= {"helper"}
    waiting = boss.approvals.list(past=True)
    assert all(one.used for one in waiting)
    assert len(waiting) == 6
    assert boss.log.verify().ok


def test_what_was_approved_is_what_is_done(demanding: Session, sign_in: Enter) -> None:
    """The roles changed between yes and doing: that is another request."""
    admin, boss = sign_in("admin"), demanding
    with pytest.raises(ApprovalNeeded) as needed:
        admin.staff.set_roles("clerk", ["manager"])
    boss.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
    with boss.writing("role.edit") as change:
        change.conn.execute(
            "UPDATE staff_role SET role = 'viewer' WHERE staff ="
            " (SELECT id FROM staff WHERE name = 'clerk')"
        )
    with pytest.raises(ApprovalNeeded):
        admin.staff.set_roles("clerk", ["manager"])


def test_one_yes_is_used_by_one_of_two_at_once(
    house: Store, demanding: Session, sign_in: Enter, tmp_path: Path
) -> None:
    managers = [sign_in("manager"), sign_in("manager")]
    with pytest.raises(ApprovalNeeded) as needed:
        managers[0].exports.run("-", "name:x")
    demanding.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
    ends: list[str] = []
    barrier = threading.Barrier(2)

    def export(manager: Session) -> None:
        barrier.wait()
        try:
            manager.exports.run("-", "name:x")
        except ApprovalNeeded:
            ends.append("asked")
        else:
            ends.append("done")

    threads = [threading.Thread(target=export, args=(one,)) for one in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["asked", "done"]
    assert len(demanding.log.list("action:export.run")) == 1


def test_who_lacks_the_permission_neither_sees_nor_decides(
    demanding: Session, sign_in: Enter
) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        demanding.exports.run("-")
    number = needed.value.params["id"]
    admin, clerk = sign_in("admin"), sign_in("clerk")
    assert admin.approvals.list() == []
    with pytest.raises(NotPermitted):
        admin.approvals.decide(number, True)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        clerk.approvals.list()
    manager = sign_in("manager")
    manager._fresh -= 301
    with pytest.raises(PasswordNeeded):
        manager.approvals.decide(number, True)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        sign_in("manager").approvals.decide(10**9, True)


def test_an_old_request_is_past(
    demanding: Session, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    with pytest.raises(ApprovalNeeded) as needed:
        manager.exports.run("-")
    demanding.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
    with pytest.raises(ApprovalNeeded) as other:
        manager.exports.run("-", "name:x")
    with demanding.writing("setting.edit") as change:
        change.conn.execute("UPDATE approval SET asked_at = '2020-01-01T00:00:00.000Z'")
    with pytest.raises(ApprovalNeeded):
        manager.exports.run("-")
    with pytest.raises(InvalidValue, match="too old"):
        demanding.approvals.decide(other.value.params["id"], True)  # type: ignore[arg-type]


def test_asking_for_less_takes_a_second_person_itself(demanding: Session, sign_in: Enter) -> None:
    boss, admin = demanding, sign_in("admin")
    with pytest.raises(ApprovalNeeded) as needed:
        admin.safety.set("approval.actions", "export.run")
    boss.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
    assert admin.safety.set("approval.actions", "export.run") == "export.run"
    assert admin.safety.set("approval.actions", "export.run role.edit") == "export.run role.edit"


def test_somebody_must_be_left_to_be_second(sign_in: Enter) -> None:
    boss = sign_in("boss")
    boss.staff.disable("manager")
    with pytest.raises(InvalidValue, match="Only one account"):
        boss.safety.set("approval.actions", "export.run")
    with pytest.raises(KehaoError):
        boss.safety.set("approval.actions", "customer.delete")
    boss.staff.enable("manager")
    boss.staff.disable("admin")  # who else could take the setting back?
    with pytest.raises(InvalidValue, match=r"setting\.edit"):
        boss.safety.set("approval.actions", "export.run")


def test_nobody_makes_a_second_person_of_their_own(demanding: Session, sign_in: Enter) -> None:
    """Every way to an account that could say yes takes somebody who says yes to it."""
    boss = demanding
    for work in (
        lambda: boss.staff.reset("manager"),
        lambda: boss.staff.reset("admin"),
        lambda: boss.staff.remove("manager"),
        lambda: boss.staff.add("puppet", ["manager"], PASSWORD),
        lambda: boss.staff.set_roles("clerk", ["manager"]),
        lambda: boss.staff.save_role("clerk", ["export.run"]),
        boss.keys.new_recovery,
    ):
        with pytest.raises(ApprovalNeeded):
            work()
    boss.staff.disable("manager")
    with pytest.raises(ApprovalNeeded):
        boss.staff.enable("manager")
    assert all(not one.used for one in sign_in("admin").approvals.list(past=True))


def test_that_holds_where_only_exports_take_it_and_clerks_are_free(sign_in: Enter) -> None:
    boss, manager = sign_in("boss"), sign_in("manager")
    boss.safety.set("approval.actions", "export.run")
    for work in (
        lambda: boss.staff.reset("admin"),
        lambda: boss.staff.add("puppet", ["manager"], PASSWORD),
        lambda: boss.staff.add("other", ["administrator"], PASSWORD),
        lambda: boss.staff.set_roles("clerk", ["manager"]),
        lambda: boss.staff.save_role("clerk", ["export.run"]),
    ):
        with pytest.raises(ApprovalNeeded) as needed:
            work()
        assert "as request" in str(needed.value)
        manager.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
        work()
    assert boss.staff.reset("viewer").one_time_password
    assert boss.staff.add("newcomer", ["viewer"]).one_time_password


def test_it_says_so_when_nobody_is_left_and_the_recovery_key_leads_out(
    house: Store, sign_in: Enter
) -> None:
    from store.sign_in.recovering import recover

    boss = sign_in("boss")
    recovery = boss.keys.new_recovery()
    boss.safety.set("approval.actions", "role.edit")
    boss.staff.disable("admin")
    with pytest.raises(ApprovalNeeded, match="nobody else holds") as needed:
        boss.staff.enable("admin")
    recover(house, "admin", recovery, PASSWORD)
    admin = sign_in("admin")
    admin.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]


def test_what_goes_to_the_clipboard_or_is_printed_takes_it_too(
    demanding: Session, sign_in: Enter
) -> None:
    manager, boss = sign_in("manager"), demanding
    for number in range(11):
        manager.customers.add({"name": f"客户{number}", "phone": f"1380013{number:04}"})
    ids = list(manager.search.ids(""))
    work = [
        lambda: manager.copying.text(ids, ["phone"], form="text", most=9999),
        lambda: manager.copying.text(ids, ["name", "city"], form="markdown", most=9999),
        lambda: manager.copying.text(ids, ["code", "phone"], form="csv", most=9999),
        lambda: manager.printing.list("", ["phone"]),
        lambda: manager.printing.list("", limit=11),
        lambda: manager.printing.list("", by="phone"),
    ]
    for one in work:
        with pytest.raises(ApprovalNeeded) as needed:
            one()
        boss.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
        one()
        with pytest.raises(ApprovalNeeded):
            one()
    manager.copying.text(ids[:10], ["phone"], form="text", most=9999)
    manager.printing.list("", ["code", "name"])
    manager.printing.list("", ["phone"], limit=10)
    assert len(boss.log.list("action:export.run")) == 7
    sign_in("viewer").printing.list("", ["phone"])  # masked: nothing personal leaves


def test_a_yes_to_few_is_no_yes_to_many(demanding: Session, sign_in: Enter, tmp_path: Path) -> None:
    """What a query finds may grow a little until the export is run, not tenfold."""
    manager = sign_in("manager")
    with pytest.raises(ApprovalNeeded) as needed:
        manager.exports.run(tmp_path / "a.csv", "tag:x", ["code"])
    demanding.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
    for number in range(11):
        manager.customers.add({"name": f"客户{number}"}, tags=["x"])
    with pytest.raises(ApprovalNeeded) as more:
        manager.exports.run(tmp_path / "a.csv", "tag:x", ["code"])
    assert more.value.params["id"] != needed.value.params["id"]
    manager.customers.archive(3)
    assert manager.exports.run(tmp_path / "a.csv", "tag:x", ["code"]).written == 10


def test_a_renumbering_that_goes_on_asks_again(
    demanding: Session, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.codes.renumbering.CHUNK", 2)
    manager, boss = sign_in("manager"), demanding
    for number in range(4):
        manager.customers.add({"name": f"客户{number}"})
    boss.rules.apply(RuleSet((RuleDraft("all", "N{seq:4}"),)))

    def stop(done: int, total: int) -> None:
        if done >= 2:
            raise MemoryError

    with pytest.raises(ApprovalNeeded) as needed:
        manager.life.renumber("")
    boss.approvals.decide(needed.value.params["id"], True)  # type: ignore[arg-type]
    with pytest.raises(MemoryError):
        manager.life.renumber("", progress=stop)
    with pytest.raises(ApprovalNeeded) as again:
        manager.life.renumber("")
    (request,) = boss.approvals.list()
    assert request.id == again.value.params["id"] != needed.value.params["id"]
    assert (request.details["goes on after a stop"], request.details["count"]) == (True, 3)
    boss.approvals.decide(request.id, True)
    assert manager.life.renumber("").went_on
