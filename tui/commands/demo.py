"""`kehao demo`: the full screen on sample data, all of it thrown away at the end."""

from __future__ import annotations

import click

from store.errors import WrongUsage
from tui import locale
from tui.commands.parsing import command, whole_number
from tui.commands.printing import complain
from tui.commands.settings import Settings, has_terminal
from tui.locale import t

MOST = 200_000


@command(
    "demo",
    "Try Kehao on a throwaway store with sample staff, rules and customers. The sign-in is filled "
    "in: Enter signs in as a manager. Nothing is kept.",
)
@click.option(
    "--customers",
    type=whole_number,
    default=2000,
    metavar="N",
    help="How many sample customers (2000).",
)
@click.pass_obj
def demo(settings: Settings, customers: int) -> int:
    """Build the sample store, show it, wipe it."""
    if customers > MOST:
        raise WrongUsage("The demonstration has 0 to {most} customers.", most=MOST)
    if not has_terminal():
        raise WrongUsage("The demonstration needs a terminal.")
    from tui.demo import ACCOUNTS, MANAGER, PASSWORD, throwaway
    from tui.start import full_screen

    complain(t("Making {count} sample customers…", count=customers))
    others = t(", ").join(
        t("{name} ({role})", name=name, role=t(role)) for name, role in ACCOUNTS if name != MANAGER
    )
    with throwaway(customers) as made:
        return full_screen(
            made.folder,
            language=locale.language(),
            prefill=(MANAGER, PASSWORD),
            hints=(
                t("A demonstration on made-up data, wiped when you leave. Enter signs in."),
                t(
                    "Others to try, with the same password ({password}): {others}.",
                    password=PASSWORD,
                    others=others,
                ),
            ),
        )
