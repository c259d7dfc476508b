"""`kehao` as a process: pure streams, closing pipes, signals, faults, a light start."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import store
from tests.cli.conftest import ADMIN, PASSWORD, Kehao, call

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlcipher3", "sqlite_utils", "textual", "cryptography", "stdnum", "python_calamine")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with keys as strong as any, for processes of their own, and 3,000 customers."""
    from store.keys import password as keys

    folder = tmp_path_factory.mktemp("real")
    (folder / "password").touch(mode=0o600)
    (folder / "password").write_text(PASSWORD, "utf-8")
    strong = keys.Figures(memory=64 * 1024, passes=3, lanes=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "STANDARD", strong)
        patch.setattr(keys, "FLOOR", strong)
        made = store.create(folder / "store", admin=ADMIN, password=PASSWORD)
        session = made.store.sign_in(ADMIN, PASSWORD)
        lines = "name\n" + "".join(f"客户{number}\n" for number in range(3000))
        session.transfer.run_import(lines.encode())
        session.close()
    return folder


def command(real: Path, *arguments: str) -> list[str]:
    where = ["--store", str(real / "store"), "--user", ADMIN]
    where += ["--password-file", str(real / "password")]
    return [sys.executable, "-m", "tui", *where, *arguments]


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEHAO_")}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **more}


def run(
    real: Path, *arguments: str, stdin: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(real, *arguments),
        input=stdin,
        capture_output=True,
        env=environment(**more),
        cwd=real,
        timeout=60,
        check=False,
    )


def started(real: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(real, *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=real,
    )


def wait_until(true: Callable[[], bool]) -> None:
    """Return when it is true, or after a minute."""
    last = time.monotonic() + 60
    while time.monotonic() < last and not true():
        time.sleep(0.02)


def test_json_is_all_there_is_on_standard_output(real: Path) -> None:
    done = run(real, "search", "--limit", "5", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len([json.loads(line) for line in done.stdout.decode().splitlines()]) == 5


def test_output_is_utf_8_json_even_where_the_locale_is_not(real: Path) -> None:
    done = run(real, "search", "--limit", "1", "--json", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["name"].startswith("客户")
    for_people = run(real, "search", "--limit", "1", PYTHONIOENCODING="ascii")
    assert (for_people.returncode, for_people.stderr) == (0, b"")
    assert b"CUST" in for_people.stdout


def test_a_reader_that_leaves_early_is_met_with_silence(real: Path) -> None:
    with started(real, "search", "--columns", "code,name", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 1
    assert said == b""


def test_no_core_is_left_when_it_crashes(real: Path) -> None:
    """Its memory holds the keys: however it dies, none of it comes to the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    with started(real, "import", "-") as process:
        limits = Path(f"/proc/{process.pid}/limits")

        def forbidden() -> bool:
            (line,) = (one for one in limits.read_text().splitlines() if "core file" in one)
            return line.split()[4:6] == ["0", "0"]

        wait_until(forbidden)
        assert forbidden()
        process.send_signal(signal.SIGABRT)
        assert process.wait(60) == -signal.SIGABRT
    assert not list(real.rglob("core*"))


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "Stopped.\n"), (signal.SIGTERM, 143, ""), (signal.SIGHUP, 129, "")],
)
def test_a_signal_ends_it_with_one_line_and_signed_out(
    real: Path, number: signal.Signals, code: int, said: str
) -> None:
    with started(real, "import", "-") as process:
        assert process.stdin is not None
        process.stdin.write(b"x" * 300_000)  # more than a pipe holds: it is being read
        process.stdin.flush()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.decode()) == (code, b"", said)
    last = json.loads(run(real, "log", "list", "action:sign", "--json").stdout.splitlines()[-2])
    assert last["action"] == "sign.out"


def test_a_comparison_whose_reader_has_left_blames_no_file(real: Path, tmp_path: Path) -> None:
    path, here = tmp_path / "theirs.csv", tmp_path / "missing here.csv"
    path.write_text("code,name\n" + "".join(f"X{n},新客户{n}\n" for n in range(20_000)), "utf-8")
    with started(real, "compare", str(path), "--here", str(here)) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 1
    assert not here.exists()


@pytest.mark.long
def test_ctrl_c_stops_an_import_whole_and_the_next_run_goes_on(real: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("name\n" + "".join(f"新客户{n}\n" for n in range(30_000)), "utf-8")
    with subprocess.Popen(
        command(real, "import", str(path), "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=real,
    ) as process:
        wal = real / "store" / "kehao.db-wal"
        wait_until(lambda: wal.exists() and wal.stat().st_size > 2_500_000)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(err.splitlines()) == 1
    first = json.loads(out)
    assert 0 < first["added"] < 30_000
    again = json.loads(run(real, "import", str(path), "--json").stdout)
    assert first["added"] + again["added"] == 30_000
    assert again["skipped"] == first["added"]
    assert json.loads(run(real, "log", "verify", "--json").stdout)["ok"] is True


@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        (["--help"], ("click",)),
        (["customers", "add", "--help"], ("click",)),
        (["import", "--help"], ("click",)),
        (["duplicates", "--help"], ("click",)),
        (["count", "--store", "/nowhere"], ("sqlcipher3",)),
    ],
)
def test_a_command_imports_only_what_it_needs(
    arguments: list[str], imported: tuple[str, ...]
) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['kehao', *{arguments!r}]\n"
        "from tui.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=environment(KEHAO_USER="x"),
        timeout=60,
        check=True,
        text=True,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert loaded <= set(imported)


def test_a_fault_of_the_program_shows_no_data_and_no_traceback(
    kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.customers.service import Customers

    def broken(self: Customers, code: str) -> None:
        raise RuntimeError(f"surprise at {code}")

    monkeypatch.setattr(Customers, "get", broken)
    answer = kehao_as("customers", "show", "SECRET-CODE")
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert "SECRET-CODE" not in answer.err
    assert "Traceback" not in answer.err


def test_what_the_terminal_could_obey_is_never_printed_raw(
    kehao_as: Kehao, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.search.service import Page, Search

    evil = "a\x1b]52;c;eA==\x07\x9b2J\u202e"
    page = Page(("name",), [1], [(evil,)], [False], 0)
    monkeypatch.setattr(Search, "page", lambda self, *args, **kwargs: page)
    shown = kehao_as("search", "--columns", "name").out
    as_json = kehao_as("search", "--columns", "name", "--json")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown + as_json.out)
    assert as_json.object == {"name": evil}


def test_without_a_terminal_the_full_screen_is_refused() -> None:
    answer = call()
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("by_option", [True, False])
def test_the_full_screen_knows_who_signs_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by_option: bool
) -> None:
    from tui import cli, start

    seen: dict[str, object] = {}

    def screen(folder: Path, **arguments: object) -> int:
        seen.update(arguments, folder=folder)
        return 0

    monkeypatch.setattr(start, "full_screen", screen)
    monkeypatch.setattr("tui.commands.root.has_terminal", lambda: True)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True, raising=False)
    if by_option:
        assert call("--store", str(tmp_path), "--user", ADMIN).code == 0
    else:
        monkeypatch.setenv("KEHAO_STORE", str(tmp_path))
        monkeypatch.setenv("KEHAO_USER", ADMIN)
        monkeypatch.setattr(sys, "argv", ["kehao"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 0
    assert (seen["folder"], seen["prefill"]) == (tmp_path, (ADMIN, ""))
