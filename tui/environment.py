"""The process before Textual is loaded: what the environment may not do to an app that locks in.

People reach Kehao through a shared account whose shell is this program. Variables that sshd passes
through, or that a profile sets, must not load code, open a browser, write a log or a screenshot.
Textual reads them while it is imported, so `scrub` runs first; `tui.start` sees to that.
"""

from __future__ import annotations

import os
import resource
import sys
import termios
from collections.abc import MutableMapping
from typing import Final

PREFIXES: Final = ("TEXTUAL", "PYTHON", "RICH_", "JUPYTER_", "LD_", "ASYNCIO_")
NAMES: Final = frozenset(
    {
        "BROWSER",
        "EDITOR",
        "VISUAL",
        "PAGER",
        "ESCDELAY",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
        "UNICODE_VERSION",
    }
)
_SET_DUMPABLE: Final = 4
"""Of prctl(2)."""

SETTINGS: Final = {
    "TEXTUAL_ANIMATIONS": "none",  # every frame of an animation is bytes over SSH
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",  # reporting every key breaks Chinese input methods
}


def scrub(environ: MutableMapping[str, str] | None = None) -> None:
    """Remove what steers Python, Textual and Rich from the environment, and set what we want.

    Must run before `textual` is imported: it reads these once.
    """
    environ = os.environ if environ is None else environ
    for name in list(environ):
        if name in NAMES or name.startswith(PREFIXES):
            del environ[name]
    environ.update(SETTINGS)


def forbid_core_dumps() -> None:
    """A crash leaves no image of the memory, with keys and customers in it, on the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_to_others() -> None:
    """No other process of the same account looks into this one's memory, environment or files.

    The people of one server share an account of the machine, and so would their processes.
    """
    import ctypes

    ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    forbid_core_dumps()


def forget_typed() -> None:
    """Keys pressed before there was a field to take them are dropped, if they come from a terminal.

    They would land in a field that is filled in already, such as a password nobody sees.
    """
    if sys.stdin.isatty():
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
