"""Names as they are kept: one width, one kind of space, brackets as the name's script has them.

What is only another way to type the same is made one; what says something (①, ², ™) stays. The
characters of a name are never changed to others: no case, no simplified for traditional.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ANY_HAN: Final = re.compile(f"[{_HAN}]")
_KANA: Final = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_WIDE: Final = re.compile("[\uff01-\uff5e\uffe0-\uffe6\uff61-\uff9f\u3000]+")
"""Full-width forms of ASCII, half-width katakana, and the wide space: what NFKC may change."""
_LONE: Final = re.compile(
    f"(?<![{_HAN}])([{_HAN}]) (?=[{_HAN}])|(?<=[{_HAN}]) (?=[{_HAN}](?![{_HAN}]))"
)
_BETWEEN: Final = re.compile(f"(?<=[{_HAN}）)]) (?=[{_HAN}（(])")
_COMPANY: Final = re.compile("(?:公司|合伙|企业|合作社|集团|商行|经营部)[）)]?$")
_BRACKETED: Final = re.compile(f"\\(([^()]*[{_HAN}][^()]*)\\)")
_DOT: Final = re.compile(f"(?<=[{_HAN}])\\s?[.·・•．﹒]\\s?(?=[{_HAN}])")


def normalised_name(text: str) -> str:
    """The name as it is kept; `text` is clean already (`store.text.clean`).

    >>> normalised_name("ＡＣＭＥ　Ｔｒａｄｉｎｇ"), normalised_name("王　伟")
    ('ACME Trading', '王伟')
    >>> normalised_name("华为技术(深圳) 有限公司")
    '华为技术（深圳）有限公司'
    """
    if text.isascii():
        return text
    text = _WIDE.sub(_narrowed, text)
    if not _ANY_HAN.search(text) or _KANA.search(text):
        return text
    if " " in text:
        text = _LONE.sub(lambda match: match[1] or "", text)
        if _COMPANY.search(text):
            text = _BETWEEN.sub("", text)
    text = _DOT.sub("·", text)
    return _BRACKETED.sub(r"（\1）", text) if "(" in text else text


def _narrowed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])
