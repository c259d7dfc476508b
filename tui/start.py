"""Starts the full screen: first the environment, then the app, and a clean end in every case."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tui import crash, environment

HUNG_UP: Final = 129
"""The exit code when the connection was lost: there is nobody to come back."""


def full_screen(
    store_folder: Path | None = None,
    *,
    language: str | None = None,
    prefill: tuple[str, str] | None = None,
    hints: Sequence[str] = (),
    tour: bool = False,
) -> int:
    """Run Kehao on the whole screen until the person leaves; the exit code for the shell.

    tour: the store is a sample, and the tour goes on in it. Who asks for the tour in a store of
    their own is shown it on a sample, and then comes back to the sign-in. The other arguments are
    those of `tui.app.KehaoApp`.
    """
    environment.scrub()
    environment.close_to_others()
    crash.install()

    from tui.app import KehaoApp

    kind: type[KehaoApp] = KehaoApp
    if tour:
        from tui.tour.tour import TourApp

        kind = TourApp
    while True:
        app = kind(store_folder, language=language, prefill=prefill, hints=hints)
        if prefill is not None and prefill[1]:
            environment.forget_typed()
        try:
            app.run()
        finally:
            app.close_session(app.hang_up_reason)
        if app.return_code == HUNG_UP:
            forget_the_terminal()
        if not app.tour_wanted:
            return app.return_code or 0

        from tui import locale
        from tui.tour.demo import show

        code = show(language=locale.language(), tour=True)
        if code == HUNG_UP:
            return code


def forget_the_terminal() -> None:
    """What is still to be written to a terminal that is gone goes nowhere: it would turn the exit
    code into Python's own for a stream that fails at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
