"""Where the rows that an import rejects go when nobody names a place."""

from __future__ import annotations

import os
from pathlib import Path

from store.files import confinement


def rejected_file(source: Path, *, beside: bool = True) -> Path:
    """`NAME.rejected.csv` beside the file that is imported, if its folder can be written to; else,
    and for what is no file (not `beside`), in the person's own folder, under a name that is free.

    A served person's file never stands there already: they write over none.
    Raises NotPermitted, NotFound.
    """
    served = confinement.confined()
    name = f"{source.stem}.rejected"
    if beside and os.access(source.parent, os.W_OK | os.X_OK):
        folder = source.parent.resolve() if served is None else source.parent
        fresh = served is not None
    else:
        folder, fresh = Path.home() if served is None else served.home, True
    file, number = folder / f"{name}.csv", 1
    while fresh and _is_there(file):
        number += 1
        file = folder / f"{name}-{number}.csv"
    return file


def _is_there(file: Path) -> bool:
    if confinement.confined() is None:
        return os.path.lexists(file)
    return confinement.is_taken(file)
