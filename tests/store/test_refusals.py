"""Refused sign-ins reach the log once, also when the sign-in that brings them fails."""

from __future__ import annotations

import pytest

from store.engine.database import Engine
from store.errors import SignInRefused, StoreBusy, StoreError
from store.sign_in import refusals
from store.sign_in.opening import Store
from store.sign_in.refusals import REFUSED
from tests.conftest import PASSWORD
from tests.store.test_engine_full import FullDisk


def _refused(house: Store) -> None:
    with pytest.raises(SignInRefused):
        house.sign_in("viewer", "not the password")


def test_they_wait_for_a_sign_in_that_can_be_logged(
    house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refused(house)
    whole = Engine.__init__

    def full(self: Engine, *args: str) -> None:
        whole(self, *args)  # type: ignore[arg-type]
        self._writer = FullDisk(self._writer)  # type: ignore[assignment]

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "__init__", full)
        with pytest.raises(StoreError, match="full"):
            house.sign_in("boss", PASSWORD)
    assert (house.folder / REFUSED).exists()
    session = house.sign_in("auditor", PASSWORD)
    assert [line.object for line in session.log.list("action:sign.refused")] == ["viewer"]
    session.close()
    assert {path.name for path in house.folder.glob("refused*")} == set()


def test_those_of_the_meantime_are_kept_as_well(house: Store) -> None:
    _refused(house)

    def fail() -> None:
        with refusals.kept(house.folder):
            assert len(refusals.take(house.folder)) == 1
            _refused(house)
            raise StoreBusy("busy")

    with pytest.raises(StoreBusy):
        fail()
    session = house.sign_in("auditor", PASSWORD)
    assert len(session.log.list("action:sign.refused")) == 2
    session.close()
