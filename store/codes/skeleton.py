"""When two codes are the same: their skeletons are.

Case, width, compatibility forms and invisible characters do not tell two codes apart, and Cyrillic
or Greek letters that look Latin are taken as Latin. Look-alikes within ASCII (O and 0) do tell
codes apart: `confusable` unites those, for warnings and near codes only.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from store.text import FORBIDDEN, thin

# Keyed by the case-folded letter. Codes are mostly capitals, so where the capital and the small
# letter look like two different Latin ones (Greek Nu: N, v), the capital's likeness counts.
_CYRILLIC = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ԍ": "g", "һ": "h", "н": "h", "і": "i",
    "ӏ": "i", "ј": "j", "к": "k", "қ": "k", "ԛ": "q", "м": "m", "о": "o", "р": "p", "ѕ": "s",
    "т": "t", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y", "ү": "y", "ѐ": "e", "ё": "e", "ї": "i",
    "ь": "b",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "b", "ε": "e", "ζ": "z", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "n",
    "ο": "o", "ρ": "p", "τ": "t", "υ": "y", "χ": "x", "ϳ": "j", "γ": "y", "ω": "w", "ϝ": "f",
    "ά": "a", "έ": "e", "ή": "h", "ί": "i", "ό": "o", "ύ": "y", "ϊ": "i", "ϋ": "y",
}  # fmt: skip
_LATIN: Final = str.maketrans(_CYRILLIC | _GREEK)
_ALIKE: Final = str.maketrans({"o": "0", "i": "1", "s": "5", "b": "8"})
# Characters that show nothing, besides those that `store.text` takes out: joiners, fillers,
# variation selectors.
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# Uniting letters can make a new pair that composes; two rounds settle any text met so far.
_MOST_ROUNDS: Final = 8


def skeleton(text: str) -> str:
    """What a code is compared by: two codes with the same skeleton are the same code."""
    if text.isascii():
        return text.lower()
    for _ in range(_MOST_ROUNDS):
        seen = _UNSEEN.sub("", FORBIDDEN.sub("", unicodedata.normalize("NFKC", thin(text))))
        folded = unicodedata.normalize("NFKC", seen.casefold().translate(_LATIN))
        if folded == text:
            break
        text = folded
    return text


def confusable(text: str) -> str:
    """The skeleton with characters united that are easily taken for each other: O0 I1 S5 B8."""
    return skeleton(text).translate(_ALIKE)
