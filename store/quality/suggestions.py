"""What an empty field could hold, by what the other fields say; never put in unseen.

Each suggestion says why: the address begins with a city, the credit code was given out by an
office of that city, the telephone has its area code. Where the sources disagree the one that
stands first in that list is taken. People take suggestions one by one, or for a list of customers
after they have seen them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.change import Change
from store.customers import credit_code
from store.customers.areas import area_code, landline_area, mobile_area
from store.customers.bulk import Reading, Ready
from store.customers.divisions import Division, above, division, find_city, in_text
from store.customers.editing import SEARCHED
from store.customers.fields import Field, is_sealed
from store.customers.indexing import index_rows, keys_of
from store.customers.legal_forms import part_name
from store.customers.loading import keys_of_many, load_many
from store.customers.phones import read_phone
from store.customers.record import Customer, gone, masked
from store.customers.saving import flags_text
from store.customers.values import read_value
from store.engine.driver import Connection
from store.errors import KehaoError
from store.log.sealing import seal
from store.quality.rows import write_rows

if TYPE_CHECKING:
    from store.session import Session

FIELDS: Final = ("region", "city", "phone", "type")
"""Fields for which there are suggestions."""
REASONS: Final = {
    "region": "the region field says so itself",
    "address": "the address begins with it",
    "city": "the city lies there",
    "credit_code": "the credit code was given out there",
    "landline": "the telephone has its area code",
    "mobile": "the mobile number was given out there",
    "area": "the city's area code before the local number",
    "name": "the name has the legal form of a company",
}
"""Why a value is suggested, in words (keys of the screens' translations)."""
COMPANY: Final = ("企业", "公司", "单位", "company")
"""What the choice for companies may be called, best first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field of a customer, what is there now (mostly nothing), and why (REASONS)."""

    customer: int
    code: str
    name: str
    field: str
    value: str
    before: str
    reason: str


def suggest(customer: Customer, fields: Mapping[str, Field]) -> Iterator[Suggestion]:
    """What could be filled in for one customer."""
    values = customer.values

    def made(field: str, value: str, reason: str) -> Suggestion:
        before = values.get(field, "")
        return Suggestion(customer.id, customer.code, values["name"], field, value, before, reason)

    region_flagged = "region" in customer.flags
    if not values["region"] or region_flagged or not values["city"]:
        for one, reason in _places(values, region_flagged=region_flagged):
            province, city = above(one)
            region = _choice(province, fields["region"])
            if region and (not values["region"] or region_flagged):
                yield made("region", region, reason)
            consistent = not values["region"] or region_flagged or values["region"] == region
            if city is not None and not values["city"] and consistent and reason != "mobile":
                yield made("city", city.short, reason)
            break
    if "phone" in customer.flags and (found := _with_area(values, fields["phone"])):
        yield made("phone", found, "area")
    if not values["type"] and part_name(values["name"]).form:
        kind = next((one for one in COMPANY if one in fields["type"].choices), "")
        if kind:
            yield made("type", kind, "name")


def _places(values: Mapping[str, str], *, region_flagged: bool) -> Iterator[tuple[Division, str]]:
    """Where a customer may be, the surest source first."""
    if region_flagged and (one := in_text(values["region"])):
        yield one, "region"
    if values["address"] and (one := in_text(values["address"])):
        yield one, "address"
    if values["city"] and (one := find_city(values["city"])):
        yield one, "city"
    if credit_code.is_right(values["credit_code"]) and (one := _of_office(values["credit_code"])):
        yield one, "credit_code"
    if one := landline_area(values["phone"]):
        yield one, "landline"
    if one := mobile_area(values["phone"]):
        yield one, "mobile"


def _of_office(code: str) -> Division | None:
    """The division of the office that gave a credit code out: its characters 3 to 8 (GB 32100)."""
    digits = code[2:8]
    return division(digits) or division(digits[:4] + "00") or division(digits[:2] + "0000")


def _choice(province: Division | None, field: Field) -> str:
    """The region of the house that is this province; its short name where the list is open."""
    if province is None:
        return ""
    value, fits = read_value(field, province.name)
    return value if fits else province.short if not field.choices else ""


def _with_area(values: Mapping[str, str], field: Field) -> str:
    """A local number with the area code of the customer's city before it, in E.164."""
    digits = values["phone"].replace(" ", "").replace("-", "")
    city = find_city(values["city"]) if values["city"] else None
    if city is None or not digits.isdigit() or len(digits) not in (7, 8) or digits[0] in "01":
        return ""
    code = area_code(city.code)
    return read_phone(code + digits, field.country) if code else ""


class Accept:
    """The step that writes suggestions (`store.customers.bulk.Step`), made anew for each customer
    as it is then, and only where the value is the one that somebody saw."""

    permission: Final = "customer.edit"
    actions: Final = ("customer.edit",)

    def __init__(self, session: Session, seen: Mapping[tuple[int, str], str]) -> None:
        """`seen`: the value that somebody saw, by customer and field."""
        self._session = session
        self._seen = seen
        self._sees = session.may("customer.see_personal")
        self.fields: Mapping[str, Field] = session.field_map()

    def read(self, conn: Connection, ids: Sequence[int]) -> Reading:
        """See `Step`."""
        found = load_many(conn, ids, self.fields)
        wanted = {one.id: self._of(one) for one in found.values()}
        keys = keys_of_many(conn, [i for i, after in wanted.items() if after])
        ready = [self._ready(found[i], after, keys[i]) for i, after in wanted.items() if after]
        failed: list[tuple[int, KehaoError]] = [(i, gone(conn, i)) for i in ids if i not in found]
        return Reading(ready, len(found) - len(ready), failed)

    def _of(self, customer: Customer) -> dict[str, str]:
        shown = customer if self._sees else masked(customer, self.fields)
        return {
            one.field: one.value
            for one in suggest(shown, self.fields)
            if self._seen.get((one.customer, one.field)) == one.value
        }

    def _ready(self, customer: Customer, after: Mapping[str, str], key: bytes) -> Ready:
        columns = {**after, **keys_of(after)}
        columns["flags"] = flags_text({flag for flag in customer.flags if flag not in after})
        terms = None
        if not SEARCHED.isdisjoint(after):
            terms = index_rows(customer, {**customer.values, **after}, self.fields).columns
        before = {name: customer.values[name] for name in after}
        sealed = is_sealed
        return Ready(
            customer.id,
            customer.code,
            customer.version,
            (" ".join(columns), *columns.values()),
            terms,
            "customer.edit",
            seal(key, customer.id, before, sealed),
            seal(key, customer.id, dict(after), sealed),
        )

    def write(
        self, change: Change, ready: Sequence[Ready], group: str, reason: str
    ) -> dict[int, KehaoError]:
        """See `Step`."""
        write_rows(change, ready, group, reason, touch=True)
        return {}
