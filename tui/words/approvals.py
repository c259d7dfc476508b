"""Requests that need a second person, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.staff.roles import PERMISSIONS
from tui.locale import t

if TYPE_CHECKING:
    from store.approvals import Request

_KINDS = {
    "new": "Add this account",
    "remove": "Remove it for good",
    "reset": "Give it a one-time password: whoever asks can sign in with it",
    "enable": "Enable this account",
    "recovery key": "Make a new recovery key: it opens everything",
    "goes on after a stop": "Go on with what was stopped",
}
_NAMES = {
    "query": "Query",
    "codes": "Some of their codes",
    "columns": "Columns",
    "sort": "Sort",
    "by": "Counted by",
    "limit": "At most",
    "count": "Customers",
    "roles": "Roles",
    "before": "Before",
    "permissions": "May",
    "rule": "Rule",
    "reason": "Reason",
    "value": "Value",
    "job": "Job",
    "where": "To where",
    "every": "How often",
    "view": "View",
    "form": "As",
    "keep": "Files kept",
    "changed": "Only what changed",
    "via": "Through",
    "table": "Table",
    "shows": "Which is",
}
_LEFT_OUT = {"kind"}
"""Said by what it is for."""
_ORDER = [*_KINDS, *_NAMES]


def what_words(one: Request) -> str:
    """What it is for, in a few words: the permission it takes, and on what."""
    means = {**PERMISSIONS, "setting.edit": "Need a second person for less"}
    what = t(means.get(one.action, one.action))
    return t("{name}: {value}", name=what, value=one.object) if one.object else what


def details_words(one: Request) -> str:
    """All that was asked for, `name: value` after `name: value`."""
    return t("; ").join(
        _detail(name, one.details[name])
        for name in sorted(one.details, key=_place)
        if name not in _LEFT_OUT
    )


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def _detail(name: str, value: Any) -> str:
    if name in _KINDS:
        return t(_KINDS[name])
    if name == "query" and not value:
        said = t("all customers")
    elif name == "every":
        said = t(str(value))
    elif value is True:
        said = t("yes")
    elif isinstance(value, list):
        said = ", ".join(
            t(str(item)) if name in ("roles", "before") else str(item) for item in value
        )
    else:
        said = str(value)
    return t("{name}: {value}", name=t(_NAMES.get(name, name)), value=said or "-")


def state_words(one: Request) -> str:
    """What became of it so far."""
    if one.used:
        return t("approved by {name}, used", name=one.decided_by)
    if one.decision == "yes":
        return t("approved by {name}, can be done once", name=one.decided_by)
    if one.decision == "no":
        return t("refused by {name}", name=one.decided_by)
    return t("waits for a second person")
