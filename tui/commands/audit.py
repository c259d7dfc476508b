"""`kehao codes audit` and `kehao codes numbers`: the health of codes, every number explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from store.codes.explained import ISSUED, SKIPPED
from store.codes.findings import MOST
from tui.commands.opening import signed_in
from tui.commands.parsing import command, whole_number
from tui.commands.printing import answer, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import error_text, t
from tui.widgets.audit_words import BECAME, KINDS

if TYPE_CHECKING:
    from store.codes.audit import CounterFacts
    from store.codes.explained import Run
    from store.codes.findings import Audit, Finding


@command(
    "audit",
    "Audit all codes: no two the same, each as its rule gives it, check digits, segments against "
    "the record, codes easily taken for each other, every number explained, counters near their "
    "end. Changes nothing; exit code 1 when something is found.",
)
@click.option(
    "--limit",
    default=str(MOST),
    metavar="N",
    help="Show so many findings of a kind (0: all); all are counted.",
)
@click.pass_obj
def audit(settings: Settings, limit: str) -> int:
    """Audit the codes."""
    most = whole_number(limit)
    with signed_in(settings) as session, long_work() as work:
        found = session.auditing.run(most=most, progress=work.progress, cancel=work.cancel)
        work.clear()
    answer(settings, as_json(found), lambda: _told(found))
    return 0 if found.ok else 1


def as_json(found: Audit) -> dict[str, Any]:
    """An audit as scripts see it."""
    return {
        "ok": found.ok,
        "findings": [finding_json(one) for one in found.findings],
        "unexplained": found.unexplained,
        "counts": dict(found.counts),
        "codes": found.codes,
        "counters": found.counters,
        "seconds": round(found.seconds, 3),
    }


def finding_json(one: Finding) -> dict[str, Any]:
    """A finding as scripts see it; `customer` is the customer's code of today, or null."""
    return {
        "kind": one.kind,
        "code": one.code or None,
        "customer": one.customer or None,
        "rule": one.rule or None,
        "counter": one.counter or None,
        "what": error_text(one.what),
        "mend": error_text(one.mend),
    }


def _told(found: Audit) -> Iterator[str]:
    for one in found.findings:
        yield f"{t(KINDS[one.kind])}: {error_text(one.what)}"
        yield "  " + error_text(one.mend)
    if found.findings:
        kept = sum(one.kind != "unexplained" for one in found.findings)
        more = found.total - found.counts.get("unexplained", 0) - kept
        if more:
            yield t("… and {count} more; --limit 0 shows all.", count=f"{more:,}")
        yield ", ".join(f"{t(KINDS[kind])} {count:,}" for kind, count in found.counts.items())
    yield t(
        "{codes} codes and {counters} counters audited; {count} numbers unexplained.",
        codes=f"{found.codes:,}",
        counters=f"{found.counters:,}",
        count=f"{found.unexplained:,}",
    )


@command(
    "numbers",
    "What became of every number of a counter: issued, given by hand, skipped, held back, stepped "
    "over, reserved, released, voided. COUNTER is a key as this command lists them, or a code that "
    "the counter gave; without it, the counters there are.",
)
@click.argument("counter", required=False, default="")
@click.option("--limit", default="1000", metavar="N", help="Show so many runs of numbers.")
@click.pass_obj
def numbers(settings: Settings, counter: str, limit: str) -> None:
    """Explain the numbers of a counter."""
    most = whole_number(limit)
    with signed_in(settings) as session:
        if not counter:
            _list(settings, session.auditing.counters())
            return
        facts, runs = session.auditing.explain(counter, most=most)
    columns = [("first", t("From")), ("last", t("To")), ("why", t("Became")), ("code", t("Code"))]
    rows(
        settings,
        columns,
        [_run(facts, run) for run in runs] if settings.json else list(_folded(runs)),
        none=t("This counter has given no number yet."),
    )


def _folded(runs: Sequence[Run]) -> Iterator[dict[str, object]]:
    """Runs as people read them: numbers skipped among those given are counted, not listed."""
    first, last, skipped = 0, -1, 0
    for run in (*runs, None):
        if run is not None and (run.why == ISSUED or (run.why == SKIPPED and last >= first)):
            first = run.first if last < first else first
            last = run.last
            skipped += run.count if run.why == SKIPPED else 0
            continue
        if last >= first:
            why = t(BECAME[ISSUED])
            if skipped:
                why += t(", {count} skipped by the rule", count=f"{skipped:,}")
            yield {"first": first, "last": last, "why": why}
            first, last, skipped = 0, -1, 0
        if run is not None:
            why = t(BECAME[run.why])
            yield {"first": run.first, "last": run.last, "why": why, "code": run.code or None}


def _run(facts: CounterFacts, run: Run) -> dict[str, object]:
    return {
        "counter": facts.shown,
        "first": run.first,
        "last": run.last,
        "why": run.why,
        "code": run.code or None,
    }


def _list(settings: Settings, counters: Sequence[CounterFacts]) -> None:
    columns = [("counter", t("Counter")), ("start", t("Start")), ("value", t("Last number"))]
    rows(
        settings,
        columns,
        [
            {"counter": one.shown, "start": one.start, "value": one.value, "key": one.key}
            for one in counters
        ],
        none=t("No counter has given a number yet."),
    )
