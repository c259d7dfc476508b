"""`kehao approvals`: what somebody asked for that needs a second person; deciding it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from tui.commands.opening import signed_in
from tui.commands.parsing import group, whole_number
from tui.commands.printing import answer, local_time, put_line, record
from tui.commands.settings import Settings
from tui.locale import t
from tui.words.approvals import details_words, state_words, what_words

if TYPE_CHECKING:
    from store.approvals import Request

approvals = group("approvals", "What needs a second person: see it, approve or refuse it.")


def _lines(one: Request, zone: tzinfo) -> Iterator[str]:
    yield from record(
        [
            (t("Request"), one.id),
            (t("Asked by"), f"{one.asked_by}  {local_time(one.asked_at, zone)}"),
            (t("Asked for"), what_words(one)),
            (t("In detail"), details_words(one)),
            (t("State"), state_words(one)),
        ]
    )


@approvals.verb("list", help="What waits: your own requests, and those you may decide.")
@click.option("--all", "past", is_flag=True, help="Also what is decided, used or past.")
@click.pass_obj
def list_(settings: Settings, past: bool) -> None:
    """Requests, oldest first."""
    with signed_in(settings) as session:
        found = session.approvals.list(past=past)
        zone = session.zone
    if not found and not settings.json:
        put_line(t("Nothing waits for a second person."))
    for one in found:
        answer(settings, asdict(one), lambda one=one: _lines(one, zone))  # type: ignore[misc]


@approvals.verb("approve", help="Approve somebody else's request; they can then do it once.")
@click.argument("id_", metavar="ID")
@click.pass_obj
def approve(settings: Settings, id_: str) -> None:
    """Say yes."""
    _decide(settings, whole_number(id_), True)


@approvals.verb("refuse", help="Refuse somebody else's request.")
@click.argument("id_", metavar="ID")
@click.pass_obj
def refuse(settings: Settings, id_: str) -> None:
    """Say no."""
    _decide(settings, whole_number(id_), False)


def _decide(settings: Settings, number: int, yes: bool) -> None:
    with signed_in(settings) as session:
        one = session.approvals.decide(number, yes)
        zone = session.zone
    answer(settings, asdict(one), lambda: _lines(one, zone))
