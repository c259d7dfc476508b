"""Orders of customers: what they are sorted by, and which index can be walked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store.engine import dialect
from store.engine.migrations import CUSTOMER_INDEXES
from store.errors import InvalidValue, NotPermitted
from store.search.cells import SYSTEM_COLUMNS
from store.search.conditions import Access, Condition, column
from store.search.facets import ARCHIVED, COLUMNS
from store.search.names import DIVISION, OF_CODES, SEGMENT, SYSTEM, find_field, is_segment

_ORDER: Final = {
    "name": "customer.name_key",
    "phone": "customer.phone_key",
    "created": "customer.id",
}
_NEVER_EMPTY: Final = frozenset(("code", "created", "changed", "name"))


LEGACY: Final = (
    "CASE WHEN code.rule_version IS NULL AND code.origin = 'import' THEN 'yes' ELSE 'no' END"
)
"""Whether a code comes from elsewhere and no rule explains it."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of customers: an SQL expression, its direction, and whether values may be missing.

    Customers without a value come last, whichever the direction; equals go by their ids.
    """

    field: str
    expression: str
    down: bool
    gaps: bool

    @property
    def indexed(self) -> bool:
        """Whether there is an index to walk in this order."""
        return self.expression.removeprefix("customer.") in ("id", "code", *CUSTOMER_INDEXES)

    @property
    def facet(self) -> str:
        """The facet field it goes by, whose sets stand for an index; empty if it is none."""
        return self.field if self.field in (*COLUMNS, ARCHIVED) else ""

    def order(self) -> str:
        """The ORDER BY of it."""
        way = " DESC" if self.down else ""
        if self.expression == "customer.id":
            return f"customer.id{way}"
        return f"{self.expression}{way}, customer.id{way}"


def read_sort(text: str, access: Access) -> Sort:
    """The order that `name` or `-created` asks for.

    Raises InvalidValue for an unknown field, NotPermitted for one that is masked for the reader.
    """
    down = text.startswith("-")
    name = text[1:] if down else text
    field = find_field(name, access.fields)
    beside = "tags" if field is not None and field.name == "tag" else name
    if beside in _BESIDE:
        return Sort(beside, _BESIDE[beside], down, True)
    if field is not None and (field.name in OF_CODES or is_segment(field.name)):
        return Sort(field.name, _of_code(field.name, access), down, True)
    if field is None or (field.name in SYSTEM and field.name not in SYSTEM_COLUMNS):
        raise InvalidValue(
            "Customers cannot be sorted by {name}: choose one of their fields.", name=name
        )
    if access.hides(field):
        raise NotPermitted(
            "{field} is masked for you: it cannot be sorted by.",
            field=field.name,
            permission="customer.see_personal",
        )
    if field.name in SYSTEM:
        expression = _ORDER.get(field.name, f"customer.{field.name}")
    elif field.kind == "number":
        expression = dialect.number_value(column(field))
    else:
        expression = _ORDER.get(field.name, column(field))
    return Sort(field.name, expression, down, field.name not in _NEVER_EMPTY)


def _joined(table: str, column: str, rest: str = "") -> str:
    found = f"SELECT group_concat({column}, ', ' ORDER BY {column}) FROM {table}"
    return f"coalesce(({found} WHERE {table}.customer = customer.id{rest}), '')"


_BESIDE: Final = {
    DIVISION: "customer.region || ' ' || customer.city",
    "tags": _joined("tag", "tag"),
    "names": _joined("name", "text"),
    "aliases": _joined("code", "text", " AND state = 'alias'"),
}
"""What a customer has several of, as one text; and one kind of division after the other."""


def _of_code(name: str, access: Access) -> str:
    """The SQL of what the customer's present code says."""
    from store.search.code_tests import segment_value
    from store.search.segment_names import check_segment

    check_segment(name, access)
    if name == "rule":
        value = (
            "(SELECT rule.name FROM rule_version JOIN rule ON rule.id = rule_version.rule"
            " WHERE rule_version.id = code.rule_version)"
        )
    elif name == "code.seq":
        value = "code.number"
    elif name == "code.legacy":
        value = LEGACY
    else:
        value = segment_value(name.removeprefix(SEGMENT), access)
    found = f"SELECT {value} FROM code WHERE code.customer = customer.id AND code.state = 'live'"
    return f"coalesce(({found}), '')"


def filled(sort: Sort) -> tuple[Condition, Condition]:
    """Conditions for having a value to sort by, and for having none."""
    if sort.expression.startswith("CASE"):
        yes, no = f"({sort.expression}) IS NOT NULL", f"({sort.expression}) IS NULL"
    else:
        yes, no = f"{sort.expression} <> ''", f"{sort.expression} = ''"
    return Condition(yes), Condition(no)
