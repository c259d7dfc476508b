"""Patterns, code tables and customers that the tests of the code language draw from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

TABLES = {
    "region": {"广东": "GD", "北京": "BJ", "上海": "SH", "四川": "SC"},
    "type": {"VIP": "VP", "企业": "QY", "个人": "GR"},
    "level": {"金": "1", "银": "12", "铜": "A1", "铁": "2B"},
}
CUSTOMER = {
    "name": "广东粤海贸易有限公司",
    "region": "广东",
    "type": "VIP",
    "level": "银",
    "registered": "2026-01-31",
    "birthday": "1980-12-05",
}
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=ZoneInfo("Asia/Shanghai"))
METHODS_OVER_ALL = ("mod37_2", "mod37_36", "mod97_10")
DIGIT_METHODS = ("damm", "luhn", "verhoeff", "mod11_10")


def initials(name: str) -> str:
    """Stands for the pinyin of a name: the letters that are in it, or those of 粤海."""
    return "".join(c for c in name if c.isascii() and c.isalpha()) or "YHMY"


_days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
moments = st.builds(datetime.combine, _days, st.times())
days = _days.map(str)
values = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["粤海", "Ab", "Zed Kay Low", "x"]),
        "region": st.sampled_from(sorted(TABLES["region"])),
        "type": st.sampled_from(sorted(TABLES["type"])),
        "level": st.sampled_from(sorted(TABLES["level"])),
        "registered": days,
        "birthday": days,
    }
)

_literals = st.text("ABVX019", min_size=1, max_size=3)
_steady = st.sampled_from(
    [
        "{yyyy}",
        "{yy}",
        "{mm}",
        "{dd}",
        "{q}",
        "{ww}",
        "{jjj}",
        "{region}",
        "{type:2}",
        "{registered:%Y%m%d}",
        "{now:%Y%m%d%H%M}",
        "{birthday:%y%j}",
    ]
)
_elastic = st.sampled_from(["{level}", "{name:initials3}", "{name:initials2}"])
_rand = st.builds("{{rand:{},base={}}}".format, st.integers(1, 4), st.sampled_from([10, 31, 32]))
_seq = st.builds(
    "{{seq:{},base={},start={},step={}{}}}".format,
    st.integers(3, 7),
    st.sampled_from([10, 16, 31, 32, 36]),
    st.integers(0, 300),
    st.integers(1, 4),
    st.sampled_from(["", ",skip=4", ",hold=*88/1*", ",per=none", ",skip=4,hold=*9*"]),
)
_checks = st.sampled_from(
    ["", *(f"{{check:{m}}}" for m in METHODS_OVER_ALL)]
    + [f"{{check:{m},over=digits}}" for m in (*DIGIT_METHODS, "gb32100")]
)


def _pattern(before: list[str], seq: str, after: list[str], check: str, tail: str) -> str:
    return "".join([*before, seq, *after, check, tail])


def _patterns(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    around = st.lists(parts, max_size=3)
    return st.builds(_pattern, around, _seq, around, _checks, st.sampled_from(["", "A", "1"]))


steady_patterns = _patterns(st.one_of(_literals, _steady, _rand))
"""Patterns whose every segment has one length."""
any_patterns = _patterns(st.one_of(_literals, _steady, _elastic, _rand))
