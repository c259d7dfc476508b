"""The recovery key as a text that people can copy by hand, and be told when they copied it wrong.

32 bytes and a 24-bit check, in Crockford's base 32, in fourteen groups of four:
`7ZQK-0M4D-…`. Case, spaces and dashes do not matter; O reads as 0, I and L as 1. The check tells a
slip of the pen from the key of another store, and often in which group it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from store.errors import InvalidValue
from store.keys.derive import KEY_BYTES

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP: Final = 4
_CHECK_BYTES: Final = 3
_CHARACTERS: Final = (KEY_BYTES + _CHECK_BYTES) * 8 // 5
_ALIKE: Final = str.maketrans("OIL", "011")
_FILL: Final = re.compile(r"[\s\-_.\u2010-\u2015\u2212]+")


def write_recovery(private: bytes) -> str:
    """The text of a recovery key (32 bytes): 14 groups of four characters with dashes."""
    number = int.from_bytes(private + _check(private), "big")
    text = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CHARACTERS)))
    return "-".join(text[start : start + GROUP] for start in range(0, _CHARACTERS, GROUP))


def read_recovery(text: str) -> bytes:
    """The 32 bytes of a recovery key as a person typed it.

    Raises InvalidValue (field `recovery_key`) that says what is wrong; never shows the key.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    typed = _FILL.sub("", folded).translate(_ALIKE)
    for place, character in enumerate(typed):
        if character not in ALPHABET:
            raise InvalidValue(
                "Group {group} of the recovery key holds a character that no recovery key has: "
                "compare it with your copy.",
                field="recovery_key",
                group=place // GROUP + 1,
            )
    if len(typed) != _CHARACTERS:
        raise InvalidValue(
            "A recovery key has {expected} letters and digits, this has {found}: compare it with "
            "your copy.",
            field="recovery_key",
            expected=_CHARACTERS,
            found=len(typed),
        )
    private = _checked(typed)
    if private is not None:
        return private
    groups = {place // GROUP + 1 for place, other in _slips(typed) if _checked(other) is not None}
    if len(groups) == 1:
        raise InvalidValue(
            "The recovery key is mistyped in or next to group {group}: compare it with your copy.",
            field="recovery_key",
            group=groups.pop(),
        )
    raise InvalidValue(
        "The recovery key is mistyped: compare it with your copy, group by group.",
        field="recovery_key",
    )


def _checked(typed: str) -> bytes | None:
    number = 0
    for character in typed:
        number = number << 5 | ALPHABET.index(character)
    data = number.to_bytes(KEY_BYTES + _CHECK_BYTES, "big")
    private, check = data[:KEY_BYTES], data[KEY_BYTES:]
    return private if check == _check(private) else None


def _slips(typed: str) -> Iterator[tuple[int, str]]:
    """Every text one wrong character or one exchange of neighbours away, and where."""
    for place, found in enumerate(typed):
        head, tail = typed[:place], typed[place + 1 :]
        for character in ALPHABET:
            if character != found:
                yield place, head + character + tail
        if tail and tail[0] != found:
            yield place, head + tail[0] + found + tail[1:]


def _check(private: bytes) -> bytes:
    return hashlib.sha256(b"kehao 1 recovery key" + private).digest()[:_CHECK_BYTES]
