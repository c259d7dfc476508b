"""Jobs bring in and take out for their owner, each content once, each in its day, week or month."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.due import DueService
from store.errors import InvalidValue, NotFound, NotPermitted, WrongUsage
from store.jobs.definition import Definition, from_text
from store.jobs.folder import free_name
from store.session import Session

SignIn = Callable[[str], Session]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, text: str, *, age: int = 60) -> Path:
    """A file that nobody is writing any more."""
    path = folder / name
    path.write_text(text, "utf-8")
    os.utime(path, (time.time() - age,) * 2)
    return path


def make_due(session: Session, name: str) -> None:
    """As if the last run had been a year ago."""
    with session.writing("due.run") as change:
        change.conn.execute(
            "UPDATE job_run SET began = '2020-01-01T00:00:00.000Z' WHERE job ="
            " (SELECT id FROM job WHERE name = ?)",
            (name,),
        )


def mine(session: Session) -> list[tuple[str, bool]]:
    """What run-due does of people's jobs, and whether it went well."""
    return [(one.job, one.ok) for one in DueService(session).run() if one.by_hand]


def test_a_folder_is_brought_in_and_each_content_once(
    sign_in: SignIn, boss: Session, inbox: Path
) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    manager.jobs.add("inbox", Definition("import", str(inbox), pattern="*.csv"))
    put(inbox, "a.csv", "name,phone\n晴川,13800138000\n", age=90)
    put(inbox, "b.csv", "name,phone\n云禾,\n,5\n")
    put(inbox, "notes.txt", "name\nnobody\n")
    (inbox / "link.csv").symlink_to(inbox / "notes.txt")
    assert mine(robot) == [("inbox", True)]
    last = manager.jobs.get("inbox").last
    assert last is not None
    assert last.facts["files"] == ["a.csv", "b.csv"]
    assert (last.facts["added"], last.facts["rejected"]) == (2, 1)
    assert last.facts["rejects"] == ["b.rejected.csv"]
    assert ",5" in (inbox / "b.rejected.csv").read_text("utf-8-sig")
    assert mine(robot) == []  # not due
    put(inbox, "again.csv", "name,phone\n晴川,13800138000\n")  # the same bytes, another name
    put(inbox, "a.csv", "name,phone\n何之,\n")  # another content, the same name
    make_due(robot, "inbox")
    assert mine(robot) == [("inbox", True)]
    assert manager.jobs.history("inbox")[0].facts["files"] == ["a.csv"]
    assert manager.search.count("") == 3
    lines = manager.log.list("action:import.run")
    assert {(one.actor, one.client) for one in lines} == {("manager", "job inbox")}
    runs = boss.log.list("action:job.run")
    assert [(one.actor, one.object, one.after["owner"], one.after["ok"]) for one in runs] == [
        ("service", "inbox", "manager", True)
    ] * 2
    assert boss.log.verify().ok


def test_an_export_is_dated_and_old_ones_of_its_own_go(sign_in: SignIn, outbox: Path) -> None:
    manager = sign_in("manager")
    manager.customers.add({"name": "晴川", "phone": "13800138000"})
    stranger = put(outbox, "all-2020-01-01.csv", "mine")
    manager.jobs.add("all", Definition("export", str(outbox), columns=("code", "name"), keep=2))
    files = []
    for _ in range(4):
        done = manager.jobs.run("all")
        assert done.ok
        files.append(Path(str(done.facts["file"])))
    day = manager.today().isoformat()
    assert [one.name for one in files] == [
        f"all-{day}.csv", f"all-{day}-2.csv", f"all-{day}-3.csv", f"all-{day}-4.csv",
    ]  # fmt: skip
    assert {one.name for one in outbox.iterdir()} == {
        stranger.name, f"all-{day}-3.csv", f"all-{day}-4.csv",
    }  # fmt: skip
    assert "晴川" in files[-1].read_text("utf-8-sig")


def test_only_what_changed_since_the_last_run_and_all_again_once_the_job_is_another(
    sign_in: SignIn, outbox: Path
) -> None:
    manager = sign_in("manager")
    first = manager.customers.add({"name": "晴川"})
    does = Definition("export", str(outbox), columns=("name",), changed=True)
    manager.jobs.add("news", does)

    def written() -> object:
        return manager.jobs.run("news").facts["written"]

    assert written() == 1
    assert written() == 0
    manager.customers.add({"name": "云禾"})
    assert written() == 1
    manager.jobs.change("news", Definition("export", str(outbox), columns=("code",), changed=True))
    assert written() == 2
    assert first.code


def test_a_view_is_taken_as_it_is_when_the_job_is_done(sign_in: SignIn, outbox: Path) -> None:
    manager = sign_in("manager")
    manager.customers.add({"name": "晴川", "city": "深圳"})
    manager.customers.add({"name": "云禾", "city": "杭州"})
    manager.views.save("some", "city:深圳", ["name"], "name")
    manager.jobs.add("some", Definition("export", str(outbox), view="some", form="jsonl"))
    assert manager.jobs.run("some").facts["written"] == 1
    manager.views.save("some", "", ["name", "city"], "name")
    done = manager.jobs.run("some")
    assert done.facts["written"] == 2
    assert "杭州" in Path(str(done.facts["file"])).read_text("utf-8")
    manager.views.remove("some")
    assert isinstance(manager.jobs.run("some").error, NotFound)


def test_one_that_fails_stops_no_other_and_is_told_until_its_owner_looks(
    sign_in: SignIn, boss: Session, inbox: Path, outbox: Path
) -> None:
    manager, robot = sign_in("manager"), sign_in("service")
    manager.jobs.add("a", Definition("import", str(inbox)))
    manager.jobs.add("b", Definition("export", str(outbox), columns=("name",)))
    inbox.rmdir()
    assert mine(robot) == [("a", False), ("b", True)]
    assert mine(robot) == []  # not tried again at once
    assert [one.name for one in manager.jobs.failing()] == ["a"]
    assert boss.jobs.failing() == []  # they are not the boss's
    boss.jobs.looked_at("a")
    assert [one.name for one in manager.jobs.failing()] == ["a"]
    manager.jobs.looked_at("a")
    assert manager.jobs.failing() == []
    make_due(robot, "a")
    inbox.mkdir()
    assert mine(robot) == [("a", True)]
    last = manager.jobs.get("a").last
    assert last is not None
    assert last.error is None


def test_one_file_that_cannot_be_read_stops_no_other(sign_in: SignIn, inbox: Path) -> None:
    manager = sign_in("manager")
    manager.jobs.add("inbox", Definition("import", str(inbox)))
    put(inbox, "1.csv", "")
    put(inbox, "2.csv", "name\n晴川\n")
    done = manager.jobs.run("inbox")
    assert not done.ok
    assert (done.facts["failed"], done.facts["files"]) == (["1.csv"], ["2.csv"])
    put(inbox, "1.csv", "name\n云禾\n")
    done = manager.jobs.run("inbox")
    assert done.ok
    assert done.facts["files"] == ["1.csv"]


def test_a_file_that_is_still_written_waits(
    sign_in: SignIn, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in("manager")
    manager.jobs.add("inbox", Definition("import", str(inbox)))
    growing = put(inbox, "big.csv", "name\n晴", age=0)

    def grows(seconds: float) -> None:
        growing.write_text("name\n晴川\n云禾", "utf-8")

    monkeypatch.setattr("store.jobs.folder.time.sleep", grows)
    done = manager.jobs.run("inbox")
    assert (done.facts["files"], done.facts["still_written"]) == ([], ["big.csv"])
    monkeypatch.setattr("store.jobs.folder.time.sleep", lambda seconds: None)
    assert manager.jobs.run("inbox").facts["added"] == 2  # quiet since


def test_who_sees_and_changes_whose(sign_in: SignIn, boss: Session, outbox: Path) -> None:
    manager, clerk, admin = sign_in("manager"), sign_in("clerk"), sign_in("admin")
    does = Definition("export", str(outbox), columns=("name", "phone"))
    manager.jobs.add("all", does)
    assert clerk.jobs.list() == []
    with pytest.raises(NotFound):
        clerk.jobs.run("all")
    with pytest.raises(NotPermitted):
        clerk.jobs.add("mine", does)
    assert [one.name for one in admin.jobs.list()] == ["all"]
    with pytest.raises(NotPermitted):  # takes leave to export
        admin.jobs.change("all", does)
    assert admin.jobs.pause("all").paused
    assert boss.jobs.change("all", does, new_name="every").owner == "boss"
    boss.staff.set_roles("manager", ["clerk"])
    assert manager.jobs.list() == []
    boss.jobs.remove("every")
    assert boss.jobs.list() == []
    said = [one.action for one in boss.log.list("action:job")]
    assert sorted(said) == ["job.add", "job.change", "job.pause", "job.remove"]


NONSENSE = [
    (Definition("tea", "/tmp"), WrongUsage),
    (Definition("export", "/tmp", every="hourly"), InvalidValue),
    (Definition("export", "/no/such/folder"), NotFound),
    (Definition("import", "/no/such/folder"), NotFound),
    (Definition("import", "mailto:a@example.com"), WrongUsage),
    (Definition("export", "mailto:a@example.com"), WrongUsage),
    (Definition("export", "mailto:nobody", via="post"), InvalidValue),
    (Definition("export", "mailto:a@example.com", via="post"), NotFound),
    (Definition("export", "/tmp", view="none"), NotFound),
    (Definition("export", "/tmp", columns=("tea",)), InvalidValue),
    (Definition("export", "/tmp", pattern="*.csv"), WrongUsage),
    (Definition("export", "/tmp", form="doc"), WrongUsage),
    (Definition("export", "/tmp", keep=-1), InvalidValue),
    (Definition("import", "/tmp", query="SELECT 1"), WrongUsage),
    (Definition("import", "/tmp", on_match="perhaps"), WrongUsage),
    (Definition("import", "source:none", table="t"), NotFound),
]


def test_what_makes_no_sense_is_refused_when_it_is_saved(boss: Session, outbox: Path) -> None:
    for does, error in NONSENSE:
        with pytest.raises(error):
            boss.jobs.add("job", does)
    for name in ("", "a/b", ".hidden", "-x", "audit", "x" * 61):
        with pytest.raises(InvalidValue):
            boss.jobs.add(name, Definition("export", str(outbox)))
    assert boss.jobs.list() == []


DEFINITIONS = st.builds(
    Definition,
    kind=st.sampled_from(["import", "export"]),
    where=st.text(max_size=8),
    every=st.sampled_from(["daily", "weekly", "monthly"]),
    query=st.text(max_size=5),
    columns=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    keep=st.integers(0, 9),
    changed=st.booleans(),
    mapping=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


@given(does=DEFINITIONS, other=DEFINITIONS)
def test_what_is_kept_is_what_was_said_and_its_digest_tells_any_other(
    does: Definition, other: Definition
) -> None:
    assert from_text(does.as_text()) == does
    assert (does.digest("n", "o") == other.digest("n", "o")) == (does == other)
    assert len({does.digest("n", "o"), does.digest("m", "o"), does.digest("n", "p")}) == 3


@given(there=st.sets(st.integers(1, 6).map(lambda n: "x.csv" if n == 1 else f"x-{n}.csv")))
def test_a_free_name_is_free(there: set[str]) -> None:
    assert free_name("x", ".csv", there) not in there
