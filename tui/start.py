"""Starts the full screen: first the environment, then the app, and a clean end in every case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tui import crash, environment


def full_screen(
    store_folder: Path | None = None,
    *,
    language: str | None = None,
    prefill: tuple[str, str] | None = None,
    hints: Sequence[str] = (),
) -> int:
    """Run Kehao on the whole screen until the person leaves; the exit code for the shell.

    The arguments are those of `tui.app.KehaoApp`.
    """
    environment.scrub()
    environment.forbid_core_dumps()
    crash.install()

    from tui.app import KehaoApp

    app = KehaoApp(store_folder, language=language, prefill=prefill, hints=hints)
    try:
        app.run()
    finally:
        app.close_session(app.hang_up_reason)
    return app.return_code or 0
