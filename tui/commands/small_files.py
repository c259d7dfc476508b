"""Texts that a person hands in as a file: rules, standards, keys. Read as a whole, so not any size,
and by those whom a server serves only from where they may read."""

from __future__ import annotations

import sys
from typing import Final

from store.errors import InvalidValue
from store.files import confinement

LARGEST: Final = 4 << 20
"""Bytes; a device never ends."""


def text_of(file: str) -> str:
    """The text of a file (`-`: standard input), its byte-order mark left out.

    Raises InvalidValue, NotFound, NotPermitted; FileNotFoundError and OSError as `open` does.
    """
    if file == "-":
        raw = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with confinement.opened(file) as opened:
            raw = opened.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise InvalidValue(
            "{path} has more than {most} MB: no such file is so large.",
            path=file,
            most=LARGEST >> 20,
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidValue("{path} is not UTF-8 text.", path=file) from None
