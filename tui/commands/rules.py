"""`kehao rules`: the ordered code rules, read and written as TOML."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from store.errors import NotFound
from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, put_json, record, rows
from tui.commands.settings import Settings
from tui.commands.small_files import text_of
from tui.commands.stopping import long_work
from tui.locale import error_text, t
from tui.words.ends import end_words

if TYPE_CHECKING:
    from store.codes.rules import Rule
    from store.codes.trial import DryRun

ENDS_SHOWN = 3

rules = group("rules", "See and apply code rules.")
rules.lazy.update(
    {
        "examples": (
            "tui.commands.rule_ways:examples",
            "Rule files to begin with; with a NAME, that file for apply.",
        ),
        "widen": (
            "tui.commands.rule_ways:widen",
            "Make the number of the rule NAME one place wider; it goes on from the number reached.",
        ),
    }
)


def as_json(rule: Rule) -> dict[str, Any]:
    """A rule as scripts see it."""
    return {
        "name": rule.name,
        "when": rule.when,
        "pattern": rule.pattern,
        "date": rule.date,
        "notes": rule.notes,
        "version": rule.version,
        "position": rule.position,
    }


@rules.verb("list", help="The rules in their order: the first whose condition fits gives the code.")
@click.pass_obj
def list_(settings: Settings) -> None:
    """The rules in their order."""
    columns = [
        ("position", t("No.")),
        ("name", t("Rule")),
        ("when", t("When")),
        ("pattern", t("Pattern")),
        ("version", t("Version")),
    ]
    with signed_in(settings) as session:
        found = [as_json(rule) for rule in session.rules.list()]
        rows(
            settings, columns, found, human=lambda row: {**row, "when": row["when"] or t("always")}
        )


@rules.verb("show", help="One rule with its versions.")
@click.argument("name")
@click.pass_obj
def show(settings: Settings, name: str) -> None:
    """One rule with its versions."""
    with signed_in(settings) as session:
        found = next((rule for rule in session.rules.list() if rule.name == name), None)
        if found is None:
            raise NotFound("There is no rule {name}: see kehao rules list.", name=name)
        versions = session.rules.versions(name)
        zone = session.zone
    value = as_json(found)
    value["versions"] = [
        {
            "version": old.version,
            "when": old.when,
            "pattern": old.pattern,
            "date": old.date,
            "notes": old.notes,
            "made_at": old.made_at,
            "made_by": old.made_by,
        }
        for old in versions
    ]

    def human() -> Iterator[str]:
        yield from record(
            [
                (t("Rule"), found.name),
                (t("When"), found.when or t("always")),
                (t("Pattern"), found.pattern),
                (t("Date"), found.date),
                (t("Notes"), found.notes),
                (t("Version"), found.version),
            ]
        )
        for old in versions:
            yield t(
                "Version {version}: {pattern} ({who}, {when})",
                version=old.version,
                pattern=old.pattern,
                who=old.made_by,
                when=local_time(old.made_at, zone),
            )

    answer(settings, value, human)


@rules.verb(
    "apply", help="Make the rules of a TOML file the whole ordered list; proved before they count."
)
@click.argument("file", metavar="FILE.toml")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.pass_obj
def apply(settings: Settings, file: str, dry_run: bool) -> None:
    """Put a rules file in force, or only try it."""
    from store.codes.rulefile import read_rules

    with signed_in(settings) as session, long_work() as work:
        wanted = read_rules(text_of(file))  # after the password: both may stand on standard input
        result = session.rules.apply(
            wanted, dry_run=dry_run, progress=work.progress, cancel=work.cancel
        )
    answer(settings, figures(result, dry_run), lambda: told(result, dry_run))


def figures(result: DryRun, dry_run: bool) -> dict[str, Any]:
    """What applying rules found, as scripts see it."""
    return {
        "applied": not dry_run,
        "customers": result.customers,
        "differing": result.differing,
        "failing": result.failing,
        "examples": [
            {
                "name": one.name,
                "now": one.now,
                "code": one.code,
                "error": error_text(one.error) if one.error else None,
            }
            for one in result.examples
        ],
        "rooms": [
            {
                "rule": room.rule,
                "customers": room.customers,
                "counters": room.counters,
                "fullest": room.fullest,
                "capacity": room.capacity,
                "ends": [
                    {
                        "counter": end.counter,
                        "left": end.left,
                        "pace": round(end.pace, 2),
                        "day": end.day.isoformat() if end.day else None,
                        "near": end.near,
                    }
                    for end in room.ends
                ],
            }
            for room in result.rooms
        ],
    }


def told(result: DryRun, dry_run: bool) -> Iterator[str]:
    """What applying rules found, for people."""
    yield t("Nothing was changed.") if dry_run else t("The rules are in force.")
    yield t(
        "{count} customers; {differing} have another code than these rules would give, and keep "
        "it; {failing} could be given none.",
        count=result.customers,
        differing=result.differing,
        failing=result.failing,
    )
    for one in result.examples:
        yield f"  {one.now}  {one.name}  → {error_text(one.error) if one.error else one.code}"
    for room in result.rooms:
        if room.capacity:
            yield t(
                "{rule}: {customers} customers on {counters} counters, the fullest at {fullest} "
                "of {capacity}.",
                rule=room.rule,
                customers=room.customers,
                counters=room.counters,
                fullest=room.fullest,
                capacity=room.capacity,
            )
        for end in room.ends[:ENDS_SHOWN]:
            yield f"  {'! ' if end.near else ''}{end_words(end)}"


@rules.verb(
    "infer",
    help="Learn rules from the codes of a FILE and its other columns; without FILE, from the codes "
    "in the store. Nothing is changed.",
)
@click.argument("file", default="", required=False)
@click.option("--column", default="", metavar="NAME", help="The column of the codes (found).")
@click.option("--out", default="", metavar="RULES.toml", help="Write the rules for apply.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook (the first).")
@click.option("--encoding", default="", metavar="NAME", help="The file's encoding (found out).")
@click.pass_obj
def infer(settings: Settings, file: str, column: str, out: str, sheet: str, encoding: str) -> None:
    """Learn rules from old codes."""
    from tui.commands import rules_infer

    rules_infer.infer(settings, file, column, out, sheet, encoding)


@rules.verb("export", help="The rules as the TOML file that apply takes.")
@click.pass_obj
def export(settings: Settings) -> None:
    """The rules as TOML."""
    from store.codes.rulefile import write_rules

    with signed_in(settings) as session:
        rule_set = session.rules.rule_set()
    if settings.json:
        put_json(
            {
                "rules": [
                    {
                        "name": rule.name,
                        "when": rule.when,
                        "pattern": rule.pattern,
                        "date": rule.date,
                        "notes": rule.notes,
                    }
                    for rule in rule_set.rules
                ],
                "code_tables": {name: dict(table) for name, table in rule_set.code_tables.items()},
                "manual": list(rule_set.manual),
            }
        )
    else:
        sys.stdout.write(write_rules(rule_set))
