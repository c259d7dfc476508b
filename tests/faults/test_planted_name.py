"""A customer's name stands in no byte that Kehao leaves on a disk, and no core is written."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.sign_in.opening import Store
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.faults.kehao_process import Kehao

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

NAME = "鄢罄瓒桀澍Zqxvwkjy"
OTHER = "邝燊祎Wvqzxkjh"
PHONE = "19987604321"
SHORTEST = 6
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "utf-32-le")

HELD = """
import os, sys
import store
from pathlib import Path
session = store.open(Path(sys.argv[1])).sign_in("boss", sys.argv[2])
session.customers.add({"name": sys.argv[3]})
print("open", flush=True)
sys.stdin.readline()
"""


def pieces() -> list[bytes]:
    """The names in pieces of four and six characters, in every encoding that they could lie in.

    (Twenty megabytes of encrypted bytes hold ten given pieces of four bytes once in twenty runs,
    by chance; pieces of six bytes and more, never.)
    """
    texts = [NAME[n : n + size] for size in (4, 6) for n in range(len(NAME) - size + 1)]
    texts += [OTHER[n : n + size] for size in (4, 6) for n in range(len(OTHER) - size + 1)]
    texts += [PHONE, PHONE[-8:], json.dumps(NAME[:4])[1:-1], NAME.lower()[-8:]]
    encoded = {text.encode(encoding) for text in texts for encoding in ENCODINGS}
    return sorted(piece for piece in encoded if len(piece) >= SHORTEST)


def found_in(folder: Path, wanted: list[bytes]) -> tuple[list[str], int]:
    """The files with any of the pieces (in name or content), and how many bytes were read."""
    hits, size = [], 0
    for path in sorted(folder.rglob("*")):
        data = os.fsencode(path.name)
        if path.is_file() and not path.is_symlink():
            data += b"\n" + path.read_bytes()
        size += len(data)
        hits += [str(path) for piece in wanted if piece in data][:1]
    return hits, size


@pytest.fixture
def kehao(house: Store, tmp_path: Path) -> Kehao:
    return Kehao(house.folder, tmp_path / "own")


def test_a_name_is_in_no_byte_of_any_file(kehao: Kehao, tmp_path: Path, figures: Figures) -> None:
    wanted = pieces()
    beside = tmp_path / "marked"
    beside.mkdir()
    (beside / "file").write_bytes(b"\0" * 9 + NAME.encode("utf-16-le"))
    assert found_in(beside, wanted)[0], "the search itself must find what is there"
    shutil.rmtree(beside)

    environ = kehao.environment()
    argv = [sys.executable, "-c", HELD, str(kehao.folder), PASSWORD, NAME]
    holder = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environ,
        cwd=kehao.own / "work",
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"open\n"

    added = kehao.run(
        "customers", "add", "--set", f"name={OTHER}", "--set", f"phone={PHONE}", "--json"
    )
    assert added.code == 0, added.err
    code = added.objects[0]["code"]
    told = kehao.run("customers", "set", code, f"notes={NAME}", "--reason", f"因 {NAME}", "--json")
    assert told.code == 0, told.err
    lines = "name,phone\n" + "".join(f"{NAME}{n},{PHONE}\n" for n in range(2000))
    brought = kehao.run("import", "-", "--json", stdin=lines.encode())
    assert brought.code == 0, brought.err
    assert brought.objects[0]["added"] == 2000
    searched = kehao.run("search", f"{NAME}7", "--sort", "name", "--json")
    assert NAME in searched.out.decode()
    counted = kehao.run("count", "", "--by", "name", "--json")
    assert counted.code == 0
    exported = kehao.run("export", "-", "--json")
    assert NAME in exported.out.decode("utf-8-sig")
    wrong = kehao.run("search", f"name:{NAME} AND (", "--json")
    assert wrong.code == 4
    files = {path.name for path in kehao.folder.iterdir()}
    assert "kehao.db-wal" in files, "a process holds the store open: its WAL must be looked at"
    hits, size = found_in(tmp_path, wanted)
    assert hits == []

    holder.kill()
    holder.communicate()
    assert kehao.run("log", "verify", "--json").code == 0
    hits, more = found_in(tmp_path, wanted)
    assert hits == []
    figures(pieces=len(wanted), bytes_read=size + more)


def test_an_abort_in_the_middle_of_work_leaves_no_core(
    kehao: Kehao, tmp_path: Path, figures: Figures
) -> None:
    """Even where whoever starts it allows cores of any size."""

    def allow_cores() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    process = kehao.start("import", "-", preexec_fn=allow_cores)
    assert process.stdin is not None
    process.stdin.write(f"name\n{NAME}\n".encode())
    process.stdin.flush()
    limit = Path(f"/proc/{process.pid}/limits")
    end = time.monotonic() + 20
    while True:
        line = next(
            line for line in limit.read_text().splitlines() if line.startswith("Max core file size")
        )
        if line.split()[4:6] == ["0", "0"]:
            break
        assert time.monotonic() < end, line
        time.sleep(0.02)
    process.send_signal(signal.SIGABRT)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGABRT
    assert list((kehao.own / "work").iterdir()) == []
    hits, size = found_in(tmp_path, pieces())
    assert hits == []
    figures(aborted=1, bytes_read=size)
