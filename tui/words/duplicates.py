"""Why two customers look like one, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from tui.locale import t

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.duplicates.groups import Link
    from store.duplicates.model import Weight

_SAYS: Final[dict[int, str]] = {
    0: "{field} differs",
    1: "{field} partly the same",
    2: "{field} nearly the same",
    3: "{field} sounds the same",
    4: "{field} the same, turned round",
    5: "{field} the same but shorter",
    6: "{field} the same",
}
"""The levels of `store.duplicates.comparing` as sentences."""
STATES: Final[dict[str, str]] = {
    "open": "to be decided",
    "later": "put off",
    "different": "not the same",
}
WEAK: Final = 1.0
"""Bits that are not worth a word."""


def reason_words(reasons: Iterable[Weight], fields: Mapping[str, Field], most: int = 4) -> str:
    """The weightiest reasons for, then those against: `phone the same, name sounds the same`."""
    told = [one for one in reasons if abs(one.bits) >= WEAK]
    kept = sorted(told, key=lambda one: -abs(one.bits))[:most]
    kept.sort(key=lambda one: -one.bits)
    return t(", ").join(reason_word(one, fields) for one in kept)


def reason_word(one: Weight, fields: Mapping[str, Field]) -> str:
    """One reason."""
    return t(_SAYS[one.level], field=field_word(one.field, fields))


def field_word(name: str, fields: Mapping[str, Field]) -> str:
    """What people call a field; without the screens' own modules, for commands."""
    field = fields.get(name)
    if field is None:
        return name
    if name == "name":
        return t("Customer name")
    return field.label if field.custom else t(field.label)


def score_words(score: float) -> str:
    """A score as per cent; never 100, which nobody can know."""
    return f"{min(99, int(score * 100))}%"


def state_words(state: str) -> str:
    """What is thought of a pair."""
    return t(STATES[state]) if state else t("not found alike")


def link_words(link: Link, codes: Mapping[int, str], fields: Mapping[str, Field]) -> str:
    """Two members of a group: who, how likely they are one, what is thought of them, and why."""
    said = f"{codes[link.first]} ~ {codes[link.second]} {score_words(link.score)}"
    state = state_words(link.state)
    why = reason_words(link.reasons, fields)
    return t("{pair}, {state}: {why}", pair=said, state=state, why=why) if why else said
