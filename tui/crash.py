"""What a person sees of a fault in the program: one line, and nothing of the data.

A traceback with values, or an exception's own words, can hold a customer's name. The line names
the kind of fault and the place in the program; the number is made of the same, so that the same
fault has the same number everywhere.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType

from tui.locale import t

_ROOT = Path(__file__).resolve().parent.parent


def report_id(error: BaseException) -> str:
    """Eight characters that stand for the kind of the error and the lines it came through."""
    import hashlib

    places = "\n".join(_places(error.__traceback__))
    digest = hashlib.sha256(f"{type(error).__qualname__}\n{places}".encode())
    return digest.hexdigest()[:8].upper()


def line(error: BaseException) -> str:
    """What happened, where in the program, and how to go on; no value of any variable."""
    places = _places(error.__traceback__) or ["?"]
    ours = [place for place in places if place.startswith(("tui/", "store/"))]
    where = places[-1:] if places[-1:] == ours[-1:] else [places[-1], *ours[-1:]]
    return t(
        "Kehao stopped at a fault of its own; what was saved is safe. Start it again, and report "
        "number {number} ({kind}, {place}).",
        number=report_id(error),
        kind=type(error).__name__,
        place=" < ".join(where),
    )


def install() -> None:
    """Let nothing else print an exception: neither the main thread, nor others, nor the loop."""

    def main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            print(line(error.with_traceback(trace)), file=sys.__stderr__)

    def quiet(_: object) -> None:
        """Say nothing: what matters of it reaches the person through the app."""

    sys.excepthook = main
    threading.excepthook = quiet
    sys.unraisablehook = quiet


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        try:
            name = path.resolve().relative_to(_ROOT).as_posix()
        except (OSError, ValueError):
            name = path.name
        places.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places
