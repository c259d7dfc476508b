"""`kehao profiles`: how the columns of files are understood, kept under names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from store.errors import WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, rows
from tui.commands.reading_options import reading_options
from tui.commands.settings import Settings
from tui.locale import t

if TYPE_CHECKING:
    from store.transfer.mapping.profiles import Profile

profiles = group("profiles", "How the columns of files are understood, kept under names.")


def as_json(profile: Profile) -> dict[str, Any]:
    """A profile as scripts see it."""
    return {
        "name": profile.name,
        "label": profile.mapping.label,
        "shipped": profile.shipped,
        "columns": dict(profile.mapping.columns),
        "joins": [
            {"field": made.target, "how": made.how, "columns": list(made.headers)}
            for made in profile.mapping.made
        ],
        "options": dict(profile.options),
        "by": profile.by,
        "at": profile.at,
    }


@profiles.verb("list", "All profiles: the house's own, and the known exports of other systems.")
@click.pass_obj
def list_(settings: Settings) -> None:
    """The profiles."""
    columns = [
        ("name", t("Name")),
        ("label", t("Export of")),
        ("by", t("Kept by")),
        ("at", t("Time")),
    ]
    with signed_in(settings) as session:
        found = session.profiles.list()
        zone = session.zone
    rows(
        settings,
        columns,
        map(as_json, found),
        human=lambda row: {
            **row,
            "label": row["label"] if row["shipped"] else "",
            "at": local_time(str(row["at"]), zone) if row["at"] else "",
        },
    )


@profiles.verb("show", "What one profile says of each column.")
@click.argument("name")
@click.pass_obj
def show(settings: Settings, name: str) -> None:
    """One profile."""
    with signed_in(settings) as session:
        profile = session.profiles.get(name)
    answer(settings, as_json(profile), lambda: _lines(profile))


def _lines(profile: Profile) -> Iterator[str]:
    for header, target in profile.mapping.columns.items():
        yield f"{header} -> {target}"
    for made in profile.mapping.made:
        yield f"{' + '.join(made.headers)} -> {made.target} ({made.how})"
    for name, value in profile.options.items():
        yield f"--{name.replace('_', '-')} {value}"


@profiles.verb(
    "save",
    "Keep under NAME how the columns of FILE are understood; kehao import --profile NAME then "
    "reads files like it in the same way.",
)
@click.argument("name")
@click.argument("file")
@reading_options
@click.pass_obj
def save(
    settings: Settings, /, name: str, file: str, mapping: tuple[str, ...], **options: Any
) -> None:
    """Keep a profile."""
    with signed_in(settings) as session:
        profile = session.profiles.save(name, file, mapping=mapping_of(mapping), **options)
    words = t("Profile {name} is kept.", name=profile.name)
    answer(settings, as_json(profile), lambda: [words])


def mapping_of(texts: tuple[str, ...]) -> dict[str, str]:
    """Header to field, from COL=FIELD. Raises WrongUsage."""
    columns = {}
    for text in texts:
        column, equals, field = text.rpartition("=")
        if not equals or not column:
            raise WrongUsage("{value} is not COL=FIELD.", value=text)
        columns[column.strip()] = field.strip()
    return columns


@profiles.verb("remove", "Take one of the house's own profiles away.")
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Remove a profile."""
    with signed_in(settings) as session:
        session.profiles.remove(name)
    words = t("Profile {name} is removed.", name=name)
    answer(settings, {"name": name, "removed": True}, lambda: [words])
