"""A store with an account of each role, made once with cheap keys and copied for each test, and a
way to call `kehao` as a script does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import store
from tui import locale
from tui.commands.root import kehao

PASSWORD = "correct horse battery"
ADMIN = "王敏"
STAFF = {"李娜": "clerk", "周婷": "viewer", "孙浩": "auditor", "赵磊": "administrator"}

CUSTOMERS = (
    {"name": "深圳晴川贸易有限公司", "region": "广东", "type": "企业", "phone": "0755-55500001"},
    {"name": "杭州云禾软件有限公司", "region": "浙江", "type": "VIP", "email": "a@example.com"},
    {"name": "何之", "region": "广东", "type": "个人", "phone": "19900000002"},
)
"""CUST000001 to CUST000003 of the sample store."""


@dataclass(frozen=True)
class Answer:
    """What a command gave: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; fails when anything else stands there."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        """The one JSON object of standard output."""
        (one,) = self.objects
        return one


Kehao = Callable[..., Answer]


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that tests copy."""
    folder = tmp_path_factory.mktemp("sample") / "store"
    made = store.create(folder, admin=ADMIN, password=PASSWORD)
    session = made.store.sign_in(ADMIN, PASSWORD)
    for name, role in STAFF.items():
        session.staff.add(name, [role], PASSWORD)
    for values in CUSTOMERS:
        session.customers.add(values)
    session.close()
    return folder


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("STORE", "USER", "PASSWORD_FILE", "CODE_FILE", "LANG"):
        monkeypatch.delenv(f"KEHAO_{name}", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    yield
    locale.use("en")


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """A store of the test's own."""
    return Path(shutil.copytree(sample, tmp_path / "store"))


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A file that only its owner can read, with everybody's password."""
    path = tmp_path / "password"
    path.touch(mode=0o600)
    path.write_text(PASSWORD + "\n", "utf-8")
    return path


def call(*args: str, stdin: str | bytes = "") -> Answer:
    """Run `kehao` with exactly these arguments."""
    result = CliRunner().invoke(kehao, list(args), input=stdin)
    return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def kehao_as(folder: Path, password_file: Path) -> Kehao:
    """`kehao_as(command…, user=…)` on the test's own store."""

    def run(*args: str, user: str = ADMIN, stdin: str | bytes = "") -> Answer:
        where = ("--store", str(folder), "--user", user, "--password-file", str(password_file))
        return call(*where, *args, stdin=stdin)

    return run
