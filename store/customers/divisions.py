"""China's administrative divisions with their codes (GB/T 2260), former ones too.

The data is python-stdnum's `cn/loc.dat` (after the lists of the Ministry of Civil Affairs): each
code of six digits with the names it has had and the years in which it had them. It is read when
the first value needs it, some 30 ms.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from store.text import fold

_SPAN: Final = re.compile(r"(?:\[(\d{4})?-(\d{4})?\])?([^,\[\]]+)")
_SHORT: Final = {
    "15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆",
    "81": "香港", "82": "澳门",
}  # fmt: skip
_OFFICIAL: Final = {"81": "香港特别行政区", "82": "澳门特别行政区"}
_MUNICIPAL: Final = ("11", "12", "31", "50")
_HOLDERS: Final = frozenset(
    {
        "市辖区",
        "县",
        "省直辖县级行政单位",
        "省直辖县级行政区划",
        "自治区直辖县级行政区划",
        "自治区直辖县级行政单位",
    }
)
_PREFECTURE: Final = re.compile(r"(?:市|地区|盟|(?:[\u4e00-\u9fff]{1,10}族)+自治州|自治州)$")
_PEOPLES: Final = re.compile(
    "(?:(?:壮|回|维吾尔|藏|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|傣|黎|傈僳|佤|畲|景颇|土|达斡尔|羌|撒拉|仡佬|锡伯|水|"
    "东乡|纳西|拉祜|仫佬|毛南|布朗|保安|裕固|独龙|怒|塔吉克|鄂温克|鄂伦春|各)族|(?:蒙古|哈萨克|柯尔克孜)族?)+$"
)
_STREET: Final = re.compile(
    "[东西南北中大新老一二三四五]{0,2}(?:路|街|道|巷|弄|胡同|区|县|镇|乡|村|桥)"
)
"""What makes the name of a city before it that of a street or another place: 南京东路, 朝阳区."""
_COUNTY: Final = re.compile(r"(?:自治县|自治旗|林区|特区|新区|区|县|市|旗)$")


@dataclass(frozen=True, slots=True)
class Division:
    """One division.

    code: six digits. name: the official one. short: as people call it (广东, 深圳, 南山).
    level: 1 province, 2 prefecture, 3 county. current: whether the code is in use today.
    """

    code: str
    name: str
    short: str
    level: int
    current: bool

    @property
    def province(self) -> str:
        """The code of its province."""
        return self.code[:2] + "0000"


@dataclass(frozen=True, slots=True)
class _Tables:
    by_code: dict[str, Division]
    provinces: dict[str, Division]
    cities: dict[str, tuple[Division, ...]]
    counties: dict[str, tuple[Division, ...]]


def division(code: str) -> Division | None:
    """The division with this code, or that had it."""
    return _tables().by_code.get(code)


def find_province(text: str) -> Division | None:
    """The province that a text names: 广东, 广东省, Guangdong, 44, 440000.

    >>> find_province("广东省").short, find_province("Inner Mongolia").code
    ('广东', '150000')
    """
    return _tables().provinces.get(_key(text))


def find_city(text: str, province: str = "") -> Division | None:
    """The prefecture (or municipality) of today that a text names, if only one is meant.

    province: the code of the province it lies in, where that is known.

    >>> find_city("深圳市").code, find_city("延边").name
    ('440300', '延边朝鲜族自治州')
    """
    return _only(_tables().cities.get(_key(text), ()), province)


def find_county(text: str, above: str = "") -> Division | None:
    """The county or district that a text names, if only one is meant; `above`: a code it is under.

    >>> find_county("南山区"), find_county("南山区", "440300").code
    (None, '440305')
    """
    return _only(_tables().counties.get(_key(text), ()), above)


@functools.lru_cache(maxsize=4096)
def code_of(region: str, city: str) -> str:
    """The code of a customer's city, else of its region; empty where they name none, or not one.

    >>> code_of("广东", "深圳"), code_of("广东", ""), code_of("", "Springfield")
    ('440300', '440000', '')
    """
    province = find_province(region) if region else None
    within = find_city(city, province.code if province else "") if city else None
    one = within or province
    return one.code if one else ""


def above(one: Division) -> tuple[Division | None, Division | None]:
    """The province and the prefecture of a division: a municipality is both."""
    table = _tables().by_code
    province = table.get(one.province)
    if one.code[:2] in _MUNICIPAL:
        return province, province
    if one.level == 1:
        return province, None
    city = table.get(one.code[:4] + "00")
    if city is not None and (city.level != 2 or city.name in _HOLDERS):
        city = one if one.name.endswith("市") else None  # a city right under its province
    return province, city


def in_text(text: str) -> Division | None:
    """The division an address begins with, the smallest that is sure.

    >>> in_text("广东省深圳市南山区科技园1号").name, in_text("上海市浦东新区张江路").code
    ('南山区', '310115')
    """
    tables = _tables()
    rest, found = text.strip().removeprefix("中国"), None
    for names in (tables.provinces, tables.cities, tables.counties):
        for length in range(min(_LONGEST, len(rest)), 1, -1):
            listed = names.get(rest[:length])
            if listed is None or _is_street(rest[:length], rest[length:]):
                continue
            one = listed if isinstance(listed, Division) else _under(listed, found, rest, length)
            if one is not None:
                found, rest = one, rest[length:].lstrip(" ,，·-")
                break
    return found


_LONGEST: Final = 14
_SUFFIXES: Final = ("省", "市", "区", "州", "盟", "县", "旗")


def _is_street(word: str, behind: str) -> bool:
    """Whether a division's short name is only the beginning of another one: 南京 in 南京东路."""
    return not word.endswith(_SUFFIXES) and _STREET.match(behind) is not None


def _under(
    listed: Iterable[Division], upper: Division | None, rest: str, length: int
) -> Division | None:
    """The only one of some that lies under what was found before."""
    code = ""
    if upper is not None:
        code = upper.code[:2] if upper.level == 1 else upper.code[:4]
        if upper.code[:2] in _MUNICIPAL:
            code = upper.code[:2]
    fitting = [one for one in listed if one.code.startswith(code)]
    if upper is None and fitting and fitting[0].level == 3 and not _COUNTY.search(rest[:length]):
        return None  # a word that happens to be a county's: 和平 is also a street
    return fitting[0] if len(fitting) == 1 else None


def _only(listed: Iterable[Division], above_code: str) -> Division | None:
    start = above_code.rstrip("0") if above_code else ""
    start = start + "0" if len(start) % 2 else start
    fitting = [one for one in listed if one.code.startswith(start)]
    return fitting[0] if len(fitting) == 1 else None


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


@functools.cache
def _tables() -> _Tables:
    from stdnum import numdb

    by_code: dict[str, Division] = {}
    former: dict[str, list[Division]] = {}
    for _, head, _, named, children in numdb.get("cn/loc").prefixes:
        for _, tail, _, names, _ in children:
            code = head + tail
            name, current = _newest(names["county"])
            if tail == "0000":
                name = _OFFICIAL.get(head, named["province"])
            one = by_code[code] = _division(code, name, current)
            if current and one.level > 1:
                former[code] = [
                    _division(code, match[3], True) for match in _SPAN.finditer(names["county"])
                ]
    provinces: dict[str, Division] = {}
    cities: dict[str, list[Division]] = {}
    counties: dict[str, list[Division]] = {}
    for one in by_code.values():
        if one.level == 1:
            for word in (one.name, one.short, one.code, one.code[:2], *_latin(one)):
                provinces[_key(word)] = one
            if one.code[:2] in (*_MUNICIPAL, "81", "82"):
                _list(cities, one)
        elif one.current and one.name not in _HOLDERS:
            direct = one.level == 3 and one.code[2:4] == "90" and one.name.endswith("市")
            listed = cities if one.level == 2 or direct else counties
            _list(listed, one, former[one.code])
    return _Tables(
        by_code,
        provinces,
        {word: _highest(some) for word, some in cities.items()},
        {word: tuple(some) for word, some in counties.items()},
    )


def _list(words: dict[str, list[Division]], one: Division, former: Iterable[Division] = ()) -> None:
    """Let a division be found by its names, of today and before, and by its code."""
    names = {_key(text) for each in (one, *former) for text in (each.name, each.short)}
    for word in {*names, one.code}:
        words.setdefault(word, []).append(one)


def _highest(some: list[Division]) -> tuple[Division, ...]:
    """Of a prefecture and the city of its name that it grew out of, the prefecture."""
    level = min(one.level for one in some)
    return tuple(one for one in some if one.level == level)


def _newest(text: str) -> tuple[str, bool]:
    """The name that a code has today, or had last, and whether it is in use."""
    spans = [(match[2] or "", match[3]) for match in _SPAN.finditer(text)]
    for end, name in spans:
        if not end:
            return name, True
    return max(spans)[1], False


def _division(code: str, name: str, current: bool) -> Division:
    level = 1 if code.endswith("0000") else 2 if code.endswith("00") else 3
    if level == 1:
        short = _SHORT.get(code[:2]) or name.removesuffix("省").removesuffix("市")
    else:
        short = (_PREFECTURE if level == 2 else _COUNTY).sub("", name)
        if name.endswith(("自治州", "自治县", "自治旗")):
            short = _PEOPLES.sub("", name[:-3]) or short
        if len(short) < 2:
            short = name
    return Division(code, name, short, level, current)


def _latin(one: Division) -> tuple[str, ...]:
    """A province's name in Latin letters: pinyin, and the English names that differ from it."""
    return tuple(_PINYIN[one.code[:2]].split(","))


_PINYIN: Final = {
    "11": "Beijing,Peking", "12": "Tianjin", "13": "Hebei", "14": "Shanxi",
    "15": "Inner Mongolia,Neimenggu,Nei Mongol", "21": "Liaoning", "22": "Jilin",
    "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui",
    "35": "Fujian", "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei",
    "43": "Hunan", "44": "Guangdong,Canton", "45": "Guangxi", "46": "Hainan", "50": "Chongqing",
    "51": "Sichuan", "52": "Guizhou", "53": "Yunnan", "54": "Xizang,Tibet", "61": "Shaanxi",
    "62": "Gansu", "63": "Qinghai", "64": "Ningxia", "65": "Xinjiang", "71": "Taiwan",
    "81": "Hong Kong,Hongkong,Xianggang,HK", "82": "Macau,Macao,Aomen",
}  # fmt: skip
"""14 is Shanxi and 61 Shaanxi, as the standard writes them."""
