"""Which column of a file goes into which field, and why.

First what the person says (`--map`), then the profile that is asked for, then what was chosen last
time for a file with these headings, then the known export of some system, then the headings, then
what the values themselves say. Within one step the leftmost column wins. A second column for a
field that is taken stays unmapped: nothing is joined or overwritten by guess; where a person or a
preset puts several columns into one field, they are joined (`store.transfer.mapping.joining`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from store.customers.fields import BUILT_IN, Field
from store.text import clean
from store.transfer.mapping.headers import (
    IGNORE,
    REASON_COLUMN,
    ROW_COLUMN,
    column_of,
    key,
    ranks_of,
    target_of,
)
from store.transfer.mapping.joining import Joint, usual
from store.transfer.mapping.presets import BLANK, OWN, PRESETS, Made, Preset
from store.transfer.mapping.signs import NO_SIGNS, Signs, elsewhere
from store.transfer.mapping.words import CODE, EXTRA_TARGETS, FAMILY, GIVEN, MIDDLE

JOINED: Final = "&"
"""The target of a column that goes into the value of another one."""

Why = Literal["", "said", "profile", "last", "preset", "name", "values"]
"""Why a column was taken for what it is: the person said so, the profile, what was chosen last
time, the known export, its heading, its values."""

_UNTOLD: Final[Why] = ""
_GIVEN, _MIDDLE, _FAMILY = (
    frozenset(key(word) for word in words.split(",")) for words in (GIVEN, MIDDLE, FAMILY)
)
_TELLING: Final = frozenset(("phone", "email", "credit_code", "website"))
"""Fields of which the values say surely whether a column is one."""
_READABLE: Final = _TELLING | {"registered", "birthday", "contract_end"}
_ANYWHERE: Final = _TELLING | {CODE, "name", "region", "city"}


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file's columns are brought in.

    targets: one a column, empty where none fits, `JOINED` where the column goes into another's
    value. joints: the columns that make one value, in the order in which they are worked off.
    why: for each column. preset: the system whose export it is, or empty.
    """

    headers: tuple[str, ...]
    targets: tuple[str, ...]
    joints: tuple[Joint, ...] = ()
    why: tuple[Why, ...] = ()
    preset: str = ""

    @property
    def unmapped(self) -> tuple[int, ...]:
        """The columns that fit no field."""
        return tuple(n for n, target in enumerate(self.targets) if not target)

    def column(self, target: str) -> int | None:
        """The column that goes into `target`, or None."""
        return self.targets.index(target) if target in self.targets else None

    def widened(self, beyond: int) -> Columns:
        """With so many columns more, of which nothing is known."""
        return replace(
            self,
            headers=self.headers + ("",) * beyond,
            targets=self.targets + ("",) * beyond,
            why=(*self.why, *[_UNTOLD] * beyond),
        )

    def moved(self, target: str, to: str) -> Columns:
        """The column of one target under another one; as it is, if there is no such column."""
        place = self.column(target)
        if place is None:
            return self
        targets = [*self.targets]
        targets[place] = to
        joints = [
            replace(joint, target=to) if joint.place == place else joint for joint in self.joints
        ]
        return replace(self, targets=tuple(targets), joints=tuple(joints))


def match_headers(
    headers: Sequence[str],
    fields: Mapping[str, Field],
    mapping: Mapping[str, str] | None = None,
    *,
    profile: Preset | None = None,
    last: Preset | None = None,
    preset: Preset | None = None,
    signs: Sequence[Signs] = (),
) -> Columns:
    """Find a target for each header.

    `fields`: all fields in force. `mapping`: header to field name (or a name people use for it;
    `-` leaves the column out, `+` makes it a field of its own), overrules what would be found; the
    same field for several columns joins them. `profile`, `last`, `preset`: further mappings, asked
    in this order. `signs`: what the values of each column say. Raises NotFound for a header the
    file does not have, InvalidValue for a field that there is not.
    """
    names = tuple(clean(header) for header in headers)
    work = _Deciding(names, fields, signs or [NO_SIGNS] * len(names))
    work.said(mapping or {})
    for known, why in ((profile, "profile"), (last, "last"), (preset, "preset")):
        if known is not None:
            work.by_preset(known, why)  # type: ignore[arg-type]
    work.by_name()
    work.by_values()
    return work.columns(preset.name if preset is not None else "")


def recognised(headers: Iterable[str]) -> Preset | None:
    """The system that wrote a file with these headers, or None.

    Of several, the one that knows the most of the headers.
    """
    there = frozenset(key(clean(header)) for header in headers)
    best: Preset | None = None
    most = 0
    for preset in PRESETS.values():
        if not any({key(header) for header in marks} <= there for marks in preset.marks):
            continue
        made = (header for made in preset.made for header in made.headers)
        known = {key(header) for header in (*preset.columns, *made)} & there
        if len(known) > most:
            best, most = preset, len(known)
    return best


def as_preset(columns: Columns, new_fields: Mapping[int, str], name: str = "") -> Preset:
    """A file's mapping as one to use again; `new_fields`: columns that became fields, by name.

    Columns without a heading have no place in it.
    """
    headers = columns.headers
    joined = {n for joint in columns.joints for n in joint.columns[1:] if n not in joint.own}
    places = {joint.place for joint in columns.joints}
    plain: dict[str, str] = {}
    for column, header in enumerate(headers):
        if not header or column in places or column in joined:
            continue
        target = columns.targets[column] or new_fields.get(column, OWN)
        plain.setdefault(header, target)
    made = tuple(
        Made(
            joint.target,
            joint.how,
            tuple(headers[column] for column in joint.columns if headers[column]),
            joint.family_last,
        )
        for joint in columns.joints
    )
    return Preset(name, name, (), plain, made)


@dataclass(slots=True)
class _Deciding:
    """Targets as they are found, one a column; a column that is decided is not looked at again."""

    names: tuple[str, ...]
    fields: Mapping[str, Field]
    signs: Sequence[Signs]
    keys: list[str] = field(init=False)
    targets: list[str] = field(init=False)
    why: list[Why] = field(init=False)
    joints: list[Joint] = field(default_factory=list)
    ranks: list[dict[str, list[str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = [key(name) for name in self.names]
        self.targets = [""] * len(self.names)
        self.why = [""] * len(self.names)
        self.ranks = ranks_of(self.fields)
        for column, name in enumerate(self.names):
            if name in (ROW_COLUMN, REASON_COLUMN):
                self.targets[column] = IGNORE

    def columns(self, preset: str) -> Columns:
        for column, target in enumerate(self.targets):
            if target in (OWN, BLANK):
                self.targets[column] = self._field_of_its_own(column) if target == OWN else ""
        return Columns(self.names, tuple(self.targets), tuple(self.joints), tuple(self.why), preset)

    def _field_of_its_own(self, column: int) -> str:
        """The custom field that an earlier import made of this column, if it did."""
        for name in self.ranks[0].get(self.keys[column], ()):
            if name not in BUILT_IN and name in self.fields and name not in self.targets:
                return name
        return ""

    def said(self, mapping: Mapping[str, str]) -> None:
        """What the person says; several columns for one field are joined."""
        chosen: dict[str, list[int]] = {}
        for header, text in mapping.items():
            column = column_of(header, self.names, self.keys)
            target = self._meant(text)
            self.targets[column], self.why[column] = target, "said"
            if target not in (IGNORE, OWN):
                chosen.setdefault(target, []).append(column)
        for target, places in chosen.items():
            if len(places) > 1:
                self._join(target, sorted(places), "said")

    def _meant(self, text: str) -> str:
        if text.strip() in ("", IGNORE):
            return IGNORE
        return OWN if text.strip() == OWN else target_of(text, self.fields, self.ranks)

    def _join(self, target: str, places: list[int], why: Why) -> None:
        how = usual(target, self.fields)
        family_last = True
        if how == "person":
            places.sort(key=lambda n: (self.keys[n] in _FAMILY, self.keys[n] in _MIDDLE))
            family_last = self.keys[places[-1]] in _FAMILY
        joint = Joint(target, tuple(places), how, family_last=family_last)
        self._put(joint, why)

    def _put(self, joint: Joint, why: Why) -> None:
        for column in joint.columns[1:]:
            if column in joint.own:
                continue
            self.targets[column] = JOINED if column in joint.eaten else OWN
            self.why[column] = why
        self.targets[joint.place], self.why[joint.place] = joint.target, why
        self.joints.append(joint)

    def by_preset(self, preset: Preset, why: Why) -> None:
        """What a known mapping says of the columns that are not decided."""
        places: dict[str, int] = {}
        for column, header_key in enumerate(self.keys):
            if header_key and (not self.targets[column]):
                places.setdefault(header_key, column)
        known = {*self.fields, *EXTRA_TARGETS, IGNORE, OWN, BLANK}
        for header, target in preset.columns.items():
            column = places.get(key(header), -1)
            if column < 0 or self.targets[column] or target not in known:
                continue
            if target in (IGNORE, OWN, BLANK) or target not in self.targets:
                self.targets[column], self.why[column] = target, why
        for made in preset.made:
            if made.target in known:
                self._make(made, [places[k] for h in made.headers if (k := key(h)) in places], why)

    def _make(self, made: Made, found: list[int], why: Why) -> None:
        found = [n for n in dict.fromkeys(found) if self.targets[n] not in (JOINED, IGNORE)]
        if not found or made.target in self.targets:
            return
        first = found[0]
        holder = self.targets[first]
        if holder and holder not in (OWN, BLANK):
            # the first that there is has a field of its own: the customer is named by that
            if made.how == "first":
                self._rename(first, made.target)
            return
        if made.how != "first":
            found = [n for n in found if not self.targets[n] or self.targets[n] == OWN]
        if len(found) == 1:
            self.targets[first], self.why[first] = made.target, why
            return
        own = frozenset(n for n in found[1:] if self.targets[n]) if made.how == "first" else ()
        family = made.family_last and key(made.headers[-1]) == self.keys[found[-1]]
        joint = Joint(made.target, tuple(found), made.how, frozenset(own), family)
        self._put(joint, why)

    def _rename(self, column: int, target: str) -> None:
        self.targets[column] = target
        self.joints = [
            replace(joint, target=target) if joint.place == column else joint
            for joint in self.joints
        ]

    def by_name(self) -> None:
        """What the headings say, surest first."""
        for place, rank in enumerate(self.ranks):
            for column, header_key in enumerate(self.keys):
                if self.targets[column]:
                    continue
                for target in rank.get(header_key, ()):
                    if target not in self.targets and not self._belied(column, target):
                        self.targets[column], self.why[column] = target, "name"
                        break
            if place == 1:
                self._parts_of_names()

    def _belied(self, column: int, target: str) -> bool:
        """Whether the values say surely that the heading's word is not meant."""
        said = self.signs[column].targets[:1]
        return target in _READABLE and bool(said) and said[0] in _TELLING and said[0] != target

    def _parts_of_names(self) -> None:
        """Given and family name in columns of their own."""
        free = [n for n, target in enumerate(self.targets) if not target]
        parts = [n for n in free if self.keys[n] in _GIVEN | _MIDDLE | _FAMILY]
        kinds = {self.keys[n] in _FAMILY for n in parts}
        target = next((one for one in ("name", "contact") if one not in self.targets), "")
        if kinds == {True, False} and target:
            self._join(target, parts, "name")

    def by_values(self) -> None:
        """What the values of the columns that are left say."""
        for column, signs in enumerate(self.signs):
            if self.targets[column] not in ("", BLANK):
                continue
            header = self.names[column] if self.targets[column] != BLANK else ""
            if header and elsewhere(header):
                continue
            meant = [t for t in signs.targets if not header or t in _ANYWHERE]
            for target in meant if header else [*meant, *signs.bare]:
                if target not in self.targets and (target in self.fields or target == CODE):
                    self.targets[column], self.why[column] = target, "values"
                    break
