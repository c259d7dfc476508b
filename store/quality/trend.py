"""How the records stood from day to day: one row of counts a day, kept for good.

The job `quality` (store/due.py) writes the day's row; whoever counts anew on the screen writes it
over for today. Rows hold counts and nothing of a customer, so no line of the log speaks of them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store.engine.cancel import Cancel
from store.quality.measures import Figures, figures_of, measure

if TYPE_CHECKING:
    from store.session import Session


def keep_today(session: Session, permission: str, cancel: Cancel | None = None) -> Figures:
    """Count everything and keep it as today's row. Raises Stopped."""
    figures = measure(session, cancel)
    with session.writing(permission) as change:
        change.conn.execute(
            "INSERT INTO quality_day (day, at, figures) VALUES (?, ?, ?)"
            " ON CONFLICT (day) DO UPDATE SET at = excluded.at, figures = excluded.figures",
            (
                session.today().isoformat(),
                figures.at,
                json.dumps(figures.as_json(), ensure_ascii=False),
            ),
        )
    return figures


def kept_days(session: Session, days: int) -> list[tuple[str, Figures]]:
    """The newest `days` rows as (day, figures), oldest first."""
    with session.reading() as conn:
        rows = conn.execute(
            "SELECT day, figures FROM quality_day ORDER BY day DESC LIMIT ?", (days,)
        ).fetchall()
    return [(day, figures_of(json.loads(text))) for day, text in reversed(rows)]
