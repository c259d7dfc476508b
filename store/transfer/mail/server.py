"""The mail server that exports go out through: `smtp://user@host:587` or `smtps://user@host`.

Kept as a source, so that its password lies in the store only. Options after `?`:

    from          the address that mails come from (default: the user, when that is one)
    sslmode       verify-full (default), require (not verified), disable
    sslrootcert   a file with the certificates of those to be believed (default: the machine's)
    timeout       seconds without an answer after which it is given up (default 30)

`smtp://` begins in the clear and goes over to TLS before anything is said; without TLS only to
this machine, or where sslmode says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from store.errors import WrongUsage
from store.transfer.address_options import check_options

SCHEMES: Final = ("smtp", "smtps")
_OPTIONS: Final = ("from", "sslmode", "sslrootcert", "timeout")
_MODES: Final = ("verify-full", "require", "disable")
_PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; never its password."""

    scheme: str
    user: str
    host: str
    port: int
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        return self.options.get("from", self.user)

    @property
    def url(self) -> str:
        """The address as it is kept and shown."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        query = "&".join(
            f"{name}={quote(value, safe='/@')}" for name, value in self.options.items()
        )
        return f"{self.scheme}://{user}{host}:{self.port}" + (query and f"?{query}")

    @property
    def where(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port}"

    @property
    def tls(self) -> str:
        """How TLS is done; empty: if the server, on this machine, can."""
        return self.options.get("sslmode", "" if self._local else _MODES[0])

    @property
    def timeout(self) -> int:
        """Seconds."""
        return int(self.options.get("timeout", 30))

    @property
    def _local(self) -> bool:
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


def is_mail_server(url: str) -> bool:
    """Whether an address is one of a mail server."""
    return url.partition("://")[0].lower() in SCHEMES


def parse_mail_server(url: str) -> MailServer:
    """The mail server that a person wrote. Raises WrongUsage."""
    try:
        parts = urlsplit(url)
        port, host = parts.port or 0, parts.hostname or ""
    except ValueError:
        raise _unreadable() from None
    scheme = parts.scheme.lower()
    if parts.password is not None:
        raise WrongUsage(
            "Leave the password out of the address, others on the machine could see it: it is "
            "asked for, or read from --source-password-file."
        )
    if scheme not in SCHEMES or not host or parts.path not in ("", "/") or parts.fragment:
        raise _unreadable()
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    check_options(options, _OPTIONS, _MODES)
    user = unquote(parts.username or "")
    server = MailServer(scheme, user, host, port or _PORTS[scheme], options)
    if "@" not in server.sender or not server.sender.isprintable() or " " in server.sender:
        raise WrongUsage("Say which address mails come from: ?from=NAME@HOST after the server.")
    return server


def _unreadable() -> WrongUsage:
    return WrongUsage(
        "This is no address of a mail server: write it like {example}.",
        example="smtp://user@host:587?from=kehao@example.com",
    )
