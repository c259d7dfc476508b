"""Zip files as workbooks and whole houses are: stored or deflated, and nothing else."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError),
    *(NotImplementedError, RuntimeError),  # a compression that nobody uses, a password
)
"""What reading a part of a zip raises that is not whole, beside OSError from the disk."""
_USUAL: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def open_zip(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """A zip to read. Raises one of BROKEN, also for parts packed in another way than is usual.

    The decoders of the other ways raise errors of their own kinds, OSError among them.
    """
    with zipfile.ZipFile(file) as archive:
        if any(part.compress_type not in _USUAL for part in archive.infolist()):
            raise zipfile.BadZipFile("a compression that is not used here")
        yield archive
