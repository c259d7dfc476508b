"""The forms of `kehao customers` that change all whom a query finds, as one group of operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from store.errors import WrongUsage
from tui.commands.parsing import STOPPED
from tui.commands.printing import answer, complain
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.customers.bulk import Bulk
    from store.customers.bulk_forecast import Forecast
    from store.customers.chosen import Chosen
    from store.session import Session

TOLD: Final = 20
"""How many of those who could not be changed are named."""


@dataclass(frozen=True)
class Asked:
    """What the options say; without a query it is about the one customer who has the CODE."""

    query: str | None
    dry_run: bool
    group: str
    reason: str


def many_options(function: Callable[..., int]) -> Callable[..., int]:
    """`--query`, `--dry-run`, `--group` and `--reason`, handed to the command as one Asked."""

    @click.option(
        "--query",
        metavar="QUERY",
        help="Not one customer but all whom QUERY finds; '' is all that are not archived.",
    )
    @click.option("--dry-run", is_flag=True, help="Only say what would happen.")
    @click.option(
        "--group",
        default="",
        metavar="ID",
        help="Go on with a change of yours that was stopped: it stays one group.",
    )
    @click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
    def command(query: str | None, dry_run: bool, group: str, reason: str, **others: Any) -> int:
        return function(asked=Asked(query, dry_run, group, reason), **others)

    return command


def check_form(code: str | None, asked: Asked) -> None:
    """Either a code or a query. Raises WrongUsage; an empty query must be given as such."""
    if code is None and asked.query is None:
        raise WrongUsage("Give a CODE, or --query QUERY for many (--query '' is all).")
    if code is not None and asked.query is not None:
        raise WrongUsage("Give a CODE or --query, not both.")
    if asked.query is None and (asked.dry_run or asked.group):
        raise WrongUsage("--dry-run and --group go with --query.")


def change_many(
    settings: Settings,
    session: Session,
    asked: Asked,
    forecast: Callable[..., Forecast],
    run: Callable[..., Bulk],
) -> int:
    """Look or do, and answer; the exit code. Who could not be changed leaves it at 0."""
    from store.customers.chosen import Chosen

    with long_work() as work:
        chosen: Chosen = Chosen(session.search.chosen(asked.query or "", cancel=work.cancel))
        if asked.dry_run:
            found = forecast(chosen, cancel=work.cancel)
            values: dict[str, int | str | None] = {
                "changed": found.changed,
                "unchanged": found.unchanged,
                "failed": found.failed,
                "group": None,
            }
            answer(settings, values, lambda: _would(found))
            return 0
        done = run(
            chosen,
            reason=asked.reason,
            group=asked.group,
            progress=work.progress,
            cancel=work.cancel,
        )
    values = {
        "changed": done.changed,
        "unchanged": done.unchanged,
        "failed": done.failures,
        "group": done.group if done.changed or asked.group else None,
    }
    answer(settings, values, lambda: _did(done))
    for line in _failed(session, done):
        complain(line)
    if done.error is not None:
        complain(error_text(done.error))
    if done.stopped:
        complain(t("Stopped. The same command with --group {group} goes on.", group=done.group))
        return done.error.exit_code if done.error is not None else STOPPED
    return 0


def _would(found: Forecast) -> Iterator[str]:
    yield t(
        "Would change: {changed}. Right already: {kept}. Cannot be: {failed}.",
        changed=found.changed,
        kept=found.unchanged,
        failed=found.failed,
    )
    for old, many in found.olds[:TOLD]:
        yield f"  {many:>9,}  {old or t('(empty)')}"
    if found.others:
        yield f"  {found.others:>9,}  …"
    for error, many in found.reasons:
        yield f"{many:,}: {error_text(error)}"


def _did(done: Bulk) -> Iterator[str]:
    yield t(
        "Changed: {changed}. Right already: {kept}. Could not be: {failed}. Group: {group}",
        changed=done.changed,
        kept=done.unchanged,
        failed=done.failures,
        group=done.group if done.changed else "-",
    )


def _failed(session: Session, done: Bulk) -> Iterator[str]:
    """The first who could not be changed, each by its code."""
    first = done.failed[:TOLD]
    page = session.search.rows([customer for customer, _ in first], ("code",)) if first else None
    codes = dict(zip(page.ids, page.rows, strict=True)) if page is not None else {}
    for customer, error in first:
        code = codes[customer][0] if customer in codes else str(customer)
        yield f"{code}: {error_text(error)}"
    if done.failures > len(first):
        yield t("and {count} more", count=done.failures - len(first))
