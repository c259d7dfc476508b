"""A customer in words: the fields as rows, the segments of a code as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.customers.fields import MASK, Field
from store.customers.values import shown
from tui.locale import t
from tui.safe import plain
from tui.widgets.customer_page import local_time
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.record import Customer
    from store.pattern import Segment
    from store.session import Session


@dataclass(frozen=True, slots=True)
class Detail:
    """What the details show: the customer, what the code says, the rule that gave it."""

    customer: Customer
    fields: Mapping[str, Field]
    segments: tuple[Segment, ...]
    rule: str
    created: str
    changed: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row of the details.

    name: the field; empty for what is no field. masked: there is a value that is not shown.
    flagged: the value could not be read as what it should be.
    """

    name: str
    label: str
    text: str
    masked: bool = False
    flagged: bool = False


def read_detail(session: Session, customer_id: int) -> Detail:
    """Read what the details show; call in a thread. Raises NotFound when it is gone."""
    customer = session.customers.by_id(customer_id)
    explanation = session.codes.explain(customer.code)
    return Detail(
        customer,
        session.field_map(),
        explanation.segments,
        explanation.rule,
        local_time(customer.created, session.zone),
        local_time(customer.changed, session.zone),
    )


def field_rows(detail: Detail, *, empty: bool) -> list[FieldRow]:
    """The fields, then what belongs to the customer besides; `empty`: those without value too."""
    customer = detail.customer
    rows = []
    for name, field in detail.fields.items():
        value = customer.values.get(name, "")
        if value or empty:
            rows.append(
                FieldRow(
                    name,
                    label_of(name, detail.fields),
                    plain(shown(field, value), lines=field.kind == "lines"),
                    masked=field.personal and value == MASK,
                    flagged=name in customer.flags,
                )
            )
    rows += [FieldRow("", t(f"{kind} name"), plain(text)) for kind, text in customer.names]
    if customer.tags:
        rows.append(FieldRow("", t("Tags"), plain(", ".join(customer.tags))))
    if customer.aliases:
        rows.append(FieldRow("", t("Earlier codes"), plain(", ".join(customer.aliases))))
    rows.append(FieldRow("", t("Added"), detail.created))
    rows.append(FieldRow("", t("Last change"), detail.changed))
    return rows


def explained(segments: Iterable[Segment], fields: Mapping[str, Field]) -> str:
    """What a code says, part by part: `GD = Region 广东 | 2026 | 00123 = number 123`."""
    return " | ".join(_part(segment, fields) for segment in segments)


def _part(segment: Segment, fields: Mapping[str, Field]) -> str:
    text = plain(segment.text)
    if segment.kind == "field":
        return f"{text} = {label_of(segment.token, fields)} {plain(segment.value)}"
    if segment.kind == "number":
        return f"{text} = " + t("number {number}", number=segment.value)
    if segment.kind == "check":
        return f"{text} = " + t("check digit")
    if segment.kind == "date":
        return text if segment.value in ("", text) else f"{text} = {plain(segment.value)}"
    words = {"initials": t("initials"), "random": t("random"), "free": t("by hand")}
    return f"{text} = {words[segment.kind]}" if segment.kind in words else text
