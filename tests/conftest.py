"""A store for each test, copied from one that is made once, with an account of each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import store
from store.keys import password as keys
from store.keys.keyring import rewrapped, updating
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

settings.register_profile("unhurried", deadline=None)  # time is no verdict: machines are busy
settings.load_profile("unhurried")


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


@pytest.fixture(scope="module")
def cheap_keys(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """For a module that signs in often: passwords that cost next to nothing, also the template's.

    The template as it is with such passwords; `house` copies it when a module asks for this.
    """
    cheap = keys.Figures(memory=64, passes=1, lanes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "STANDARD", cheap)
        patch.setattr(keys, "FLOOR", cheap)
        folder = tmp_path_factory.mktemp("cheap") / "house"
        shutil.copytree(template, folder)
        folder.chmod(0o700)
        boss = store.open(folder).sign_in("boss", PASSWORD)
        path, data_key = Path(boss.access.keyring), boss.access.data_key
        boss.close()
        with updating(path, data_key) as held:
            for name in STAFF:
                held.keyring = rewrapped(held.keyring, data_key, name, PASSWORD)
        yield folder


@pytest.fixture
def house(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Store:
    """A fresh copy of the store."""
    folder = tmp_path / "house"
    cheap = "cheap_keys" in request.fixturenames
    shutil.copytree(request.getfixturevalue("cheap_keys") if cheap else template, folder)
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
