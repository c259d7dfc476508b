"""What a staff account is, for those who look at it, and the password that it begins with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account; never a secret."""

    name: str
    roles: tuple[str, ...]
    disabled: bool
    must_change: bool
    locked_seconds: int
    created: str
    last_sign_in: str
    expired: bool = False
    """Whether the password must change because it is too old, not because another gave it."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made or reset; the one-time password is shown once, kept nowhere."""

    account: Account
    one_time_password: str


def one_time_password() -> str:
    """A random password of 20 characters that people can read out: about 98 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
