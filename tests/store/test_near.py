"""Near codes: just those at one slip, the likeliest first, whatever alphabet the codes have."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import store
from store.codes.near import near
from store.session import Session
from tests.conftest import examples

PASSWORD = "correct horse battery"


def insert(session: Session, *codes: str, state: str = "live") -> None:
    """Codes in the namespace, of no customer."""
    with session.writing("customer.add") as change:
        change.conn.executemany(
            "INSERT INTO code (text, skeleton, state, origin) VALUES (?, ?, ?, 'import')"
            " ON CONFLICT DO NOTHING",
            [(code, code.lower(), state) for code in codes],
        )


def found(session: Session, code: str, **options: int) -> list[str]:
    with session.reading() as conn:
        return [one.code for one in near(conn, code, **options)]


def test_each_kind_of_slip_the_likeliest_first(boss: Session) -> None:
    insert(boss, "GD1042", "GD1O24", "GD102", "GD1029", "GD10247", "XY9999", "GD1024X9")
    assert found(boss, "GD1024") == ["GD1042", "GD1O24", "GD102", "GD1029", "GD10247"]
    assert found(boss, "GD1024", most=2) == ["GD1042", "GD1O24"]


def test_codes_of_any_script_are_near(boss: Session) -> None:
    insert(boss, "客户-7甲", "Ü/1")
    assert found(boss, "客户-7乙") == ["客户-7甲"]
    assert found(boss, "客-7甲") == ["客户-7甲"]
    assert found(boss, "ü1") == ["Ü/1"]


def test_void_codes_are_nobodys_and_old_ones_come_after_those_of_today(boss: Session) -> None:
    insert(boss, "A12", state="alias")
    insert(boss, "A13", "A14")
    insert(boss, "A15", state="void")
    assert found(boss, "A11") == ["A13", "A14", "A12"]


def test_the_code_itself_an_empty_one_and_a_very_long_one_are_near_to_nothing(
    boss: Session,
) -> None:
    insert(boss, "A1", "B" * 80)
    assert found(boss, "a1") == []
    assert found(boss, "") == []
    assert found(boss, "B" * 79) == []


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = Path(tempfile.mkdtemp()) / "house"
    session = store.create(folder, admin="boss", password=PASSWORD).store.sign_in("boss", PASSWORD)
    yield session
    session.close()
    shutil.rmtree(folder.parent)


CODES = st.text("0o1ilab", min_size=1, max_size=4)


@settings(max_examples=examples(60), deadline=None)
@given(codes=st.sets(CODES, max_size=30), typed=CODES)
def test_what_is_found_is_what_a_scan_finds(one: Session, codes: set[str], typed: str) -> None:
    insert(one, *codes)
    with one.reading() as conn:
        every = [text for (text,) in conn.execute("SELECT text FROM code")]
    assert set(found(one, typed, most=10_000)) == {x for x in every if is_slip(typed, x)}


def is_slip(a: str, b: str) -> bool:
    if len(a) == len(b):
        differ = [i for i in range(len(a)) if a[i] != b[i]]
        if len(differ) == 1:
            return True
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and a[differ[0]] == b[differ[1]]
            and a[differ[1]] == b[differ[0]]
        )
    if abs(len(a) - len(b)) != 1:
        return False
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def test_what_a_search_that_finds_nobody_may_have_meant(boss: Session) -> None:
    one = boss.customers.add({"name": "深圳晴川"})
    two = boss.customers.add({"name": "何之"})
    meant = boss.codes.meant("CUST00001")
    assert meant is not None
    assert [(near.code, near.name) for near in meant.near] == [("CUST000001", "深圳晴川")]
    assert meant.customer_id == one.id
    assert boss.codes.meant("CUST00001", exact=True) is None
    for words in ("深圳", "type:VIP", "CUST 00001", "1", "CUST000009999"):
        assert boss.codes.meant(words) is None
    boss.customers.delete(two.id, reason="asked for")
    void = boss.codes.meant("cust000002")
    assert void is not None
    assert void.exact is not None
    assert (void.exact.state, void.customer_id) == ("void", None)
    boss.customers.archive(one.id)
    archived = boss.codes.meant("CUST000001")
    assert archived is not None
    assert archived.exact is not None
    assert archived.exact.archived
