"""`kehao duplicates groups`, `group`, `merge`: customers who hang together through pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tui.commands.customers import as_json as customer_json
from tui.commands.customers import pairs as field_pairs
from tui.commands.duplicates import read_score, reasons_json
from tui.commands.opening import signed_in
from tui.commands.parsing import command, whole_number
from tui.commands.printing import answer, rows
from tui.commands.settings import Settings
from tui.locale import t
from tui.words.duplicates import field_word, link_words, reason_words, score_words, state_words

if TYPE_CHECKING:
    from store.customers.fields import Field
    from store.duplicates.groups import Group, GroupLine


@command("groups", "Three or more customers who hang together through pairs, the likest first.")
@click.option("--min", "minimum", default="0", metavar="SCORE", help="From 0 to 1 (0).")
@click.option("--limit", default=200, type=whole_number, metavar="N", help="At most N (200).")
@click.pass_obj
def groups(settings: Settings, minimum: str, limit: int) -> None:
    """List groups."""
    lowest = read_score(minimum)
    with signed_in(settings) as session:
        found = session.duplicates.groups(minimum=lowest, limit=limit)

    def human(row: Mapping[str, Any]) -> Mapping[str, object]:
        return {
            "total": row["total"],
            "scores": f"{score_words(row['weakest'])}-{score_words(row['best'])}",
            "pairs": t("{count} of {all}", count=row["pairs"], all=row["pairs_possible"]),
            "codes": " ".join(one["code"] for one in row["members"]),
            "names": " ~ ".join(one["name"] for one in row["members"]),
        }

    columns = (
        ("total", t("In all")),
        ("scores", t("Score")),
        ("pairs", t("Pairs")),
        ("codes", t("Code")),
        ("names", t("Names")),
    )
    listed = (line_json(one) for one in found)
    rows(settings, columns, listed, none=t("No group is there to be decided."), human=human)


def line_json(one: GroupLine) -> dict[str, Any]:
    """A group as scripts see it in a list."""
    return {
        "members": [{"code": who.code, "name": who.name} for who in one.members],
        "total": one.total,
        "best": one.best,
        "weakest": one.weakest,
        "pairs": one.pairs,
        "pairs_possible": one.pairs_possible,
    }


@command(
    "group",
    "Who hangs together with a customer through pairs, side by side, and how alike every two "
    "of them are; those who are the least alike are said first.",
)
@click.argument("code")
@click.option("--min", "minimum", default="0", metavar="SCORE", help="From 0 to 1 (0).")
@click.pass_obj
def group(settings: Settings, code: str, minimum: str) -> None:
    """Show one group."""
    lowest = read_score(minimum)
    with signed_in(settings) as session:
        found = session.duplicates.group(code, minimum=lowest)
        fields = session.field_map()
    codes = {one.id: one.code for one in found.members}
    value = {
        "members": [customer_json(one) for one in found.members],
        "total": found.total,
        "links": [
            {
                "first": codes[one.first],
                "second": codes[one.second],
                "score": one.score,
                "reasons": reasons_json(one.reasons),
                "why": reason_words(one.reasons, fields),
                "state": one.state or None,
            }
            for one in found.links
        ],
    }
    answer(settings, value, lambda: _side_by_side(found, fields))


def _side_by_side(found: Group, fields: Mapping[str, Field]) -> Iterator[str]:
    from store.duplicates.groups import weakest

    codes = {one.id: one.code for one in found.members}
    if found.total > len(found.members):
        shown = len(found.members)
        yield t("{count} of {all} are shown.", count=shown, all=found.total)
    if (link := weakest(found.links, codes)) is not None:
        yield t("Weakest link: {link}", link=link_words(link, codes, fields))
        yield ""
    for one in found.links:
        pair = f"{codes[one.first]} ~ {codes[one.second]}"
        yield f"{score_words(one.score):>4}  {pair}  {state_words(one.state)}"
    yield ""
    for member in found.members:
        yield f"{t('Code')}: {member.code}"
        for name, text in member.values.items():
            if text:
                yield f"  {field_word(name, fields)}: {text}"


@command(
    "merge",
    "Merge customers into the first one, whose code stays; all their codes find it. One "
    "group of operations: kehao log undo --last takes all of it back. When two of them do not look "
    "like one, nothing is done.",
)
@click.argument("keep")
@click.argument("others", nargs=-1, required=True)
@click.option(
    "--take",
    "take",
    multiple=True,
    metavar="FIELD=CODE",
    help="Whose value of this field stays; can be repeated.",
)
@click.option(
    "--different",
    "different",
    multiple=True,
    metavar="CODE",
    help="Who is left out, and remembered as not the same; can be repeated.",
)
@click.option("--unlike", is_flag=True, help="Also when two of them do not look like one.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def merge(
    settings: Settings,
    keep: str,
    others: Sequence[str],
    take: Sequence[str],
    different: Sequence[str],
    unlike: bool,
    reason: str,
) -> None:
    """Merge members of a group."""
    chosen = field_pairs(take)
    with signed_in(settings) as session:
        made = session.duplicates.merge_group(
            keep, others, take=chosen, different=different, unlike=unlike, reason=reason
        )
    said = t("{count} are merged into {keep}.", count=len(others), keep=made.code)
    answer(settings, {"merged": len(others), "customer": customer_json(made)}, lambda: [said])
