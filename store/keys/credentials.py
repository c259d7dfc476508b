"""What an account's name and its password may be.

Names are compared folded, so that two people never have names that differ only in case or width.
Passwords are judged by their length, and by being neither a common one nor the name in disguise.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from store.errors import InvalidValue
from store.text import FORBIDDEN, clean, fold

NAME_LENGTH: Final = 32
PASSWORD_SHORTEST: Final = 12
PASSWORD_LONGEST: Final = 128

_MARKS: Final = "._-"
_INVISIBLE_LETTERS: Final = "\u115f\u1160\u3164\uffa0"
_OWN_CHARACTERS: Final = 6
"""How many letters and digits a password must have besides the account's name."""


def check_name(text: str) -> str:
    """The account name as it is kept.

    1 to 32 letters (of any script), digits, dots, underscores and dashes, a letter or digit first.
    Raises InvalidValue (field `name`).
    """
    name = clean(text)
    if not name:
        raise InvalidValue("An account needs a name.", field="name")
    if len(name) > NAME_LENGTH:
        raise InvalidValue(
            "An account name has at most {limit} characters, this has {found}.",
            field="name",
            limit=NAME_LENGTH,
            found=len(name),
        )
    folded = fold(name)
    if not _plain(name) or not _plain(folded) or folded[0] in _MARKS:
        raise InvalidValue(
            "{value} cannot be an account name: take letters, digits, dots, underscores and "
            "dashes, beginning with a letter or digit.",
            field="name",
            value=name,
        )
    return name


def check_password(name: str, password: str) -> str:
    """The password in the form it is used in (Unicode NFC), for the account `name`.

    12 to 128 characters, any; but not the name, nor little more than the name, nor one of the
    commonest passwords, nor little more than that.
    Raises InvalidValue (field `password`), which never shows the password.
    """
    chosen = unicodedata.normalize("NFC", password)
    if FORBIDDEN.search(chosen):
        raise InvalidValue(
            "A password cannot hold control or invisible characters.", field="password"
        )
    if not PASSWORD_SHORTEST <= len(chosen) <= PASSWORD_LONGEST:
        raise InvalidValue(
            "A password has {shortest} to {longest} characters, this has {found}.",
            field="password",
            shortest=PASSWORD_SHORTEST,
            longest=PASSWORD_LONGEST,
            found=len(chosen),
        )
    if _like(chosen, name):
        raise InvalidValue(
            "The password is too much like the account name: choose another.", field="password"
        )
    from store.keys.common_passwords import common

    if common(chosen):
        raise InvalidValue(
            "This password is among the commonest, or hardly more than one of them: take several "
            "words that do not belong together.",
            field="password",
        )
    return chosen


def check_classes(password: str, wanted: int) -> None:
    """Raise InvalidValue unless the password has so many kinds of characters: small letters,
    capitals, digits, and all others (signs, Chinese characters)."""
    kinds = {
        "small"
        if one.islower()
        else "capital"
        if one.isupper()
        else "digit"
        if one.isdecimal()
        else "other"
        for one in password
    }
    if len(kinds) < wanted:
        raise InvalidValue(
            "A password here needs {wanted} kinds of characters (small letters, capitals, digits, "
            "others), this has {found}.",
            field="password",
            wanted=wanted,
            found=len(kinds),
        )


def _plain(text: str) -> bool:
    return all(
        (unicodedata.category(character)[0] == "L" or character.isdecimal() or character in _MARKS)
        and character not in _INVISIBLE_LETTERS
        for character in text
    )


def _like(password: str, name: str) -> bool:
    """Whether little is left of the password once the name, either way round, is taken out."""
    bare, own = _letters(password), _letters(name)
    if not own:
        return False
    rest = bare.replace(own, "").replace(own[::-1], "")
    return rest != bare and len(rest) < _OWN_CHARACTERS


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))
