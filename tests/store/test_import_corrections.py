"""Doubtful rows of a dry run are shown, mended before the run, or left out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import KehaoError
from store.session import Session

SignIn = Callable[[str], Session]
DIRTY = (
    "客户编码,客户名称,手机,等级,邮箱\n"
    "A-1,甲公司,13500000001,A,a@example.cn\n"
    "A-2,,13500000002,B,b@example.cn\n"
    "A-1,乙公司,13500000003,A,c@example.cn\n"
    "A-4,丁公司,问前台,A,不详\n"
    "A-5,甲公司,13500000001,A,\n"
).encode()


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    return sign_in("manager")


def test_a_dry_run_shows_every_doubtful_row_and_why(manager: Session) -> None:
    result = manager.transfer.run_import(DIRTY, dry_run=True)
    assert [(one.row, one.why) for one in result.doubtful] == [
        (3, "rejected"),
        (4, "rejected"),
        (5, "flagged"),
        (6, "double"),
    ]
    assert set(result.doubtful[2].flags) == {"phone", "email"}
    assert result.doubtful[2].values.values["phone"] == "问前台"
    assert (result.flagged, result.possible_duplicates, result.rejected) == (1, 1, 2)
    assert manager.search.count("") == 0


def test_corrections_are_applied_to_their_rows(manager: Session) -> None:
    said = {
        3: {"name": "丙公司"},
        4: {"code": "A-3"},
        5: {"phone": "135 0000 0004", "email": ""},
    }
    foretold = manager.transfer.run_import(DIRTY, dry_run=True, corrections=said)
    assert (foretold.rejected, foretold.flagged) == (0, 0)
    result = manager.transfer.run_import(DIRTY, corrections=said, left_out=frozenset({6}))
    assert (result.added, result.skipped, result.rejected) == (4, 1, 0)
    assert manager.customers.get("A-2").values["name"] == "丙公司"
    assert manager.customers.get("A-3").values["name"] == "乙公司"
    mended = manager.customers.get("A-4")
    assert mended.flags == ()
    assert mended.values["email"] == ""


def test_rejected_rows_of_a_run_are_mended_by_the_next(manager: Session) -> None:
    first = manager.transfer.run_import(DIRTY)
    assert (first.added, first.rejected) == (3, 2)
    said = {3: {"name": "丙公司"}, 4: {"code": "A-3"}}
    second = manager.transfer.run_import(DIRTY, corrections=said)
    assert (second.added, second.skipped, second.rejected) == (2, 3, 0)
    assert second.group == first.group
    manager.undo.group(first.group)
    assert manager.search.count("") == 0


def test_what_is_still_rejected_is_written_as_it_was_corrected(
    manager: Session, tmp_path: Path
) -> None:
    file = tmp_path / "rejected.csv"
    said = {3: {"phone": "13500000009"}}
    manager.transfer.run_import(
        DIRTY, corrections=said, rejects=file, describe=lambda error: type(error).__name__
    )
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[1] == "3,InvalidValue,A-2,,13500000009,B,b@example.cn"
    assert len(lines) == 3


def test_corrections_of_joined_columns(manager: Session, tmp_path: Path) -> None:
    data = b"First Name,Last Name,City\nNora,Quist,Bergen\n,,Oslo\n"
    file = tmp_path / "rejected.csv"
    manager.transfer.run_import(data, rejects=file, corrections={2: {"name": "Nora Q."}})
    assert "Nora Q." in [v for (v,) in _names(manager)]
    assert file.read_text("utf-8-sig").splitlines()[1].endswith(",,,Oslo")


def _names(session: Session) -> list[tuple[str]]:
    with session.reading() as conn:
        return conn.execute("SELECT name FROM customer").fetchall()


def test_the_preview_is_the_rows_as_they_will_be(manager: Session) -> None:
    preview = manager.transfer.preview(DIRTY, corrections={5: {"phone": "13500000004"}})
    assert [row.row for row in preview.rows] == [2, 3, 4, 5, 6]
    assert preview.rows[0].values.values["email"] == "a@example.cn"
    assert isinstance(preview.rows[1].error, KehaoError)
    assert preview.rows[3].flags == ("email",)
    assert manager.transfer.preview(DIRTY, codes="new").rows[0].values.code == ""


def test_an_opened_file_is_planned_previewed_and_imported_without_reading_it_again(
    manager: Session, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(DIRTY)
    opened = manager.transfer.open_file(file)
    assert manager.transfer.plan(opened, mapping={"邮箱": "-"}).targets[4] == "-"
    assert len(manager.transfer.preview(opened).rows) == 5
    assert manager.transfer.run_import(opened).added == 3
