"""An export by mail goes whole, under a verified certificate and to all, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import KehaoError, WrongUsage
from store.jobs.definition import Definition
from store.session import Session
from store.transfer.mail.server import parse_mail_server
from tests.mail import PASSWORD, USER, running

SignIn = Callable[[str], Session]
TO = "mailto:a@example.com,b@example.com"


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    session = sign_in("manager")
    session.customers.add({"name": "晴川", "phone": "13800138000"})
    return session


def to_mail(**more: object) -> Definition:
    words = {"where": TO, "via": "post", "columns": ("name", "phone"), **more}
    return Definition("export", **words)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_mail_with_the_file_reaches_all(
    manager: Session, boss: Session, tmp_path: Path, scheme: str
) -> None:
    with running(tmp_path, direct_tls=scheme == "smtps") as post:
        boss.sources.add("post", post.url(scheme=scheme), PASSWORD)
        assert boss.sources.test("post").tables == ()
        manager.jobs.add("每日", to_mail())
        before = set(tmp_path.rglob("*"))
        done = manager.jobs.run("每日")
        assert done.error is None, str(done.error)
        ((addresses, mail),) = post.mails
        assert addresses == ["a@example.com", "b@example.com"]
        day = manager.today().isoformat()
        assert (mail["From"], mail["Subject"]) == (USER, f"每日 {day}")
        (file,) = mail.iter_attachments()
        assert file.get_filename() == f"每日-{day}.csv"
        assert "晴川,13800138000" in file.get_content().replace("'", "")
        new = {path.name for path in set(tmp_path.rglob("*")) - before}
        assert new <= {"jobs.lock"}  # nothing of it on the disk
    (line,) = boss.log.list("action:export.run")
    assert (line.actor, line.object, line.after["count"]) == ("manager", TO, 1)


def test_what_was_not_sent_is_not_told_as_told(
    manager: Session, boss: Session, tmp_path: Path
) -> None:
    with running(tmp_path) as post:
        boss.sources.add("post", post.url(), PASSWORD)
        manager.jobs.add("news", to_mail(changed=True))
        post.refuses = "b@example.com"
        done = manager.jobs.run("news")
        assert "550" in str(done.error)
        assert "b@example.com" in str(done.error)
        assert post.mails == []  # nobody got it, rather than some twice
        post.refuses = ""
        assert manager.jobs.run("news").facts["written"] == 1
        assert manager.jobs.run("news").facts["written"] == 0


def test_a_server_that_is_not_who_it_says_gets_nothing(
    manager: Session, boss: Session, tmp_path: Path
) -> None:
    with running(tmp_path) as post:
        boss.sources.add("post", post.url(sslrootcert=""), PASSWORD)
        manager.jobs.add("all", to_mail())
        assert "prove who it is" in str(manager.jobs.run("all").error)
        boss.sources.remove("post")
        boss.sources.add("post", post.url(sslrootcert="", sslmode="require"), PASSWORD)
        assert manager.jobs.run("all").ok
        boss.sources.remove("post")
        boss.sources.add("post", post.url(), "wrong")
        error = str(manager.jobs.run("all").error)
        assert "refuses the password" in error
        boss.sources.remove("post")
        boss.sources.add("post", post.url(sslmode="disable"), PASSWORD)
        assert manager.jobs.run("all").error is not None  # it takes no password in the clear
        assert len(post.mails) == 1
    assert "reached" in str(manager.jobs.run("all").error)  # it is gone


def test_what_is_too_much_for_the_server_is_said(
    manager: Session, boss: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path, largest=300) as post:
        boss.sources.add("post", post.url(), PASSWORD)
        manager.jobs.add("all", to_mail())
        assert "MB at most" in str(manager.jobs.run("all").error)
        monkeypatch.setattr("store.transfer.mail.mailing.MOST", 10)
        assert "too much for a mail" in str(manager.jobs.run("all").error)
        assert post.mails == []


def test_the_password_is_shown_nowhere(manager: Session, boss: Session, tmp_path: Path) -> None:
    with running(tmp_path) as post:
        boss.sources.add("post", post.url(), PASSWORD)
        manager.jobs.add("all", to_mail())
        place = manager.sources.mail("post", ["a@example.com"], "x.csv", "x")
        run = manager.jobs.run("all")
        shown = [place, run, *boss.sources.list(), *manager.jobs.list(), *boss.log.list(limit=99)]
        assert PASSWORD not in repr(shown)
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in stored


def test_a_mail_cannot_be_given_other_headers(
    manager: Session, boss: Session, tmp_path: Path
) -> None:
    with running(tmp_path) as post:
        boss.sources.add("post", post.url(), PASSWORD)
        with pytest.raises(KehaoError):
            manager.jobs.add("a", to_mail(where="mailto:a@example.com\r\nBcc: c@example.com"))
        manager.jobs.add("x\nBcc: c@example.com", to_mail())
        done = manager.jobs.run("x Bcc: c@example.com")
        assert done.ok
        ((addresses, mail),) = post.mails
        assert addresses == ["a@example.com", "b@example.com"]
        assert mail["Bcc"] is None


def test_addresses_of_mail_servers() -> None:
    server = parse_mail_server("smtp://user@mail.example.com?from=k%40example.com")
    assert (server.port, server.sender, server.tls) == (587, "k@example.com", "verify-full")
    assert parse_mail_server(server.url) == server
    assert parse_mail_server("smtps://a%40example.com@mail.example.com").port == 465
    for wrong in (
        "smtp://",
        "smtp://host",
        "smtp://user:secret@host?from=k@example.com",
        "smtp://host?from=k@example.com&tea=1",
        "smtp://host?from=k@example.com&sslmode=perhaps",
        "smtp://host:port?from=k@example.com",
        "smtp://host/box?from=k@example.com",
    ):
        with pytest.raises(WrongUsage) as raised:
            parse_mail_server(wrong)
        assert "secret" not in str(raised.value)
