"""What a person says about an import, before the file is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypedDict

from store.errors import WrongUsage

ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "on-match": ("skip", "update"),
    "unmapped": ("fields", "notes", "drop"),
    "codes": ("keep", "new", "alias"),
    "header": ("yes", "no"),
}
"""The words that each choice may be; the first is what holds when nothing is said (for `header`:
whatever the file looks like)."""

KEPT: Final = ("sheet", "encoding", "delimiter", "match", "on_match", "unmapped", "codes", "header")
"""The choices that a profile keeps."""

Correction = Mapping[str, str]
"""What somebody wrote into a row before it was brought in: field to value."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about an import; see `Transfer.run_import`. Empty: nothing is said."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    match: str = ""
    on_match: str = ""
    unmapped: str = ""
    dry_run: bool = False
    strict: bool = False
    reason: str = ""
    codes: str = ""
    header: str = ""
    profile: str = ""
    corrections: Mapping[int, Correction] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    dates: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ""
    table: str = ""
    query: str = ""
    key: str = ""
    import_name: str = ""

    def check(self) -> None:
        """Raise WrongUsage for a word that means nothing."""
        for name, allowed in ALLOWED.items():
            value = getattr(self, name.replace("-", "_"))
            if value and value not in allowed:
                raise WrongUsage(
                    "--{option} is one of {allowed}, not {value}.",
                    option=name,
                    allowed=", ".join(allowed),
                    value=value,
                )

    def over(self, kept: Mapping[str, str]) -> Options:
        """With what a profile keeps, where the person says nothing."""
        more = {name: kept[name] for name in KEPT if kept.get(name) and not getattr(self, name)}
        return replace(self, **more)  # type: ignore[arg-type]

    def kept(self) -> dict[str, str]:
        """What a profile keeps of it."""
        return {name: getattr(self, name) for name in KEPT if getattr(self, name)}

    def word(self, name: str) -> str:
        """A choice, as shipped where nothing is said."""
        value: str = getattr(self, name.replace("-", "_"))
        return value or ALLOWED[name][0]


class Said(TypedDict, total=False):
    """The choices of an import that say how a file is understood, as keywords; see `Options`."""

    mapping: Mapping[str, str]
    sheet: str
    encoding: str
    match: str
    on_match: str
    unmapped: str
    codes: str
    header: str
    profile: str
    corrections: Mapping[int, Correction]
    left_out: frozenset[int]
    dates: Mapping[str, str]
    delimiter: str
    table: str
    query: str
    key: str
    import_name: str
