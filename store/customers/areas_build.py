"""Make `areas.dat` anew: `python -m store.customers.areas_build`; for developers only.

Where Chinese telephone numbers were given out: area codes of landlines and the first seven digits
of mobiles, each with the code of its division (GB/T 2260), from the geocoding data of
libphonenumber (package phonenumbers, Apache-2.0). That data itself costs a second and 100 MB to
import, which is why it is brought into this form once.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from pathlib import Path

from phonenumbers.geodata import GEOCODE_DATA

from store.customers.divisions import above, in_text

HEADER = b"# made by areas_build.py from libphonenumber's geocoding data (Apache-2.0); see there\n"
FIRST, AFTER = 1_300_000, 2_000_000


def main() -> None:
    """Write the file beside this one: a line each for header, divisions, landlines; then a packed
    number for each seven digits of mobiles, the place of their division in the list."""
    divisions = [""]
    landlines: dict[str, str] = {}
    mobiles = array("H", bytes(2 * (AFTER - FIRST)))
    for prefix, names in sorted(GEOCODE_DATA.items(), key=lambda item: (len(item[0]), item[0])):
        code = _division(names.get("zh", "")) if prefix.startswith("86") else ""
        number = prefix[2:]
        if not code:
            continue
        if not number.startswith("1") or number == "10":
            if len(number) == (2 if number[0] in "12" else 3):
                landlines[number] = code
            continue
        if code not in divisions:
            divisions.append(code)
        start = int(number.ljust(7, "0"))
        for place in range(start, start + 10 ** (7 - len(number))):
            if FIRST <= place < AFTER:
                mobiles[place - FIRST] = divisions.index(code)
    if sys.byteorder == "big":
        mobiles.byteswap()
    lines = [
        ",".join(divisions).encode(),
        ",".join(f"{area}:{code}" for area, code in sorted(landlines.items())).encode(),
    ]
    packed = zlib.compress(mobiles.tobytes(), 9)
    path = Path(__file__).with_name("areas.dat")
    path.write_bytes(HEADER + b"\n".join(lines) + b"\n" + packed)


def _division(text: str) -> str:
    """The code of the city (or municipality) that a description begins with."""
    found = in_text(text.split("、")[0])
    if found is None:
        return ""
    province, city = above(found)
    one = city or province
    return one.code if one is not None else ""


if __name__ == "__main__":
    main()
