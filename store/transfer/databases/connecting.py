"""A connection to another database: TLS that is verified, nothing but reading unless asked.

SQLAlchemy speaks to PostgreSQL (psycopg), MySQL and MariaDB (PyMySQL), SQL Server (pyodbc with
Microsoft's driver) and SQLite. Whatever goes wrong there ends as one line that says where, what
and what to do; no message holds a password.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from store.errors import KehaoError
from store.transfer.databases.address import PORTS, Address
from store.transfer.databases.errors import no_driver, told, unverified

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CONNECT_SECONDS: Final = 10
PATIENT_SECONDS: Final = 900
"""So long at least a statement may take that changes many rows over there."""
LARGEST_LITE: Final = 1 << 26
"""Bytes that a value or a row of an SQLite file may have."""

_DRIVERS: Final = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mssql": "mssql+pyodbc",
    "sqlite": "sqlite",
}
_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


class Link:
    """One connection, in one transaction that sees one state of the other side.

    write: whether more than reading is meant; then the one who asked commits.
    """

    def __init__(self, address: Address, password: str = "", *, write: bool = False) -> None:
        """Connects. Raises KehaoError in words for people."""
        self.address = address
        self._write = write
        try:
            self._engine = _engine(address, password, write)
        except ModuleNotFoundError:
            raise no_driver(address) from None
        self.severed = False
        try:
            with self.told(connecting=True):
                self.connection: Connection = self._engine.connect()
                self._driver: Any = self.connection.connection.driver_connection
                self._begin()
        except BaseException:
            self._engine.dispose()
            raise

    def _begin(self) -> None:
        """The transaction, and that nothing but reading is done in it."""
        run = self.connection.exec_driver_sql
        kind = self.address.kind
        if self._write:
            if kind == "sqlite":
                run("BEGIN IMMEDIATE")  # else making a table would be none of the transaction's
            return
        if kind == "mysql":
            run("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        elif kind == "postgresql":
            self._driver.read_only = True
            with suppress(Exception):  # not all that speak its language know it
                run("SET synchronize_seqscans = off")
        elif kind == "sqlite":
            run("PRAGMA query_only = ON")

    def close(self) -> None:
        """Let go; what was not committed is not done."""
        with suppress(Exception):
            self.connection.close()
        with suppress(Exception):
            self._engine.dispose()

    @contextmanager
    def told(self, *, connecting: bool = False, row: int = 0) -> Iterator[None]:
        """What the driver raises inside, in words for people; `row`: the last that came."""
        try:
            yield
        except KehaoError:
            raise
        except ModuleNotFoundError:
            raise no_driver(self.address) from None
        except Exception as error:
            severed = self.severed
            raise told(
                *(error, self.address),
                connecting=connecting,
                row=row,
                severed=severed,
                writing=self._write,
            ) from None

    @contextmanager
    def watched(self, *, patient: bool = False) -> Iterator[None]:
        """Nothing inside takes longer than the address allows: the line is cut then. patient:
        it may well take minutes."""
        seconds = self.address.timeout
        timer = threading.Timer(max(seconds, PATIENT_SECONDS * patient), self._sever)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def give_up(self) -> None:
        """Nothing more is read of what was asked; PyMySQL would wait for the rest of it."""
        if self.address.kind == "mysql":
            with suppress(Exception):
                self._driver._result.unbuffered_active = False
                self._driver._force_close()

    def _sever(self) -> None:
        """Cut the line, so that whoever waits for an answer gets an error."""
        self.severed = True
        if self.address.kind == "sqlite":
            self._driver.interrupt()
        elif self.address.kind == "postgresql":
            handle = os.dup(self._driver.fileno())
            with suppress(OSError), socket.socket(fileno=handle) as line:
                line.shutdown(socket.SHUT_RDWR)


def _engine(address: Address, password: str, write: bool) -> Engine:
    import logging

    import sqlalchemy
    from sqlalchemy.pool import NullPool

    logging.getLogger("sqlalchemy").setLevel(logging.CRITICAL)  # errors are told, not logged
    url = sqlalchemy.URL.create(_DRIVERS[address.kind])
    if address.kind == "sqlite":
        return sqlalchemy.create_engine(
            url, poolclass=NullPool, creator=lambda: _lite(address, write)
        )
    arguments: dict[str, Any]
    if address.kind == "postgresql":
        arguments = _postgresql(address, password)
    elif address.kind == "mysql":
        arguments = _mysql(address, password, write)
    else:
        return sqlalchemy.create_engine(
            url, poolclass=NullPool, creator=lambda: _mssql(address, password, write)
        )
    # the driver's own arguments and no URL: a URL with a password ends up in messages
    options: dict[str, Any] = {}
    if address.kind == "postgresql" and not write:
        options["isolation_level"] = "REPEATABLE READ"
    return sqlalchemy.create_engine(url, poolclass=NullPool, connect_args=arguments, **options)


def _postgresql(address: Address, password: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "dbname": address.database,
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "kehao",
        "client_encoding": "utf8",
        "keepalives_idle": 30,
        "tcp_user_timeout": address.timeout * 1000,
    }
    if address.host:
        arguments["host"] = address.host
    if address.port:
        arguments["port"] = address.port
    if address.user:
        arguments["user"] = address.user
    if password:
        arguments["password"] = password
    if address.tls:
        arguments["sslmode"] = address.tls
        if address.tls.startswith("verify"):
            arguments["sslrootcert"] = _roots(address)
    return arguments


def _mysql(address: Address, password: str, write: bool) -> dict[str, Any]:
    seconds = max(address.timeout, PATIENT_SECONDS * write)
    arguments: dict[str, Any] = {
        "database": address.database,
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": seconds,
        "write_timeout": seconds,
        "charset": "utf8mb4",
        "password": password.encode(),  # a text would have to be Latin-1
        "local_infile": False,
    }
    if address.user:
        arguments["user"] = address.user
    if address.host.startswith("/"):
        arguments["unix_socket"] = address.host
    else:
        arguments["host"] = address.host or "localhost"
        arguments["port"] = address.port or PORTS["mysql"]
    if address.tls == "disable":
        arguments["ssl_disabled"] = True
    elif address.tls:
        arguments["ssl"] = _context(address)
    return arguments


def _context(address: Address) -> Any:
    """How a certificate is checked, for drivers that use Python's TLS."""
    import ssl

    if address.tls == "require":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        context = ssl.create_default_context(cafile=address.options.get("sslrootcert"))
    except (OSError, ssl.SSLError) as error:
        raise unverified(address, str(error)) from None
    context.check_hostname = address.tls == "verify-full"
    return context


def _roots(address: Address) -> str:
    """The file of the certificates that are believed."""
    import ssl

    named = address.options.get("sslrootcert")
    if named:
        if not Path(named).is_file():
            raise unverified(address, f"there is no file {named}")
        return named
    found = (ssl.get_default_verify_paths().cafile, *_BUNDLES)
    return next((path for path in found if path and Path(path).is_file()), "system")


def _mssql(address: Address, password: str, write: bool) -> Any:
    """By Microsoft's driver, which checks the server's certificate unless told otherwise."""
    import pyodbc

    def braced(text: str) -> str:
        return "{" + text.replace("}", "}}") + "}"

    known = [name for name in pyodbc.drivers() if "SQL Server" in name]
    if not known:
        raise no_driver(address)
    parts = {
        "DRIVER": braced(sorted(known)[-1]),
        "SERVER": f"tcp:{address.host or 'localhost'},{address.port or PORTS['mssql']}",
        "DATABASE": braced(address.database),
        "UID": braced(address.user),
        "PWD": braced(password),
        "Encrypt": "no" if address.tls == "disable" else "yes",
        "TrustServerCertificate": "yes" if address.tls in ("require", "") else "no",
        "APP": "kehao",
    }
    if not write:
        parts["ApplicationIntent"] = "ReadOnly"
    if root := address.options.get("sslrootcert"):
        parts["ServerCertificate"] = braced(root)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    connection = pyodbc.connect(text, timeout=CONNECT_SECONDS, readonly=not write)
    connection.timeout = max(address.timeout, PATIENT_SECONDS * write)
    return connection


def _lite(address: Address, write: bool) -> Any:
    """A file of SQLite, of which nothing is believed: no views with functions, no other files."""
    import sqlite3

    mode = "rwc" if write else "ro"
    path = Path(address.database)
    if not write and not path.is_file():
        raise FileNotFoundError(address.database)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=CONNECT_SECONDS,
        check_same_thread=False,
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_LITE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection
