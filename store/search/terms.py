"""A customer's words for the search index, ready-made: one text of tokens for each of its columns.

The index cuts texts at spaces and nothing else, so all that search can find is decided here.

- Chinese: every two neighbours, then the last character alone (深圳华为: 深圳 圳华 华为 为): a part
  of a name is a phrase of tokens. Latin words and numbers whole, found by their beginning.
- `pinyin`: the same of syllables ('shen'zhen 'zhen'hua 'hua'wei 'wei).
- `initials`: the first letters from every place on, four at a time (^s ~szhw ~zhw ~hw ~w).
- `code`: a code without separators, and its ends from every part on, the last number also without
  its zeros (GD-2026-000123 gives =gd2026000123 gd2026000123 2026000123 000123 123).
- `phone`: the national number, forwards and backwards (>13812345678 <87654321831), so that a run of
  digits from the start or the end is the beginning of a token.
- `whole`: each masked value as one token behind a `=`, all that those may search who do not see it.

The mark in front keeps each sort of token together, so that the one letter `s` need not walk over
all the syllables that begin with it. Between two values of a column stands the token `|`: no phrase
reaches across.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple

from store.customers.fields import BUILT_IN
from store.customers.phones import ways_to_dial
from store.search.pinyin import RUNS, key_of, plain, surname, syllables
from store.text import fold

COLUMNS: Final = (
    "code", "name", "pinyin", "initials", "contact", "tag", "other", "phone", "email", "whole",
)  # fmt: skip
"""The columns of the index, in the order of `Terms.columns`."""

APART: Final = " | "
SYLLABLE: Final = "'"
LETTERS: Final = "~"
FIRST_LETTER: Final = "^"
FORWARDS: Final = ">"
BACKWARDS: Final = "<"
WHOLE: Final = "="
GRAM: Final = 4
CODE_PARTS: Final = 6

_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_NUMBERS: Final = re.compile(r"[,;/|\n、]|ext\.?|x|#|转|分机|或")
_NOT_WHOLE: Final = re.compile(r'[\s"]+')
_NO_WORDS: Final = frozenset({"", "yes", "no"})


class Terms(NamedTuple):
    """What goes into the index for one customer, and the key by which its name is sorted."""

    columns: tuple[str, ...]
    name_key: str


class Spoken(NamedTuple):
    """A name as tokens for three columns, and its key for sorting."""

    words: str
    pinyin: str
    initials: str
    key: str


NOTHING: Final = Spoken("", "", "", "")


def terms(
    code: str,
    values: Mapping[str, str],
    *,
    names: Iterable[str] = (),
    tags: Iterable[str] = (),
    aliases: Iterable[str] = (),
) -> Terms:
    """The terms of one customer; make them outside a transaction (some 25 µs).

    `values` holds built-in and custom fields by name, `names` the other names, `aliases` the
    earlier codes. Every custom value is made findable by its words, but for yes and no.
    """
    get = values.get
    name = spoken(get("name", ""))
    contact = get("contact", "")
    person = spoken(contact) if contact else NOTHING
    words, pinyin, letters = name.words, name.pinyin, name.initials
    for other in names:
        more = spoken(other)
        words += APART + more.words
        pinyin += " " + more.pinyin
        letters += " " + more.initials
    if contact:
        pinyin += " " + person.pinyin
        letters += " " + person.initials
    codes = code_tokens(code)
    for alias in aliases:
        codes += " " + code_tokens(alias)
    phone, email, address = get("phone", ""), get("email", ""), get("address", "")
    numbers = national_numbers(phone) if phone else ()
    columns = (
        codes,
        words,
        pinyin,
        letters,
        person.words,
        APART.join(map(word_tokens, tags)) if tags else "",
        _other(values),
        phone_tokens(numbers),
        email_tokens(email) if email else "",
        whole_tokens(numbers, email, address),
    )
    return Terms(columns, name.key)


@functools.lru_cache(maxsize=1024)
def spoken(text: str) -> Spoken:
    """A name's tokens as it is written, as it is read, and by its initials."""
    words: list[str] = []
    runs: list[tuple[str, list[str]]] = []
    for match in RUNS.finditer(plain(fold(text))):
        run: str = match[0]
        if match[1] is None:
            words.append(run)
            runs.append((run, []))
        else:
            pairs = list(map(add, run, run[1:]))
            words += pairs
            words.append(run[-1])
            runs.append((run, syllables(run, pairs)))
    if len(runs) == 1:
        return _one_run(" ".join(words), *runs[0])
    if not runs:
        return NOTHING
    key = key_of(runs)
    if not any(read for _, read in runs):
        letters = "".join([run[0] for run, _ in runs])
        return Spoken(" ".join(words), "", _grams(letters), key)
    # Among Chinese, a Latin word counts as one syllable, and with all its letters as initials.
    parts = [part for run, read in runs for part in (read or (run,))]
    letters = "".join(["".join([s[0] for s in read]) if read else run for run, read in runs])
    return Spoken(" ".join(words), _pairs(parts), _grams(letters), key)


def _one_run(words: str, run: str, read: list[str]) -> Spoken:
    """Most names: one run of Chinese, or one Latin word; a person's is found by both readings."""
    if not read:
        return Spoken(words, "", FIRST_LETTER + run[0], run)
    pinyin, letters = _pairs(read), _grams("".join([s[0] for s in read]))
    if other := surname(run):
        read = [other, *read[1:]]
        pinyin += " " + _pairs(read)
        letters += " " + _grams("".join([s[0] for s in read]))
    return Spoken(words, pinyin, letters, key_of([(run, read)]))


def _pairs(read: list[str]) -> str:
    return " ".join([f"'{a}'{b}" for a, b in pairwise(read)]) + " '" + read[-1]


def _grams(letters: str) -> str:
    grams = " ~".join([letters[i : i + GRAM] for i in range(len(letters))])
    return f"^{letters[0]} ~{grams}"


def word_tokens(text: str) -> str:
    """The tokens of a text as it is written: neighbours of Chinese, whole Latin words."""
    text = plain(fold(text))
    if text.isascii() and text.isalnum():
        return text
    words: list[str] = []
    for match in RUNS.finditer(text):
        run: str = match[0]
        if match[1] is None:
            words.append(run)
        else:
            words += map(add, run, run[1:])
            words.append(run[-1])
    return " ".join(words)


def code_tokens(code: str) -> str:
    """A code without separators, its ends from each part on, and its last number bare of zeros.

    The whole code stands there behind a `=` as well, for those who ask for exactly this one.
    """
    parts = _PARTS.findall(plain(fold(code)))
    if not parts:
        return ""
    whole = "".join(parts)
    tokens = [WHOLE + whole, whole]
    tokens += ["".join(parts[i:]) for i in range(1, min(len(parts), CODE_PARTS))]
    last = parts[-1]
    if last[0] == "0" and (bare := last.lstrip("0")):
        tokens.append(bare)
    return " ".join(tokens)


def compact(text: str) -> str:
    """A folded text without anything but letters and digits: how codes are looked up."""
    return "".join(_PARTS.findall(plain(text)))


def national(digits: str) -> str:
    """A number's digits without the Chinese country prefix, if it begins with that."""
    if digits.startswith("0086"):
        return digits[4:]
    return digits[2:] if len(digits) > 11 and digits.startswith("86") else digits


def national_numbers(phone: str) -> tuple[str, ...]:
    """The digits of each number that a phone field holds, without the Chinese country prefix.

    Several numbers stand apart by `/`, `,`, `;` or the like, and an extension counts as one.
    """
    if phone.isdecimal() and phone.isascii():
        return (national(phone),)
    if phone[:1] == "+" and phone[1:].isdecimal():
        return ways_to_dial(phone)
    pieces = [piece for piece in _NUMBERS.split(fold(phone)) if piece]
    numbers: list[str] = []
    for piece in pieces:
        numbers += ways_to_dial(piece.strip())
    return tuple(numbers)


def phone_tokens(numbers: Iterable[str]) -> str:
    """Tokens by which a number is found from its start and, behind a mark, from its end."""
    return " ".join([f"{FORWARDS}{n} {BACKWARDS}{n[::-1]}" for n in numbers])


def email_tokens(email: str) -> str:
    """An address whole, its domain, and the domain without its first part if that leaves two."""
    email = _NOT_WHOLE.sub("", fold(email))
    domain = email.rpartition("@")[2]
    tokens = [email] if domain == email else [email, domain]
    above = domain.partition(".")[2]
    if "." in above:
        tokens.append(above)
    return " ".join(tokens)


def whole_tokens(numbers: Iterable[str], email: str, address: str) -> str:
    """One token for each masked value as a whole."""
    tokens = [WHOLE + number for number in numbers]
    tokens += [whole_token(text) for text in (email, address) if text]
    return " ".join(tokens)


def whole_token(text: str) -> str:
    """The token of a whole value: folded, without spaces and quotes."""
    return WHOLE + _NOT_WHOLE.sub("", fold(text))


def _other(values: Mapping[str, str]) -> str:
    credit_code = values.get("credit_code", "")
    texts = [credit_code] if credit_code else []
    for name in values.keys() - BUILT_IN.keys():
        value = values[name]
        if value not in _NO_WORDS:
            texts.append(value)
    return APART.join(map(word_tokens, texts)) if texts else ""
