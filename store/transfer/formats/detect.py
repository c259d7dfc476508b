"""How a file of text is written: its encoding and what stands between its cells.

The encoding is that of the byte-order mark, else UTF-8 if every byte fits, else GB 18030 if every
byte fits and it reads like Chinese, else what charset-normalizer makes of it. The delimiter is
the one that cuts the first lines into the most columns of equal number.
"""

from __future__ import annotations

import codecs
import csv
import re
from typing import Final

from store.errors import WrongUsage

SAMPLE: Final = 1 << 16
"""How many bytes (and characters) are looked at where not the whole file is."""

DELIMITERS: Final = (",", ";", "\t", "|", "\x1f", "\x01")
"""Those that are looked for; the last two are what databases write that want no quotes."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JSON: Final = frozenset({".json", ".jsonl", ".ndjson", ".jsonlines"})
_OBJECT: Final = re.compile(r'\[?\s*\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})')
_WIDER: Final = {"gbk": "gb18030", "gb2312": "gb18030", "utf-8": "utf-8-sig", "big5": "big5hkscs"}
_SURELY_UTF8: Final = 10  # so many letters beyond ASCII in a row are UTF-8 by no accident
_GB_PAIR: Final = re.compile(rb"[\x81-\xfe]([\x40-\x7e\x80-\xfe])")
_SEP_LINE: Final = re.compile(r'\ufeff?"?sep=(.)"?\r?\n', re.IGNORECASE)


def known_encoding(name: str) -> str:
    """The codec for an encoding that a person names; raises WrongUsage for one that is none."""
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)
    except (LookupError, TypeError):
        raise WrongUsage(
            "There is no encoding {name}: use utf-8, gb18030 or utf-16.", name=name
        ) from None
    return _WIDER.get(codec.name, codec.name)


def text_kind(head: str, ending: str) -> str:
    """Whether a text is JSON (`objects`), vCard (`cards`) or delimited (`text`).

    `head`: its beginning; `ending`: the file's, like `.csv`.
    """
    start = head.lstrip("\ufeff \t\r\n\x1e")
    if start[:40].upper().startswith("BEGIN:VCARD"):
        return "cards"
    if _OBJECT.match(start) or (ending.lower() in _JSON and start[:1] in ("{", "[")):
        return "objects"
    return "text"


class EncodingProbe:
    """Fed a file's bytes block by block, it says in the end what encoding they are in.

    The whole file is looked at, so that a wrong byte far down is found before anything is
    imported. Only counts and decoders' states are kept, never the file.
    """

    def __init__(self) -> None:
        self._head = b""
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._gb: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("gb18030")()
        self._letters_as_utf8 = 0

    def feed(self, block: bytes, *, final: bool = False) -> None:
        """Take the next block; `final` with the last one."""
        if len(self._head) < SAMPLE:
            self._head += block[: SAMPLE - len(self._head)]
        if self._utf8 is not None:
            try:
                text = self._utf8.decode(block, final)
                if self._letters_as_utf8 < _SURELY_UTF8 and not text.isascii():
                    self._letters_as_utf8 += _letters(text)
            except UnicodeDecodeError as error:
                good = bytes(error.object[: error.start]).decode("utf-8")
                self._letters_as_utf8 += _letters(good)
                self._utf8 = None
        if self._gb is not None:
            try:
                self._gb.decode(block, final)
            except UnicodeDecodeError:
                self._gb = None

    def encoding(self) -> str:
        """The codec's name. It may not fit every byte: reading then tells the line."""
        marked = encoding_by_mark(self._head)
        if marked:
            return marked
        if self._utf8 is not None or self._letters_as_utf8 >= _SURELY_UTF8:
            return "utf-8-sig"
        if self._gb is not None and _reads_like_chinese(self._head):
            return "gb18030"
        return _guessed(self._head) or ("gb18030" if self._gb is not None else "utf-8-sig")


def _letters(text: str) -> int:
    """How many letters beyond ASCII there are, each of them two to four bytes in UTF-8."""
    return (len(text.encode()) - len(text) + 2) // 3


def encoding_by_mark(head: bytes) -> str:
    """The codec that a file's first bytes name: a byte-order mark, or the zeros of UTF-16."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" not in head:
        return ""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    return "utf-16-be" if even > odd else "utf-16-le"


def _reads_like_chinese(head: bytes) -> bool:
    """Whether bytes that pass as GB 18030 are likely to be it, and not Latin-1 or Big5.

    The second byte of everyday characters is above 0xA0; a Latin letter with an accent among
    plain ones, and almost half of Big5, has one below 0x7F.
    """
    seconds = _GB_PAIR.findall(head)
    low = sum(second < b"\x7f" for second in seconds)
    return bool(low < 3 or low * 4 < len(seconds))


def _guessed(head: bytes) -> str:
    """What charset-normalizer takes the bytes for; empty if it has no idea."""
    from charset_normalizer import from_bytes

    best = from_bytes(head[:SAMPLE]).best()
    if best is None or best.encoding == "ascii":
        return ""
    return _WIDER.get(codecs.lookup(best.encoding).name, best.encoding)


def detect_delimiter(text: str) -> tuple[str, int]:
    """What stands between the cells, and how many characters of a `sep=;` line come before.

    `text`: the beginning of the file, decoded; its last line may be cut. A file of one column
    gives a comma.
    """
    said = _SEP_LINE.match(text)
    if said:
        return said[1], said.end()
    whole = text[: text.rfind("\n") + 1] or text
    lines = whole.splitlines(keepends=True)
    best = (0.0, 1, ",")
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        if not widths or widths[0] < 2:
            continue
        like_header = sum(width == widths[0] for width in widths) / len(widths)
        # the comma's two columns in half the lines lose to the semicolon's five in all
        score = (round(like_header, 1), widths[0], delimiter)
        if score[:2] > best[:2]:
            best = score
    return best[2], 0


def _widths(lines: list[str], delimiter: str) -> list[int]:
    """The number of cells in each of the first records, blank lines left out."""
    widths: list[int] = []
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            if any(record):
                widths.append(len(record))
            if len(widths) >= 60:
                break
    except csv.Error:
        return []
    return widths
