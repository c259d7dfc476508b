"""Countries by their names: which one a text means."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

from store.text import fold

_MORE: Final = {
    "US": "USA U.S.A. U.S. America 美利坚合众国",
    "GB": "UK U.K. England Scotland Wales GreatBritain 大不列颠",
    "CN": "PRC P.R.China P.R.C. PeoplesRepublicofChina MainlandChina 中华人民共和国 中国大陆 大陆",
    "HK": "HongKong 香港",
    "MO": "Macau Macao 澳门",
    "TW": "Taiwan 台湾",
    "KR": "Korea SouthKorea 韩国 南韩",
    "RU": "Russia 俄国",
    "AE": "UAE 阿联酋",
    "DE": "Deutschland",
    "VN": "Vietnam",
    "CZ": "CzechRepublic",
    "NL": "Holland",
    "MM": "Burma",
    "TR": "Turkey",
}  # fmt: skip
"""What people write besides; spaces do not count."""


def find_country(text: str) -> str:
    """The ISO code of the country that a text names, in English, Chinese or as a code; or empty.

    >>> find_country("Germany"), find_country("德国"), find_country("de"), find_country("Mars")
    ('DE', 'DE', 'DE', '')
    """
    return _names().get(_key(text), "") if text else ""


@functools.cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    text = Path(__file__).with_name("countries.dat").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, english, chinese = line.split("\t")
            for word in (english, chinese, code):
                names.setdefault(_key(word), code)
    for code, words in _MORE.items():
        names.update((_key(word), code) for word in words.split())
    return names


def _key(text: str) -> str:
    return fold(text).replace(" ", "").replace("'", "").replace("’", "").strip(".")
