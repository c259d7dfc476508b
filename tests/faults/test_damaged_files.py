"""Flipped bytes, swapped pages, cut and old files: each is named in a line that says what to do,
nothing is begun anew in the place of what was there, and no wrong answer is given."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

import store
from store.engine.connection import PAGE
from store.keys import throttle
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tui import locale
from tui.commands.root import kehao

pytestmark = pytest.mark.long

ADMIN: Final = "boss"
CUSTOMERS: Final = 60
WHAT_TO_DO: Final = ("restore", "backup", "run chmod", "run kehao init")


@pytest.fixture(scope="module", autouse=True)
def _own_surroundings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(throttle, "HOLD", 0.0)
        for name in ("KEHAO_STORE", "KEHAO_USER", "KEHAO_LANG", "KEHAO_PASSWORD_FILE"):
            patch.delenv(name, raising=False)
        yield
    locale.use("en")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was signed out of in order; only copied."""
    folder = tmp_path_factory.mktemp("whole") / "house"
    made = store.create(folder, admin=ADMIN, password=PASSWORD)
    session = made.store.sign_in(ADMIN, PASSWORD)
    for number in range(CUSTOMERS):
        session.customers.add({"name": f"客户{number}", "phone": f"138000{number:05}"})
    session.close()
    return folder


@pytest.fixture(scope="module")
def killed(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with changes that lie in the write-ahead log, as a killed process leaves it."""
    folder = tmp_path_factory.mktemp("killed") / "house"
    shutil.copytree(whole, folder)
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    for number in range(20):
        session.customers.add({"name": f"late{number}"})
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*-shm"))
    session.close()
    assert (copy / "kehao.db-wal").stat().st_size > PAGE
    return copy


@dataclass
class Bench:
    """Copies of a store, each damaged in one way, and what the commands said of them."""

    folder: Path
    password: Path
    told: Counter[str] = field(default_factory=Counter)

    def fresh(self, source: Path) -> None:
        """The store anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(source, self.folder)
        self.folder.chmod(0o700)

    def call(self, *arguments: str) -> Any:
        """A command; it must end with an answer or one line, whatever lies there."""
        where = ["--store", str(self.folder), "--user", ADMIN]
        where += ["--password-file", str(self.password), "--lang", "en"]
        result = CliRunner().invoke(kehao, [*where, *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            arguments,
            result.exception,
        )
        assert "Traceback" not in result.stderr
        assert "fault of its own" not in result.stderr + result.stdout, result.stderr
        return result

    def refused(self, *arguments: str) -> str:
        """The line with which a command refuses: exit code 5, and what to do."""
        result = self.call(*arguments)
        assert result.exit_code == 5, (arguments, result.exit_code, result.stderr, result.stdout)
        line = result.stderr.strip()
        assert line
        assert "\n" not in line
        assert any(words in line for words in WHAT_TO_DO), line
        self.told[line.split(": ", 1)[-1][:60]] += 1
        return line

    def found(self) -> bool:
        """Whether the doctor finds anything; it must end with a finding or none."""
        result = self.call("doctor")
        assert result.exit_code in (0, 1), (result.exit_code, result.stderr)
        return result.exit_code == 1

    def right_or_refused(self) -> bool:
        """Ask for all customers: either the whole right answer, or exit code 5. True if right."""
        result = self.call("search", "", "--limit", "1000", "--json")
        if result.exit_code == 5:
            assert "\n" not in result.stderr.strip()
            assert any(words in result.stderr for words in WHAT_TO_DO), result.stderr
            return False
        assert result.exit_code == 0, (result.exit_code, result.stderr)
        lines = result.stdout.splitlines()
        assert len(lines) == CUSTOMERS, "a damaged store gave a wrong answer"
        return True


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    password = tmp_path / "password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD, "utf-8")
    return Bench(tmp_path / "house", password)


def flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        old = file.read(1)[0]
        file.seek(place)
        file.write(bytes([old ^ (1 << bit)]))


def places(size: int, rnd: random.Random, seconds: float) -> Iterator[int]:
    """A byte of each part of the file in turn, until the time is over."""
    end = time.monotonic() + seconds
    while True:
        for start in range(0, size, PAGE):
            yield min(size - 1, start + rnd.randrange(PAGE))
            if time.monotonic() > end:
                return


def test_one_byte_flipped_in_the_database(
    whole: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    rnd = random.Random(41)
    flips = named = 0
    size = (whole / "kehao.db").stat().st_size
    for place in chain((0, 15, 16, 4095, 4096, size - 1), places(size, rnd, seconds(4))):
        bench.fresh(whole)
        flip(bench.folder / "kehao.db", place, rnd.randrange(8))
        before = (bench.folder / "kehao.db").stat().st_size
        flips += 1
        assert bench.found(), f"byte {place} was flipped and the doctor found nothing"
        named += not bench.right_or_refused()
        assert (bench.folder / "kehao.db").stat().st_size >= before, "it was begun anew"
    figures(bytes_flipped=flips, found_by_doctor=flips, met_by_a_search=named)


def test_one_byte_flipped_in_the_write_ahead_log(
    killed: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    """A bad frame ends what is taken from the log: what stands is whole, up to some commit."""
    rnd = random.Random(42)
    flips = 0
    counts: Counter[int] = Counter()
    size = (killed / "kehao.db-wal").stat().st_size
    for place in chain((0, 8, 16, 24, 31, 32), places(size, rnd, seconds(3))):
        bench.fresh(killed)
        flip(bench.folder / "kehao.db-wal", place, rnd.randrange(8))
        flips += 1
        counted = bench.call("count", "", "--json")
        if counted.exit_code == 5:
            assert any(words in counted.stderr for words in WHAT_TO_DO), counted.stderr
            counts[-1] += 1
            continue
        assert counted.exit_code == 0
        assert not bench.found()
        assert bench.call("codes", "audit").exit_code == 0
        counts[int(counted.stdout.split(":")[1].strip(" }\n"))] += 1
    assert all(n == -1 or CUSTOMERS <= n <= CUSTOMERS + 20 for n in counts)
    figures(bytes_flipped=flips, refused=counts[-1], whole=flips - counts[-1])


def test_one_byte_flipped_in_the_keyring(
    whole: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    rnd = random.Random(43)
    size = (whole / "keyring.json").stat().st_size
    end = time.monotonic() + seconds(3)
    flips = 0
    bench.fresh(whole)
    path = bench.folder / "keyring.json"
    data = path.read_bytes()
    while time.monotonic() < end:
        flip(path, rnd.randrange(size), rnd.randrange(8))
        flips += 1
        assert str(path) in bench.refused("search", "")
        path.write_bytes(data)
    assert bench.right_or_refused()
    figures(bytes_flipped=flips)


def test_one_byte_flipped_in_the_throttle(
    whole: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    """It keeps nothing that the store needs: signing in goes on, at most after a wait."""
    rnd = random.Random(44)
    bench.fresh(whole)
    path = bench.folder / "throttle.json"
    for _ in range(2):
        with pytest.raises(store.KehaoError):
            store.open(bench.folder).sign_in(ADMIN, "wrong")
    data = path.read_bytes()
    end = time.monotonic() + seconds(2)
    flips = waits = 0
    while time.monotonic() < end:
        path.write_bytes(data)
        flip(path, rnd.randrange(len(data)), rnd.randrange(8))
        flips += 1
        result = bench.call("count", "")
        assert result.exit_code in (0, 3), result.stderr
        waits += result.exit_code == 3
    figures(bytes_flipped=flips, asked_to_wait=waits)


@pytest.mark.parametrize("name", ["kehao.db", "keyring.json"])
def test_cut_at_any_length(
    whole: Path, bench: Bench, name: str, seconds: Callable[[float], float], figures: Figures
) -> None:
    size = (whole / name).stat().st_size
    rnd = random.Random(45)
    cuts = [0, 1, 15, 16, 512, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, size - PAGE, size - 1]
    end = time.monotonic() + seconds(2)
    tried = 0
    while cuts or time.monotonic() < end:
        length = cuts.pop() if cuts else rnd.randrange(size)
        if not 0 <= length < size - (name == "keyring.json"):  # its last byte is a line end
            continue
        bench.fresh(whole)
        os.truncate(bench.folder / name, length)
        tried += 1
        for arguments in (("search", ""), ("customers", "add", "--set", "name=x")):
            line = bench.refused(*arguments)
            assert str(bench.folder / name) in line or "keyring" in line
        assert bench.found()
        assert (bench.folder / name).stat().st_size == length, "it was begun anew"
        init = bench.call("init", "--admin", "mallory")
        assert init.exit_code != 0
        assert (bench.folder / name).stat().st_size == length, "it was begun anew"
    figures(cuts=tried)


def test_the_write_ahead_log_cut_or_gone(
    killed: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    """Whatever is left of it, what stands is whole."""
    size = (killed / "kehao.db-wal").stat().st_size
    rnd = random.Random(46)
    end = time.monotonic() + seconds(2)
    cuts = [0, 1, 31, 32, 33, 56, size - 1]
    tried = 0
    while cuts or time.monotonic() < end:
        bench.fresh(killed)
        os.truncate(bench.folder / "kehao.db-wal", cuts.pop() if cuts else rnd.randrange(size))
        tried += 1
        result = bench.call("codes", "audit")
        if result.exit_code == 5:
            assert any(words in result.stderr for words in WHAT_TO_DO), result.stderr
        else:
            assert result.exit_code == 0
            assert not bench.found()
    figures(cuts=tried)


def test_pages_swapped(
    whole: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    data = (whole / "kehao.db").read_bytes()
    pages = len(data) // PAGE
    rnd = random.Random(47)
    end = time.monotonic() + seconds(2)
    swaps = 0
    while time.monotonic() < end or swaps < 5:
        one, other = rnd.sample(range(pages), 2)
        swapped = bytearray(data)
        swapped[one * PAGE : (one + 1) * PAGE] = data[other * PAGE : (other + 1) * PAGE]
        swapped[other * PAGE : (other + 1) * PAGE] = data[one * PAGE : (one + 1) * PAGE]
        bench.fresh(whole)
        (bench.folder / "kehao.db").write_bytes(swapped)
        assert bench.found()
        bench.right_or_refused()
        swaps += 1
    figures(pages_swapped=2 * swaps)


def tables(folder: Path) -> dict[str, list[Any]]:
    """All that the tables say, but for what every sign-in changes."""
    session = store.open(folder).sign_in(ADMIN, PASSWORD)
    with session.reading() as conn:
        names = [
            name
            for (name,) in conn.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                " AND name NOT IN ('session', 'search') ORDER BY name"
            )
        ]
        said = {name: conn.execute(f"SELECT * FROM {name}").fetchall() for name in names}
        said["operation"] = [row[:-1] for row in said["operation"] if row[6][:5] != "sign."]
        said["staff"] = [row[:3] for row in said["staff"]]
    session.close()
    return said


def test_an_old_page_put_back(
    whole: Path, killed: Path, bench: Bench, seconds: Callable[[float], float], figures: Figures
) -> None:
    """The cipher takes it for its own. Where the log or a tree no longer fits, it is found. A page
    that fits all the same is found by neither the chain nor a checkpoint, which see the log alone:
    what it takes back is told here by the tables that then say something else. Never the log, the
    customers, their codes, counters or keys: what was counted and indexed of them at most."""
    bench.fresh(killed)
    assert bench.call("count", "").exit_code == 0  # takes the write-ahead log into the database
    kept = bench.folder.with_name("kept.jsonl")
    session = store.open(bench.folder).sign_in(ADMIN, PASSWORD)
    session.staff.add("auditor", ["auditor"], PASSWORD)
    session.close()
    auditor = store.open(bench.folder).sign_in("auditor", PASSWORD)
    auditor.checkpoints.make(kept)
    auditor.close()
    newer = bench.folder.with_name("newer")
    shutil.copytree(bench.folder, newer)
    new, old = (newer / "kehao.db").read_bytes(), (whole / "kehao.db").read_bytes()
    changed = [
        start
        for start in range(0, len(old), PAGE)
        if old[start : start + PAGE] != new[start : start + PAGE]
    ]
    assert len(changed) > 5
    found = refused = by_checkpoint = 0
    silent: Counter[str] = Counter()
    right = tables(newer)
    for start in changed:
        bench.fresh(newer)
        mixed = bytearray(new)
        mixed[start : start + PAGE] = old[start : start + PAGE]
        (bench.folder / "kehao.db").write_bytes(mixed)
        result = bench.call("search", "", "--limit", "1000")
        assert result.exit_code in (0, 5)
        refused += result.exit_code == 5
        if bench.found():
            found += 1
            continue
        by_checkpoint += bench.call("log", "verify", "--checkpoint", str(kept)).exit_code == 1
        told = tables(bench.folder)
        names = sorted(name for name in right if told[name] != right[name]) or ["nothing"]
        silent[" and ".join(names)] += 1
    assert found > len(changed) // 2
    assert not {"operation", "customer", "code", "counter", "subject_key"} & {
        name for names in silent for name in names.split(" and ")
    }
    figures(
        old_pages=len(changed),
        found_by_doctor=found,
        met_by_a_search=refused,
        found_by_a_checkpoint_alone=by_checkpoint,
        silent=dict(silent),
    )


def test_a_file_of_another_time_put_back(whole: Path, bench: Bench, figures: Figures) -> None:
    """An old keyring, a keyring or a database of another store, a folder without one of the two."""
    bench.fresh(whole)
    old = (bench.folder / "keyring.json").read_bytes()
    added = bench.call("staff", "add", "neu", "--role", "clerk", "--json")
    assert added.exit_code == 0, added.stderr
    current = (bench.folder / "keyring.json").read_bytes()
    (bench.folder / "keyring.json").write_bytes(old)
    assert "older than the store" in bench.refused("search", "")
    (bench.folder / "keyring.json").write_bytes(current)
    bench.call("search", "")
    other = bench.folder.with_name("other")
    store.create(other, admin=ADMIN, password=PASSWORD)
    mixed = 0
    for name in ("kehao.db", "keyring.json"):
        bench.fresh(whole)
        shutil.copy(other / name, bench.folder / name)
        assert "another store" in bench.refused("search", "")
        bench.fresh(whole)
        (bench.folder / name).unlink()
        assert name in bench.refused("search", "")
        assert not (bench.folder / name).exists(), "it was begun anew"
        mixed += 2
    figures(mixtures=mixed + 1)
