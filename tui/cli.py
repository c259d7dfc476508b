"""Where `kehao` begins: with no arguments the full screen, else a command.

Only what the case needs is imported: the full screen does without the commands' machinery, and a
command without Textual.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Run this process's command line; ends with SystemExit."""
    if len(sys.argv) == 1 and all(s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)):
        from tui.start import full_screen

        named, user = os.environ.get("KEHAO_STORE"), os.environ.get("KEHAO_USER")
        folder = Path(named).expanduser().absolute() if named else None
        sys.exit(full_screen(folder, prefill=(user, "") if user else None))
    try:
        from tui.commands.parsing import end_on_signals
        from tui.commands.root import kehao
    except KeyboardInterrupt:
        sys.exit(130)
    end_on_signals()
    kehao.main(prog_name="kehao")


if __name__ == "__main__":
    main()
