"""Which backups are kept: the newest of so many days, weeks and months; older ones go.

Pure but for the settings it is read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from store.engine.driver import Connection
from store.errors import InvalidValue

MOST: Final = 1_000
_SETTING: Final = "backup.keep."
_PERIODS: Final[dict[str, Callable[[date], tuple[int, ...]]]] = {
    "daily": lambda day: (day.toordinal(),),
    "weekly": lambda day: day.isocalendar()[:2],
    "monthly": lambda day: (day.year, day.month),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How many days, weeks and months back a backup is kept of each."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12

    def checked(self) -> Policy:
        """The policy itself. Raises InvalidValue for a number that makes no sense."""
        for name, count in asdict(self).items():
            if not 0 <= count <= MOST:
                raise InvalidValue(
                    "{value} is not a number of backups to keep: give 0 to {most}.",
                    field=name,
                    value=count,
                    most=MOST,
                )
        return self

    def kept(self, times: Iterable[str], zone: ZoneInfo) -> set[str]:
        """Of these times (UTC), those whose backups stay: of each of the newest days, weeks and
        months that have one, the last; the newest of all in any case."""
        newest_first = sorted(set(times), key=datetime.fromisoformat, reverse=True)
        kept = set(newest_first[:1])
        for name, count in asdict(self).items():
            seen: dict[tuple[int, ...], str] = {}
            for at in newest_first:
                day = datetime.fromisoformat(at).astimezone(zone).date()
                seen.setdefault(_PERIODS[name](day), at)
            kept.update(list(seen.values())[:count])
        return kept

    def no_longer_kept(self, found: Mapping[str, str], zone: ZoneInfo) -> list[str]:
        """The names, of these with their times, of the backups that go."""
        kept = self.kept(found.values(), zone)
        return sorted(name for name, at in found.items() if at not in kept)


def read_policy(conn: Connection) -> Policy:
    """The policy in force."""
    rows = conn.execute(
        "SELECT name, value FROM setting WHERE name IN (?, ?, ?)",
        [_SETTING + name for name in _PERIODS],
    )
    return Policy(**{name.removeprefix(_SETTING): int(value) for name, value in rows})


def keep_policy(conn: Connection, policy: Policy) -> None:
    """Put a policy in force."""
    conn.executemany(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [(_SETTING + name, str(count)) for name, count in asdict(policy).items()],
    )
