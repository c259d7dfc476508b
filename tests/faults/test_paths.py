"""Paths that a confined person may name: nothing but plain files in folders that are theirs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.errors import InvalidValue, KehaoError, NotFound, NotPermitted
from store.files import confinement
from store.files.confinement import Confinement
from store.files.landing import landing
from store.session import Session
from store.sign_in.opening import Store

SECRET = b"name\nof another\n"


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    """A folder that whoever runs the server allows."""
    folder = tmp_path / "exchange"
    folder.mkdir()
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A file that the process can read and the person may not."""
    path = tmp_path / "other.csv"
    path.write_bytes(SECRET)
    return path


@pytest.fixture
def home(house: Store, exchange: Path) -> Iterator[Path]:
    """The own folder of `manager`, whom this process serves from now on."""
    to = Confinement("manager", house.folder, (exchange,))
    confinement.confine(to)
    with confinement.folder_of("any"):
        pass
    yield to.home
    confinement.confine(None)


def refused(path: str | Path) -> None:
    """Neither read nor written, and what stands there is untouched."""
    with pytest.raises((NotPermitted, NotFound)):
        confinement.opened(path)
    with pytest.raises((NotPermitted, NotFound, InvalidValue)), landing(path) as file:
        file.write(b"x")


def test_the_own_folder_is_made_for_its_person_alone(home: Path, house: Store) -> None:
    assert home == house.folder.parent / "files" / "manager"
    assert home.stat().st_mode & 0o777 == home.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["a.csv", "~/a.csv", "{home}/a.csv", "{exchange}/a.csv"])
def test_files_in_ones_own_folders_are_written_and_read(
    home: Path, exchange: Path, name: str
) -> None:
    path = name.format(home=home, exchange=exchange)
    with landing(path) as file:
        file.write(b"mine")
    with confinement.opened(path) as file:
        assert file.read() == b"mine"
    (written,) = [*home.iterdir(), *exchange.iterdir()]
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.stat().st_nlink == 1


@pytest.mark.parametrize(
    "name",
    [
        "../manager2/a.csv",
        "..",
        ".",
        "",
        "/",
        "~",
        "sub/../../x.csv",
        "{home}/../viewer/a.csv",
        "{home}x/a.csv",
        "{exchange}/../other.csv",
        "{store}/keyring.json",
        "{store}/kehao.db",
        "{other}",
        "/etc/passwd",
        "/dev/tty",
        "/dev/zero",
        "/dev/stdin",
        "/dev/fd/0",
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/self/fd/0",
        "/proc/self/root/etc/passwd",
        "~root/a.csv",
        "a\0b.csv",
        "//etc/passwd",
    ],
)
def test_what_lies_outside_is_refused(
    home: Path, exchange: Path, house: Store, other: Path, name: str
) -> None:
    before = sorted(house.folder.parent.rglob("*"))
    refused(name.format(home=home, exchange=exchange, store=house.folder, other=other))
    assert sorted(house.folder.parent.rglob("*")) == before
    assert other.read_bytes() == SECRET


def test_links_lead_nowhere(exchange: Path, home: Path, other: Path, house: Store) -> None:
    (exchange / "file").symlink_to(other)
    (exchange / "folder").symlink_to(house.folder)
    (exchange / "loop").symlink_to(exchange / "loop")
    (exchange / "gone").symlink_to(exchange.parent / "made-by-a-link.csv")
    (exchange / "hard").hardlink_to(other)
    for name in ("file", "folder/keyring.json", "folder", "loop", "loop/x", "gone", "hard"):
        refused(exchange / name)
    assert other.read_bytes() == SECRET
    assert not (exchange.parent / "made-by-a-link.csv").exists()


def test_what_is_no_plain_file_is_refused_at_once(exchange: Path, home: Path) -> None:
    os.mkfifo(exchange / "pipe")
    (exchange / "folder").mkdir()
    if os.getuid() == 0:
        os.mknod(exchange / "zero", 0o020600, os.makedev(1, 5))
    for path in exchange.iterdir():
        refused(path)


def test_a_file_that_is_there_stays_as_it_is(home: Path, exchange: Path) -> None:
    for folder in (home, exchange):
        (folder / "old.csv").write_bytes(b"old")
        with pytest.raises(InvalidValue), landing(folder / "old.csv") as file:
            file.write(b"new")
        with pytest.raises(InvalidValue):
            confinement.new_file(folder / "old.csv")
        assert [path.name for path in folder.iterdir()] == ["old.csv"]
        assert (folder / "old.csv").read_bytes() == b"old"


def test_an_own_folder_that_is_a_link_or_open_to_others_is_not_used(
    home: Path, exchange: Path
) -> None:
    home.chmod(0o750)
    refused("a.csv")
    home.rmdir()
    home.symlink_to(exchange)
    refused("a.csv")
    assert list(exchange.iterdir()) == []


def test_an_allowed_folder_never_reaches_the_store(house: Store) -> None:
    around = Confinement("manager", house.folder, (house.folder.parent, house.folder, Path("/")))
    assert around.roots() == (around.home,)


def test_a_link_that_changes_meanwhile_is_not_followed(
    exchange: Path, home: Path, house: Store, other: Path
) -> None:
    """A thread swaps a folder for a link to the store's, thousands of times, while it is used."""
    inner = exchange / "in"
    inner.mkdir()
    (inner / "keyring.json").write_bytes(b"mine")
    done = threading.Event()

    def swap() -> None:
        aside, link = exchange / "aside", exchange / "link"
        link.symlink_to(house.folder)
        while not done.is_set():
            inner.rename(aside)
            link.rename(inner)
            inner.rename(link)
            aside.rename(inner)

    thread = threading.Thread(target=swap)
    thread.start()
    secret = (house.folder / "keyring.json").read_bytes()
    before = sorted(house.folder.iterdir())
    read = refusals = written = 0
    try:
        for number in range(1500):
            try:
                with confinement.opened(inner / "keyring.json") as file:
                    assert file.read() == b"mine"
                    read += 1
                with landing(inner / f"{number}.csv") as file:
                    file.write(b"x")
                    written += 1
            except KehaoError:
                refusals += 1
    finally:
        done.set()
        thread.join()
    assert read
    assert refusals
    assert written
    assert (house.folder / "keyring.json").read_bytes() == secret
    assert sorted(house.folder.iterdir()) == before


def test_exports_imports_and_rejects_keep_to_the_folder(
    sign_in: Callable[[str], Session], home: Path, other: Path, house: Store
) -> None:
    manager = sign_in("manager")
    manager.customers.add({"name": "深圳晴川贸易有限公司"})
    assert manager.exports.run("all.csv").written == 1
    assert (home / "all.csv").stat().st_mode & 0o777 == 0o600
    assert manager.transfer.run_import("all.csv").read == 1
    (home / "bad.csv").write_text("name,city\n,广州\n", "utf-8")
    assert manager.transfer.run_import("bad.csv", rejects="no.csv").rejected == 1
    assert "广州" in (home / "no.csv").read_text("utf-8-sig")
    with pytest.raises(InvalidValue):
        manager.transfer.run_import("bad.csv", rejects="no.csv")
    for call in (
        lambda: manager.exports.run(other.with_name("x.csv")),
        lambda: manager.exports.run("../x.csv"),
        lambda: manager.transfer.run_import(other),
        lambda: manager.transfer.plan("/proc/self/environ"),
        lambda: manager.transfer.run_import("bad.csv", rejects=other),
        lambda: manager.learning.from_file(other),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert other.read_bytes() == SECRET
    assert not other.with_name("x.csv").exists()


def test_who_runs_it_as_themselves_is_not_confined(tmp_path: Path) -> None:
    assert confinement.confined() is None
    with landing(tmp_path / "a.csv") as file:
        file.write(b"1")
    with landing(tmp_path / "a.csv") as file:
        file.write(b"2")
    with confinement.opened(tmp_path / "a.csv") as file:
        assert file.read() == b"2"
