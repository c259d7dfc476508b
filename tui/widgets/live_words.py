"""What others did with a customer, in a sentence: who, and which fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.customers.fields import Field
from tui.locale import error_text, t
from tui.safe import plain
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.changes import News, Touch

MOST_FIELDS = 6


def touched_words(touches: Iterable[Touch], fields: Mapping[str, Field]) -> str:
    """Who has changed what, a sentence for each person; empty if only this session did."""
    changed: dict[str, dict[str, None]] = {}
    others: list[str] = []
    for touch in touches:
        if touch.own:
            continue
        who = plain(touch.actor)
        if "archived" in touch.fields:
            said = (
                t("{who} has archived this customer.", who=who)
                if touch.action != "customer.restore"
                else t("{who} has brought this customer back.", who=who)
            )
            others.append(said)
        names = [name for name in touch.fields if name != "archived"]
        changed.setdefault(who, {}).update(dict.fromkeys(names))
    sentences = [
        t("{who} has changed: {fields}.", who=who, fields=_listed(names, fields))
        for who, names in changed.items()
        if names
    ]
    return " ".join([*sentences, *dict.fromkeys(others)])


def gone_words(news: News) -> str:
    """That the customer is gone, where to, and who did it."""
    assert news.error is not None
    who = plain(news.by)
    if not who:
        return error_text(news.error)
    if news.survivor is None:
        return t("{who} has deleted this customer.", who=who)
    code = plain(news.error.params.get("code", ""))
    return t("{who} has merged this customer into {code}.", who=who, code=code)


def _listed(names: Iterable[str], fields: Mapping[str, Field]) -> str:
    labels = [label_of(name, fields) for name in names]
    shown = t(", ").join(labels[:MOST_FIELDS])
    return shown + (" …" if len(labels) > MOST_FIELDS else "")
