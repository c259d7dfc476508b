"""Mail handed over to a server: TLS that is verified, and one line of words for what goes wrong."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from store.errors import KehaoError
from store.transfer.mail.server import MailServer


@contextmanager
def connected(server: MailServer, password: str) -> Iterator[smtplib.SMTP]:
    """A connection, under TLS and signed in. Raises KehaoError in one line, without the password,
    also for what goes wrong inside."""
    try:
        with _connection(server) as line:
            line.ehlo_or_helo_if_needed()
            plain = server.scheme == "smtp" and server.tls != "disable"
            if plain and (server.tls or line.has_extn("starttls")):
                line.starttls(context=_context(server))
                line.ehlo()
            if server.user and password:
                _sign_in(line, server.user, password)
            yield line
    except KehaoError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise KehaoError(
            "{where} can't prove who it is ({why}): mend its certificate, or name who signed it "
            "with ?sslrootcert=FILE.",
            where=server.where,
            why=error.verify_message,
        ) from None
    except smtplib.SMTPAuthenticationError:
        raise KehaoError(
            "{where} refuses the password of {name}.", where=server.where, name=server.user
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise KehaoError(
            "{where} can't do what is needed: {why}", where=server.where, why=_line(str(error))
        ) from None
    except smtplib.SMTPResponseException as error:
        raise refused(server, error.smtp_code, error.smtp_error) from None
    except (OSError, smtplib.SMTPException) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise KehaoError(
            "{where} can't be reached: {why}", where=server.where, why=_line(why)
        ) from None


def _sign_in(line: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in by PLAIN (RFC 4616, UTF-8) where the server has it; smtplib takes ASCII only, and
    goes on asking after a refusal."""
    if "PLAIN" not in line.esmtp_features.get("auth", "").upper().split():
        line.login(user, password)
        return
    said = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, answer = line.docmd("AUTH", f"PLAIN {said}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, answer)


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=_context(server)
        )
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout)


def _context(server: MailServer) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=server.options.get("sslrootcert"))
    except (OSError, ssl.SSLError) as error:
        raise KehaoError(
            "{path} holds no certificates: {why}",
            path=server.options.get("sslrootcert", ""),
            why=_line(str(error)),
        ) from None
    if server.tls in ("require", "disable"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def send(line: smtplib.SMTP, server: MailServer, to: Sequence[str], message: bytes) -> None:
    """Hand one mail over for all addresses, or for none. Raises KehaoError."""
    limit = line.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(message):
        raise KehaoError(
            "{where} takes mails of {most} MB at most, and this is one of {size} MB: export fewer "
            "columns, or to a folder.",
            where=server.where,
            most=int(limit) // 1_000_000,
            size=len(message) // 1_000_000 + 1,
        )
    options = [f"size={len(message)}"] if limit else []
    code, said = line.mail(server.sender, options)
    if code != 250:
        raise refused(server, code, said)
    for one in to:
        code, said = line.rcpt(one)
        if code not in (250, 251):
            raise KehaoError(
                "{where} takes no mail for {address}: {code} {why}",
                where=server.where,
                address=one,
                code=code,
                why=_text(said),
            )
    code, said = line.data(message)
    if code != 250:
        raise refused(server, code, said)


def refused(server: MailServer, code: int, said: bytes | str) -> KehaoError:
    """What to say of a mail server's refusal."""
    return KehaoError(
        "{where} refuses the mail: {code} {why}", where=server.where, code=code, why=_text(said)
    )


def _text(said: bytes | str) -> str:
    return _line(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
