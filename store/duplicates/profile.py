"""A customer's values made ready for comparing; each text is folded and taken apart once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from store.customers.credit_code import normalised
from store.customers.fields import Field
from store.duplicates.words import EMPTY, Name, read_name
from store.search.pinyin import RUNS, plain
from store.search.terms import national_numbers
from store.text import fold

COMPARED: Final = (
    "name", "contact", "phone", "email", "credit_code", "birthday", "address", "postal_code",
    "city", "region", "website",
)  # fmt: skip
"""The built-in fields that say who somebody is, in the order in which they are compared. Text
fields of the house's own follow them."""
COLUMNS: Final = ", ".join(f"customer.{name}" for name in COMPARED)
"""What `of_row` takes, behind the id and before the custom values."""
MOST_NAMES: Final = 4
SHORTEST_PHONE: Final = 5
_WEBSITE: Final = re.compile(r"^(?:https?://)?(?:www\.)?")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of one customer, empty where there is nothing.

    names: the name and, behind it, the other names. contact: `EMPTY` where it is the name itself.
    phones: the digits of each number. address: its words and numbers in order. custom: the house's
    own text fields, folded.
    """

    id: int
    names: tuple[Name, ...]
    contact: Name
    phones: tuple[str, ...]
    email: str
    credit_code: str
    birthday: str
    address: tuple[str, ...]
    postal_code: str
    city: str
    region: str
    website: str
    custom: tuple[str, ...]


def compared_custom(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The house's own fields that are compared: texts, numbers, dates, phones and mail."""
    kinds = ("text", "number", "date", "phone", "email", "credit")
    return tuple(name for name, field in fields.items() if field.custom and field.kind in kinds)


def of_values(
    id: int, values: Mapping[str, str], custom: Sequence[str], names: Iterable[str] = ()
) -> Profile:
    """The profile of a customer with these values; `custom` are the own fields' names."""
    row = [values.get(name, "") for name in COMPARED]
    return _profile(id, row, [values.get(name, "") for name in custom], names)


def of_row(row: Sequence[Any], custom: Sequence[str], names: Iterable[str] = ()) -> Profile:
    """The profile of a row of the table: the id, `COLUMNS`, the custom values as they are kept."""
    kept: Mapping[str, str] = {}
    if custom and row[-1] not in ("", "{}"):
        kept = json.loads(row[-1])
    return _profile(row[0], row[1:-1], [kept.get(name, "") for name in custom], names)


def _profile(id: int, row: Sequence[str], custom: Sequence[str], names: Iterable[str]) -> Profile:
    name, contact, phone, email, credit, birthday, address, postal, city, region, website = row
    first = read_name(name)
    others = [read_name(one) for one in names]
    every = tuple(dict.fromkeys([first, *(one for one in others if one.whole)]))[:MOST_NAMES]
    person = read_name(contact) if contact and contact != name else EMPTY
    numbers = national_numbers(phone) if phone else ()
    return Profile(
        id,
        every,
        EMPTY if person == first else person,
        tuple([one for one in numbers if len(one) >= SHORTEST_PHONE]) if numbers else (),
        "".join(fold(email).split()) if email else "",
        normalised(credit) if credit else "",
        birthday,
        words_of(address) if address else (),
        "".join(fold(postal).split()) if postal else "",
        _place(city) if city else "",
        _place(region) if region else "",
        _WEBSITE.sub("", fold(website)).rstrip("/") if website else "",
        tuple([" ".join(fold(value).split()) for value in custom]) if custom else (),
    )


def _place(text: str) -> str:
    folded = plain(fold(text)).strip()
    return folded[:-1] if len(folded) > 2 and folded[-1] in "省市区县" else folded


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of an address, and runs of Chinese, in their order."""
    return tuple([match[0] for match in RUNS.finditer(plain(fold(text)))])
