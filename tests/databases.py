"""Real PostgreSQL and MariaDB servers to read from and write to, thrown away afterwards.

Each is started once a run of pytest, whatever the number of its processes, from the programs that
Debian's packages install: in a temporary folder, by an account that is not root, with a socket
there and TLS on loopback. It ends with the run, also one that is killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import write_certificates

USER = "kehao"
PASSWORD = "p@ss:word/客号"  # with signs that a URL must escape
NOBODY = "nobody"

_GUARD = """
run=$1; folder=$2; shift 2
"$@" >"$folder/output" 2>&1 & server=$!
while kill -0 "$run" 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.3; done
kill -INT "$server" 2>/dev/null; kill -TERM "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"""
"""Runs a server as long as the process `run` lives, then removes its folder."""


@dataclass(frozen=True)
class Server:
    """A running server. kind: `postgresql` or `mysql`; ca: what signed its certificate."""

    kind: str
    folder: Path
    port: int
    user: str = USER
    password: str = PASSWORD

    @property
    def ca(self) -> Path:
        """The certificate of those who signed the server's own."""
        return self.folder / "ca.pem"

    @property
    def socket(self) -> Path:
        """The folder of the socket (PostgreSQL), or the socket itself."""
        return self.folder / "s" if self.kind == "postgresql" else self.folder / "s" / "sock"

    def url(self, database: str, *, host: str = "127.0.0.1", **options: str) -> str:
        """The address as a person writes it, without the password."""
        query = "&".join(f"{key}={value}" for key, value in options.items())
        return f"{self.kind}://{self.user}@{host}:{self.port}/{database}" + (query and f"?{query}")

    def connect(self, database: str = "") -> Any:
        """A DB-API connection of the account that owns everything, with autocommit."""
        if self.kind == "postgresql":
            import psycopg

            return psycopg.connect(
                host=str(self.socket),
                port=self.port,
                user=self.user,
                password=self.password,
                dbname=database or "postgres",
                autocommit=True,
            )
        import pymysql

        return pymysql.connect(
            unix_socket=str(self.socket),
            user=self.user,
            password=self.password.encode(),  # a text would have to be Latin-1
            database=database or None,
            autocommit=True,
            charset="utf8mb4",
        )

    def run(self, database: str, *statements: str) -> None:
        """Execute statements in a database (empty: beside all)."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh database, dropped afterwards; its name."""
        name = "k" + secrets.token_hex(6)
        self.run("", f"CREATE DATABASE {name}")
        try:
            yield name
        finally:
            force = " WITH (FORCE)" if self.kind == "postgresql" else ""
            self.run("", f"DROP DATABASE {name}{force}")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A running PostgreSQL; the test is skipped, and says why, where none can be started."""
    if why := why_no_postgresql():
        pytest.skip(why)
    return _shared("postgresql", tmp_path_factory, start_postgresql)


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A running MariaDB; the test is skipped, and says why, where none can be started."""
    if why := why_no_mariadb():
        pytest.skip(why)
    return _shared("mysql", tmp_path_factory, start_mariadb)


@pytest.fixture(params=["postgresql", "mariadb"])
def database_server(request: pytest.FixtureRequest) -> Server:
    """Each of both in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


def why_no_postgresql() -> str:
    """Why PostgreSQL cannot be started here; empty when it can."""
    if _postgresql_programs() is None:
        return "PostgreSQL's server is not installed (apt-get install postgresql)"
    return _why_not()


def why_no_mariadb() -> str:
    """Why MariaDB cannot be started here; empty when it can."""
    if shutil.which("mariadbd", path=_PATH) is None or shutil.which("mariadb-install-db") is None:
        return "MariaDB's server is not installed (apt-get install mariadb-server)"
    return _why_not()


_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def _why_not() -> str:
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        return "servers refuse to run as root, and there is no setpriv to run them as another"
    return ""


def _postgresql_programs() -> Path | None:
    """The folder of the newest version's programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    one = shutil.which("postgres")
    return Path(one).parent if one else None


def _shared(kind: str, folders: pytest.TempPathFactory, start: Callable[[], Server]) -> Server:
    """The run's one server of this kind, started by whichever process asks first."""
    base = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    noted = base / f"{kind}.json"
    with (base / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not noted.exists():
            noted.write_text(json.dumps(asdict(start()), default=str), "utf-8")
    values = json.loads(noted.read_text("utf-8"))
    return Server(**{**values, "folder": Path(values["folder"])})


def start_postgresql() -> Server:
    programs = _postgresql_programs()
    assert programs is not None
    folder = _new_folder("kehao-pg-")
    (folder / "pw").write_text(PASSWORD, "utf-8")
    data = folder / "data"
    _own(folder)
    _call(
        *(str(programs / "initdb"), "-D", str(data), "-U", USER, "--pwfile", str(folder / "pw")),
        *("--auth=scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"),
    )
    port = _free_port()
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder / "s",
        "ssl": "on",
        "ssl_cert_file": folder / "cert.pem",
        "ssl_key_file": folder / "key.pem",
        "fsync": "off",
        "max_wal_size": "4GB",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    _guarded(folder, str(programs / "postgres"), "-D", str(data), *options)
    server = Server("postgresql", folder, port)
    _wait(server, lambda: server.run("", "SELECT 1"))
    return server


def start_mariadb() -> Server:
    program = shutil.which("mariadbd", path=_PATH)
    assert program is not None
    folder = _new_folder("kehao-my-")
    _own(folder)
    data = folder / "data"
    _call(
        *("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db"),
        *("--auth-root-authentication-method=normal", "--skip-name-resolve"),
    )
    port = _free_port()
    _guarded(
        *(folder, program, "--no-defaults", f"--datadir={data}", f"--port={port}"),
        *("--bind-address=127.0.0.1", f"--socket={folder / 's' / 'sock'}", "--skip-name-resolve"),
        *(f"--ssl-cert={folder / 'cert.pem'}", f"--ssl-key={folder / 'key.pem'}"),
        *("--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"),
        *("--max-allowed-packet=256M", "--local-infile=1", f"--tmpdir={folder}"),
    )
    server = Server("mysql", folder, port)
    root = Server("mysql", folder, port, user="root", password="")
    _wait(server, lambda: root.run("", "SELECT 1"))
    accounts = [f"{USER}@localhost", f"{USER}@'127.0.0.1'"]
    for account in accounts:
        root.run(
            "",
            f"CREATE USER {account} IDENTIFIED BY '{PASSWORD}'",
            f"GRANT ALL ON *.* TO {account} WITH GRANT OPTION",
        )
    return server


def _new_folder(prefix: str) -> Path:
    """With the certificate, and a folder for the socket."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))  # sockets take short paths only
    (folder / "s").mkdir()
    write_certificates(folder)
    return folder


def _own(folder: Path) -> None:
    """Give the folder to the account that runs the server."""
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, NOBODY)


def _as_nobody() -> tuple[str, ...]:
    if os.getuid() != 0:
        return ()
    return ("setpriv", "--reuid", NOBODY, "--regid", "nogroup", "--clear-groups", "--")


def _call(*command: str) -> None:
    done = subprocess.run(
        [*_as_nobody(), *command], capture_output=True, text=True, cwd="/", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _guarded(folder: Path, *command: str) -> None:
    """Start a server that ends with this run of pytest."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    subprocess.Popen(
        ["sh", "-c", _GUARD, "guard", str(run), str(folder), *_as_nobody(), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(server: Server, asked: Callable[[], None]) -> None:
    """Until it answers."""
    end = time.monotonic() + 60
    while True:
        try:
            return asked()
        except Exception:
            if time.monotonic() > end:
                output = server.folder / "output"
                raise RuntimeError(output.read_text("utf-8") if output.exists() else "") from None
            time.sleep(0.05)
