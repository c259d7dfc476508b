"""What goes wrong with another database, in one line each: where, what, and what to do."""

from __future__ import annotations

import re
from typing import Final

from store.errors import InvalidValue, KehaoError, NotFound
from store.text import clean
from store.transfer.databases.address import Address

EXTRAS: Final = {
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mssql": "sqlserver",
    "sqlite": "sqlite",
}

_PASSWORD: Final = re.compile(
    r"password authentication failed|no password supplied|access denied for user|login failed|"
    r"authentication failed|pg_hba\.conf|peer authentication|role \S+ does not exist",
    re.IGNORECASE,
)
_DATABASE: Final = re.compile(
    r"database .* does not exist|unknown database|cannot open database", re.IGNORECASE
)
_TLS: Final = re.compile(
    r"certificate|ssl|tls|root\.crt|hostname mismatch|server name", re.IGNORECASE
)
_TIME: Final = re.compile(r"timed? ?out|timeout expired|interrupted", re.IGNORECASE)
_GONE: Final = re.compile(
    r"server closed the connection|lost connection|connection (?:was )?(?:reset|closed|aborted|"
    r"killed|is lost|already closed)|terminating connection|gone away|broken pipe|EOF detected|"
    r"consuming input failed|could not receive data|packet sequence|connection not open",
    re.IGNORECASE,
)
_REFUSED: Final = re.compile(
    r"connection refused|could not translate host|name or service not known|can't connect|"
    r"no such file or directory|network is unreachable|no route to host|connection failed|"
    r"failed to resolve|getaddrinfo|socket",
    re.IGNORECASE,
)
_LARGE: Final = re.compile(r"too big|packet bigger|out of memory|max_allowed_packet", re.IGNORECASE)


def told(
    error: Exception,
    address: Address,
    *,
    connecting: bool = False,
    row: int = 0,
    severed: bool = False,
    writing: bool = False,
) -> KehaoError:
    """The error for people; `severed`: we cut the line ourselves after the address's timeout."""
    why = _why(error)
    where = address.where
    if severed or _TIME.search(why):
        return KehaoError(
            "{where} does not answer (after {seconds} s): look whether it is well, or allow it "
            "more with timeout=SECONDS in the address.",
            where=where,
            seconds=address.timeout if not connecting or severed else "10",
        )
    if isinstance(error, FileNotFoundError):
        return NotFound("There is no file {path}.", path=str(error.args[0]))
    if _LARGE.search(why):
        return InvalidValue(
            "Row {row} of {where} is too large ({why}): leave that column out with --query.",
            row=row + 1,
            where=where,
            why=why,
        )
    if connecting:
        return _not_connected(why, address)
    if writing and _GONE.search(why):
        return KehaoError(
            "{where} broke off the connection ({why}); nothing was written there: run the same "
            "again.",
            where=where,
            why=why.rstrip("."),
        )
    if _GONE.search(why):
        return KehaoError(
            "{where} broke off the connection after {row} rows ({why}): run the same again, it "
            "goes on from there.",
            where=where,
            row=row,
            why=why,
        )
    if "not a database" in why or "malformed" in why or "encrypted" in why:
        return InvalidValue("{where} is no SQLite database, or a damaged one.", where=where)
    if writing:
        return InvalidValue(
            "{where} refuses to be written to: {why}. Nothing was written there.",
            where=where,
            why=why.rstrip("."),
        )
    return InvalidValue("{where} refuses to be read: {why}.", where=where, why=why.rstrip("."))


def _not_connected(why: str, address: Address) -> KehaoError:
    where = address.where
    if _PASSWORD.search(why):
        return KehaoError(
            "{where} does not let {user} in ({why}): give the right name and password.",
            where=where,
            user=address.user or "you",
            why=why,
        )
    if _DATABASE.search(why):
        return NotFound("{where}: there is no such database ({why}).", where=where, why=why)
    if _TLS.search(why):
        return unverified(address, why)
    if _GONE.search(why) or _REFUSED.search(why):
        return KehaoError(
            "{where} can't be reached: {why}. Look at the address, and whether it is running.",
            where=where,
            why=why.rstrip("."),
        )
    return KehaoError("{where} can't be opened: {why}.", where=where, why=why.rstrip("."))


def unverified(address: Address, why: str) -> KehaoError:
    """TLS that cannot be had, or whose certificate cannot be believed."""
    return KehaoError(
        "{where} can't show that it is the one it claims to be ({why}): name its certificate "
        "authority with sslrootcert=FILE in the address, or do without the proof with "
        "sslmode=require.",
        where=address.where,
        why=why.rstrip("."),
    )


def no_driver(address: Address) -> KehaoError:
    """The driver is an extra of the program's package."""
    return KehaoError(
        "Reading {kind} takes a driver that is not installed: pip install 'kehao[{extra}]'.",
        kind=address.kind,
        extra=EXTRAS[address.kind],
    )


def _why(error: Exception) -> str:
    """The driver's own words, on one line, without SQLAlchemy's frame and the statement."""
    original = getattr(error, "orig", None) or error
    if len(original.args) > 1 and isinstance(original.args[0], int):
        text = str(original.args[1])
    else:
        text = str(original)
    lines = [clean(line) for line in text.splitlines() if line.strip()]
    # libpq: connection to server at "host" (address), port 5432 failed: FATAL:  why
    failed = next((line for line in lines if " failed: " in line), "")
    line = failed.rpartition(" failed: ")[2] or (lines[0] if lines else type(original).__name__)
    return re.sub(r"^(?:FATAL|ERROR):\s*", "", line)[:200]
