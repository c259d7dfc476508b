"""One-time codes by the clock (RFC 6238: HMAC-SHA1, 30 seconds, 6 digits), and nothing else.

This form, and no stronger one, is what every authenticator app takes.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Final
from urllib.parse import quote

STEP_SECONDS: Final = 30
DIGITS: Final = 6
DRIFT: Final = 1
"""So many steps a phone's clock may be early or late."""
_SECRET_BYTES: Final = 20


def new_secret() -> bytes:
    """A fresh secret of 160 bits."""
    return secrets.token_bytes(_SECRET_BYTES)


SMALL_QR: Final = 106
"""Bytes in a QR code of 37 modules a side with the smallest correction."""


def written(secret: bytes) -> str:
    """The secret as people type it into an app: base32, in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def uri(secret: bytes, account: str, issuer: str) -> str:
    """What a QR code carries to an authenticator app.

    The issuer stands before the account; apps like it once more behind, where there is room for it
    in a code that a window of 24 rows can show.
    """
    text = base64.b32encode(secret).decode().rstrip("=")
    short = f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={text}"
    full = f"{short}&issuer={quote(issuer)}"
    return full if len(full) <= SMALL_QR else short


def step_at(seconds: float) -> int:
    """The number of the time step that holds this moment (seconds since 1970)."""
    return int(seconds // STEP_SECONDS)


def code_of(secret: bytes, step: int) -> str:
    """The code of a step."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, code: str, seconds: float, *, after: int) -> int | None:
    """The step that this code is of, if it is near enough and later than `after`, else None."""
    now = step_at(seconds)
    found = None
    for step in range(max(now - DRIFT, 0), now + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found
