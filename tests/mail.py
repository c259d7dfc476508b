"""A real mail server on loopback, with TLS and a password, that keeps what it is given."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from tests.certificates import write_certificates

USER = "kehao@example.com"
PASSWORD = "p@ss/客号"


@dataclass
class Post:
    """A running server. mails: what came, with the addresses it was for. refuses: an address."""

    ca: Path
    port: int = 0
    refuses: str = ""
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    def url(self, *, scheme: str = "smtp", host: str = "localhost", **options: str) -> str:
        """The address as a person writes it, without the password."""
        options = {"sslrootcert": str(self.ca), "sslmode": "verify-full", **options}
        query = "&".join(f"{name}={value}" for name, value in options.items() if value)
        return f"{scheme}://{USER.replace('@', '%40')}@{host}:{self.port}?{query}"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or not."""
        if address == self.refuses:
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        """Keep a mail."""
        message = message_from_bytes(cast("bytes", envelope.content), policy=default)
        self.mails.append((list(envelope.rcpt_tos), cast("EmailMessage", message)))
        return "250 taken"

    def allow(
        self, server: SMTP, session: Any, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        """Whether name and password are right."""
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


@contextmanager
def running(folder: Path, *, direct_tls: bool = False, largest: int = 30_000_000) -> Iterator[Post]:
    """The server, which takes mail under TLS and with the password only."""
    write_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    post = Post(folder / "ca.pem", _free_port())
    more: dict[str, Any] = (
        {"ssl_context": context, "auth_require_tls": False}
        if direct_tls
        else {"tls_context": context, "require_starttls": True}
    )
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        authenticator=post.allow,
        auth_required=True,
        data_size_limit=largest,
        **more,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
