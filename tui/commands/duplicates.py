"""`kehao duplicates`: customers who are in the store twice: find, list, show, decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from store.errors import Stopped, WrongUsage
from tui.commands.customers import as_json as customer_json
from tui.commands.customers import pairs as field_pairs
from tui.commands.opening import signed_in
from tui.commands.parsing import STOPPED, group, whole_number
from tui.commands.printing import answer, complain, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t
from tui.words.duplicates import STATES, field_word, reason_word, reason_words, score_words

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.duplicates.entering import Similar
    from store.duplicates.pairs import DuplicatePair, Shown

duplicates = group("duplicates", "Customers who are here twice: find them, decide, merge.")

duplicates.lazy.update(
    groups=(
        "tui.commands.duplicate_groups:groups",
        "Three or more customers who hang together through pairs, the likest first.",
    ),
    group=(
        "tui.commands.duplicate_groups:group",
        "Who hangs together with a customer through pairs, side by side, and how alike every two "
        "of them are; those who are the least alike are said first.",
    ),
    merge=(
        "tui.commands.duplicate_groups:merge",
        "Merge customers into the first one, whose code stays; all their codes find it.",
    ),
)


def read_score(text: str) -> float:
    """A score of the command line. Raises WrongUsage."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise WrongUsage("{value} is no score: it is from 0 to 1.", value=text)
    return value


@duplicates.verb(
    "find",
    help="Look through the whole store and put pairs that may be one customer into the queue. "
    "What was decided stays decided, unless one of the two has changed much.",
)
@click.option("--min", "minimum", default="0.5", metavar="SCORE", help="From 0 to 1 (0.5).")
@click.pass_obj
def find(settings: Settings, minimum: str) -> int:
    """Search the whole store."""
    lowest = read_score(minimum)
    with signed_in(settings) as session, long_work() as work:
        try:
            found = session.duplicates.find(
                minimum=lowest, progress=work.progress, cancel=work.cancel
            )
        except Stopped:
            complain(t("Stopped. What was found is in the queue; the next search begins anew."))
            return STOPPED
    value = {
        "customers": found.customers,
        "compared": found.compared,
        "found": found.found,
        "seconds": found.seconds,
    }
    answer(
        settings,
        value,
        lambda: [
            t(
                "{customers} customers, {compared} pairs compared in {seconds} s: {found} to "
                "decide.",
                **{**value, "seconds": f"{found.seconds:.1f}"},
            )
        ],
    )
    return 0


@duplicates.verb("list", help="The pairs to be decided, the likest first.")
@click.option("--min", "minimum", default="0", metavar="SCORE", help="From 0 to 1 (0).")
@click.option(
    "--state",
    default="open",
    metavar="open|later|different",
    help="Also those set aside, or decided to be different (open).",
)
@click.option("--limit", default=200, type=whole_number, metavar="N", help="At most N (200).")
@click.pass_obj
def list_(settings: Settings, minimum: str, state: str, limit: int) -> None:
    """List pairs."""
    lowest = read_score(minimum)
    with signed_in(settings) as session:
        found = session.duplicates.list(state=state, minimum=lowest, limit=limit)
        fields = session.field_map()

    def human(row: Mapping[str, Any]) -> Mapping[str, object]:
        first, second = row["first"], row["second"]
        return {
            "score": score_words(row["score"]),
            "codes": f"{first['code']} {second['code']}",
            "names": f"{first['name']} ~ {second['name']}",
            "why": row["why"],
        }

    columns = (
        ("score", t("Score")),
        ("codes", t("Both codes")),
        ("names", t("Names")),
        ("why", t("Why")),
    )
    listed = (pair_json(one, fields) for one in found)
    rows(settings, columns, listed, none=t("No pair is there to be decided."), human=human)


def pair_json(one: DuplicatePair, fields: Mapping[str, Field]) -> dict[str, Any]:
    """A pair as scripts see it."""
    return {
        "first": {"code": one.first.code, "name": one.first.name},
        "second": {"code": one.second.code, "name": one.second.name},
        "score": one.score,
        "reasons": reasons_json(one.reasons),
        "why": reason_words(one.reasons, fields),
        "state": one.state,
        "group": one.group,
        "together": one.together,
    }


def reasons_json(reasons: Sequence[Any]) -> list[dict[str, Any]]:
    """Reasons as scripts see them."""
    from store.duplicates.comparing import NAMES_OF_LEVELS

    return [
        {"field": one.field, "level": NAMES_OF_LEVELS[one.level], "bits": round(one.bits, 2)}
        for one in reasons
    ]


@duplicates.verb(
    "show", help="Two customers side by side, how likely they are one, and what speaks for it."
)
@click.argument("first")
@click.argument("second")
@click.pass_obj
def show(settings: Settings, first: str, second: str) -> None:
    """Compare two customers as they are now."""
    with signed_in(settings) as session:
        found = session.duplicates.show(first, second)
        fields = session.field_map()
    value = {
        "first": customer_json(found.first),
        "second": customer_json(found.second),
        "score": found.score,
        "reasons": reasons_json(found.reasons),
        "state": found.state or None,
    }
    answer(settings, value, lambda: _side_by_side(found, fields))


def _side_by_side(found: Shown, fields: Mapping[str, Field]) -> Iterator[str]:
    state = t(STATES[found.state]) if found.state else t("never looked at")
    yield f"{score_words(found.score)}  {state}"
    for one in found.reasons:
        yield f"{one.bits:+6.1f}  {reason_word(one, fields)}"
    yield ""
    yield f"{t('Code')}: {found.first.code} | {found.second.code}"
    for name in found.first.values:
        left, right = found.first.values[name], found.second.values.get(name, "")
        if left or right:
            sign = "=" if left == right else "|"
            yield f"{field_word(name, fields)}: {left or '-'} {sign} {right or '-'}"


@duplicates.verb(
    "decide",
    help="Say what two customers are: same (the second goes into the first, whose code stays), "
    "different (never asked again unless one changes much), later, or open (take that back).",
)
@click.argument("first")
@click.argument("second")
@click.argument("decision", metavar="same|different|later|open")
@click.option(
    "--take",
    "take",
    multiple=True,
    metavar="FIELD",
    help="With same: keep the second one's value of this field; can be repeated.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def decide(
    settings: Settings, first: str, second: str, decision: str, take: Sequence[str], reason: str
) -> None:
    """Decide about two customers."""
    if take and decision != "same":
        raise WrongUsage("--take goes with same.")
    with signed_in(settings) as session:
        if decision == "same":
            keep, other = session.customers.get(first), session.customers.get(second)
            made = session.life.merge(keep.id, other.id, reason=reason, take=take)
            value = {"decision": "same", "customer": customer_json(made)}
            said = t("{other} is merged into {keep}.", other=other.code, keep=made.code)
        else:
            before = session.duplicates.decide(first, second, decision, reason=reason)
            value = {"decision": decision, "before": before}
            said = t(
                "{first} and {second}: {state}.",
                first=first,
                second=second,
                state=t(STATES[decision]),
            )
    answer(settings, value, lambda: [said])


@duplicates.verb(
    "similar",
    help="Who in the store looks like a customer with these values; nothing is added.",
)
@click.option(
    "--set",
    "values",
    multiple=True,
    required=True,
    metavar="FIELD=VALUE",
    help="A field's value, for example --set name=华为技术; can be repeated.",
)
@click.option("--limit", default=5, type=whole_number, metavar="N", help="At most N (5).")
@click.pass_obj
def similar(settings: Settings, values: Sequence[str], limit: int) -> None:
    """Look for somebody before adding a customer."""
    with signed_in(settings) as session:
        found = session.duplicates.similar(field_pairs(values), limit=limit)
        fields = session.field_map()
    columns = (
        ("score", t("Score")),
        ("code", t("Code")),
        ("name", t("Name")),
        ("why", t("Why")),
    )
    rows(
        settings,
        columns,
        (similar_json(one, fields) for one in found),
        none=t("Nobody in the store looks like that."),
        human=lambda row: {**row, "score": score_words(float(str(row["score"])))},
    )


def similar_json(one: Similar, fields: Mapping[str, Field]) -> dict[str, Any]:
    """A customer who looks like somebody, as scripts see it."""
    return {
        "code": one.who.code,
        "name": one.who.name,
        "archived": one.who.archived,
        "score": one.score,
        "reasons": reasons_json(one.reasons),
        "why": reason_words(one.reasons, fields),
    }
