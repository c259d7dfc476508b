"""`kehao rules examples` and `rules widen`, `kehao codes held`: rules to begin with, the way out of
a counter near its end, and the numbers that a rule holds back."""

from __future__ import annotations

import sys
from typing import Any

import click

from store.codes.examples import NAMES, example
from tui import locale
from tui.commands.opening import signed_in
from tui.commands.parsing import command, whole_number
from tui.commands.printing import answer, complain, put_json, rows
from tui.commands.rules import figures, told
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t


@command("examples", "Rule files to begin with; with a NAME, that file for apply.")
@click.argument("name", required=False)
@click.pass_obj
def examples(settings: Settings, name: str | None) -> None:
    """Which examples there are, or one as the TOML file that apply takes; needs no sign-in."""
    if name is None:
        found = [example(one) for one in NAMES]
        chinese = locale.language().startswith("zh")
        rows(
            settings,
            [("name", t("Name")), ("what", t("What it does"))],
            [{"name": one.name, "what": one.chinese if chinese else one.english} for one in found],
        )
        return
    one = example(name)
    if settings.json:
        put_json({"name": one.name, "zh": one.chinese, "en": one.english, "toml": one.toml})
    else:
        sys.stdout.write(one.toml)


@command(
    "widen",
    "Make the number of the rule NAME one place wider; it goes on from the number reached.",
)
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.pass_obj
def widen(settings: Settings, name: str, dry_run: bool) -> None:
    """A new version of a rule, by the same proof and trial as any other."""
    with signed_in(settings) as session, long_work() as work:
        base = session.rules.rule_set()
        wider = session.rules.widened(name)
        result = session.rules.apply(
            wider, dry_run=dry_run, expected=base, progress=work.progress, cancel=work.cancel
        )
    pattern = next(rule.pattern for rule in wider.rules if rule.name == name)
    value: dict[str, Any] = {"rule": name, "pattern": pattern, **figures(result, dry_run)}
    answer(settings, value, lambda: [f"{name}: {pattern}", *told(result, dry_run)])


@command("held", "Free codes with a number that RULE holds back, for those who may give one.")
@click.argument("rule")
@click.option("--begins", default="", metavar="TEXT", help="Only codes that begin so.")
@click.option("--limit", default=50, type=whole_number, metavar="N", help="At most so many.")
@click.pass_obj
def held(settings: Settings, rule: str, begins: str, limit: int) -> None:
    """The numbers held back by a rule, and how one of them is given."""
    with signed_in(settings) as session:
        found = session.rules.held(rule, begins=begins, limit=limit)
    columns = [
        ("code", t("Code")),
        ("number", t("Held number")),
        ("counter", t("Counter")),
        ("passed", t("Passed")),
    ]
    values = [
        {
            "code": one.code if one.whole else None,
            "shape": one.code,
            "number": one.number,
            "counter": one.counter,
            "passed": one.passed,
        }
        for one in found
    ]
    count = rows(
        settings,
        columns,
        values,
        none=t("None is free."),
        human=lambda row: {**row, "code": row["shape"]},
    )
    whole = next((one.code for one in found if one.whole), "")
    if count and whole and not settings.json:
        complain(t("To give one: {command}", command=f"kehao customers add --set code={whole} …"))
