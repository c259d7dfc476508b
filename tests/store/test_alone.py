"""A session knows whether others have the store open, who could be kept waiting."""

from __future__ import annotations

from collections.abc import Callable

from store.session import Session


def test_alone_until_somebody_else_signs_in(sign_in: Callable[[str], Session]) -> None:
    boss = sign_in("boss")
    assert boss.alone
    clerk = sign_in("clerk")
    assert not boss.alone
    assert not clerk.alone
    clerk.close()
    assert boss.alone
