"""A right password at a store that somebody else holds: no failure of whoever gave it."""

from __future__ import annotations

import time

import pytest

from store.engine import connection
from store.errors import SignInRefused, StoreBusy
from store.keys import throttle
from store.session import Session
from store.sign_in.opening import THROTTLE, Store
from tests.conftest import PASSWORD


def test_a_busy_store_counts_nothing_against_a_right_password(
    house: Store, boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 10)
    waits = house.folder / THROTTLE
    later = time.time() + 10 * throttle.LOST
    with boss.writing("customer.add"):
        for _ in range(throttle.PAUSE_AFTER + 2):
            with pytest.raises(StoreBusy):
                house.sign_in("clerk", PASSWORD)
    assert throttle.check(waits, "clerk", "local", clock=lambda: later) == 0
    throttle.succeeded(waits, "clerk", "local", clock=lambda: later)
    house.sign_in("clerk", PASSWORD).close()


def test_a_wrong_password_counts_at_a_busy_store_as_well(
    house: Store, boss: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 10)
    with boss.writing("customer.add"):
        for _ in range(throttle.FREE):
            with pytest.raises(SignInRefused):
                house.sign_in("clerk", "another horse battery")
        with pytest.raises(SignInRefused, match="wait"):
            house.sign_in("clerk", PASSWORD)
