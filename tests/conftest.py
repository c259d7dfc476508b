"""A store for each test, copied from one that is made once, with an account of each role."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

import store
from store.keys import password as keys
from store.session import Session
from store.sign_in.opening import Store
from tests.databases import database_server, mariadb, postgresql

__all__ = ["database_server", "mariadb", "postgresql"]  # fixtures

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

EXAMPLES: Final = "KEHAO_EXAMPLES"
"""How many of a property's examples are tried, 0.15 of them unless the environment says; new ones
with each run."""


def examples(most: int) -> int:
    """How many of so many examples to try."""
    return min(most, max(20, int(most * float(os.environ.get(EXAMPLES, "0.15")))))


# time is no verdict: machines are busy
settings.register_profile("unhurried", deadline=None, max_examples=examples(100))
settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two to a core: half of a screen's test is waiting for the screen to come to rest."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of collected tests need no looking through at each collection of garbage."""
    gc.collect()
    gc.freeze()


CHEAP: Final = keys.Figures(memory=64, passes=1, lanes=1)
SHIPPED: Final = keys.STANDARD


@contextmanager
def passwords_of(figures: keys.Figures) -> Iterator[None]:
    """Passwords cost this while it lasts, and no less is accepted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "STANDARD", figures)
        patch.setattr(keys, "FLOOR", figures)
        yield


def is_strong(request: pytest.FixtureRequest) -> bool:
    """Whether a module is marked `strong_keys`."""
    return any(request.node.iter_markers("strong_keys"))


@pytest.fixture(scope="session", autouse=True)
def _cheap_keys() -> Iterator[None]:
    """Argon2 at full cost would be most of all tests' time."""
    with passwords_of(CHEAP):
        yield


@pytest.fixture(scope="module", autouse=True)
def _strong_keys(request: pytest.FixtureRequest) -> Iterator[None]:
    """At full cost in a module marked `strong_keys`: other processes open its stores."""
    with passwords_of(SHIPPED) if is_strong(request) else nullcontext():
        yield


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """Makes the store below, once with cheap passwords and once with strong ones."""

    @cache
    def made(strong: bool) -> Path:
        folder = tmp_path_factory.mktemp("template") / "house"
        with passwords_of(SHIPPED if strong else CHEAP):
            boss = store.create(folder, admin="boss", password=PASSWORD).store.sign_in(
                "boss", PASSWORD
            )
            for name, roles in STAFF.items():
                if name != "boss":
                    boss.staff.add(name, roles, PASSWORD)
            boss.close()
        return folder

    return made


@pytest.fixture(scope="module")
def template(request: pytest.FixtureRequest, templates: Callable[[bool], Path]) -> Path:
    """A store with an account of each role, all with the same password; copy it."""
    return templates(is_strong(request))


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
