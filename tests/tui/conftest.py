"""A store made once and copied for each test, and a way to read what is on the screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import CSSLocation, Stylesheet

import store
from tests.conftest import CHEAP, SHIPPED, is_strong, passwords_of
from tui import locale

ADMIN = "王伟"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session", autouse=True)
def _styles_read_once() -> Iterator[None]:
    """Every app reads the same styles; reading them anew was a fifth of these tests' time."""
    read = Stylesheet._parse_rules
    known: dict[object, list[RuleSet]] = {}

    def once(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        how = (read_from, is_default_rules, tie_breaker, scope)
        key = (css, *how, tuple(self._variables.items()))
        if key not in known:
            known[key] = read(self, css, *how)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        yield


@pytest.fixture(scope="session")
def fresh_stores(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """Makes the store below, once with cheap passwords and once with strong ones."""

    @cache
    def made(strong: bool) -> Path:
        folder = tmp_path_factory.mktemp("made") / "store"
        with passwords_of(SHIPPED if strong else CHEAP):
            store.create(folder, admin=ADMIN, password=PASSWORD)
        return folder

    return made


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, fresh_stores: Callable[[bool], Path]) -> Path:
    """A fresh store with one account; copy it, do not touch it."""
    return fresh_stores(is_strong(request))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A store of the test's own, with the account ADMIN and its PASSWORD."""
    return Path(shutil.copytree(made, tmp_path / "store"))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test reads the settings, colours or language of whoever runs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("NO_COLOR", "KEHAO_LANG", "LC_ALL", "LC_MESSAGES", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    yield
    locale.use("en")


@pytest.fixture
def shown() -> Callable[[App[Any]], str]:
    """What the terminal shows of an app just now, line by line."""

    def read(app: App[Any]) -> str:
        strips = app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    return read
