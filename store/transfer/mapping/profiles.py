"""How the columns of files are understood, kept: under a name, and as what was chosen last time.

A profile is a mapping by headings, with the other choices of an import. What an import was told
is remembered by its headings alone, whatever their order, and proposed when a file has the same.
The exports of well-known systems (`mapping.presets`) are profiles that are always there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

from store.access import Service, needs
from store.change import Change
from store.engine.driver import Connection
from store.errors import InvalidValue, NotFound
from store.text import clean
from store.transfer.imports.options import Options, Said
from store.transfer.mapping.columns import as_preset
from store.transfer.mapping.headers import key
from store.transfer.mapping.presets import PRESETS, Made, Preset

if TYPE_CHECKING:
    from store.transfer.imports.planning import Opened, Plan

LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Profile:
    """A named mapping. shipped: it belongs to the program; options: the other choices it keeps."""

    name: str
    mapping: Preset
    options: Mapping[str, str]
    by: str = ""
    at: str = ""
    shipped: bool = False


class Profiles(Service):
    """Named mappings of files; everybody who imports sees and uses them all."""

    @needs("import.run")
    def list(self) -> list[Profile]:
        """The house's own by name, then those that are shipped."""
        with self._session.reading() as conn:
            rows = conn.execute(f"{_SELECT} WHERE import_profile.name <> '' ORDER BY 1").fetchall()
        own = [_profile(row) for row in rows]
        names = {profile.name for profile in own}
        return [*own, *(_shipped(preset) for n, preset in PRESETS.items() if n not in names)]

    @needs("import.run")
    def get(self, name: str) -> Profile:
        """One by its name. Raises NotFound, which names those that there are."""
        with self._session.reading() as conn:
            found = named(conn, clean(name))
        if found is None:
            known = ", ".join(profile.name for profile in self.list())
            raise NotFound("There is no profile {name}: there are {known}.", name=name, known=known)
        return found

    @needs("import.run")
    def save(self, name: str, path: str | Path | bytes | Opened, **said: Unpack[Said]) -> Profile:
        """Keep under a name how a file is understood; the same name replaces it.

        path and choices: as for `Transfer.plan`. Raises InvalidValue for a name that cannot be, or
        a file without headings.
        """
        name = clean(name)
        if not name or len(name) > LONGEST_NAME or name.startswith("-"):
            raise InvalidValue(
                "A profile's name has 1 to {most} characters and does not begin with -.",
                most=LONGEST_NAME,
            )
        plan = self._session.transfer.plan(path, **said)
        if not any(plan.headers):
            raise InvalidValue("A file without headings can't be kept as a profile.")
        with self._session.writing("import.run") as change:
            before = named(change.conn, name, own=True)
            _put(change, name, plan, Options(**said), self._session.staff_id)
            after = named(change.conn, name, own=True)
            assert after is not None
            change.log("profile.save", name, before=_image(before), after=_image(after))
        return after

    @needs("import.run")
    def remove(self, name: str) -> None:
        """Take a profile away. Raises NotFound; those that are shipped stay."""
        name = clean(name)
        with self._session.writing("import.run") as change:
            before = named(change.conn, name, own=True)
            if before is None:
                raise NotFound("There is no profile {name} of the house's own.", name=name)
            change.conn.execute("DELETE FROM import_profile WHERE name = ?", (name,))
            change.log("profile.remove", name, before=_image(before))


_SELECT: Final = (
    "SELECT import_profile.name, mapping, options, coalesce(staff.name, ''), at"
    " FROM import_profile LEFT JOIN staff ON staff.id = import_profile.staff"
)


def named(conn: Connection, name: str, *, own: bool = False) -> Profile | None:
    """The profile of a name: the house's own, else (unless `own`) one that is shipped."""
    row = conn.execute(
        f"{_SELECT} WHERE import_profile.name = ? AND import_profile.name <> ''", (name,)
    ).fetchone()
    if row is not None:
        return _profile(row)
    return _shipped(PRESETS[name]) if name in PRESETS and not own else None


def last_time(conn: Connection, headers: Sequence[str]) -> Profile | None:
    """What was chosen for the last file with these headings, in whatever order."""
    if not any(headers):
        return None
    row = conn.execute(
        f"{_SELECT} WHERE import_profile.name = '' AND headers = ?", (signature(headers),)
    ).fetchone()
    return _profile(row) if row is not None else None


def remember(change: Change, plan: Plan, options: Options, staff: int) -> None:
    """Keep what a file's columns were taken for, for the next file with the same headings."""
    if any(plan.headers):
        _put(change, "", plan, options, staff)


def signature(headers: Sequence[str]) -> str:
    """What stands for a file's headings: a digest of them, compared as headings are."""
    text = "\x1f".join(sorted(key(clean(header)) for header in headers))
    return hashlib.sha256(text.encode()).hexdigest()


def _put(change: Change, name: str, plan: Plan, options: Options, staff: int) -> None:
    sign = signature(plan.headers)
    new = {column: field.name for column, field in plan.new_fields.items()}
    mapping = as_preset(plan.found, new, name)
    if name:
        change.conn.execute("DELETE FROM import_profile WHERE name = ?", (name,))
    else:
        change.conn.execute("DELETE FROM import_profile WHERE name = '' AND headers = ?", (sign,))
    change.conn.execute(
        "INSERT INTO import_profile (name, headers, mapping, options, staff, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (name, sign, _packed(mapping), json.dumps(options.kept()), staff, change.at),
    )


def _packed(mapping: Preset) -> str:
    made = [
        {
            "target": one.target,
            "how": one.how,
            "headers": [*one.headers],
            "family_last": one.family_last,
        }
        for one in mapping.made
    ]
    return json.dumps({"columns": dict(mapping.columns), "made": made}, ensure_ascii=False)


def _unpacked(name: str, text: str) -> Preset:
    kept: dict[str, Any] = json.loads(text)
    made = tuple(
        Made(one["target"], one["how"], tuple(one["headers"]), one["family_last"])
        for one in kept["made"]
    )
    return Preset(name, name, (), kept["columns"], made)


def _profile(row: Sequence[Any]) -> Profile:
    name, mapping, options, by, at = row
    return Profile(name, _unpacked(name, mapping), json.loads(options), by, at)


def _shipped(preset: Preset) -> Profile:
    return Profile(preset.name, preset, {}, shipped=True)


def _image(profile: Profile | None) -> dict[str, object]:
    """A profile for the log: the fields, not the headings, which may be a customer's row."""
    if profile is None:
        return {}
    mapping = profile.mapping
    fields = {*mapping.columns.values(), *(made.target for made in mapping.made)}
    return {
        "fields": sorted(fields),
        "columns": len(mapping.columns),
        "options": dict(profile.options),
    }
