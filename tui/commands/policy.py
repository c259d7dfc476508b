"""`kehao staff policy`: what the house demands of passwords, sessions and one-time codes."""

from __future__ import annotations

import click

from store.access import SIGNED_IN
from store.errors import WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import command
from tui.commands.printing import complain, rows
from tui.commands.settings import Settings
from tui.locale import t


@command(
    "policy",
    "Show what the house demands of passwords, sessions and one-time codes; with NAME=VALUE set "
    "it first. In force at once.",
)
@click.argument("wishes", nargs=-1, metavar="[NAME=VALUE]...")
@click.pass_obj
def policy(settings: Settings, wishes: tuple[str, ...]) -> None:
    """Set what is asked for, then show all of it."""
    from store.safety import SETTINGS

    pairs = [wish.partition("=") for wish in wishes]
    for name, equals, _ in pairs:
        if not equals:
            raise WrongUsage("{value} is not NAME=VALUE, as password.classes=3 is.", value=name)
    with signed_in(settings) as session:
        for name, _, value in pairs:
            session.safety.set(name, value)
        if pairs:
            session.require(SIGNED_IN)  # what was set may be about this very session
        if session.must_set_up_codes:  # by what was just set: it shows nothing more before that
            complain(t("Set. Your own role takes a one-time code now: kehao staff totp on."))
            return
        held = session.safety.all()
    rows(
        settings,
        [("name", t("Setting")), ("value", t("Value")), ("means", t("What it is"))],
        [{"name": name, "value": value} for name, value in held.items()],
        human=lambda row: {**row, "means": t(SETTINGS[str(row["name"])].means)},
    )
