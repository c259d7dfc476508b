"""`kehao staff totp`: one-time codes at the sign-in, set up, renewed and switched off.

What is secret (the secret, the recovery codes) goes to people; with --json to standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from store.errors import WrongUsage
from tui.commands.opening import ask_code, signed_in
from tui.commands.parsing import command
from tui.commands.printing import answer, complain, put_line
from tui.commands.settings import Settings
from tui.locale import t

if TYPE_CHECKING:
    from store.session import Session

DOINGS = ("on", "off", "codes")


@command(
    "totp",
    "One-time codes (TOTP) at your sign-in. on: shows a QR code for the app on your phone and asks "
    "for its first code; recovery codes for a lost phone are printed once. off: asks for a code. "
    "codes: new recovery codes. Without a terminal the code is read from standard input. off NAME: "
    "an administrator takes away the codes of somebody who lost them.",
)
@click.argument("doing", metavar="on|off|codes")
@click.argument("name", required=False, default="")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def totp(settings: Settings, doing: str, name: str, reason: str) -> None:
    """Set up, switch off, or renew the recovery codes."""
    if doing not in DOINGS:
        raise WrongUsage(
            "There is no {value} here: choose from {known}.", value=doing, known=", ".join(DOINGS)
        )
    if name and doing != "off":
        raise WrongUsage("Everybody sets up their own codes: leave {name} out.", name=name)
    with signed_in(settings) as session:
        if name and name != session.name:
            session.second_factor.switch_off_for(name, reason)
            _told(settings, name, on=False)
        elif doing == "on":
            _set_up(settings, session)
        elif doing == "off":
            session.second_factor.switch_off(ask_code())
            _told(settings, session.name, on=False)
        else:
            codes = session.second_factor.renew_recovery(ask_code())
            _told(settings, session.name, on=True)
            _recovery(settings, codes)


def _set_up(settings: Settings, session: Session) -> None:
    from tui.terminal.qr import qr_lines

    setup = session.second_factor.begin()
    say = complain if settings.json else put_line
    say(t("Read this into the authenticator app of your phone:"))
    if not settings.json:
        for line in qr_lines(setup.uri):
            put_line(line)
    say(t("Or type this secret into it: {secret}", secret=setup.secret))
    codes = session.second_factor.confirm(ask_code())
    _told(settings, session.name, on=True)
    _recovery(settings, codes)


def _told(settings: Settings, name: str, *, on: bool) -> None:
    words = (
        t("{name} signs in with one-time codes now.", name=name)
        if on
        else t("{name} signs in without one-time codes now.", name=name)
    )
    answer(settings, {"name": name, "codes": on}, lambda: [words])


def _recovery(settings: Settings, codes: Sequence[str]) -> None:
    say = complain if settings.json else put_line
    say(t("Recovery codes for a lost phone, each for one time, shown this once:"))
    for code in codes:
        say(code)
