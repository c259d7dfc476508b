"""What the values of a column say it is: phones, mail addresses, codes of a rule, provinces …

A column is taken for something only when nearly all of its values are that; a single stray value
proves nothing. Kinds that look like many things (dates, postal codes, yes and no) are taken for a
field only where there is no heading that could say what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from store.codes.rulebook import RuleBook
from store.customers import credit_code
from store.customers.dates import read_date
from store.customers.fields import Field
from store.text import clean, fold
from store.transfer.imports.values import MISSING
from store.transfer.mapping.dates import file_date, possible_orders

FEWEST: Final = 3
"""So many values a column must have before they say anything that others could be, too."""

_MOBILE: Final = re.compile(r"(?:\+?86[- ]?|0086[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?:\.0)?")
_LANDLINE: Final = re.compile(r"\(?0\d{2,3}\)?[- ]?\d{7,8}(?:(?:-|转| ext\.? ?)\d{1,6})?")
_ABROAD: Final = re.compile(r"\+\d[\d ().-]{7,18}\d")
_MAIL: Final = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[A-Za-z]{2,}")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s]{3,}", re.I)
_COMPANY: Final = re.compile(
    r"(?:公司|集团|工厂|厂|商行|经营部|事务所|合作社|研究院|研究所|中心|大学|医院|银行|酒店)"
    r"(?:[（(].{1,12}[)）])?$"
    r"|\b(?:ltd|inc|llc|llp|gmbh|corp|corporation|company|co|plc|ag|bv|nv|oy|ab|kg|srl|spa|sas|sarl"
    r"|pty|limited)\.?$",
    re.I,
)
_PERSON: Final = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾"
    "龚邵万覃武钱戴严莫孔向常汤康易乔赖文][\u4e00-\u9fff]{1,2}"
)
_CITY: Final = re.compile(r"[\u4e00-\u9fff]{2,7}(?:市|自治州|地区|盟)")
_PROVINCE: Final = re.compile(
    "(?:北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
    "|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾)"
    "(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
)
_POSTAL: Final = re.compile(r"[0-8]\d{5}")
_YES_NO: Final = re.compile("yes|no|y|n|true|false|是|否|有|无|对|错")
_CODE_SHAPE: Final = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_/.-]{1,31}")
_ELSEWHERE: Final = re.compile(
    "传真|fax|qq|微信|wechat|weixin|身份证|证件|护照|passport|银行|账户|账号|紧急|emergency|开票|"
    "抄送|推荐人|介绍人|上级|父级|parent|法人|创建|修改|created|modified|owner|负责|业务员|跟进",
    re.I,
)
"""Headings under which a value is somebody's or something's, but not the customer's own."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a column's values say. targets: fields they may be, best first; bare: those that hold
    only where there is no heading. yesno: every value is a yes or a no."""

    targets: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    yesno: bool = False


NO_SIGNS: Final = Signs()


def is_phone(text: str) -> bool:
    """Whether a text is surely a phone number: a Chinese mobile or landline one, or with +."""
    return any(kind.fullmatch(text) for kind in (_MOBILE, _LANDLINE, _ABROAD))


def is_province(text: str) -> bool:
    """Whether a text names a province of China, in short or in full."""
    return _PROVINCE.fullmatch(text) is not None


def signs_of(
    values: Iterable[str], fields: Mapping[str, Field], book: RuleBook | None = None
) -> Signs:
    """What the values of one column say.

    values: as they stand in the file; blank ones do not count. book: the store's rules, for codes
    that fit one of them.
    """
    held = [_narrow(value) for value in values]
    held = [value for value in held if value and value != MISSING]
    if not held:
        return NO_SIGNS
    targets = [target for target, is_one in _TESTS if _share(held, is_one) >= 0.9]
    if len(held) >= FEWEST:
        if book is not None and _fit_a_rule(held, book):
            targets.insert(0, "code")
        if not targets:
            targets = _by_words(held, fields)
    bare = _bare(held) if len(held) >= FEWEST else []
    yesno = len(held) >= FEWEST and all(_YES_NO.fullmatch(fold(value)) for value in held)
    return Signs(tuple(targets), tuple(bare), yesno)


def elsewhere(header: str) -> bool:
    """Whether a heading says that the column is about something else than the customer."""
    return bool(_ELSEWHERE.search(header))


def strong(text: str, book: RuleBook | None = None) -> str:
    """What a single text surely is (`phone`, `email` …), or empty: a heading never is one."""
    text = _narrow(text)
    for target, is_one in _TESTS:
        if text and is_one(text):
            return target
    if text and (_COMPANY.search(text) and not text.startswith("客户") and len(text) > 4):
        return "name"
    if book is not None and any(rule.reader.fits(text) for rule in book.rules):
        return "code"
    return "date" if any(c.isdigit() for c in text) and _is_date(text) else ""


def shape(text: str) -> str:
    """A text with every digit as 9 and every letter as A, to see whether codes are of one kind."""
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in text)


def _narrow(value: str) -> str:
    text = clean(value)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _is_date(text: str) -> bool:
    return read_date(text) is not None or bool(file_date(text) or possible_orders(text))


_TESTS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("credit_code", lambda text: credit_code.is_right(credit_code.normalised(text))),
    ("email", lambda text: _MAIL.fullmatch(text) is not None),
    ("website", lambda text: _ADDRESS.fullmatch(text) is not None),
    ("phone", is_phone),
)


def _share(held: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, held)) / len(held)


def _fit_a_rule(held: Sequence[str], book: RuleBook) -> bool:
    if len(set(held)) < len(held) * 0.95 or not any(c.isdigit() for c in held[0]):
        return False
    return any(_share(held, rule.reader.fits) >= 0.9 for rule in book.rules)


def _by_words(held: Sequence[str], fields: Mapping[str, Field]) -> list[str]:
    found = []
    if _share(held, is_province) >= 0.9:
        return ["region", "city"]
    if _share(held, lambda text: _CITY.fullmatch(text) is not None) >= 0.8:
        return ["city", "region"]
    if len(set(held)) > 1:
        folded = [fold(value) for value in held]
        for name, field in fields.items():
            known = {fold(choice) for choice in field.choices}
            if known and sum(value in known for value in folded) >= len(held) * 0.9:
                found.append(name)
    if found:
        return found
    companies = _share(held, lambda text: _COMPANY.search(text) is not None)
    people = _share(held, lambda text: _PERSON.fullmatch(text) is not None)
    if companies >= 0.3 and companies + people >= 0.7:
        return ["name"]
    return ["contact"] if people >= 0.8 and len(set(held)) > len(held) * 0.5 else []


def _bare(held: Sequence[str]) -> list[str]:
    if _share(held, _is_date) >= 0.9:
        return ["registered"]
    if _share(held, lambda text: _POSTAL.fullmatch(text) is not None) >= 0.95:
        return ["postal_code"]
    shapes = {shape(text) for text in held}
    unlike = len(set(held)) >= len(held) * 0.98
    if unlike and len(shapes) <= 2 and _share(held, lambda t: bool(_CODE_SHAPE.fullmatch(t))) == 1:
        return ["code"]
    return ["name"] if _share(held, lambda text: _PERSON.fullmatch(text) is not None) >= 0.8 else []
