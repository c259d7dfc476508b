"""Legal forms of companies: a name parted into what is the firm's own and what the law adds.

`FORMS` is data: each form under the spelling it is shown by, what kind of company it is, and the
other spellings people write. Chinese ones after the Company Law (有限公司 is short for
有限责任公司, art. 7) and the Partnership Enterprise Law; the others are those of the countries
Chinese firms trade with most. A branch (分公司) is no legal form of its own but the place where a
company works: it is parted off too, for two branches of one company are two customers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form: as it is shown, its kind, and its other spellings (without dots, lower case).

    kind: limited, shares, partnership, sole, cooperative or company (said no more exactly).
    """

    name: str
    kind: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartedName:
    """The name's own part, its legal form (`Form.name`, empty: none), the kind, and the branch.

    The core is in NFKC with its case as it came; it is never empty unless the name is.
    """

    core: str
    form: str = ""
    kind: str = ""
    branch: str = ""


FORMS: Final = (
    Form("有限公司", "limited", ("有限责任公司", "有限責任公司", "责任有限公司")),
    Form("股份有限公司", "shares", ("股份公司", "股份责任有限公司")),
    Form("公司", "company", ("总公司", "總公司")),
    Form("有限合伙", "partnership", ("合伙企业(有限合伙)", "(有限合伙)", "有限合伙企业")),
    Form("普通合伙", "partnership", ("合伙企业(普通合伙)", "(普通合伙)", "普通合伙企业")),
    Form(
        "特殊普通合伙",
        "partnership",
        ("合伙企业(特殊普通合伙)", "(特殊普通合伙)", "特殊普通合伙企业"),
    ),
    Form("合伙企业", "partnership"),
    Form("个人独资企业", "sole", ("(个人独资)", "个人独资")),
    Form("个体工商户", "sole", ("(个体工商户)", "(个体户)", "个体户")),
    Form("专业合作社", "cooperative", ("农民专业合作社", "合作社", "专业合作社联合社")),
    Form("株式会社", "shares", ("(株)", "株式會社", "kabushiki kaisha", "kk")),
    Form("有限会社", "limited", ("(有)", "yugen kaisha")),
    Form("合同会社", "limited", ("godo kaisha",)),
    Form("주식회사", "shares", ("(주)",)),
    Form(
        "Ltd",
        "limited",
        (
            "co ltd",
            "coltd",
            "company ltd",
            "co limited",
            "company limited",
            "corporation ltd",
            "corp ltd",
            "limited",
            "limited liability company",
            "pte ltd",
            "private limited",
            "private ltd",
            "pvt ltd",
            "pty ltd",
            "proprietary limited",
            "limited company",
        ),
    ),
    Form("LLC", "limited", ("ltd liability co",)),
    Form("Sdn Bhd", "limited", ("sendirian berhad",)),
    Form("GmbH", "limited", ("gesellschaft mit beschrankter haftung", "gesmbh", "mbh", "ggmbh")),
    Form("UG", "limited", ("ug (haftungsbeschrankt)",)),
    Form("SARL", "limited", ("sarlu", "eurl")),
    Form("Srl", "limited", ("srls",)),
    Form("SL", "limited", ("slu", "sociedad limitada")),
    Form("Lda", "limited", ("ltda", "limitada")),
    Form("S de RL de CV", "limited", ("s de rl",)),
    Form("BV", "limited", ("besloten vennootschap",)),
    Form("BVBA", "limited", ("sprl",)),
    Form("ApS", "limited"),
    Form("Oy", "limited", ("oy ab", "osakeyhtio")),
    Form("Sp z oo", "limited", ("spzoo",)),
    Form("sro", "limited", ("spol s ro",)),
    Form("doo", "limited"),
    Form("Kft", "limited"),
    Form("OÜ", "limited", ("ou",)),
    Form("UAB", "limited"),
    Form("SIA", "limited"),
    Form("ООО", "limited", ("ooo",)),
    Form("TNHH", "limited", ("co tnhh",)),
    Form("Inc", "shares", ("incorporated", "co inc")),
    Form("Corp", "shares", ("corporation", "corp inc")),
    Form("PLC", "shares", ("public limited company",)),
    Form("Bhd", "shares", ("berhad",)),
    Form("AG", "shares", ("aktiengesellschaft",)),
    Form("SE", "shares"),
    Form("SA", "shares", ("sau", "societe anonyme", "sociedad anonima")),
    Form("SA de CV", "shares", ("sab de cv",)),
    Form("SAS", "shares", ("sasu", "sas de cv")),
    Form("SpA", "shares"),
    Form("NV", "shares", ("naamloze vennootschap",)),
    Form("AB", "shares", ("aktiebolag",)),
    Form("A/S", "shares", ("aktieselskab",)),
    Form("AS", "shares", ("asa", "aksjeselskap")),
    Form("Oyj", "shares", ("oyj abp",)),
    Form("AO", "shares", ("ао", "оао", "зао", "пао", "oao", "zao", "pao")),
    Form("Tbk", "shares"),
    Form("LLP", "partnership", ("limited liability partnership",)),
    Form("LP", "partnership", ("limited partnership",)),
    Form("KG", "partnership", ("kommanditgesellschaft",)),
    Form("OHG", "partnership", ("offene handelsgesellschaft",)),
    Form("GbR", "partnership"),
    Form("GmbH & Co KG", "partnership", ("gmbh & co", "gmbh und co kg", "gmbh + co kg")),
    Form("eK", "sole", ("e kfm", "e kfr")),
    Form("eG", "cooperative"),
    Form(
        "Co", "company", ("company", "& co", "and company", "& company", "and co", "& cie", "cie")
    ),
)

_HAN: Final = {
    spelling: form
    for form in FORMS
    for spelling in (form.name, *form.spellings)
    if not spelling.isascii() and not spelling[0].isspace() and " " not in spelling
    if unicodedata.name(spelling.strip("()")[0]).startswith(("CJK", "HANGUL"))
}
"""Forms written without spaces, which end (or begin) a name or come before its branch."""
_ANY_HAN: Final = "|".join(re.escape(one) for one in sorted(_HAN, key=len, reverse=True))
_HAN_LAST: Final = re.compile(
    rf"(?P<core>.+?)(?P<form>{_ANY_HAN})"
    r"(?P<branch>[^()]{0,20}?(?:分公司|分厂|分店|分行|支行|分社|营业部|办事处|代表处|子公司))?"
)
_BRACKETED_LAST: Final = re.compile(
    rf"(?P<core>.+?)(?P<form>{_ANY_HAN})(?P<place>\([^()]{{1,12}}\))"
)
_FIRST: Final = ("株式会社", "有限会社", "合同会社", "株式會社", "(株)", "(有)", "주식회사", "(주)")
_LATIN_FIRST: Final = frozenset(["ооо", "ао", "оао", "зао", "пао", "ooo", "oao", "zao", "pao"])
_LATIN: Final = {
    tuple(spelling.split()): form
    for form in FORMS
    for spelling in (form.name.casefold(), *form.spellings)
    if spelling not in _HAN
}
_LATIN_LONGEST: Final = max(len(words) for words in _LATIN)
_LAST_WORDS: Final = frozenset(words[-1] for words in _LATIN)
_HAN_ENDS: Final = frozenset(spelling[-1] for spelling in _HAN) | frozenset("司厂店行社部处")
_APART: Final = re.compile(r"(?<=\b[A-Za-z]\.)\s+(?=[A-Za-z]\.?(?:\s|$))")
"""The space in `S. A.`, which is one word in two parts."""
_MARKS: Final = str.maketrans("", "", ".,'’")


def part_name(name: str) -> PartedName:
    """Part a company's name into its own part, legal form and branch.

    Spelling, width, dots and commas of the form do not matter; a name that is nothing but a form
    stays whole. People's names have no form and come back as they are.

    >>> part_name("深圳市华为技术有限责任公司")
    PartedName(core='深圳市华为技术', form='有限公司', kind='limited', branch='')
    >>> part_name("Acme Trading Co., Ltd.")
    PartedName(core='Acme Trading', form='Ltd', kind='limited', branch='')
    >>> part_name("上海某某股份有限公司北京分公司").branch
    '北京分公司'
    """
    text = name if name.isascii() else unicodedata.normalize("NFKC", name)
    text = text.strip()
    if text in _HAN:
        return PartedName(text)
    if not text.isascii():
        if text[-1] in _HAN_ENDS and (match := _HAN_LAST.fullmatch(text)):
            form = _HAN[match["form"]]
            return PartedName(
                match["core"].rstrip(" ,"), form.name, form.kind, (match["branch"] or "").strip()
            )
        if text[-1] == ")" and (match := _BRACKETED_LAST.fullmatch(text)):
            form = _HAN[match["form"]]
            return PartedName(match["core"] + match["place"], form.name, form.kind)
        for first in _FIRST:
            if text.startswith(first) and text[len(first) :].strip():
                form = _HAN[first]
                return PartedName(text[len(first) :].strip(), form.name, form.kind)
    return _part_words(text)


def _part_words(text: str) -> PartedName:
    """The same for names written in words, whose form is their last words (Russian: the first)."""
    words = _APART.sub("", text).split()
    if len(words) < 2:
        return PartedName(text)
    last = _plain(words[-1])
    if last in _LAST_WORDS or last.endswith("ltd"):
        for many in range(min(_LATIN_LONGEST, len(words) - 1), 0, -1):
            plain = tuple(one for one in map(_plain, words[-many:]) if one)
            if (form := _LATIN.get(plain)) is not None:
                core = " ".join(words[:-many]).rstrip(" ,&+")
                if core:
                    return PartedName(core, form.name, form.kind)
    if (first := _plain(words[0])) in _LATIN_FIRST:
        form = _LATIN[(first,)]
        return PartedName(" ".join(words[1:]).strip("\"'«»"), form.name, form.kind)
    return PartedName(text)


def _plain(word: str) -> str:
    """A word of a legal form without dots, commas, accents and case."""
    if word.isascii():
        return word.translate(_MARKS).lower()
    word = "".join(
        sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)
    )
    return unicodedata.normalize("NFC", word).translate(_MARKS).casefold()
