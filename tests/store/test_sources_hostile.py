"""Another database that is not there, not who it says, hangs or breaks off: one line each."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from store.errors import KehaoError, WrongUsage
from store.session import Session
from store.transfer.databases.address import parse_address
from tests.databases import Server

SignIn = Callable[[str], Session]


def told(session: Session, url: str, password: str = "", **options: str) -> str:
    """What the import of it ends with: one line, without the password."""
    with pytest.raises(KehaoError) as caught:
        session.transfer.run_import(
            url,
            source_password=password,
            **{"table": "customers", **options},  # type: ignore[arg-type]
        )
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 500
    assert not password or password not in text
    return text


@pytest.fixture
def database(database_server: Server) -> Iterator[str]:
    with database_server.database() as name:
        database_server.run(name, "CREATE TABLE customers (id int PRIMARY KEY, name varchar(40))")
        yield name


def test_a_wrong_password(sign_in: SignIn, database_server: Server, database: str) -> None:
    text = told(sign_in("manager"), database_server.url(database), "wrong secret")
    assert f"{database_server.port}/{database} does not let kehao in" in text


def test_no_such_database(sign_in: SignIn, database_server: Server, database: str) -> None:
    text = told(sign_in("manager"), database_server.url("nowhere"), database_server.password)
    assert "there is no such database" in text


def test_nobody_listens(sign_in: SignIn, database_server: Server) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = database_server.url("x").replace(
            f":{database_server.port}/", f":{one.getsockname()[1]}/"
        )
    assert "can't be reached" in told(sign_in("manager"), url, "secret")


def test_a_certificate_that_nobody_known_signed(
    sign_in: SignIn, database_server: Server, database: str
) -> None:
    manager = sign_in("manager")
    text = told(
        manager, database_server.url(database, sslmode="verify-full"), database_server.password
    )
    assert "can't show that it is the one it claims to be" in text
    assert "sslrootcert=FILE" in text
    known = database_server.url(
        database, sslmode="verify-full", sslrootcert=str(database_server.ca)
    )
    opened = manager.sources.open_table(known, database_server.password, table="customers")
    assert opened.headers == ["id", "name"]
    opened.close()
    unverified = database_server.url(database, sslmode="require")
    manager.sources.open_table(unverified, database_server.password, table="customers").close()


def test_a_certificate_for_another_name(
    sign_in: SignIn, database_server: Server, database: str
) -> None:
    url = database_server.url(
        database, host="127.0.0.2", sslmode="verify-full", sslrootcert=str(database_server.ca)
    )
    with forwarding("127.0.0.2", database_server.port) as port:
        other = url.replace(f":{database_server.port}/", f":{port}/")
        text = told(sign_in("manager"), other, database_server.password)
    assert "can't show that it is the one it claims to be" in text


def test_tls_is_verified_by_default_but_on_this_machine() -> None:
    assert parse_address("postgresql://u@db.example.com/x").tls == "verify-full"
    assert parse_address("mysql://u@10.0.0.1/x").tls == "verify-full"
    assert parse_address("postgresql://u@localhost/x").tls == ""
    assert parse_address("postgresql://u@127.0.0.5/x").tls == ""
    assert parse_address("postgresql://u@[::1]/x").tls == ""
    assert parse_address("postgresql:///x?host=/run/postgresql").tls == ""
    assert parse_address("postgresql://u@[::2]/x?sslmode=require").tls == "require"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("oracle://u@h/x", "begin it with postgresql://"),
        ("postgresql://u:secret@h/x", "Leave the password out"),
        ("postgresql://u@h", "no whole address"),
        ("postgresql://u@h:port/x", "no whole address"),
        ("postgresql://u@h/x?sslmode=prefer", "sslmode is one of"),
        ("postgresql://u@h/x?options=-csearch_path%3Dx", "has no option options"),
        ("mysql://u@h/x?timeout=soon", "timeout is a number"),
        ("sqlite://", "no whole address"),
    ],
)
def test_an_address_that_is_wrong(url: str, says: str) -> None:
    with pytest.raises(WrongUsage, match=says) as caught:
        parse_address(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_one_that_never_answers(
    sign_in: SignIn, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.transfer.databases.connecting.CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        text = told(sign_in("manager"), f"{kind}://u@127.0.0.1:{port}/x?timeout=1")
    assert "does not answer" in text


def test_one_that_hangs_in_a_query(sign_in: SignIn, postgresql: Server, mariadb: Server) -> None:
    manager = sign_in("manager")
    for server, sleep in ((postgresql, "pg_sleep(30)"), (mariadb, "sleep(30)")):
        with server.database() as name:
            url = server.url(name, timeout="1")
            query = f"SELECT 1 AS name WHERE {sleep} IS NOT NULL"
            text = told(manager, url, server.password, query=query, table="")
        assert "does not answer (after 1 s)" in text


def test_the_line_is_cut_in_the_middle(
    sign_in: SignIn, database_server: Server, database: str
) -> None:
    values = ", ".join(f"({n}, '{'x' * 40}')" for n in range(1, 20_001))
    database_server.run(database, f"INSERT INTO customers VALUES {values}")
    manager = sign_in("manager")
    # plain, so that what is cut off is an end and no wrong record of TLS
    with forwarding("127.0.0.1", database_server.port, most=300_000) as port:
        url = database_server.url(database, sslmode="disable").replace(
            f":{database_server.port}/", f":{port}/"
        )
        text = told(manager, url, database_server.password)
    assert "broke off" in text
    with manager.reading() as conn:
        assert conn.execute("SELECT count(*) FROM customer").fetchone() == (0,)


def test_a_file_that_is_no_sqlite(sign_in: SignIn, tmp_path: Path) -> None:
    manager = sign_in("manager")
    path = tmp_path / "a.db"
    assert "There is no file" in told(manager, f"sqlite:///{path}")
    path.write_bytes(b"nothing like it" * 1000)
    assert "no SQLite database" in told(manager, f"sqlite:///{path}")


@contextmanager
def forwarding(host: str, to: int, *, most: int = 1 << 60) -> Iterator[int]:
    """A port that leads to another one on loopback, and is cut off after so many bytes from it."""
    server = socket.create_server((host, 0))

    def copy(one: socket.socket, other: socket.socket, left: int) -> None:
        with suppress(OSError):
            while left > 0 and (data := one.recv(65536)):
                other.sendall(data[:left])
                left -= len(data)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def serve() -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", to))
            threading.Thread(target=copy, args=(near, far, 1 << 60), daemon=True).start()
            threading.Thread(target=copy, args=(far, near, most), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
