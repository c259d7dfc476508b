"""`kehao demo`: the full screen on sample data, all of it thrown away at the end."""

from __future__ import annotations

import click

from store.errors import WrongUsage
from tui import locale
from tui.commands.parsing import command, whole_number
from tui.commands.settings import Settings, has_terminal

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
@click.option("--tour", is_flag=True, help="With the tour for new staff: fifteen short steps.")
@click.pass_obj
def demo(settings: Settings, customers: int, tour: bool) -> int:
    """Build the sample store, show it, wipe it."""
    if customers > MOST:
        raise WrongUsage("The demonstration has 0 to {most} customers.", most=MOST)
    if not has_terminal():
        raise WrongUsage("The demonstration needs a terminal.")
    from tui.tour.demo import show

    return show(customers, language=locale.language(), tour=tour)
