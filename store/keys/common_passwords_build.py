"""Makes `common_passwords.dat`, which `store.keys.common_passwords` reads.

    python -m store.keys.common_passwords_build

The passwords are those of the frequency list that zxcvbn ships (package `zxcvbn`, version 4.5.0,
MIT licence: Copyright 2012-2016 Dan Wheeler and Dropbox, Inc., 2016 Daniel Wolf), gathered by its
authors from published leaks; the first 10,000 of its list, in that order of frequency, are kept,
sorted. The package is for development only.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import islice
from typing import Final

from store.keys.common_passwords import DATA

COUNT: Final = 10_000


def build(passwords: Iterable[str]) -> bytes:
    """The bytes of `common_passwords.dat`: of passwords, commonest first, the first COUNT."""
    return zlib.compress("\n".join(sorted(islice(passwords, COUNT))).encode("ascii"), 9)


if __name__ == "__main__":
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    DATA.write_bytes(build(FREQUENCY_LISTS["passwords"]))
    print(f"{DATA}: {DATA.stat().st_size} bytes")
