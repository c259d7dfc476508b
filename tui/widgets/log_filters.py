"""Filters of the log to choose from by their names: times, people, actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from store.text import fold
from tui.locale import t
from tui.safe import plain
from tui.widgets.log_words import ACTIONS, action_words

FAMILIES: Final[dict[str, str]] = {
    "customer": "everything on customers",
    "code": "everything on codes",
    "rule": "everything on rules",
    "field": "everything on fields",
    "staff": "everything on staff",
    "role": "everything on roles",
    "sign": "signing in and out",
}
"""Families of actions, each found by its name alone."""


def filters(people: Iterable[str], today: date) -> list[tuple[str, str]]:
    """(`key:value`, a line in the language in use) pairs: times, then people, then actions."""
    times = [
        ("today", t("Today")),
        (">-7d", t("Last seven days")),
        (">-30d", t("Last thirty days")),
        (f"{today:%Y-%m}", t("This month")),
        (f"{today:%Y}", t("This year")),
    ]
    actions = [(family, t(words)) for family, words in FAMILIES.items()]
    actions += [(action, action_words(action)) for action in ACTIONS]
    return [
        *((f"at:{value}", t("Time: {what}", what=words)) for value, words in times),
        *(
            (f"actor:{name}", t("Person: {what}", what=plain(name)))
            for name in sorted(people, key=fold)
        ),
        *((f"action:{value}", t("Action: {what}", what=words)) for value, words in actions),
    ]
