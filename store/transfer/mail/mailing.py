"""An export as a mail: the file is made in memory, never on the disk, and sent when it is whole."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from mimetypes import guess_type
from typing import BinaryIO, Final

from store.errors import KehaoError
from store.transfer.mail.sending import connected, send
from store.transfer.mail.server import MailServer

MOST: Final = 20 * 1024 * 1024
"""Bytes of a file that is sent by mail; most servers take little more."""


class _Held(io.BytesIO):
    """Bytes in memory, not more than can be sent."""

    def write(self, data: object, /) -> int:
        """The bytes; raises KehaoError when they become too many."""
        written = super().write(data)  # type: ignore[arg-type]
        if self.tell() > MOST:
            raise KehaoError(
                "The file has more than {most} MB, too much for a mail: export fewer columns, or "
                "to a folder.",
                most=MOST // (1024 * 1024),
            )
        return written


@dataclass(frozen=True, slots=True)
class Mail:
    """A `Place`: the addresses that a file of this name goes to."""

    server: MailServer
    password: str = field(repr=False)
    to: Sequence[str]
    name: str
    subject: str

    @property
    def told(self) -> str:
        """What the log calls it."""
        return "mailto:" + ",".join(self.to)

    def check(self) -> None:
        """The server must be there before anything is read."""
        with connected(self.server, self.password):
            pass

    @contextmanager
    def landing(self) -> Iterator[BinaryIO]:
        """What is written inside is sent at the end."""
        held = _Held()
        yield held
        message = self._message(held.getvalue()).as_bytes(policy=policy.SMTP)
        with connected(self.server, self.password) as line:
            send(line, self.server, self.to, message)

    def _message(self, data: bytes) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.server.sender
        message["To"] = ", ".join(self.to)
        message["Subject"] = self.subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=self.server.sender.rpartition("@")[2])
        message.set_content(f"客号 Kehao\n\n{self.subject}\n{self.name}\n")
        kind, _ = guess_type(self.name)
        main, _, sub = (kind or "application/octet-stream").partition("/")
        more = {"charset": "utf-8"} if main == "text" else {}
        message.add_attachment(data, maintype=main, subtype=sub, filename=self.name, params=more)
        return message
