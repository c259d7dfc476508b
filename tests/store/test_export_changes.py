"""An export of what changed tells everything that changed, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.session import Session
from store.transfer.formats.opening import open_table
from store.transfer.imports.source import Source

Told = tuple[list[str], tuple[str, ...]]


@pytest.fixture
def tell(boss: Session, tmp_path: Path) -> Callable[..., Told]:
    """Exports what changed: the codes in the file, and those that are gone."""

    def run(name: str = "erp", query: str = "archived:any") -> Told:
        path = tmp_path / "x.csv"
        done = boss.exports.run(path, query, ["code", "name"], since=name)
        return [cells[0] for _, cells in open_table(Source(path)).rows()], done.gone

    return run


@pytest.fixture
def three(boss: Session) -> list[int]:
    return [boss.customers.add({"name": name}, code=f"K-{name}").id for name in "123"]


def test_the_first_is_whole_and_the_next_is_empty(
    boss: Session, three: list[int], tell: Callable[..., Told]
) -> None:
    assert tell() == (["K-1", "K-2", "K-3"], ())
    assert tell() == ([], ())
    assert tell("crm") == (["K-1", "K-2", "K-3"], ())


def test_whoever_is_touched_is_told_once(
    boss: Session, three: list[int], tell: Callable[..., Told]
) -> None:
    tell()
    boss.customers.reveal(three[0], "phone")  # looked at, not changed
    boss.customers.archive(three[1])
    boss.customers.add({"name": "4"}, code="K-4")
    assert tell() == (["K-2", "K-4"], ())
    assert tell() == ([], ())


def test_codes_that_nobody_goes_by_any_more_are_told(
    boss: Session, three: list[int], tell: Callable[..., Told]
) -> None:
    tell()
    boss.life.change(three[0], "N-1", reason="x")
    boss.life.merge(three[1], three[2])
    assert tell() == (["N-1", "K-2"], ("K-1", "K-3"))
    boss.customers.delete(three[0], "asked for it")
    codes, gone = tell()
    assert codes == []
    assert set(gone) == {"N-1", "K-1"}


def test_one_who_comes_back_when_a_merge_is_undone_is_told(
    boss: Session, three: list[int], tell: Callable[..., Told]
) -> None:
    boss.life.merge(three[1], three[2])
    tell()
    (merge,) = boss.log.list("action:customer.merge")
    boss.undo.one(merge.seq)
    assert tell() == (["K-2", "K-3"], ())


def test_an_export_that_breaks_off_has_told_nothing(
    boss: Session, three: list[int], tell: Callable[..., Told], tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="none"):
        boss.exports.run(tmp_path / "none" / "x.csv", since="erp")
    assert tell()[0] == ["K-1", "K-2", "K-3"]
