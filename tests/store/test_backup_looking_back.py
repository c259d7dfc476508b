"""A customer as a backup has it: told beside the one of today, and taken back by a normal edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import store
from store.backup.looking_back import LookingBack
from store.backup.making import make
from store.errors import InvalidValue, NotFound, NotPermitted
from store.session import Session
from tests.conftest import PASSWORD

Made = tuple[Session, str, Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A store with one customer, its recovery key, and a backup of it."""
    root = tmp_path_factory.mktemp("looking")
    (root / "disk").mkdir()
    created = store.create(root / "house", admin="boss", password=PASSWORD)
    session = created.store.sign_in("boss", PASSWORD)
    for name in ("周明", "赵一"):
        session.customers.add(
            {"name": name, "phone": "13800138000", "city": "深圳"},
            names=[("short", "小明")],
            tags=["重点"],
        )
    path, _ = make(session, root / "disk")
    return session, created.recovery_key, path


def differences(made: Made, code: str) -> dict[str, tuple[str, str]]:
    session, key, path = made
    found = LookingBack(session).compare(path, code, key)
    return {one.field: (one.then, one.now) for one in found.differences}


def test_then_and_now_side_by_side_and_back_again(made: Made) -> None:
    session, key, path = made
    customer = session.customers.get("CUST000001")
    assert differences(made, "CUST000001") == {}
    session.customers.edit(
        customer.id,
        {"phone": "13900139000", "city": "", "email": "a@example.com"},
        version=customer.version,
        tags=["新"],
    )
    session.life.change(customer.id, "VIP-1", reason="asked")
    assert differences(made, "VIP-1") == {
        "code": ("CUST000001", "VIP-1"),
        "phone": ("+8613800138000", "+8613900139000"),
        "city": ("深圳", ""),
        "email": ("", "a@example.com"),
        "tags": ("重点", "新"),
    }
    looking = LookingBack(session)
    part = looking.take(path, "CUST000001", key, fields=["phone"])
    assert (part.values["phone"], part.values["city"]) == ("+8613800138000", "")
    whole = looking.take(path, "VIP-1", key, reason="a slip")
    assert (whole.values["city"], whole.values["email"], whole.tags) == ("深圳", "", ("重点",))
    assert whole.code == "VIP-1"
    newest = session.log.list("action:customer.edit")[0]
    assert (newest.reason, newest.object) == ("a slip", "VIP-1")
    session.undo.one(newest.seq)
    assert session.customers.get("VIP-1").values["email"] == "a@example.com"
    assert session.log.list("action:backup.look")[0].object == "CUST000001"


def test_one_who_is_gone_or_came_later_is_said_so(made: Made) -> None:
    session, key, path = made
    looking = LookingBack(session)
    gone = session.customers.get("CUST000002")
    session.customers.delete(gone.id, "asked for")
    found = looking.compare(path, "CUST000002", key)
    assert found.now is None
    assert ("name", "赵一", "") in {(d.field, d.then, d.now) for d in found.differences}
    with pytest.raises(NotFound, match="is gone"):
        looking.take(path, "CUST000002", key)
    later = session.customers.add({"name": "后来"})
    for code in (later.code, "NO-SUCH"):
        with pytest.raises(NotFound, match="when this backup was made"):
            looking.compare(path, code, key)
    with pytest.raises(NotFound, match="no field"):
        looking.take(path, "CUST000001", key, fields=["colour"])


def test_a_backup_of_another_store_gives_nothing(
    made: Made, sign_in: Callable[[str], Session]
) -> None:
    _, key, path = made
    with pytest.raises(InvalidValue, match="another store"):
        LookingBack(sign_in("boss")).compare(path, "CUST000001", key)
    for name in ("clerk", "admin", "auditor"):
        with pytest.raises(NotPermitted):
            LookingBack(sign_in(name)).compare(path, "CUST000001", key)
