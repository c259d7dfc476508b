"""Makes `pinyin.dat`, which `store.search.pinyin` reads: python -m store.search.pinyin_build

The readings are pypinyin's (a package for development only: importing it costs 200 ms and 48 MB),
with exceptions for what firms and people are called. A character keeps one reading; a phrase is
kept where its reading is not simply that of its characters.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping
from typing import Final

from store.search.pinyin import DATA, FIRST_READING, PLANES

CHARACTERS: Final = {
    "长": "chang", "都": "du", "调": "tiao", "泊": "bo", "翟": "zhai",
    "缪": "miao", "覃": "qin", "薄": "bo", "还": "huan",
}  # fmt: skip
"""Readings that are the likelier ones in names, where pypinyin's default is another."""

PHRASES: Final = {
    "朝阳": "chao yang", "单县": "shan xian", "浚县": "xun xian", "闵行": "min hang",
    "靓号": "liang hao", "重构": "chong gou", "商行": "shang hang", "车行": "che hang",
    "琴行": "qin hang", "洋行": "yang hang", "米行": "mi hang", "茶行": "cha hang",
    "药行": "yao hang", "粮行": "liang hang", "酒行": "jiu hang", "鱼行": "yu hang",
    "果行": "guo hang", "布行": "bu hang", "花行": "hua hang", "金行": "jin hang",
    "典当行": "dian dang hang", "拍卖行": "pai mai hang", "珠宝行": "zhu bao hang",
    "电器行": "dian qi hang", "眼镜行": "yan jing hang", "建材行": "jian cai hang",
    "五金行": "wu jin hang", "百货行": "bai huo hang", "汽配行": "qi pei hang",
    "家电行": "jia dian hang", "家具行": "jia ju hang", "钟表行": "zhong biao hang",
}  # fmt: skip
"""Words of names that pypinyin's phrases lack or read for another sense."""

DROPPED: Final = frozenset(["市长", "县长", "区长", "省长", "州长", "镇长", "乡长", "村长"])
"""Phrases that in names are the end of a place and the beginning of a word (深圳市长江)."""


def tables() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Every character's reading, and every phrase's that its characters do not give."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    chars = {chr(o): lazy_pinyin(chr(o))[0] for o in PINYIN_DICT} | CHARACTERS
    phrases = {p: lazy_pinyin(p) for p in PHRASES_DICT}
    phrases |= {p: reading.split() for p, reading in PHRASES.items()}
    kept = {p: r for p, r in phrases.items() if r != [chars[c] for c in p] and p not in DROPPED}
    # A phrase read plainly is kept as well where a kept one within it would spoil the reading.
    for phrase, reading in phrases.items():
        if phrase not in kept and any(part in kept for part in _parts(phrase)):
            kept[phrase] = reading
    return chars, kept


def build() -> bytes:
    """The bytes of `pinyin.dat`."""
    chars, phrases = tables()
    wanted = {c: r for c, r in chars.items() if any(a <= ord(c) < b for a, b in PLANES)}
    syllables = sorted({*wanted.values(), *(s for r in phrases.values() for s in r)})
    number = {syllable: i for i, syllable in enumerate(["", *syllables])}
    readings = array("H", _readings(wanted, number))
    if sys.byteorder == "big":
        readings.byteswap()
    head = " ".join(syllables).encode()
    lines = "\n".join(_lines(phrases, number)).encode()
    return zlib.compress(b"\n".join((head, lines, b"", readings.tobytes())), 9)


def _parts(phrase: str) -> Iterable[str]:
    size = len(phrase)
    return (phrase[i:j] for i in range(size) for j in range(i + 2, size + 1))


def _readings(chars: Mapping[str, str], number: Mapping[str, int]) -> Iterable[int]:
    for start, end in PLANES:
        for point in range(start, end):
            yield number[chars.get(chr(point), "")]


def _lines(phrases: Mapping[str, list[str]], number: Mapping[str, int]) -> Iterable[str]:
    """For each first two characters: the phrases that begin so, longest first, with readings."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
        reading = "".join(chr(FIRST_READING + number[s]) for s in phrases[phrase])
        groups.setdefault(phrase[:2], []).append(phrase[2:] + reading)
    return (pair + "|".join(groups[pair]) for pair in sorted(groups))


if __name__ == "__main__":
    DATA.write_bytes(build())
    print(f"{DATA}: {DATA.stat().st_size} bytes")
