"""Where another database is: `postgresql://user@host/db`, `mysql://…`, `mssql://…`, `sqlite:///…`.

What a person writes is taken apart and checked here; passwords never stand in it. Options after
`?` say how TLS is done and what is read:

    sslmode       verify-full (default), verify-ca, require (not verified), disable
    sslrootcert   a file with the certificates of those to be believed (default: the machine's)
    timeout       seconds without an answer after which it is given up (default 60)
    table         the table

A file of SQLite is named by four slashes and its whole path, or by three and its path from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from store.errors import WrongUsage
from store.transfer.address_options import check_options

SOURCE: Final = "source:"
"""How the address of a source begins that is kept in the store by its name."""

KINDS: Final[dict[str, str]] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mssql": "mssql",
    "sqlserver": "mssql",
    "sqlite": "sqlite",
}
PORTS: Final = {"postgresql": 5432, "mysql": 3306, "mssql": 1433, "sqlite": 0}
TLS: Final = ("verify-full", "verify-ca", "require", "disable")
OPTIONS: Final = ("sslmode", "sslrootcert", "timeout", "table", "host")
TIMEOUT: Final = 60

_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?:\+[a-z0-9]+)?://", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """A database. host: a name, an address, the folder or the file of a socket, or empty (a local
    socket). port: 0 for the usual one. database: its name, or the file's path. table: empty if
    the address names none."""

    kind: str
    user: str
    host: str
    port: int
    database: str
    table: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def local(self) -> bool:
        """Whether what is said stays on this machine: a socket, loopback, a file."""
        if self.kind == "sqlite" or not self.host or self.host.startswith("/"):
            return True
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def tls(self) -> str:
        """How TLS is done; empty where it may be left out (this machine only)."""
        return self.options.get("sslmode", "" if self.local else TLS[0])

    @property
    def timeout(self) -> int:
        """Seconds without an answer after which it is given up."""
        return int(self.options.get("timeout", TIMEOUT))

    @property
    def where(self) -> str:
        """The place in a few words, for messages."""
        if self.kind == "sqlite":
            return self.database
        host = self.host or "localhost"
        return f"{host}/{self.database}" if not self.port else f"{host}:{self.port}/{self.database}"

    @property
    def url(self) -> str:
        """The address as it is kept and shown, without any password."""
        if self.kind == "sqlite":
            return f"sqlite:///{quote(self.database)}"
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = quote(self.host, safe=":") if ":" not in self.host else f"[{self.host}]"
        options = dict(self.options)
        if self.host.startswith("/"):
            host, options = "", {"host": self.host, **options}
        port = f":{self.port}" if self.port else ""
        query = "&".join(f"{name}={quote(value, safe='/')}" for name, value in options.items())
        return f"{self.kind}://{user}{host}{port}/{quote(self.database)}" + (query and f"?{query}")


def is_address(text: object) -> bool:
    """Whether a person names a database, or a source of the store, and no file."""
    if not isinstance(text, str):
        return False
    return text.startswith(SOURCE) or _URL.match(text) is not None


def with_table(text: str, table: str) -> str:
    """The address of a database, or of a source, that names this table of it.

    >>> with_table("source:crm", "clients"), with_table("mysql://me@there/crm?timeout=9", "a b")
    ('source:crm/clients', 'mysql://me@there/crm?timeout=9&table=a%20b')
    """
    if text.startswith(SOURCE):
        return f"{text.rstrip('/')}/{table}"
    return f"{text}{'&' if '?' in text else '?'}table={quote(table, safe='')}"


def parse_address(text: str) -> Address:
    """The address that a person wrote. Raises WrongUsage."""
    match = _URL.match(text)
    kind = KINDS.get(match[1].lower(), "") if match else ""
    if not kind:
        raise WrongUsage(
            "{url} is no address that can be read: begin it with {known}.",
            url=_without_password(text),
            known=", ".join(f"{name}://" for name in PORTS),
        )
    assert match is not None
    rest = text[match.end() :]
    if kind == "sqlite":
        return _file_address(rest)
    try:
        parts = urlsplit("//" + rest)
        port, host = parts.port or 0, parts.hostname or ""
    except ValueError:
        raise _unreadable(text) from None
    if parts.password is not None:
        raise WrongUsage(
            "Leave the password out of the address, others on the machine could see it: it is "
            "asked for, or read from --source-password-file."
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    check_options(options, OPTIONS, TLS)
    host = unquote(options.pop("host", host))
    table = options.pop("table", "")
    database = unquote(parts.path[1:])
    if not database or "/" in database or parts.fragment:
        raise _unreadable(text)
    user = unquote(parts.username or "")
    return Address(kind, user, host, port, database, table, MappingProxyType(options))


def _file_address(rest: str) -> Address:
    """`/relative` or `//absolute`; one slash also does before a whole path that is there."""
    path, _, query = rest.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    check_options(options, OPTIONS, TLS)
    if not path.startswith("/") or len(path) < 2:
        raise _unreadable("sqlite://" + path)
    path = unquote(path)
    if path.startswith("//"):
        path = path[1:]
    elif not _is_there(path):
        path = str(Path(path[1:]).absolute())
    table = options.pop("table", "")
    return Address("sqlite", "", "", 0, path, table, MappingProxyType(options))


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a name that is too long for any file
        return False


def _unreadable(text: str) -> WrongUsage:
    return WrongUsage(
        "{url} is no whole address: write it like {example}.",
        url=_without_password(text),
        example="postgresql://user@host:5432/database",
    )


def _without_password(text: str) -> str:
    """The text as it may be shown: nothing between the first : after // and the last @."""
    return re.sub(r"(//[^:/@]*):.*@", r"\1:…@", text)
