"""A store for each test, copied from one that is made once, with an account of each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import store
from store.opening import Store
from store.session import Session

PASSWORD = "correct horse battery"
STAFF = {
    "boss": ("administrator", "manager"),
    "admin": ("administrator",),
    "manager": ("manager",),
    "clerk": ("clerk",),
    "viewer": ("viewer",),
    "auditor": ("auditor",),
    "service": ("service",),
}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an account of each role, all with the same password."""
    folder = tmp_path_factory.mktemp("template") / "house"
    made = store.create(folder, admin="boss", password=PASSWORD)
    boss = made.store.sign_in("boss", PASSWORD)
    for name, roles in STAFF.items():
        if name != "boss":
            boss.staff.add(name, roles, PASSWORD)
    boss.close()
    return folder


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Store:
    """A fresh copy of the store."""
    folder = tmp_path / "house"
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    return store.open(folder)


@pytest.fixture
def sign_in(house: Store) -> Iterator[Callable[[str], Session]]:
    """Signs an account in; all sessions are closed at the end."""
    sessions: list[Session] = []

    def enter(name: str) -> Session:
        session = house.sign_in(name, PASSWORD)
        sessions.append(session)
        return session

    yield enter
    for session in sessions:
        session.close()


@pytest.fixture
def boss(sign_in: Callable[[str], Session]) -> Session:
    """A session of the account that is administrator and manager."""
    return sign_in("boss")
