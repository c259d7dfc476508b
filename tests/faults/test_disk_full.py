"""A disk of 3 MB that fills, and one that becomes read-only: a clear line, reading goes on, nothing
that was acknowledged is lost, and with room again work goes on where it stood."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

import store
from store.errors import KehaoError, StoreError
from store.files import reserve
from store.session import Session
from tests.conftest import PASSWORD
from tests.faults.conftest import Figures
from tests.faults.kehao_process import Kehao

pytestmark = [pytest.mark.strong_keys, pytest.mark.long]

SIZE = 3


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting a small disk takes root: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 3 MB, taken away at the end."""
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("mounting a small disk takes root")
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", f"size={SIZE}m,mode=0700", "kehao-faults", str(place))
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def kehao(template: Path, disk: Path, tmp_path: Path) -> Kehao:
    """Commands on a store that lies on that disk; their own files lie elsewhere."""
    folder = disk / "house"
    shutil.copytree(template, folder)
    folder.chmod(0o700)
    return Kehao(folder, tmp_path / "own")


@pytest.fixture
def session(kehao: Kehao) -> Iterator[Session]:
    opened = store.open(kehao.folder).sign_in("boss", PASSWORD)
    yield opened
    with suppress(StoreError):
        opened.close()


def fill(disk: Path, leave: int = 0) -> Path:
    """Take all room but `leave` bytes."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free - leave
    with ballast.open("ab", buffering=0) as file:
        while free > 0:
            try:
                free -= file.write(bytes(min(free, 65536)))
            except OSError:
                break
    return ballast


def told_plainly(error: BaseException) -> None:
    assert "\n" not in str(error)
    assert "full" in str(error) or "No space left" in str(error), str(error)


def until_refused(change: Callable[[int], object]) -> None:
    """Change something until there is no room: what is left in the write-ahead log takes a few."""
    for number in range(100):
        try:
            change(number)
        except StoreError as error:
            told_plainly(error)
            return
    raise AssertionError("a full disk took every change")


def test_adding_until_the_disk_is_full(
    session: Session, disk: Path, kehao: Kehao, figures: Figures
) -> None:
    acknowledged: list[str] = []
    refused = 0
    while True:
        try:
            customer = session.customers.add({"name": f"c{len(acknowledged)}", "notes": "长" * 900})
        except StoreError as error:
            told_plainly(error)
            refused += 1
            if refused == 3:
                break
        else:
            acknowledged.append(customer.code)
    assert len(acknowledged) > 9
    assert session.search.count("") == len(acknowledged)
    assert session.customers.get(acknowledged[-1]).values["name"] == f"c{len(acknowledged) - 1}"
    assert len(session.search.page("c1").rows) > 0
    fill(disk)
    until_refused(
        lambda number: session.customers.edit(1, {"notes": f"{number}" * 3000}, version=1 + number)
    )
    edited = session.customers.by_id(1).version
    assert session.log.verify().ok

    # A second process: it may be refused, but in one line, and never with a fault.
    for arguments in (("search", "c1", "--json"), ("customers", "add", "--set", "name=y")):
        told = kehao.run(*arguments)
        if told.code:
            assert told.code == 5, told
            told_plainly(RuntimeError(told.one_line()))
    before = session.search.count("")
    another = store.open(kehao.folder).sign_in("boss", PASSWORD)
    assert another.search.count("") == before
    with pytest.raises(StoreError) as full:
        another.customers.add({"name": "y"})
    told_plainly(full.value)
    another.close()
    (disk / "ballast").unlink()
    assert session.customers.by_id(1).version == edited
    mount("-o", "remount,size=8m", str(disk))
    code = session.customers.add({"name": "room again"}).code
    assert code == f"CUST{before + 1:06}"
    assert session.log.verify().ok
    assert session.auditing.run().ok
    with session.reading() as conn:
        codes = {row[0] for row in conn.execute("SELECT code FROM customer")}
    assert codes >= {*acknowledged, code}
    figures(megabytes=SIZE, acknowledged_writes=len(acknowledged), refused=refused + 1)


def test_an_import_meets_the_end_of_the_disk_and_goes_on_later(
    kehao: Kehao, disk: Path, tmp_path: Path, figures: Figures
) -> None:
    rows = 6000
    file = tmp_path / "list.csv"
    lines = (f"客户{n},{'备' * 60}" for n in range(rows))
    file.write_text("name,notes\n" + "\n".join(lines), "utf-8")
    stopped = kehao.run("import", str(file), "--json")
    assert stopped.code == 5, stopped
    told_plainly(RuntimeError(stopped.one_line()))
    mount("-o", "remount,size=60m", str(disk))
    inside = kehao.run("count", "", "--json").objects[0]["count"]
    assert kehao.run("log", "verify", "--json").code == 0
    more = kehao.run("import", str(file), "--json")
    assert more.code == 0, more.err
    assert more.objects[0]["added"] == rows - inside
    assert kehao.run("count", "", "--json").objects[0]["count"] == rows
    assert kehao.run("codes", "audit", "--json").code == 0
    assert kehao.run("doctor", "--json").objects[0]["findings"] == [] or all(
        finding["check"] == "disk"
        for finding in kehao.run("doctor", "--json").objects[0]["findings"]
    )
    figures(rows=rows, before_the_end=inside)


def test_a_disk_without_a_byte_of_room(
    kehao: Kehao, session: Session, disk: Path, figures: Figures
) -> None:
    """Every command says so in a line; who is signed in goes on reading; the keyring is whole."""
    code = session.customers.add({"name": "before"}).code
    fill(disk)
    assert session.customers.get(code).values["name"] == "before"
    keyring = (kehao.folder / "keyring.json").read_bytes()
    tried = 0
    for arguments in (
        ("search", "before"),
        ("customers", "add", "--set", "name=x"),
        ("staff", "add", "neu", "--role", "clerk", "--json"),
        ("staff", "reset", "clerk"),
        ("export", "-"),
        ("log", "verify"),
        ("doctor",),
    ):
        told = kehao.run(*arguments)
        tried += 1
        if told.code:
            assert told.code in (1, 5), (arguments, told)
            if arguments != ("doctor",):
                told_plainly(RuntimeError(told.one_line()))
    assert (kehao.folder / "keyring.json").read_bytes() == keyring
    assert not list(kehao.folder.glob("*.new"))
    for call in (
        lambda: session.staff.add("neu", ["clerk"], PASSWORD),
        lambda: session.change_password(PASSWORD, "another long password"),
    ):
        with pytest.raises(KehaoError) as refused:
            call()
        told_plainly(refused.value)
    assert (kehao.folder / "keyring.json").read_bytes() == keyring
    (disk / "ballast").unlink()
    assert session.customers.add({"name": "after"}).code == "CUST000002"
    assert kehao.run("log", "verify").code == 0
    figures(commands_tried=tried)


def test_a_disk_that_becomes_read_only(
    kehao: Kehao, session: Session, disk: Path, figures: Figures
) -> None:
    code = session.customers.add({"name": "before"}).code
    session.close()
    mount("-o", "remount,ro", str(disk))
    commands = (("search", "before"), ("customers", "add", "--set", "name=x"), ("log", "verify"))
    for arguments in commands:
        told = kehao.run(*arguments)
        assert told.code == 5, told
        line = told.one_line()
        assert "Read-only" in line or "readonly" in line or "read-only" in line, line
        assert str(kehao.folder) in line
    doctor = kehao.run("doctor")
    assert doctor.code == 1
    assert "ead-only" in doctor.out.decode() or "readonly" in doctor.out.decode()
    mount("-o", "remount,rw", str(disk))
    assert kehao.run("customers", "show", code, "--json").objects[0]["name"] == "before"
    figures(commands_tried=len(commands) + 1)


def test_signing_out_on_a_full_disk_forgets_the_keys_all_the_same(
    session: Session, disk: Path, kehao: Kehao
) -> None:
    session.customers.add({"name": "before"})
    (kehao.folder / reserve.FILE).unlink()
    fill(disk)
    until_refused(lambda number: session.customers.add({"name": f"c{number}", "notes": "x" * 3000}))
    with pytest.raises(StoreError):
        session.close()
    assert session.ended
    assert session._engine._key == ""
    with pytest.raises(KehaoError):
        session.search.count("")


@pytest.mark.parametrize("sign_ins", [10, pytest.param(60, marks=pytest.mark.long)])
def test_a_full_disk_lets_people_in_to_look_and_the_log_has_each(
    kehao: Kehao, session: Session, disk: Path, figures: Figures, sign_ins: int
) -> None:
    """Room was kept back: sign-ins go on and on, their lines stand, and no change gets at it."""
    code = session.customers.add({"name": "before", "phone": "13800138000"}).code
    assert (kehao.folder / reserve.FILE).stat().st_size == reserve.SIZE
    fill(disk)
    until_refused(lambda number: session.customers.add({"name": f"c{number}", "notes": "x" * 3000}))
    there = session.search.count("")
    lines = len(session.log.list("action:sign.in", limit=1000))
    entered = 0
    held: list[Session] = []
    while entered < sign_ins:
        one = store.open(kehao.folder).sign_in("clerk" if entered % 2 else "boss", PASSWORD)
        entered += 1
        assert one.search.count("") == there
        if entered % 2 == 0:
            assert one.customers.reveal(1, "phone") == "+8613800138000"
        with pytest.raises(StoreError) as refused:
            one.customers.add({"name": "y"})
        told_plainly(refused.value)
        if entered % 10:
            one.close()
        else:
            held.append(one)
    for one in held:
        one.close()
    assert len(session.log.list("action:sign.in", limit=1000)) == lines + entered
    assert len(session.log.list("action:sign.out", limit=1000)) >= entered
    assert session.log.verify().ok
    left = (kehao.folder / reserve.FILE).stat().st_size
    assert 0 < left < reserve.SIZE
    assert "full" in str(session.short_of_room())

    # The commands of whoever looks, and of whoever makes room, say what there is.
    assert kehao.run("customers", "show", code, "--json").objects[0]["name"] == "before"
    assert kehao.run("log", "verify").code == 0
    doctor = kehao.run("doctor", "--json").objects[0]
    assert "every change is refused" in str(doctor["findings"])
    elsewhere = kehao.own / "elsewhere"
    elsewhere.mkdir()
    assert kehao.run("backup", "create", str(elsewhere)).code == 0
    assert replace(kehao, user="auditor").run("log", "checkpoint", str(elsewhere / "c")).code == 0
    refused_line = kehao.run("customers", "add", "--set", "name=y")
    assert refused_line.code == 5
    told_plainly(RuntimeError(refused_line.one_line()))

    (disk / "ballast").unlink()
    assert session.customers.add({"name": "after"}).code == f"CUST{there + 1:06}"
    assert (kehao.folder / reserve.FILE).stat().st_size == reserve.SIZE
    assert session.log.verify().ok
    figures(megabytes=SIZE, sign_ins_on_a_full_disk=entered, of_the_reserve_left=left)


def test_room_kept_back_that_is_gone_leaves_nobody_in_unseen(
    kehao: Kehao, session: Session, disk: Path
) -> None:
    """Where not even that room is left, nobody signs in: never without a line in the log."""
    session.customers.add({"name": "before"})
    lines = session.log.list("action:sign.in")
    os.truncate(kehao.folder / reserve.FILE, 0)
    fill(disk)
    until_refused(lambda _: store.open(kehao.folder).sign_in("clerk", PASSWORD))
    entered = [one for one in session.log.list("action:sign.in") if one not in lines]
    with session.reading() as conn:
        sessions = conn.execute("SELECT count(*) FROM session").fetchone()[0]
    assert sessions == len(session.log.list("action:sign.in", limit=1000))
    assert len(entered) < 100
