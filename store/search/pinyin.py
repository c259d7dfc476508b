"""How Chinese is read: syllables without tones, initials, and the key by which names are sorted.

Reads `pinyin.dat` (made by `pinyin_build`), a few milliseconds at first use: one reading for every
character, and the phrases whose reading is another (重庆 is chongqing). A name of two or three
characters that begins with a surname read in its own way is read as a person's (曾伟 is zengwei).
"""

from __future__ import annotations

import functools
import re
import sys
import zlib
from array import array
from collections.abc import Collection
from operator import add
from pathlib import Path
from typing import Final, NamedTuple

from store.text import fold

DATA: Final = Path(__file__).with_name("pinyin.dat")
PLANES: Final = ((0x3007, 0xA000), (0x20000, 0x323B0))
"""The code points the table covers (compatibility forms are folded into them)."""
FIRST_READING: Final = 0x100

_FIRST, _BEYOND = map(chr, PLANES[0])
CJK: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Characters of scripts written without spaces, as the inside of a regular expression's set."""
RUNS: Final = re.compile(f"([{CJK}]+)|[^\\W_{CJK}]+")
"""The pieces of a folded text: runs of such characters (group 1), and words and numbers."""

SURNAMES: Final = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge",
    "朴": "piao",
}  # fmt: skip
_PERSON: Final = range(2, 4)


class _Table(NamedTuple):
    syllables: list[str]
    readings: array[int]
    phrases: dict[str, str]
    ascii_letter: re.Pattern[str]


@functools.cache
def _table() -> _Table:
    raw = zlib.decompress(DATA.read_bytes())
    head, rest = raw.split(b"\n", 1)
    lines, cells = rest.split(b"\n\n", 1)
    readings = array("H", cells)
    if sys.byteorder == "big":
        readings.byteswap()
    phrases = {line[:2]: line[2:] for line in lines.decode().split("\n")}
    return _Table(["", *head.decode().split(" ")], readings, phrases, re.compile("[a-z]"))


def syllables(run: str, pairs: Collection[str] = ()) -> list[str]:
    """The reading of each character of a run without spaces; one that has none stands for itself.

    The text is folded (`store.text.fold`). Phrases are matched from the left, the longest first.
    `pairs` are the run's neighbouring characters two by two, for a caller that has them already.
    """
    names, readings, phrases, _ = _table()
    if min(run) >= _FIRST and max(run) < _BEYOND:
        read = [names[readings[ord(c) - 0x3007]] or c for c in run]
    else:
        read = [names[readings[place]] if (place := _place(c)) >= 0 else c for c in run]
        read = [r or c for r, c in zip(read, run, strict=True)]
    done = 0
    for i, pair in enumerate(pairs or map(add, run, run[1:])):
        if pair in phrases and i >= done:
            done = i + _read_phrase(run, i, phrases[pair], read, names)
    return read


def _place(character: str) -> int:
    """Where a character's reading stands in the table; -1 where it has none."""
    point = ord(character)
    (start, end), (high, beyond) = PLANES
    if start <= point < end:
        return point - start
    return point - high + end - start if high <= point < beyond else -1


def _read_phrase(run: str, i: int, found: str, read: list[str], names: list[str]) -> int:
    """Put in the reading of the longest phrase at `i`; how many characters it has, else 1."""
    for entry in found.split("|"):
        more = len(entry) // 2 - 1  # an entry is the phrase from its third character, then readings
        if run.startswith(entry[:more], i + 2):
            read[i : i + more + 2] = [names[ord(c) - FIRST_READING] for c in entry[more:]]
            return more + 2
    return 1


def surname(run: str) -> str:
    """How the first character is read if the whole run is a person's name; '' if no otherwise."""
    return SURNAMES.get(run[0], "") if len(run) in _PERSON else ""


def read_name(text: str) -> list[tuple[str, list[str]]]:
    """The runs of a folded name, each with its syllables; words and numbers have none."""
    runs = [(m.group(), m.group(1) is not None) for m in RUNS.finditer(text)]
    read = [(run, syllables(run) if chinese else []) for run, chinese in runs]
    if len(read) == 1 and read[0][1] and (other := surname(read[0][0])):
        read[0][1][0] = other
    return read


def initials(text: str) -> str:
    """The first letters of the syllables and of the Latin words of a name, in upper case.

    深圳华为 gives SZHW, Around the Horn gives ATH; numbers and signs give nothing.
    """
    letter = _table().ascii_letter
    letters = []
    for run, read in read_name(plain(fold(text))):
        if read:
            letters += [s[0] for s in read if s[0].isascii()]
        elif found := letter.search(run):
            letters.append(found.group())
    return "".join(letters).upper()


def sort_key(name: str) -> str:
    """The text by which a name is sorted: Chinese by syllable, then character; Latin as words.

    `order by` of these keys, byte by byte, is the order of a phone book.
    """
    return key_of(read_name(plain(fold(name[:60]))))


def key_of(read: list[tuple[str, list[str]]]) -> str:
    """`sort_key` of a name that was read already."""
    parts = []
    for run, spoken in read:
        if spoken:
            parts += [f"{s} {c}" for s, c in zip(spoken, run, strict=True)]
        else:
            parts.append(run)
    return " ".join(parts)


_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


def plain(folded: str) -> str:
    """A folded text with its Latin letters freed of accents, and without apostrophes."""
    if not folded.isascii():
        if _ACCENTED.search(folded):
            folded = folded.translate(_unaccent())
        if "\u2019" in folded:
            folded = folded.replace("\u2019", "")
    return folded.replace("'", "") if "'" in folded else folded


@functools.cache
def _unaccent() -> dict[int, str]:
    import unicodedata

    letters = {0xE6: "ae", 0xF8: "o", 0xF0: "d", 0xFE: "th", 0x111: "d", 0x142: "l", 0x153: "oe"}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base.isascii():
            letters[point] = base
    return letters


def all_syllables() -> list[str]:
    """Every syllable that a character can have."""
    return _table().syllables[1:]
