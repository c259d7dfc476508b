"""Requests that need a second person, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.locale import t

if TYPE_CHECKING:
    from store.approvals import Request


def details_words(one: Request) -> str:
    """All that was asked for, `name: value` after `name: value`."""
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in sorted(one.details.items())
        if value not in ("", [])
    )


def state_words(one: Request) -> str:
    """What became of it so far."""
    if one.used:
        return t("approved by {name}, used", name=one.decided_by)
    if one.decision == "yes":
        return t("approved by {name}, can be done once", name=one.decided_by)
    if one.decision == "no":
        return t("refused by {name}", name=one.decided_by)
    return t("waits for a second person")
