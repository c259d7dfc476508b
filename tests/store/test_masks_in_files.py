"""A file with masks in it takes no value away and brings no mask in; tables say what they can."""

from __future__ import annotations

from pathlib import Path

from store.session import Session


def test_a_mask_is_nothing_said(boss: Session) -> None:
    boss.customers.add({"name": "old", "phone": "13800138000"}, code="K-1")
    file = "code,name,phone,notes\nK-1,older,***,seen\nK-2,new,***,***\n".encode()  # noqa: UP012
    result = boss.transfer.run_import(file, on_match="update")
    assert (result.updated, result.added) == (1, 1)
    assert boss.customers.get("K-1").values["phone"] == "+8613800138000"
    new = boss.customers.get("K-2")
    assert (new.values["phone"], new.values["notes"], new.flags) == ("", "***", ())


def test_a_list_brings_earlier_codes_and_who_is_archived(boss: Session, tmp_path: Path) -> None:
    one = boss.customers.add({"name": "one"}, code="K-1")
    boss.life.change(one.id, "N-1", reason="x")
    boss.customers.archive(one.id)
    for ending in ("csv", "xlsx", "jsonl"):
        path = tmp_path / f"list.{ending}"
        boss.exports.run(path, "archived:any")
        text = path.read_bytes()
        assert text
        plan = boss.transfer.plan(path)
        assert {"aliases", "archived"} <= set(plan.targets)
    moved = (tmp_path / "list.csv").read_text("utf-8-sig").replace("K-1", "K-2")
    boss.transfer.run_import(moved.replace("N-1", "N-2").encode())
    two = boss.customers.get("K-2")
    assert (two.code, two.aliases, two.archived) == ("N-2", ("K-2",), True)
