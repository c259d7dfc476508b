"""A job does what its owner may at that moment: roles, masks, the second person, the folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from store.due import Done, DueService
from store.errors import ApprovalNeeded, KehaoError, NotPermitted
from store.files import confinement
from store.files.confinement import Confinement
from store.jobs.definition import Definition
from store.safety import MAX_DAYS
from store.session import Session
from store.sign_in.opening import Store
from store.sign_in.standing import later

SignIn = Callable[[str], Session]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    session = sign_in("manager")
    session.customers.add({"name": "晴川", "phone": "13800138000"})
    return session


def everything(out: Path, **more: object) -> Definition:
    return Definition("export", str(out), columns=("name", "phone"), **more)  # type: ignore[arg-type]


def due(session: Session, name: str) -> Done:
    """What run-due makes of the job, which is due at once whatever was before."""
    with session.writing("due.run") as change:
        change.conn.execute("DELETE FROM job_run")
    (done,) = [one for one in DueService(session).run() if one.job == name]
    return done


def text_of(done: Done) -> str:
    assert done.error is None, str(done.error)
    return Path(str(done.facts["file"])).read_text("utf-8-sig")


def why(done: Done) -> str:
    assert isinstance(done.error, NotPermitted | ApprovalNeeded), done.error
    return str(done.error)


def test_whoever_runs_it_the_owner_sees_what_they_see(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    boss.staff.save_role("taker", ["customer.read", "export.run", "job.edit", "log.own"])
    boss.staff.set_roles("clerk", ["taker"])
    clerk, robot = sign_in("clerk"), sign_in("service")
    clerk.jobs.add("masked", everything(out))
    manager.jobs.add("clear", everything(out))
    assert "13800138000" not in text_of(due(robot, "masked"))
    assert "13800138000" not in text_of(manager.jobs.run("masked"))  # run by one who sees more
    assert "13800138000" in text_of(due(robot, "clear"))
    assert "13800138000" in text_of(clerk.jobs.run("clear"))  # and by one who sees less
    lines = boss.log.list("action:export.run")
    assert {(one.actor, one.client) for one in lines} == {
        ("clerk", "job masked"),
        ("manager", "job clear"),
    }
    boss.staff.set_roles("manager", ["taker"])
    assert "13800138000" not in text_of(due(robot, "clear"))


def test_a_job_that_another_changes_is_theirs(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    boss.staff.save_role("taker", ["customer.read", "export.run", "job.edit"])
    boss.staff.set_roles("clerk", ["taker"])
    clerk = sign_in("clerk")
    manager.jobs.add("all", everything(out))
    changed = clerk.jobs.change("all", everything(out, every="weekly"))
    assert changed.owner == "clerk"
    assert "13800138000" not in text_of(manager.jobs.run("all"))


def test_what_is_taken_from_the_owner_is_taken_from_the_job(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    robot = sign_in("service")
    manager.jobs.add("all", everything(out))
    boss.staff.set_roles("manager", ["clerk"])
    assert "export.run" in why(due(robot, "all"))
    boss.staff.set_roles("manager", ["manager"])
    assert text_of(due(robot, "all"))
    boss.staff.disable("manager")
    assert "disabled" in why(due(robot, "all"))
    boss.staff.enable("manager")
    assert text_of(due(robot, "all"))
    boss.staff.reset("manager")
    assert "change the password" in why(due(robot, "all"))
    assert len(list(out.iterdir())) == 2


def test_a_password_past_its_days_and_codes_that_are_missing_hold_the_job(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    robot = sign_in("service")
    manager.jobs.add("all", everything(out))
    boss.safety.set("second_factor.required_roles", "clerk")
    boss.staff.set_roles("manager", ["manager", "clerk"])
    assert "one-time codes" in why(due(robot, "all"))
    boss.staff.set_roles("manager", ["manager"])
    boss.safety.set(MAX_DAYS, "90")
    assert text_of(due(robot, "all"))
    with boss.writing("staff.edit") as change:
        change.conn.execute(
            "UPDATE staff SET password_at = ? WHERE name = 'manager'",
            (later(change.at, -timedelta(days=91)),),
        )
    assert "change the password" in why(due(robot, "all"))


def test_an_owner_put_out_in_the_middle_brings_in_nothing_more(
    manager: Session, boss: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    robot = sign_in("service")
    rows = "\n".join(f"客户{n}" for n in range(1500))
    DueService(robot).run()  # the store's own
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("name\n" + rows, "utf-8")
    manager.jobs.add("in", Definition("import", str(tmp_path / "in")))
    reached: list[int] = []

    def put_out(done: int, of: int) -> None:
        if not reached:
            boss.staff.disable("manager")
        reached.append(done)

    (one,) = [one for one in DueService(robot).run(progress=put_out) if one.by_hand]
    assert "disabled" in why(one)
    assert len(reached) == 1
    assert boss.search.count("") == 1 + reached[0] < 1501
    assert boss.log.verify().ok


# -- the second person ------------------------------------------------------------------------


def test_a_second_person_approves_the_job_once_and_no_other(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    robot = sign_in("service")
    boss.safety.set("approval.actions", "export.run")
    job = manager.jobs.add("all", everything(out))
    assert job.waits
    assert "second person" in why(due(robot, "all"))
    (request,) = boss.approvals.list()
    assert (request.asked_by, request.object) == ("manager", "all")
    assert request.details["where"] == str(out)
    with pytest.raises(KehaoError):
        manager.approvals.decide(request.id, True)
    boss.approvals.decide(request.id, True)
    assert text_of(due(robot, "all"))
    assert text_of(due(robot, "all"))  # as often as it is due
    assert not manager.jobs.get("all").waits
    changed = manager.jobs.change("all", everything(out, query="晴川"))
    assert changed.waits
    assert "second person" in why(due(robot, "all"))
    with pytest.raises(ApprovalNeeded):  # the job's approval is no one's for a file by hand
        manager.exports.run(out / "x.csv")


def test_a_job_from_before_waits_once_the_house_wants_a_second_person(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    robot = sign_in("service")
    manager.jobs.add("all", everything(out))
    assert text_of(due(robot, "all"))
    boss.safety.set("approval.actions", "export.run")
    assert manager.jobs.get("all").waits
    assert "second person" in why(due(robot, "all"))
    (request,) = boss.approvals.list()
    boss.approvals.decide(request.id, True)
    assert text_of(due(robot, "all"))
    assert len(boss.log.list("action:approval.use")) == 1


def test_who_takes_a_job_over_needs_an_approval_of_their_own(
    manager: Session, boss: Session, sign_in: SignIn, out: Path
) -> None:
    boss.safety.set("approval.actions", "export.run")
    manager.jobs.add("all", everything(out))
    boss.approvals.decide(boss.approvals.list()[0].id, True)
    assert manager.jobs.run("all").ok
    assert boss.jobs.change("all", everything(out)).waits
    assert "second person" in why(boss.jobs.run("all"))


def test_an_approval_is_of_what_the_view_and_the_source_stand_for(
    manager: Session, boss: Session, out: Path, tmp_path: Path
) -> None:
    boss.safety.set("approval.actions", "export.run")
    manager.views.save("some", "city:深圳", ["name"], "name")
    boss.sources.add("dwh", f"sqlite:///{tmp_path}/one.db")
    manager.jobs.add("view", Definition("export", str(out), view="some"))
    manager.jobs.add("table", Definition("export", "source:dwh", table="c", columns=("name",)))
    for request in boss.approvals.list():
        boss.approvals.decide(request.id, True)
    assert manager.jobs.run("view").ok
    assert manager.jobs.run("table").ok
    manager.views.save("some", "", ["name", "phone"], "name")
    boss.sources.remove("dwh")
    boss.sources.add("dwh", f"sqlite:///{tmp_path}/two.db")
    for name in ("view", "table"):
        assert manager.jobs.get(name).waits
        assert "second person" in why(manager.jobs.run(name))
    assert not (tmp_path / "two.db").exists()


# -- folders ----------------------------------------------------------------------------------


@contextmanager
def served(person: str, house: Store, *allowed: Path) -> Iterator[None]:
    """As a process that serves somebody over SSH."""
    confinement.confine(Confinement(person, house.folder, allowed))
    try:
        yield
    finally:
        confinement.confine(None)


def test_a_served_persons_job_stays_in_their_folders_at_each_run(
    manager: Session, sign_in: SignIn, house: Store, out: Path, tmp_path: Path
) -> None:
    robot = sign_in("service")
    home = house.folder.parent / "files" / "manager"
    with served("manager", house, out):
        with pytest.raises(NotPermitted):
            manager.jobs.add("etc", everything(tmp_path))
        manager.jobs.add("home", everything(Path("~")))
        manager.jobs.add("shared", everything(out))
    assert Path(str(due(robot, "home").facts["file"])).parent == home
    assert Path(str(due(robot, "shared").facts["file"])).parent == out
    assert confinement.confined() is None
    # what was a folder becomes a way out of it
    away = tmp_path / "away"
    away.mkdir()
    for one in home.iterdir():
        one.unlink()
    home.rmdir()
    home.symlink_to(away)
    assert "can't be used here" in why(due(robot, "home"))
    assert list(away.iterdir()) == []
    assert confinement.confined() is None


def test_a_served_persons_import_reads_no_link_and_nothing_outside(
    manager: Session, sign_in: SignIn, house: Store, tmp_path: Path
) -> None:
    robot = sign_in("service")
    with served("manager", house):
        manager.jobs.add("in", Definition("import", "~"))
    home = house.folder.parent / "files" / "manager"
    (tmp_path / "secret.csv").write_text("name\n秘密\n", "utf-8")
    (home / "a.csv").symlink_to(tmp_path / "secret.csv")
    (home / "b.csv").hardlink_to(tmp_path / "secret.csv")
    done = due(robot, "in")
    assert "can't be used here" in why(done)
    assert manager.search.count("秘密") == 0


def test_a_process_that_serves_one_person_runs_no_job_of_other_folders(
    manager: Session, boss: Session, sign_in: SignIn, house: Store, out: Path
) -> None:
    manager.jobs.add("unheld", everything(out))
    with served("manager", house, out):
        manager.jobs.add("held", everything(out))
        with pytest.raises(NotPermitted):
            manager.jobs.run("unheld")
        assert manager.jobs.run("held").ok
        assert [one.job for one in DueService(manager).run() if one.by_hand] == []
    with pytest.raises(NotPermitted):  # the whole process would be held to another's folders
        boss.jobs.run("held")
    with served("boss", house, out), pytest.raises(NotPermitted):
        boss.jobs.run("held")
