"""A draft of the rules beside those in force: what differs, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.codes.rulefile import RuleDraft, RuleSet
from store.customers.fields import Field
from tui.locale import t

if TYPE_CHECKING:
    from store.codes.rules import Rule
    from store.engine.cancel import Cancel
    from tui.screens.progress import Report


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force: the rules with their versions, the whole set, the fields."""

    rules: Mapping[str, Rule]
    whole: RuleSet
    fields: Mapping[str, Field]


def state_of(draft: RuleDraft, base: InForce) -> str:
    """What the draft does to the rule of this name: nothing, new, edited."""
    known = base.rules.get(draft.name)
    if known is None:
        return t("new")
    same = (known.name, known.pattern, known.when, known.date, known.notes)
    mine = (draft.name, draft.pattern, draft.when, draft.date, draft.notes)
    return "" if same == mine else t("edited")


def standing(draft: RuleSet, base: InForce) -> str:
    """One line: how rules work, or what the draft would change."""
    if draft == base.whole:
        return t("The first rule that fits a customer gives its code.")
    names = {rule.name for rule in draft.rules}
    states = [state_of(rule, base) for rule in draft.rules]
    new, edited = states.count(t("new")), states.count(t("edited"))
    retired = sum(name not in names for name in base.rules)
    parts = [
        t("{count} new", count=new) if new else "",
        t("{count} edited", count=edited) if edited else "",
        t("{count} retired", count=retired) if retired else "",
        t("code tables") if draft.code_tables != base.whole.code_tables else "",
        t("codes by hand") if draft.manual != base.whole.manual else "",
        t("house policy") if draft.house != base.whole.house else "",
    ]
    what = ", ".join(part for part in parts if part) or t("another order")
    return t("Draft: {what}. a puts it in force, u drops it.", what=what)


def stopping(report: Report, cancel: Cancel) -> Report:
    """The report, which also ends the work when the person has asked for that."""

    def progress(done: int, total: int) -> None:
        cancel.check()
        report(done, total)

    return progress
