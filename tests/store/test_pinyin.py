"""Readings of Chinese: pypinyin's, from a small table, with what names need beyond it."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.search import pinyin_build
from store.search.pinyin import DATA, PLANES, initials, sort_key, syllables
from store.text import fold


def in_table(character: str) -> bool:
    return any(start <= ord(character) < end for start, end in PLANES)


OWN = set(pinyin_build.CHARACTERS) | {c for phrase in pinyin_build.PHRASES for c in phrase}


@pytest.mark.long
def test_the_table_is_what_its_builder_makes() -> None:
    assert DATA.read_bytes() == pinyin_build.build()
    assert DATA.stat().st_size < 300_000


@pytest.mark.long
def test_every_character_and_phrase_of_pypinyin_is_read_alike() -> None:
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    texts = [*map(chr, PINYIN_DICT), *PHRASES_DICT]
    texts = [t for t in texts if OWN.isdisjoint(t) and all(map(in_table, t))]
    assert len(texts) > 80_000
    assert [t for t in texts if syllables(t) != lazy_pinyin(t)] == []


def test_made_names_are_read_as_pypinyin_reads_them() -> None:
    from pypinyin import lazy_pinyin

    rnd = random.Random(7)
    cities = ["重庆", "长沙", "厦门", "六安", "蚌埠", "成都", "深圳市", "乐清", "番禺", "石家庄"]
    words = [
        "银行",
        "音乐",
        "重工",
        "会计",
        "还原",
        "便利",
        "校园",
        "广厦",
        "参茸",
        "朝晖",
        "华为",
        "阿里",
        "大都会",
        "曲阜",
        "行知",
    ]
    ends = ["有限公司", "股份有限公司", "科技", "贸易行", "文化传媒", "服装", "行业协会"]
    names = ["".join(parts) for parts in itertools.product(cities, words, ends)]
    for name in rnd.sample(names, 600):
        if OWN.isdisjoint(name):
            assert syllables(name) == lazy_pinyin(name), name


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("重庆长安汽车", "CQCAQC"),
        ("深圳市长江存储", "SZSCJCC"),
        ("中国银行", "ZGYH"),
        ("广州宏发商行", "GZHFSH"),
        ("曾伟", "ZW"),
        ("单雄信", "SXX"),
        ("仇英", "QY"),
        ("翟天临", "ZTL"),
        ("Around the Horn", "ATH"),
        ("TCL集团", "TJT"),
        ("3M中国", "MZG"),
        ("École Normale", "EN"),
        ("ＡＢＣ科技", "AKJ"),
        ("ひらがな", ""),
        ("123 - 456", ""),
        ("", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_names_sort_as_in_a_phone_book() -> None:
    names = [
        "王伟",
        "汪洋",
        "西安",
        "先锋",
        "阿里",
        "重庆",
        "成都",
        "曾伟",
        "Zebra",
        "apple",
        "360",
    ]
    assert sorted(names, key=sort_key) == [
        "360", "阿里", "apple", "成都", "重庆", "汪洋", "王伟", "西安", "先锋", "Zebra", "曾伟",
    ]  # fmt: skip


@given(st.text(max_size=30))
def test_any_text_has_a_reading(text: str) -> None:
    assert initials(text).isascii()
    assert sort_key(text) == sort_key(fold(text))


@given(st.text(alphabet=st.characters(min_codepoint=0x2E80, max_codepoint=0x9FFF), min_size=1))
def test_there_is_one_syllable_for_each_character(text: str) -> None:
    assert len(syllables(text)) == len(text)
