"""Telephone numbers: kept in E.164, shown as they are dialled at home.

`+8675528761234`, with ` ext 801` behind it where there is an extension, several of them apart by
` / `. A number that the numbering plan of its country does not allow is no such number: it stays
as it came. The plan is libphonenumber's (package phonenumbers), imported when a number needs it:
Chinese mobiles and landlines in their usual form, nearly all there is, do not.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from store.text import thin

HOME: Final = "CN"
"""The country whose numbers are meant without a country code, unless a store says otherwise."""
SIGNS: Final = str.maketrans("。—–", ".--")
"""What a Chinese keyboard gives where a date, a number or a mail address has another sign."""

_MOBILE: Final = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE: Final = re.compile(
    r"\(?0(?:(10|2\d)\)?[- ]?(\d{8})|([3-9]\d\d)\)?[- ]?(\d{7,8}))(?: ?(?:转|ext) ?(\d{1,6}))?",
    re.ASCII,
)
_SPACED: Final = re.compile(r"[\d+ \-]{11,18}", re.ASCII)
_APART: Final = str.maketrans("", "", " -")
_LIKE: Final = re.compile(r"\+?[\d\s().\-/－（）+]{3,30}", re.ASCII)
_EXTENSION: Final = re.compile(r"\s*[,;]?\s*(?:ext\.?|x|转|轉|分机|#)\s*[:.]?\s*(\d{1,6})", re.I)
_DASHED: Final = re.compile(r"(\(?0\d{2,3}\)?[- ]?\d{7,8})-(\d{1,6})", re.ASCII)
"""An extension behind a Chinese landline as many write it: 0755-28761234-801."""
_SEVERAL: Final = re.compile(r"\s*(?:[/,;|、\n]|或)\s*")
_E164: Final = re.compile(r"\+(\d{6,15})(?: ext (\d{1,6}))?", re.ASCII)
_DIGITS: Final = re.compile(r"\D+", re.ASCII)
_CALLING: Final = re.compile(
    r"1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}", re.ASCII
)
"""The country code at the beginning of a number (ITU-T E.164, list of assigned codes)."""
JOINED: Final = " / "


def read_phone(text: str, country: str = HOME) -> str:
    """The number (or numbers) in E.164; empty if it is none that can be dialled from anywhere.

    country: ISO code of where it is dialled without a country code. A short number that can be
    dialled there (95588) comes back as it is.

    >>> read_phone("138-0013-8000"), read_phone("(0755) 2876 1234 转 801")
    ('+8613800138000', '+8675528761234 ext 801')
    >>> read_phone("030/0074321", "DE"), read_phone("2876123")
    ('+49300074321', '')
    """
    bare = text.translate(_APART) if _SPACED.fullmatch(text) else text
    if country == HOME and (match := _MOBILE.fullmatch(bare)):
        return "+86" + match[1]
    if country == HOME and (match := _LANDLINE.fullmatch(text)):
        whole = f"+86{match[1] or match[3]}{match[2] or match[4]}"
        return f"{whole} ext {match[5]}" if match[5] else whole
    return _read(text, country)


def has_form(text: str) -> bool:
    """Whether a text looks like a telephone number, whether or not it is one."""
    digits = _DIGITS.sub("", text)
    one = _EXTENSION.sub("", narrow(text))
    return 5 <= len(one) <= 31 and len(digits) > 2 and _LIKE.fullmatch(one) is not None


def narrow(text: str) -> str:
    """The text without full-width forms: `２０２６／１／３１` is 2026/1/31."""
    return text if text.isascii() else unicodedata.normalize("NFKC", thin(text)).translate(SIGNS)


@functools.lru_cache(maxsize=4096)
def _read(text: str, country: str) -> str:
    text = narrow(text).strip()
    if one := _read_one(text, country):
        return one
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) < 2:
        return ""
    found = [read_phone(part, country) for part in parts]
    return JOINED.join(dict.fromkeys(found)) if all(found) else ""


def _read_one(text: str, country: str) -> str:
    """One number with or without its extension."""
    import phonenumbers

    extension = ""
    if match := _DASHED.fullmatch(text):
        text, extension = match[1], match[2]
    elif (match := _EXTENSION.search(text)) and match.end() == len(text):
        extension, text = match[1], text[: match.start()]
    if not _LIKE.fullmatch(text):
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    reason = phonenumbers.is_possible_number_with_reason(number)
    # without a country or area code a number is whole only if the plan knows it
    enough = country != HOME or number.country_code != 86 or (number.national_number or 0) >= 10**9
    whole_by_itself = text.lstrip("(（")[:1] in ("+", "0") or phonenumbers.is_valid_number(number)
    if enough and whole_by_itself and reason == phonenumbers.ValidationResult.IS_POSSIBLE:
        whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{whole} ext {extension}" if extension else whole
    if not extension and phonenumbers.is_valid_short_number_for_region(number, country):
        return _DIGITS.sub("", text)
    return ""


def shown_phone(value: str, home: str = HOME) -> str:
    """A kept number as people at home dial and read it; others stand with their country code.

    >>> shown_phone("+8613800138000"), shown_phone("+8675528761234 ext 801")
    ('13800138000', '0755-28761234转801')
    >>> shown_phone("+16502530000"), shown_phone("+8613800138000", "DE")
    ('+16502530000', '+8613800138000')
    """
    if not value.startswith("+"):
        return value
    if JOINED in value:
        return JOINED.join([shown_phone(one, home) for one in value.split(JOINED)])
    match = _E164.fullmatch(value)
    if match is None:
        return value
    digits, extension = match[1], match[2] or ""
    if home != HOME:
        return _shown_abroad(value, home)
    if not digits.startswith("86"):
        return value
    number = _as_dialled(digits[2:])
    if number[0] == "0":
        area = 3 if number[1] in "12" else 4
        number = f"{number[:area]}-{number[area:]}"
    return f"{number}转{extension}" if extension else number


@functools.lru_cache(maxsize=4096)
def _shown_abroad(value: str, home: str) -> str:
    """The same for a store whose home is another country: as that country writes its numbers."""
    import phonenumbers

    number, _, extension = value.partition(" ext ")
    parsed = phonenumbers.parse(number, None)
    if parsed.country_code != phonenumbers.country_code_for_region(home):
        return value
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return f"{shown} ext {extension}" if extension else shown


def _as_dialled(number: str) -> str:
    """A Chinese number without its country code as it is dialled inside the country."""
    mobile = len(number) == 11 and number[0] == "1"
    service = len(number) == 10 and number[:3] in ("400", "800")
    return number if mobile or service or number[:1] in ("0", "") else "0" + number


def phone_key(text: str) -> str:
    """The digits by which a number is compared: as it is dialled in China, or whole from abroad.

    Empty if there are none. Of several numbers, and of a number that is written with an extension,
    it is the first that counts.
    """
    if text.isascii() and text.isdigit():
        return _national(text)
    if text.startswith("+") and (match := _E164.match(text)):
        return _national(match[1])
    return _national(_DIGITS.sub("", narrow(text)))


def _national(digits: str) -> str:
    if digits.startswith("00"):
        digits = digits[2:]
    if len(digits) in (12, 13) and digits.startswith("86"):
        return _as_dialled(digits[2:])
    return digits


def ways_to_dial(text: str) -> tuple[str, ...]:
    """The digits of one number in every form in which somebody may look for it, at least one.

    From China without the country code, landlines with and without their 0; numbers of other
    countries whole, and as they are dialled there. Empty for a text without digits.

    >>> ways_to_dial("+8675528761234")
    ('075528761234', '75528761234')
    >>> ways_to_dial("+49300074321")
    ('49300074321', '300074321', '0300074321')
    """
    if len(text) == 14 and text.startswith("+861"):
        return (text[3:],)
    digits = _DIGITS.sub("", text)
    if not digits:
        return ()
    short = _national(digits)
    if not short:
        return (digits,)
    if short != digits and short[0] == "0":
        return short, short[1:]
    if text.startswith("+") and not digits.startswith("86") and (code := _CALLING.match(digits)):
        own = digits[code.end() :]
        return digits, own, "0" + own
    return (short,)
