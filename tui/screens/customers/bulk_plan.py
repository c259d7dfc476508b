"""What is to be done with many customers: in words, beforehand and for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tui.locale import t
from tui.safe import plain

if TYPE_CHECKING:
    from store.customers.bulk import Bulk, Progress
    from store.customers.bulk_forecast import Forecast, Sample
    from store.customers.chosen import Chosen
    from store.engine.cancel import Cancel
    from store.session import Session


class Doing(Protocol):
    """Changes all of them; `group` is an own group to go on with."""

    def __call__(self, *, group: str, progress: Progress | None, cancel: Cancel | None) -> Bulk: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """A change to many.

    title: the question; doing: what stands over the bar. same: what it means not to change.
    """

    chosen: Chosen
    title: str
    doing: str
    same: str
    forecast: Callable[[Cancel], Forecast]
    samples: Callable[[], list[Sample]]
    run: Doing


def who_words(count: int) -> str:
    """How many customers, in words that are right for one as well."""
    return t("1 customer") if count == 1 else t("{count} customers", count=f"{count:,}")


def plan_values(
    session: Session, chosen: Chosen, field: str, label: str, value: str, reason: str
) -> Plan:
    """One value for all; an empty one empties the field."""
    many, changes, who = session.many, {field: value}, who_words(len(chosen))
    if value:
        title = t(
            "Set {field} of {who} to {value}?",
            field=label,
            who=who,
            value=plain(value),
        )
    else:
        title = t("Empty {field} of {who}?", field=label, who=who)
    return Plan(
        chosen,
        title,
        t("Changing"),
        t("have the value already") if value else t("are empty already"),
        lambda cancel: many.forecast_set(chosen, changes, reason=reason, cancel=cancel),
        lambda: many.samples_set(chosen, changes),
        lambda *, group, progress, cancel: many.set(
            chosen, changes, reason=reason, group=group, progress=progress, cancel=cancel
        ),
    )


def plan_tags(
    session: Session, chosen: Chosen, tags: Sequence[str], reason: str, *, add: bool
) -> Plan:
    """Tags for all, or off all."""
    many, who = session.many, who_words(len(chosen))
    shown = plain(", ".join(tags))
    new, old = (tuple(tags), ()) if add else ((), tuple(tags))
    return Plan(
        chosen,
        t("Put {tags} on {who}?", tags=shown, who=who)
        if add
        else t("Take {tags} off {who}?", tags=shown, who=who),
        t("Tagging"),
        t("have it already") if add else t("do not have it"),
        lambda cancel: many.forecast_tag(chosen, add=new, remove=old, cancel=cancel),
        lambda: many.samples_tag(chosen, add=new, remove=old),
        lambda *, group, progress, cancel: many.tag(
            chosen,
            add=new,
            remove=old,
            reason=reason,
            group=group,
            progress=progress,
            cancel=cancel,
        ),
    )


def plan_archive(session: Session, chosen: Chosen, archived: bool) -> Plan:
    """All out of everyday lists, or back."""
    many, who = session.many, who_words(len(chosen))
    return Plan(
        chosen,
        t("Archive {who}?", who=who) if archived else t("Bring {who} back?", who=who),
        t("Archiving") if archived else t("Bringing back"),
        t("are archived already") if archived else t("are not archived"),
        lambda cancel: many.forecast_archive(chosen, archived, cancel=cancel),
        lambda: many.samples_archive(chosen, archived),
        lambda *, group, progress, cancel: many.archive(
            chosen, archived, group=group, progress=progress, cancel=cancel
        ),
    )
