"""The fields of a customer: the built-in ones, and those that a manager defines.

A field's name is what queries, imports, rules and `--set` call it; its label is the English words
for people (and the key to the Chinese ones).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "choice", "date", "number", "yesno", "phone", "email", "credit", "lines"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a customer.

    personal: masked for those without `customer.see_personal`.
    sealed: in the operation log only under the customer's own key, because it can say who a
        person is; erasing the customer for good makes it unreadable there.
    contains: `field:value` in a query finds the value anywhere in the text; otherwise the whole
        value, case folded (`*` stands for anything).
    country: of a phone field, the country whose numbers need no country code (the store's own).
    choices: what a choice field offers; for built-in choice fields the list is in the store.
    """

    name: str
    kind: Kind
    label: str
    personal: bool = False
    sealed: bool = False
    contains: bool = False
    choices: tuple[str, ...] = ()
    custom: bool = False
    width: int = 12
    country: str = "CN"


BUILT_IN: Final[dict[str, Field]] = {
    field.name: field
    for field in (
        Field("name", "text", "Name", sealed=True, contains=True, width=28),
        Field("type", "choice", "Type", width=6),
        Field("status", "choice", "Status", width=6),
        Field("level", "choice", "Level", width=6),
        Field("region", "choice", "Region", width=6),
        Field("city", "text", "City", width=10),
        Field("address", "text", "Address", personal=True, sealed=True, contains=True, width=28),
        Field("postal_code", "text", "Postal code", sealed=True, width=8),
        Field("country", "text", "Country", width=10),
        Field("industry", "choice", "Industry", width=10),
        Field("owner", "text", "Owner", width=10),
        Field("contact", "text", "Contact", sealed=True, contains=True, width=12),
        Field("title", "text", "Title", sealed=True, contains=True, width=12),
        Field("phone", "phone", "Phone", personal=True, sealed=True, width=16),
        Field("email", "email", "E-mail", personal=True, sealed=True, contains=True, width=24),
        Field("website", "text", "Website", sealed=True, contains=True, width=20),
        Field("credit_code", "credit", "Credit code", sealed=True, width=18),
        Field("source", "text", "Source", width=10),
        Field("registered", "date", "Registered", width=10),
        Field("birthday", "date", "Birthday", sealed=True, width=10),
        Field("contract_end", "date", "Contract end", width=12),
        Field("notes", "lines", "Notes", sealed=True, contains=True, width=24),
    )
}

CHOICE_FIELDS: Final = tuple(f.name for f in BUILT_IN.values() if f.kind == "choice")
DATE_FIELDS: Final = tuple(f.name for f in BUILT_IN.values() if f.kind == "date")
MASK: Final = "***"


_OPEN_IN_LOG: Final = frozenset(
    {
        *("code", "rule", "archived", "tags", "version", "flags", "group", "customer", "digest"),
        *("merged", "other_id", "undoes", "root", "action", "again"),
    }
)


def is_sealed(field: str) -> bool:
    """Whether the log keeps this value only under its customer's own key."""
    known = BUILT_IN.get(field)
    return known.sealed if known is not None else field not in _OPEN_IN_LOG
