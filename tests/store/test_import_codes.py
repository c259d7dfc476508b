"""What becomes of a file's codes: kept, new ones given, or kept as aliases of new ones."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from store.session import Session
from store.transfer.imports import importing
from store.transfer.imports.earlier_codes import room_for

SignIn = Callable[[str], Session]
OLD = "客户编码,客户名称\nB-7,甲公司\nB-8,乙公司\n,丙公司\n"


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    return sign_in("manager")


def codes(session: Session) -> list[tuple[str, str, str]]:
    with session.reading() as conn:
        return [
            (code, name, alias or "")
            for code, name, alias in conn.execute(
                "SELECT customer.code, name, (SELECT group_concat(text) FROM code"
                " WHERE code.customer = customer.id AND state = 'alias')"
                " FROM customer ORDER BY customer.id"
            )
        ]


def sound(session: Session) -> bool:
    audit = session.auditing.run()
    return audit.ok and audit.unexplained == 0


def test_kept_unless_said_otherwise(manager: Session) -> None:
    manager.transfer.run_import(OLD.encode())
    assert [row[0] for row in codes(manager)] == ["B-7", "B-8", "CUST000001"]


def test_new_ones_and_the_old_column_is_a_field(manager: Session) -> None:
    result = manager.transfer.run_import(OLD.encode(), codes="new")
    assert result.added == 3
    assert [row[0] for row in codes(manager)] == ["CUST000001", "CUST000002", "CUST000003"]
    assert manager.search.count("B-7") == 1  # by the field that the column became
    assert not any(row[2] for row in codes(manager))


def test_as_aliases_the_old_codes_find_the_customers(manager: Session) -> None:
    manager.transfer.run_import(OLD.encode(), codes="alias")
    assert codes(manager) == [
        ("CUST000001", "甲公司", "B-7"),
        ("CUST000002", "乙公司", "B-8"),
        ("CUST000003", "丙公司", ""),
    ]
    assert manager.customers.get("B-8").values["name"] == "乙公司"
    assert manager.search.count("B-8") == 1
    assert manager.codes.explain("B-7").state == "alias"


def test_as_aliases_again_and_updated_by_the_old_code(manager: Session) -> None:
    manager.transfer.run_import(OLD.encode(), codes="alias")
    more = OLD + "B-9,丁公司\n"
    result = manager.transfer.run_import(more.encode(), codes="alias")
    assert (result.added, result.skipped) == (2, 2)  # 丙公司 has no code to be known by
    changed = "客户编码,客户名称,城市\nB-7,甲公司,苏州\n"
    result = manager.transfer.run_import(changed.encode(), codes="alias", on_match="update")
    assert (result.updated, result.added) == (1, 0)
    assert manager.customers.get("B-7").values["city"] == "苏州"


def test_an_old_code_twice_in_the_file_is_rejected(manager: Session) -> None:
    text = OLD + "B-7,别的公司\n"
    for dry in (True, False):
        result = manager.transfer.run_import(text.encode(), codes="alias", dry_run=dry)
        assert (result.added, result.rejected) == (3, 1)
        assert "B-7" in str(result.reasons[0][1])


def test_undoing_takes_aliases_too_and_the_same_file_brings_them_back(manager: Session) -> None:
    result = manager.transfer.run_import(OLD.encode(), codes="alias")
    manager.undo.group(result.group)
    assert codes(manager) == []
    assert manager.codes.explain("B-7").state == "void"
    again = manager.transfer.run_import(OLD.encode() + b"\n", codes="alias")
    assert again.added == 3
    assert manager.customers.get("B-7").values["name"] == "甲公司"


@pytest.mark.parametrize("seed", range(4))
def test_old_codes_of_the_store_s_own_form_never_meet_new_ones(
    manager: Session, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    numbers = [*range(1, 13), 40, 41]
    chance = random.Random(seed)
    chance.shuffle(numbers)
    for name in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(importing, name, 2 + seed)
    text = "客户编码,客户名称\n" + "".join(f"CUST{n:06d},公司{n}\n" for n in numbers)
    foretold = manager.transfer.run_import(text.encode(), codes="alias", dry_run=True)
    done = manager.transfer.run_import(text.encode(), codes="alias")
    assert (foretold.added, foretold.rejected) == (done.added, done.rejected) == (14, 0)
    for code, name, alias in codes(manager):
        assert int(code.removeprefix("CUST")) > 41
        assert int(alias.removeprefix("CUST")) == int(name.removeprefix("公司"))
    assert sound(manager)


def test_room_is_for_the_highest_of_each_counter(manager: Session) -> None:
    opened = manager.transfer.open_file(
        "客户编码,客户名称\nCUST000007,甲\nCUST000003,乙\nB-1,丙\n".encode()
    )
    plan = manager.transfer.plan(opened, codes="alias")
    with manager.reading() as conn:
        book = manager.rulebook(conn)
    reader = plan.reader(manager.field_map())
    assert list(room_for(opened.table, reader, book).values()) == [7]


def test_every_number_is_explained_after_an_import_as_aliases(sign_in: SignIn) -> None:
    boss = sign_in("boss")
    text = "客户编码,客户名称\nCUST000030,甲\nCUST000002,乙\n"
    boss.transfer.run_import(text.encode(), codes="alias")
    assert sound(boss)
