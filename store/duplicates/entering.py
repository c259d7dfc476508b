"""Who looks like the customer that somebody is typing: found while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.customers.fields import MASK
from store.customers.values import read_value
from store.duplicates.candidates import found, known_others
from store.duplicates.comparing import compare
from store.duplicates.model import Weight
from store.duplicates.pairs import Who, hidden, model_of, who_of
from store.duplicates.profile import compared_custom, of_values
from store.duplicates.reading import these_profiles
from store.engine.cancel import Cancel

if TYPE_CHECKING:
    from store.session import Session

WORTH_SAYING: Final = 0.02
"""A likeness below this is not worth interrupting anybody for."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A customer who is there already and looks like the one being entered."""

    who: Who
    score: float
    reasons: tuple[Weight, ...]


def similar(
    session: Session,
    values: Mapping[str, str],
    customer: int,
    limit: int,
    cancel: Cancel | None,
) -> list[Similar]:
    """See `Duplicates.similar`."""
    with session.reading(cancel) as conn:
        fields = session.field_map(conn)
        read = {
            name: read_value(fields[name], text)[0]
            for name, text in values.items()
            if text and name in fields and not (fields[name].personal and text == MASK)
        }
        if not read.get("name") and not read.get("phone") and not read.get("email"):
            return []
        ids = [id_ for id_ in found(conn, read, fields) if id_ != customer]
        if not ids:
            return []
        own = compared_custom(fields)
        model = model_of(session, conn)
        mine = of_values(customer, read, own)
        others = known_others(conn, model, beside=1 if not customer else 2)
        masked = not session.may("customer.see_personal")
        judged: list[tuple[float, int, tuple[Weight, ...]]] = []
        for profile in these_profiles(conn, ids, own):
            likenesses = compare(mine, profile)
            if masked:
                likenesses = hidden(likenesses, model, fields)
            weights = model.weights(likenesses, others)
            score = model.score(weights)
            if score >= WORTH_SAYING:
                judged.append((score, profile.id, tuple(sorted(weights, key=lambda w: -w.bits))))
        judged.sort(key=lambda one: (-one[0], one[1]))
        best = judged[:limit]
        who = who_of(conn, [id_ for _, id_, _ in best])
    return [
        Similar(who[id_], round(score, 4), reasons) for score, id_, reasons in best if id_ in who
    ]
