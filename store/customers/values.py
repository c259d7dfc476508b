"""Reading a value as its field understands it.

A value that the field cannot read is an error where a person types it, and is kept as it came and
flagged where a file brings it: nothing is lost either way.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from store.customers import credit_code
from store.customers.fields import Field
from store.errors import InvalidValue
from store.text import clean, fold

MAX_LENGTH: Final = 500
MAX_LINES: Final = 10_000

_YMD: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\s*\d{1,2}:\d{2}.*)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+(\.\d+)?")
_PHONE: Final = re.compile(
    r"\+?[\d\s().\-/－（）]{5,30}(?:\s*(?:ext\.?|x|转|分机|#)\s*\d{1,6})?", re.I
)
_EMAIL: Final = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_DIGITS: Final = re.compile(r"\D+")
_SIGNS: Final = str.maketrans("。—–", ".--")
"""What a Chinese keyboard gives where a date, a number or a mail address has another sign."""
_YES: Final = frozenset(["yes", "y", "true", "t", "1", "是", "对", "有", "√", "✓"])
_NO: Final = frozenset(["no", "n", "false", "f", "0", "否", "不", "无", "×", "✗"])


def _narrow(text: str) -> str:
    """The text without full-width forms: `２０２６／１／３１` is 2026/1/31."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_SIGNS)


def read_date(text: str) -> str | None:
    """A date as ISO text from the forms people write, or None."""
    text = _narrow(text)
    if _ISO.fullmatch(text):
        parts = (text[:4], text[5:7], text[8:])
    else:
        match = _YMD.fullmatch(text) or _COMPACT.fullmatch(text)
        if match is None:
            return None
        parts = (match[1], match[2], match[3])
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return None


def phone_key(text: str) -> str:
    """The digits of a phone number without the Chinese country prefix; empty if there are none."""
    digits = text if text.isascii() and text.isdigit() else _DIGITS.sub("", fold(text))
    if len(digits) == 15 and digits.startswith("0086"):
        return digits[4:]
    if len(digits) == 13 and digits.startswith("86"):
        return digits[2:]
    return digits


def read_value(field: Field, text: str) -> tuple[str, bool]:
    """The value to keep, and whether the field could read it.

    A value that could not be read comes back cleaned but otherwise as it was.
    """
    value = clean(text, lines=field.kind == "lines")
    if not value:
        return "", True
    kind = field.kind
    if kind == "text":
        return value, len(value) <= MAX_LENGTH
    if kind == "choice":
        if value in field.choices:
            return value, True
        folded = fold(value)
        for choice in field.choices:
            if fold(choice) == folded:
                return choice, True
        return value, False
    if kind == "date":
        read = read_date(value)
        return (value, False) if read is None else (read, True)
    if kind in ("phone", "email"):
        narrow = _narrow(value)
        fits = (_PHONE if kind == "phone" else _EMAIL).fullmatch(narrow) is not None
        return (narrow, True) if fits else (value, False)
    if kind == "credit":
        code = credit_code.normalised(value)
        return (code, True) if credit_code.is_right(code) else (value, False)
    if kind == "number":
        return _read_number(value)
    if kind == "yesno":
        folded = fold(value)
        if folded in _YES:
            return "yes", True
        return ("no", True) if folded in _NO else (value, False)
    return value, len(value) <= MAX_LINES


def is_yes(text: str) -> bool:
    """Whether a text says yes."""
    return fold(clean(text)) in _YES


def _read_number(value: str) -> tuple[str, bool]:
    plain = fold(value)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if _NUMBER.fullmatch(plain):
        return plain.removeprefix("+"), True
    return value, False


def refuse(field: Field, value: str) -> InvalidValue:
    """The error for a value that a person typed and the field cannot read."""
    kind = field.kind
    if len(value) > MAX_LENGTH and kind in ("text", "lines"):
        return InvalidValue(
            "{label} is too long: at most {most} characters.",
            field=field.name,
            label=field.label,
            most=MAX_LINES if kind == "lines" else MAX_LENGTH,
        )
    if kind == "choice":
        return InvalidValue(
            "{label} has no choice {value}: choose from {choices}.",
            field=field.name,
            label=field.label,
            value=value,
            choices=", ".join(field.choices[:12]),
        )
    if kind == "date":
        return InvalidValue(
            "{label}: {value} is no date; write it like 2026-01-31.",
            field=field.name,
            label=field.label,
            value=value,
        )
    if kind == "number":
        return InvalidValue(
            "{label}: {value} is no number; write it like 1234.5.",
            field=field.name,
            label=field.label,
            value=value,
        )
    if kind == "yesno":
        return InvalidValue(
            "{label}: {value} is neither yes nor no.",
            field=field.name,
            label=field.label,
            value=value,
        )
    if kind == "credit":
        return _refuse_credit_code(field, value)
    if kind == "email":
        return InvalidValue(
            "{label}: {value} is no mail address; write it like name@example.com.",
            field=field.name,
            label=field.label,
            value=value,
        )
    return InvalidValue(
        "{label}: {value} is no phone number; use digits, spaces, + and -.",
        field=field.name,
        label=field.label,
        value=value,
    )


def _refuse_credit_code(field: Field, value: str) -> InvalidValue:
    """What is wrong with a credit code: its length, one character, or the check character."""
    code = credit_code.normalised(value)
    if credit_code.is_old(code):
        return InvalidValue(
            "{label}: {value} is a licence number of the old kind: ask for the code of 18 "
            "characters that replaced it.",
            field=field.name,
            label=field.label,
            value=value,
        )
    if len(code) != credit_code.LENGTH:
        return InvalidValue(
            "{label}: {value} has {count} characters, a credit code has 18: look at it again.",
            field=field.name,
            label=field.label,
            value=value,
            count=len(code),
        )
    wrong = credit_code.wrong_places(code)
    if mended := credit_code.mended(code):
        return InvalidValue(
            "{label}: character {place} of {value} cannot be {character}; with {right} it would be "
            "a credit code.",
            field=field.name,
            label=field.label,
            value=value,
            place=wrong[0] + 1,
            character=code[wrong[0]],
            right=mended[wrong[0]],
        )
    if wrong:
        return InvalidValue(
            "{label}: character {place} of {value} cannot be {character}: no I, O, S, V, Z, and "
            "digits in places 3 to 8.",
            field=field.name,
            label=field.label,
            value=value,
            place=wrong[0] + 1,
            character=code[wrong[0]],
        )
    return InvalidValue(
        "{label}: a character of {value} is wrong, its last does not check the others: look at it "
        "again.",
        field=field.name,
        label=field.label,
        value=value,
    )
