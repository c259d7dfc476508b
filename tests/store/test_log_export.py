"""Taking the log out of the store is in the log, whatever becomes of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import InvalidQuery, NotFound
from store.log.export import LogExport
from store.session import Session


def _exports(session: Session) -> list[str]:
    return [operation.object for operation in session.log.list("action:log.export")]


def test_an_export_that_breaks_off_is_in_the_log(
    sign_in: Callable[[str], Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = sign_in("auditor")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.log.export._write_lines", broken)
    with pytest.raises(OSError, match="No space"):
        LogExport(auditor).run(tmp_path / "log.jsonl")
    assert _exports(auditor) == ["log.jsonl"]


def test_it_holds_what_was_there_and_not_its_own_line(
    sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    auditor = sign_in("auditor")
    path = tmp_path / "log.jsonl"
    before = len(auditor.log.list("", limit=1000))
    assert LogExport(auditor).run(path) == before
    assert "log.export" not in path.read_text("utf-8")


def test_what_cannot_be_exported_is_no_export(
    sign_in: Callable[[str], Session], tmp_path: Path
) -> None:
    auditor = sign_in("auditor")
    with pytest.raises(InvalidQuery):
        LogExport(auditor).run(tmp_path / "log.csv", "nothing:x")
    with pytest.raises(NotFound):
        LogExport(auditor).run(tmp_path / "none" / "log.csv")
    assert _exports(auditor) == []
