"""Where `kehao` begins: without a command the full screen, else that command.

Only what the case needs is imported: the full screen does without the commands' machinery, and a
command without Textual.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tui import locale

OF_THE_SCREEN: Final = ("--store", "--user", "--lang")
"""Options that the full screen takes; with any other the commands' machinery reads them all."""


def main() -> None:
    """Run this process's command line; ends with SystemExit."""
    asked = of_the_screen(sys.argv[1:])
    if asked is not None and all(s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)):
        from tui.start import full_screen

        named = asked.get("--store") or os.environ.get("KEHAO_STORE")
        user = asked.get("--user") or os.environ.get("KEHAO_USER")
        sys.exit(
            full_screen(
                Path(named).expanduser().absolute() if named else None,
                language=asked.get("--lang"),
                prefill=(user, "") if user else None,
            )
        )
    try:
        from tui.commands.parsing import end_on_signals
        from tui.commands.root import kehao
    except KeyboardInterrupt:
        sys.exit(130)
    from tui.environment import forbid_core_dumps

    forbid_core_dumps()
    end_on_signals()
    kehao.main(prog_name="kehao")


def of_the_screen(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options when there are only such as the full screen takes, each whole; else None."""
    asked: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, given, value = argument.partition("=")
        value = value if given else next(rest, "")
        if name not in OF_THE_SCREEN or not value or value.startswith("-"):
            return None
        if name == "--lang" and value not in locale.LANGUAGES:
            return None
        asked[name] = value
    return asked


if __name__ == "__main__":
    main()
