"""Counters that go on where the codes of an old list stop, though those codes are not in the store.

A rules file says under `[reached]` how far each counter has come; putting it in force raises the
counters to that, never lowers one. The numbers below belong to the old list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from store.change import Change
from store.errors import InvalidRules

_KEY: Final = re.compile(r".*\{(?:[0-9]+:)?[0-9]+,[0-9]+\}.*", re.DOTALL)
_LARGEST: Final = 2**63 - 1


def read_reached(section: object) -> dict[str, int]:
    """The `[reached]` section of a rules file: counter key to the last number it gave."""
    if section is None:
        return {}
    right = '"CUST{4:6,10}" = 400'
    if not isinstance(section, dict):
        raise InvalidRules("How far counters have come is written {right}.", right="[reached]")
    for key, number in section.items():
        whole = isinstance(number, int) and not isinstance(number, bool)
        if not _KEY.fullmatch(key) or not whole or not 0 <= number <= _LARGEST:
            raise InvalidRules(
                "[reached] names a counter and its last number, as in {right}; {key} does not.",
                right=right,
                key=key,
            )
    return dict(section)


def go_on(change: Change, reached: Mapping[str, int]) -> None:
    """Raise counters to these numbers, inside a transaction."""
    conn = change.conn
    if not reached:
        return
    (last_id,) = conn.execute("SELECT coalesce(max(id), 0) FROM counter").fetchone()
    for key, number in reached.items():
        row = conn.execute("SELECT id, value FROM counter WHERE key = ?", (key,)).fetchone()
        if row is None:
            last_id += 1
            conn.execute(
                "INSERT INTO counter (id, key, start, value) VALUES (?, ?, ?, ?)",
                (last_id, key, number + 1, number),
            )
        elif row[1] < number:
            conn.execute(
                "INSERT INTO counter_step (counter, first, last, why, at, group_id)"
                " VALUES (?, ?, ?, 'import', ?, '')",
                (row[0], row[1] + 1, number, change.at),
            )
            conn.execute("UPDATE counter SET value = ? WHERE id = ?", (number, row[0]))
