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

from tui import environment, locale

OF_THE_SCREEN: Final = ("--store", "--user", "--lang")
"""Options that the full screen takes; with any other the commands' machinery reads them all."""


def main() -> None:
    """Run this process's command line; ends with SystemExit."""
    environment.close_to_others()
    served = _come_in()
    asked = of_the_screen(sys.argv[1:])
    if served and asked is not None and {"--store", "--user"} & set(asked):
        asked = None  # the commands' machinery says that they are fixed
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
    end_on_signals()
    kehao.main(prog_name="kehao")


def _come_in() -> bool:
    """Whether the process serves somebody else than its own account; first, their door."""
    through_sudo = os.environ.get("SUDO_UID")
    if sys.argv[1:3] != ["server", "enter"] and not (through_sudo or "KEHAO_SERVED" in os.environ):
        return False
    from store.errors import KehaoError
    from tui.server import entering

    try:
        if sys.argv[1:3] == ["server", "enter"] and "--help" not in sys.argv:
            entering.enter(sys.argv[3:], os.environ)
        if account := entering.by_sudo(os.environ, os.getuid()):
            entering.enter_by_sudo(account, sys.argv[1:], os.environ)
        return entering.begin(os.environ)
    except KehaoError as error:
        sys.exit(entering.told(error))


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
