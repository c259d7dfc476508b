"""Text from people and files: what may come in, and how two texts are compared.

`clean` is the one place through which every text enters the store, so that no control character,
no bidirectional override and no invisible character can lie in a record (they could move the
cursor, set a clipboard, or make one name look like another).
"""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls, DEL, soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width
# and bidirectional marks, line and paragraph separators, word joiner and invisible operators,
# interlinear anchors, byte-order mark, language tags, lone surrogates.
_FORBIDDEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
)
FORBIDDEN = re.compile(f"[{_FORBIDDEN}]")
_SPACES = re.compile(r"[\s\u3000]+")
_BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")
_NEWLINES = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")

_PILED = re.compile(r"[^\w\s\x00-\x7f]{9,}")
_MOST_MARKS = 8


def thin(text: str) -> str:
    """The text with at most eight combining marks in a row, as no script has.

    Thousands of them on one letter keep a terminal busy for minutes, and so does bringing them
    into Unicode's order: before anything is normalized, they go.
    """
    return text if text.isascii() else _PILED.sub(_thinned, text)


def _thinned(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean(text: str, *, lines: bool = False) -> str:
    """The text without control, bidirectional and invisible characters, trimmed, in NFC.

    Tabs and line ends become one space; with `lines` the line ends stay as `\\n` (notes).
    """
    if text.isascii() and text.isprintable() and not text[:1].isspace() and not text[-1:].isspace():
        return text if "  " not in text else _SPACES.sub(" ", text)
    if lines:
        parts = _NEWLINES.sub("\n", text).split("\n")
        return "\n".join(clean(part) for part in parts).strip("\n")
    text = thin(FORBIDDEN.sub("", _BREAKS.sub(" ", text)))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """The text as it is compared and searched: compatibility forms unified, case folded."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", thin(text)).casefold()
