"""Bulk work holds the search for garbage back, and gives it back as it was."""

from __future__ import annotations

import gc
import threading

import pytest

from store.engine.collecting import SELDOM, seldom
from store.session import Session


def test_bulk_work_holds_the_search_for_garbage_back(boss: Session) -> None:
    usual = gc.get_threshold()
    with boss.bulk():
        assert gc.get_threshold() == SELDOM
    assert gc.get_threshold() == usual


def test_it_is_as_before_after_an_error() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="full"), seldom():
        raise ValueError("full")
    assert gc.get_threshold() == usual


def test_two_that_overlap_give_it_back_once() -> None:
    usual = gc.get_threshold()
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with seldom():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with seldom():
        thread.start()
        assert inside.wait(10)
    assert gc.get_threshold() == SELDOM
    leave.set()
    thread.join()
    assert gc.get_threshold() == usual
