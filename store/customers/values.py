"""Reading a value as its field understands it.

A value that the field cannot read is an error where a person types it, and is kept as it came and
flagged where a file brings it: nothing is lost either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from store.customers import credit_code
from store.customers.countries import find_country
from store.customers.dates import read_date
from store.customers.fields import Field
from store.customers.names import normalised_name
from store.customers.phones import has_form, narrow, phone_key, read_phone, shown_phone
from store.errors import InvalidValue
from store.text import clean, fold

MAX_LENGTH: Final = 500
MAX_LINES: Final = 10_000

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+(\.\d+)?")
_EMAIL: Final = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_NAMED_EMAIL: Final = re.compile(r"(?:mailto:|[^<>@]*<)\s*([^<>\s]+?)\s*>?", re.IGNORECASE)
_YES: Final = frozenset(["yes", "y", "true", "t", "1", "是", "对", "有", "√", "✓"])
_NO: Final = frozenset(["no", "n", "false", "f", "0", "否", "不", "无", "×", "✗"])
_PEOPLE_AND_FIRMS: Final = frozenset({"name", "contact"})


def read_value(field: Field, text: str) -> tuple[str, bool]:
    """The value to keep, and whether the field could read it.

    A value that could not be read comes back cleaned but otherwise as it was.
    """
    value = clean(text, lines=field.kind == "lines")
    if not value:
        return "", True
    kind = field.kind
    if kind == "text":
        return read_text(field, value), len(value) <= MAX_LENGTH
    if kind == "choice":
        return _read_choice(field, value)
    if kind == "date":
        read = read_date(value)
        return (value, False) if read is None else (read, True)
    if kind == "phone":
        number = read_phone(value, field.country)
        return (number, True) if number else (narrow(value) if has_form(value) else value, False)
    if kind == "email":
        return _read_email(value)
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


def read_text(field: Field, value: str) -> str:
    """A clean text as its field keeps it: names in one width, cities by their short name."""
    if value.isascii():
        return value
    if field.name in _PEOPLE_AND_FIRMS:
        return normalised_name(value)
    if field.name == "city" and len(value) > 2:
        from store.customers.divisions import find_city

        city = find_city(value)
        return value if city is None else city.short
    return value


def _read_choice(field: Field, value: str) -> tuple[str, bool]:
    if value in field.choices:
        return value, True
    folded = fold(value)
    for choice in field.choices:
        if fold(choice) == folded:
            return choice, True
    if field.name == "region":
        from store.customers.divisions import find_province

        if (province := find_province(value)) is not None:
            for choice in field.choices:
                if find_province(choice) == province:
                    return choice, True
    return value, False


def _read_email(value: str) -> tuple[str, bool]:
    """An address, its domain in small letters; out of `Name <address>` the address."""
    plain = narrow(value)
    if match := _NAMED_EMAIL.fullmatch(plain):
        plain = match[1]
    if not _EMAIL.fullmatch(plain):
        return value, False
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}", True


def in_country(field: Field, country: str) -> Field:
    """A phone field for a customer of another country, whose numbers are meant if that is known."""
    code = find_country(clean(country)) if country else ""
    return field if code in ("", field.country) else replace(field, country=code)


def is_tolerable(field: Field, value: str) -> bool:
    """Whether a person may keep a value that the field could not read: a telephone number that has
    the form of one (a local number, an extension of the house). It is flagged."""
    return field.kind == "phone" and has_form(value)


def shown(field: Field, value: str) -> str:
    """A kept value as people read it."""
    return shown_phone(value, field.country) if field.kind == "phone" and value else value


def shown_rows(
    rows: Iterable[Sequence[str]], columns: Sequence[str], fields: Mapping[str, Field]
) -> Iterable[Sequence[str]]:
    """Rows of a list, a value to a column, as people read them."""
    read = {
        place: fields[name]
        for place, name in enumerate(columns)
        if name in fields and fields[name].kind == "phone"
    }
    if not read:
        return rows
    lines = [list(row) for row in rows]
    for line in lines:
        for place, field in read.items():
            if line[place]:
                line[place] = shown(field, line[place])
    return lines


def says_less(field: Field, given: str, value: str) -> bool:
    """Whether what was given said something that cannot be seen from the value that is kept."""
    if given == value:
        return False
    if field.kind == "phone":
        return given not in (shown_phone(value, field.country), phone_key(value))
    return field.kind != "choice" or fold(given) != fold(value)


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
