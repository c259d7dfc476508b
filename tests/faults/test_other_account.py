"""Another account of the same machine reads nothing: neither files, nor the processes' insides."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import store
from store.errors import StoreUnsafe

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
PLANTED = "深圳晴川贸易有限公司"

READER = """
import os, sys
os.setgroups([]); os.setgid(int(sys.argv[1])); os.setuid(int(sys.argv[1]))
for path in sys.argv[2:]:
    try:
        with open(path, "rb") as file:
            file.read(1)
    except PermissionError:
        continue
    except FileNotFoundError:
        print("gone", path)
        continue
    except IsADirectoryError:
        pass
    except OSError as error:
        print("odd", path, error)
        continue
    print("read", path)
"""


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every account can enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="kehao-other-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def served(open_to_all: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A store, and a process that has signed in to it and waits for more of an import."""
    folder = open_to_all / "store"
    made = store.create(folder, admin="boss", password=PASSWORD)
    session = made.store.sign_in("boss", PASSWORD)
    session.customers.add({"name": PLANTED})
    session.close()
    secret = open_to_all / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    command = [sys.executable, "-m", "tui", "--store", str(folder), "--user", "boss"]
    command += ["--password-file", str(secret), "import", "-"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environ) as process:
        end = time.monotonic() + 20
        while not any(link.readlink().name == "kehao.db" for link in _links(process.pid)):
            assert time.monotonic() < end, "the process did not open the store"
            time.sleep(0.05)
        yield folder, process
        process.kill()


def _links(pid: int) -> list[Path]:
    try:
        return [link for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
    except OSError:
        return []


@pytest.fixture
def other() -> Iterator[int]:
    """Another account of the machine; its number."""
    if os.getuid() != 0:
        pytest.skip("acting as another account takes root")
    if shutil.which("useradd") is None:
        pytest.skip("there is no useradd to make an account with")
    name = "kho" + secrets.token_hex(4)
    subprocess.run(["useradd", "--system", "--no-create-home", name], check=True)
    number = subprocess.run(["id", "-u", name], capture_output=True, check=True).stdout
    yield int(number)
    # forced: an account of another test's own machine may have the same number, and be at work
    subprocess.run(["userdel", "-f", name], check=True)


def read_as(account: int, paths: list[str]) -> list[str]:
    """What the account can read of these."""
    ran = subprocess.run(
        [sys.executable, "-", str(account), *paths],
        input=READER,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in ran.stdout.splitlines() if not line.startswith("odd")]


def test_another_account_reads_no_file_and_no_process(
    served: tuple[Path, subprocess.Popen[bytes]], other: int
) -> None:
    folder, process = served
    inside = Path(f"/proc/{process.pid}")
    asked = [str(path) for path in (folder, *folder.iterdir())]
    asked += [str(inside / name) for name in ("environ", "mem", "maps", "fd", "io", "stack")]
    asked += [str(inside / "fd" / link.name) for link in _links(process.pid)]
    asked += [str(inside / "root"), str(inside / "cwd")]
    assert read_as(other, asked) == []
    assert len(asked) > 14


CLOSED = """
import ctypes, os, sys
from tui import environment
os.setgroups([]); os.setgid(int(sys.argv[1])); os.setuid(int(sys.argv[1]))
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # as a fresh process of that account is
if sys.argv[2] == "closed":
    environment.close_to_others()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(("how", "refused"), [("closed", True), ("open", False)])
def test_people_who_share_an_account_do_not_look_into_each_others_processes(
    other: int, how: str, refused: bool
) -> None:
    command = [sys.executable, "-c", CLOSED, str(other), how]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        asked = [f"/proc/{process.pid}/{name}" for name in ("environ", "maps", "fd/0")]
        said = read_as(other, asked)
        process.kill()
    assert said == ([] if refused else [f"read {path}" for path in asked[:2]])


def test_a_store_that_others_may_read_is_refused(
    served: tuple[Path, subprocess.Popen[bytes]],
) -> None:
    folder = served[0]
    folder.chmod(0o750)
    with pytest.raises(StoreUnsafe):
        store.open(folder)
