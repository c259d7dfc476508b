"""Edits of the log of each kind, done to the real database file: what verifying says of each, by
the chain alone and with a checkpoint kept elsewhere. And a log that takes no line takes no change.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import store
from store.errors import KehaoError, StoreDamaged, StoreError
from store.log.archive_file import read_archive
from store.log.chain import Line
from store.log.checkpoint import read_checkpoints
from store.log.proof import Verified
from store.session import Session
from store.sign_in.opening import DATABASE, Store
from tests.conftest import PASSWORD
from tests.faults.log_edits import made_anew, reopened, unguarded

pytestmark = pytest.mark.strong_keys

CUT, ANEW = "its end was cut off", "a checkpoint saw another line here"


def same(line: Line) -> Line:
    return line


def forged(line: Line) -> Line:
    return replace(line, actor="nobody") if line.action == "customer.edit" else line


def without_edits(line: Line) -> Line | None:
    return None if line.action == "customer.edit" else line


def move(conn: Any) -> None:
    """Two neighbours change places, MACs and all."""
    (a,) = conn.execute("SELECT min(seq) FROM operation WHERE action = 'customer.edit'").fetchone()
    for before, after in ((a, 10**6), (a + 1, a), (10**6, a + 1)):
        conn.execute("UPDATE operation SET seq = ? WHERE seq = ?", (after, before))


def insert(conn: Any) -> None:
    """A line put in between; the ones after it move up."""
    (a,) = conn.execute("SELECT min(seq) FROM operation WHERE action = 'customer.edit'").fetchone()
    conn.execute("UPDATE operation SET seq = -seq - 1 WHERE seq >= ?", (a,))
    conn.execute("UPDATE operation SET seq = -seq WHERE seq < 0")
    row = list(conn.execute("SELECT * FROM operation WHERE seq = ?", (a + 1,)).fetchone())
    conn.execute(f"INSERT INTO operation VALUES ({', '.join('?' * len(row))})", [a, *row[1:]])


def sql(statement: str) -> Callable[[Any], object]:
    return lambda conn: conn.execute(statement)


FIRST = "(SELECT min(seq) FROM operation WHERE action = 'customer.edit')"
TAIL = "(SELECT max(seq) FROM operation WHERE action = 'customer.edit')"

# name, the edit, what the chain alone says, what it says with a checkpoint
EDITS: dict[str, tuple[Callable[[Any], object], str, str]] = {
    "actor": (
        sql(f"UPDATE operation SET actor = 'nobody' WHERE seq = {FIRST}"),
        *["a line was changed"] * 2,
    ),
    "time": (
        sql(f"UPDATE operation SET at = '2020' || substr(at, 5) WHERE seq = {FIRST}"),
        *["a line was changed"] * 2,
    ),
    "value": (
        sql(f"UPDATE operation SET after = '{{}}' WHERE seq = {FIRST}"),
        *["a line was changed"] * 2,
    ),
    "subject": (
        sql(f"UPDATE operation SET subject = NULL WHERE seq = {FIRST}"),
        *["a line was changed"] * 2,
    ),
    "mac": (
        sql(f"UPDATE operation SET mac = zeroblob(32) WHERE seq = {FIRST}"),
        *["a line was changed"] * 2,
    ),
    "delete": (sql(f"DELETE FROM operation WHERE seq = {FIRST}"), *["a line is missing"] * 2),
    "insert": (insert, *["a line was changed"] * 2),
    "reorder": (move, *["a line was changed"] * 2),
    "cut in the middle": (
        sql(f"DELETE FROM operation WHERE seq BETWEEN {FIRST} AND {FIRST} + 2"),
        *["a line is missing"] * 2,
    ),
    "the beginning": (sql("DELETE FROM operation WHERE seq < 5"), *["a line is missing"] * 2),
    "the beginning, and a line that says it may be": (
        lambda conn: (
            conn.execute("DELETE FROM operation WHERE seq < 5"),
            conn.execute(
                "UPDATE operation SET action = 'log.remove', after ="
                ' (SELECT \'{"last":4,"head":"\' || lower(hex(zeroblob(32))) || \'"}\')'
                f" WHERE seq = {FIRST}"
            ),
        ),
        *["a line was changed"] * 2,
    ),
    "cut at the tail": (sql(f"DELETE FROM operation WHERE seq >= {TAIL}"), "", CUT),
    "emptied": (sql("DELETE FROM operation"), *["a line is missing"] * 2),
    "made anew with a forged line": (lambda conn: made_anew(conn, forged), "", ANEW),
    "made anew without some lines": (lambda conn: made_anew(conn, without_edits), "", CUT),
    "made anew as it was": (lambda conn: made_anew(conn, same), "", ""),
}


@pytest.fixture(scope="module")
def prepared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Session]:
    """A place with a store, something in its log, a checkpoint and an archive beside it."""
    place = tmp_path_factory.mktemp("prepared")
    shutil.copytree(template, place / "house")
    (place / "house").chmod(0o700)
    made = store.open(place / "house")
    boss, auditor = made.sign_in("boss", PASSWORD), made.sign_in("auditor", PASSWORD)
    customer = boss.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    for number, region in enumerate(("福建", "浙江", "江苏", "广东"), 1):
        boss.customers.edit(customer.id, {"region": region}, version=number)
    auditor.log_archive.write(place / "a.gz", datetime.now(UTC).date() + timedelta(days=2))
    auditor.checkpoints.make(place / "kept.jsonl")
    auditor._engine.close()
    boss._engine.close()  # without signing out: copies go on
    return place, boss


@pytest.fixture
def house(prepared: tuple[Path, Session], tmp_path: Path) -> Store:
    """A copy of the store."""
    shutil.copytree(prepared[0] / "house", tmp_path / "house")
    (tmp_path / "house").chmod(0o700)
    return store.open(tmp_path / "house")


@pytest.fixture
def worked(house: Store, prepared: tuple[Path, Session]) -> Iterator[Session]:
    """The session that has left something in the log."""
    session = reopened(house.folder, prepared[1])
    yield session
    session._engine.close()


@pytest.fixture
def kept(prepared: tuple[Path, Session]) -> Path:
    """A checkpoint outside the store, of the log as it was before anything was done to it."""
    return prepared[0] / "kept.jsonl"


def check(session: Session, kept: Path | str) -> Verified:
    return session.log.verify(checkpoint=kept)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_found(house: Store, worked: Session, kept: Path, name: str) -> None:
    edit, alone, witnessed = EDITS[name]
    with unguarded(house, worked) as conn:
        edit(conn)
    by_itself, with_it = check(worked, ""), check(worked, kept)
    assert (by_itself.ok, by_itself.why) == (not alone, alone)
    assert with_it.ok == (not witnessed)
    assert with_it.why.startswith(witnessed)
    assert (with_it.first_bad is None) == with_it.ok


def test_a_tail_that_was_cut_and_has_grown_again_is_another(
    house: Store, worked: Session, kept: Path
) -> None:
    with unguarded(house, worked) as conn:
        conn.execute("DELETE FROM operation WHERE seq > (SELECT max(seq) - 2 FROM operation)")
    for name in ("甲", "乙", "丙"):
        worked.customers.add({"name": name})
    assert check(worked, "").ok
    found = check(worked, kept)
    assert found.why.startswith(ANEW)
    assert found.operations == found.first_bad - 1


@pytest.mark.parametrize("gone_on", [False, True])
def test_an_older_database_put_back_is_found(
    house: Store, sign_in: Callable[[str], Session], tmp_path: Path, gone_on: bool
) -> None:
    older = tmp_path / "older"
    shutil.copytree(house.folder, older)
    auditor, boss = sign_in("auditor"), sign_in("boss")
    for number in range(5):
        boss.customers.add({"name": f"客户{number}"})
    auditor.checkpoints.make(tmp_path / "kept.jsonl")
    older.chmod(0o700)
    session = store.open(older).sign_in("boss", PASSWORD)
    for number in range(12 if gone_on else 0):
        session.customers.add({"name": f"另一客户{number}"})
    found = session.log.verify(checkpoint=tmp_path / "kept.jsonl")
    session.close()
    assert not found.ok
    assert found.why.startswith(ANEW if gone_on else CUT)


def test_a_forged_removal_of_what_is_recent_is_found(
    house: Store, worked: Session, kept: Path
) -> None:
    """The beginning is gone and the log says so in a line of its own, with a right MAC."""
    with worked.reading() as conn:
        seq, head = conn.execute("SELECT seq, mac FROM operation ORDER BY seq DESC").fetchone()
    with worked.writing("setting.edit") as change:
        change.log("log.remove", "x.gz", after={"first": 1, "last": seq, "head": head.hex()})
    with unguarded(house, worked) as conn:
        conn.execute("DELETE FROM operation WHERE seq <= ?", (seq,))
    assert check(worked, "").ok
    found = check(worked, kept)
    assert not found.ok
    assert found.why == "operations of the last six months were removed"


def test_a_new_key_for_a_chain_made_anew_is_found(
    house: Store, worked: Session, kept: Path
) -> None:
    with unguarded(house, worked) as conn:
        conn.execute("DELETE FROM secret WHERE name = 'checkpoint_key'")
    found = check(worked, kept)
    assert (found.ok, found.first_bad) == (False, None)
    assert "another key" in found.why


def test_a_guard_that_guards_nothing_is_found(house: Store, worked: Session) -> None:
    with unguarded(house, worked) as conn:
        pass
    from store.engine.connection import connect
    from store.keys.derive import database_key

    conn = connect(house.folder / DATABASE, database_key(worked.access.data_key))
    conn.execute("DROP TRIGGER operation_no_update")
    conn.execute(
        "CREATE TRIGGER operation_no_update BEFORE UPDATE ON operation BEGIN SELECT 1; END"
    )
    conn.close()
    with pytest.raises(StoreDamaged, match="operation_no_update"):
        house.sign_in("viewer", PASSWORD)


# -- a log that cannot be written --------------------------------------------------------------


CHANGES: dict[str, Callable[[Session], object]] = {
    "add": lambda s: s.customers.add({"name": "新客户"}),
    "edit": lambda s: s.customers.edit(1, {"region": "海南"}, version=5),
    "archive": lambda s: s.customers.archive(1),
    "delete": lambda s: s.customers.delete(1, "asked for"),
    "staff": lambda s: s.staff.add("new", ["clerk"], PASSWORD),
    "role": lambda s: s.staff.save_role("viewer", ["customer.read"]),
    "disable": lambda s: s.staff.disable("clerk"),
    "setting": lambda s: s.checkpoints.set(keep_months=24),
}


def state(house: Store, session: Session) -> dict[str, list[Any]]:
    """Everything in the tables that these changes would touch."""
    tables = ("customer", "code", "counter", "staff", "staff_role", "role", "setting", "operation")
    with session.reading() as conn:
        return {name: conn.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


@pytest.mark.parametrize("name", CHANGES)
def test_a_log_that_takes_no_line_takes_no_change(house: Store, worked: Session, name: str) -> None:
    with unguarded(house, worked) as conn:
        conn.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON operation"
            " BEGIN SELECT RAISE(ABORT, 'no more lines'); END"
        )
    before = state(house, worked)
    with pytest.raises(StoreDamaged, match="no more lines"):
        CHANGES[name](worked)
    assert state(house, worked) == before
    with unguarded(house, worked) as conn:
        conn.execute("DROP TRIGGER no_more")
    CHANGES[name](worked)
    assert state(house, worked) != before
    assert worked.log.verify().ok


def fill(session: Session, why: str) -> int:
    """Add customers until the store says why no more can be; returns how many were."""
    added = count(1)
    with pytest.raises(StoreError, match=why):  # noqa: PT012 (which one fails is not known)
        for number in added:
            session.customers.add({"name": f"客户{number}", "notes": "很长的备注" * 200})
    return next(added) - 2


def test_a_database_that_may_not_grow_takes_no_change(house: Store, worked: Session) -> None:
    writer = worked._engine._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count={pages}").fetchone()
    added = fill(worked, "full")
    with worked.reading() as conn:
        (customers,) = conn.execute("SELECT count(*) FROM customer").fetchone()
        (lines,) = conn.execute(
            "SELECT count(*) FROM operation WHERE action = 'customer.add'"
        ).fetchone()
    assert customers == lines == added + 1
    assert worked.log.verify().ok


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of its own in memory, as small as asked; skips where none can be mounted."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(place)]
    if (
        os.geteuid()
        or shutil.which("mount") is None
        or subprocess.run(mount, check=False).returncode
    ):
        pytest.skip("takes the right to mount a small file system (root)")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.long
def test_on_a_full_disk_log_and_data_end_at_the_same_change(house: Store, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        folder = disk / "house"
        shutil.copytree(house.folder, folder)
        session = store.open(folder).sign_in("boss", PASSWORD)
        added = fill(session, "full|written")
        assert added > 10
        assert session.log.verify().ok
        with session.reading() as conn:
            (customers,) = conn.execute("SELECT count(*) FROM customer").fetchone()
            (lines,) = conn.execute(
                "SELECT count(*) FROM operation WHERE action = 'customer.add'"
            ).fetchone()
        assert customers == lines == added + 1
        session._engine.close()


# -- files that are no evidence ----------------------------------------------------------------


SPOIL = st.lists(
    st.tuples(
        st.integers(0, 1 << 20), st.integers(0, 255), st.sampled_from(["flip", "cut", "add"])
    ),
    min_size=1,
    max_size=6,
)


def spoilt(data: bytes, how: list[tuple[int, int, str]]) -> bytes:
    for place, value, what in how:
        at = place % (len(data) + 1)
        match what:
            case "flip":
                data = data[:at] + bytes([value]) + data[at + 1 :]
            case "cut":
                data = data[:at]
            case "add":
                data = data[:at] + bytes([value]) * (1 + place % 5) + data[at:]
    return data


@settings(max_examples=300, deadline=None)
@given(how=SPOIL)
def test_a_spoilt_checkpoint_is_read_as_it_was_or_refused(
    prepared: tuple[Path, Session], how: list[tuple[int, int, str]]
) -> None:
    place = prepared[0]
    whole = (place / "kept.jsonl").read_bytes()
    facts = json.loads(whole)
    (place / "x.jsonl").write_bytes(spoilt(whole, how))
    with suppress(KehaoError):
        for one in read_checkpoints(place / "x.jsonl", store=facts["store"]):
            assert one.facts() == facts


@settings(max_examples=300, deadline=None)
@given(how=SPOIL, inside=st.booleans())
def test_a_spoilt_archive_is_read_as_it_was_or_refused(
    prepared: tuple[Path, Session], how: list[tuple[int, int, str]], inside: bool
) -> None:
    place = prepared[0]
    whole = (place / "a.gz").read_bytes()
    lines = gzip.decompress(whole)
    path = place / "x.gz"
    path.write_bytes(gzip.compress(spoilt(lines, how)) if inside else spoilt(whole, how))
    with suppress(KehaoError):
        head, read = read_archive(path)
        assert len(list(read)) == head.last - head.first + 1
        assert gzip.decompress(path.read_bytes()) == lines
