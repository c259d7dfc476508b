"""`kehao codes`: what a code says, and what is wrong with one that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import click

from store.errors import NotFound
from tui.commands.opening import signed_in
from tui.commands.parsing import group
from tui.commands.printing import answer, local_time, record
from tui.commands.settings import Settings
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.codes.service import Explanation

codes = group("codes", "Explain codes.")


@codes.verb(
    "explain",
    help="What each part of CODE says, its state and customer; for one that does not exist what is "
    "wrong and which are near (exit code 4).",
)
@click.argument("code")
@click.pass_obj
def explain(settings: Settings, code: str) -> int:
    """Explain a code, known or not."""
    from store.codes.service import UNKNOWN

    with signed_in(settings) as session:
        found = session.codes.explain(code)
        zone = session.zone
    answer(settings, as_json(found), lambda: _told(found, zone))
    return NotFound.exit_code if found.state == UNKNOWN else 0


def as_json(found: Explanation) -> dict[str, Any]:
    """An explanation as scripts see it; `customer` is the customer's code of today, or null."""
    return {
        "code": found.code,
        "state": found.state,
        "customer": found.customer or None,
        "name": found.name,
        "rule": found.rule,
        "issued_at": found.issued_at,
        "segments": [
            {"token": part.token, "text": part.text, "meaning": part.value}
            for part in found.segments
        ],
        "problems": [error_text(problem) for problem in found.problems],
        "near": list(found.near),
    }


def _told(found: Explanation, zone: tzinfo) -> Iterator[str]:
    yield from record(
        [
            (t("Code"), found.code),
            (t("State"), t(found.state)),
            (t("Customer"), f"{found.customer} {found.name}".strip()),
            (t("Rule"), found.rule),
            (t("Issued"), local_time(found.issued_at, zone)),
        ]
    )
    if found.segments:
        yield ""
        yield from record(
            [
                (part.text, f"{part.token}: {part.value}" if part.value else part.token)
                for part in found.segments
                if part.text
            ]
        )
    for problem in found.problems:
        yield error_text(problem)
    if found.near:
        yield t("Near: {codes}", codes=", ".join(found.near))
