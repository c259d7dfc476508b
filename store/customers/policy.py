"""No second customer with the same name, credit code or phone, where the house wants none.

Asked inside the transaction that saves, of an index, so that two people at once cannot both be
first. Archived customers count: they have their codes. What is compared are whole values, so a
reader to whom a field is masked learns no more than a search for the whole value tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from store.codes.house import REASON, House
from store.customers import credit_code
from store.customers.fields import BUILT_IN, MASK
from store.customers.phones import phone_key
from store.engine.driver import Connection
from store.errors import SecondCustomer
from store.search.pinyin import RUNS, plain, sort_key
from store.search.terms import spoken
from store.text import fold

if TYPE_CHECKING:
    from store.session import Session

SHORTEST_PHONE: Final = 5
_SQL: Final = {
    "name": "SELECT id, code, name FROM customer WHERE name_key IN (?, ?) AND id <> ?",
    "credit_code": (
        "SELECT id, code, credit_code FROM customer"
        " WHERE credit_code = ? AND credit_code <> '' AND id <> ?"
    ),
    "phone": "SELECT id, code, phone FROM customer WHERE phone_key = ? AND id <> ?",
}
"""Each beside an index: name_key, phone_key, credit_code."""


def same_name(name: str) -> str:
    """What two names must share to be the same: words and characters, whatever their case, width,
    accents and signs. Words for the legal form (有限公司, Ltd) stay: they tell customers apart."""
    words = []
    for match in RUNS.finditer(plain(fold(name))):
        words += list(match[0]) if match[1] is not None else [match[0]]
    return " ".join(words)


def same_credit_code(text: str) -> str:
    """A credit code, or an old licence number, as it is compared; empty for any other text."""
    code = credit_code.normalised(text)
    return code if credit_code.is_right(code) or credit_code.is_old(code) else ""


def same_phone(text: str) -> str:
    """A phone number as it is compared; empty for what is too short to be one."""
    key = phone_key(text)
    return key if len(key) >= SHORTEST_PHONE else ""


_SAME: Final = {"name": same_name, "credit_code": same_credit_code, "phone": same_phone}


@dataclass(slots=True)
class Policy:
    """The house's policy in one transaction.

    reason: given for letting a second one through. may_read: whether the person may know which
    customer was first. `saved` tells it of customers whom the transaction has not written yet.
    """

    conn: Connection
    house: House
    reason: str = ""
    may_read: bool = True
    _fresh: dict[tuple[str, str], str] = field(default_factory=dict)

    def check(
        self,
        values: Mapping[str, str],
        *,
        customer: int = 0,
        before: Mapping[str, str] | None = None,
    ) -> None:
        """Raise SecondCustomer if another customer has one of these values that each has alone.

        customer: whose values they are to be, with `before` what it has now: a value that stays
        the same is not asked about.
        """
        if not self.house.one_per or (self.house.second == REASON and self.reason):
            return
        for name in self.house.one_per:
            key = _SAME[name](values.get(name, ""))
            if not key or (before is not None and _SAME[name](before.get(name, "")) == key):
                continue
            other = self._fresh.get((name, key)) or self._holder(name, values[name], key, customer)
            if other:
                raise self._second(name, other)

    def saved(self, values: Mapping[str, str], code: str) -> None:
        """A customer with these values comes in, too, by this transaction."""
        for name in self.house.one_per:
            if key := _SAME[name](values.get(name, "")):
                self._fresh.setdefault((name, key), code)

    def _holder(self, name: str, value: str, key: str, customer: int) -> str:
        """The code of another customer who has this value; empty if none has."""
        params: Iterable[object] = (key, customer)
        if name == "name":
            params = (sort_key(value), spoken(value).key, customer)
        for _, code, text in self.conn.execute(_SQL[name], tuple(params)):
            if _SAME[name](text) == key:
                return str(code)
        return ""

    def _second(self, name: str, other: str) -> SecondCustomer:
        label = BUILT_IN[name].label
        other = other if self.may_read else MASK
        if self.house.second == REASON:
            return SecondCustomer(
                "{other} has the same {label}: open that customer, or give a reason for a second "
                "one.",
                field=name,
                label=label,
                other=other,
                second=REASON,
            )
        return SecondCustomer(
            "{other} has the same {label}, and the house wants no second customer with it: open "
            "that customer.",
            field=name,
            label=label,
            other=other,
        )


def policy_of(session: Session, conn: Connection, reason: str = "") -> Policy:
    """The policy in force, as this transaction and person ask it."""
    return Policy(conn, session.rulebook(conn).house, reason, session.may("customer.read"))
