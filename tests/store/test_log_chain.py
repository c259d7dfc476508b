"""The operation log: complete with the change or not at all, unbendable, personal values sealed."""

from __future__ import annotations

from typing import Any

import pytest

from store.change import Change
from store.engine.connection import connect
from store.engine.driver import IntegrityError
from store.session import Session
from store.sign_in.opening import DATABASE, Store

PERSON = {"name": "王小明", "phone": "13800138000", "region": "广东", "type": "个人"}


def raw(house: Store, session: Session) -> Any:
    """The database as somebody with the key could open it, without Kehao's guards."""
    from store.keys.derive import database_key

    return connect(house.folder / DATABASE, database_key(session.access.data_key))


def fill(boss: Session) -> int:
    customer = boss.customers.add(PERSON)
    boss.customers.edit(customer.id, {"phone": "13900139000", "region": "福建"}, version=1)
    boss.customers.reveal(customer.id, "phone")
    return customer.id


def test_every_change_has_its_line(boss: Session) -> None:
    fill(boss)
    actions = [operation.action for operation in boss.log.list(limit=4)]
    assert actions == ["customer.reveal", "customer.edit", "customer.add", "sign.in"]
    edit = boss.log.list("action:customer.edit")[0]
    assert edit.before == {"phone": "+8613800138000", "region": "广东"}
    assert edit.after == {"phone": "+8613900139000", "region": "福建"}
    assert (edit.actor, edit.client, edit.session) == ("boss", "local", boss.session_id)


def test_adding_logs_a_digest_not_an_image(house: Store, boss: Session) -> None:
    fill(boss)
    conn = raw(house, boss)
    stored = "".join(
        str(row) for row in conn.execute("SELECT object, before, after, reason FROM operation")
    )
    conn.close()
    for value in ("王小明", "13800138000", "13900139000"):
        assert value not in stored
    added = boss.log.list("action:customer.add")[0]
    assert added.after is not None
    assert set(added.after) == {"code", "digest", "rule"}


def test_the_log_cannot_be_changed_or_cleared(house: Store, boss: Session) -> None:
    fill(boss)
    conn = raw(house, boss)
    for statement in (
        "UPDATE operation SET actor = 'nobody' WHERE seq = 1",
        "DELETE FROM operation",
        "INSERT OR REPLACE INTO operation SELECT * FROM operation WHERE seq = 1",
    ):
        with pytest.raises(IntegrityError, match="log"):
            conn.execute(statement)
    conn.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE operation SET actor = 'nobody' WHERE seq = 4", "changed"),
        ("UPDATE operation SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 4", "changed"),
        ("DELETE FROM operation WHERE seq = 4", "missing"),
        ("UPDATE operation SET after = replace(after, 'rule', 'role') WHERE seq = 4", "changed"),
    ],
)
def test_verify_names_the_first_bad_line(
    house: Store, boss: Session, statement: str, why: str
) -> None:
    for _ in range(3):
        boss.customers.add(PERSON)
    conn = raw(house, boss)
    target = boss.log.list("action:customer.add", oldest_first=True)[0].seq
    for trigger in ("operation_no_update", "operation_no_delete"):
        conn.execute(f"DROP TRIGGER {trigger}")
    conn.execute(statement.replace("seq = 4", f"seq = {target}"))
    conn.close()
    found = boss.log.verify()
    assert not found.ok
    assert found.first_bad == target
    assert why in found.why


def test_a_store_that_lost_its_guards_is_refused(house: Store, boss: Session) -> None:
    from store.errors import StoreDamaged

    conn = raw(house, boss)
    conn.execute("DROP TRIGGER operation_no_delete")
    conn.close()
    with pytest.raises(StoreDamaged, match="operation_no_delete"):
        house.sign_in("viewer", "correct horse battery")


def test_no_line_no_change(boss: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = boss.customers.add(PERSON)

    def fail(self: Change, lines: object) -> None:
        raise OSError("the log's disk is gone")

    monkeypatch.setattr(Change, "log_lines", fail)
    with pytest.raises(OSError, match="disk"):
        boss.customers.edit(customer.id, {"region": "福建"}, version=1)
    with pytest.raises(OSError, match="disk"):
        boss.customers.add({"name": "李雷"})
    monkeypatch.undo()
    assert boss.customers.by_id(customer.id).values["region"] == "广东"
    assert boss.customers.add({"name": "李雷"}).code == "CUST000002"


def test_erasing_destroys_what_the_log_knew_and_the_chain_holds(
    house: Store, boss: Session
) -> None:
    customer = fill(boss)
    boss.customers.delete(customer, "asked to be forgotten")
    edit = boss.log.list("action:customer.edit")[0]
    assert edit.before is not None
    assert "13800138000" not in str(edit)
    assert edit.before["region"] == "广东"
    assert boss.log.verify().ok
    assert boss.codes.explain("CUST000001").state == "void"
    assert boss.customers.add({"name": "新客户"}).code == "CUST000002"
    conn = raw(house, boss)
    assert conn.execute("SELECT count(*) FROM subject_key").fetchone()[0] == 1
    conn.close()


def test_progress_reaches_the_end(boss: Session) -> None:
    calls: list[tuple[int, int]] = []
    result = boss.log.verify(lambda done, total: calls.append((done, total)))
    assert calls[-1] == (result.operations, result.operations)
