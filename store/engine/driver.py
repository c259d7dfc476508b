"""The database driver, and the seam through which sqlite-utils uses it.

sqlite-utils catches the exceptions of whichever module it finds first, trying `pysqlite3` before
the standard library. Our driver's exceptions are its own, so it has to be found under that name:
otherwise `insert(alter=True)`, `drop(ignore=True)` and `query("… RETURNING …")` break, and
`Database(memory=True)` would be plain SQLite. Import `sqlite_utils` only through this module.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2 as sqlcipher

if TYPE_CHECKING:
    from sqlite_utils import Database

Connection = Any
"""A `sqlcipher3.dbapi2.Connection`; the driver carries no types."""

Error = sqlcipher.Error
IntegrityError = sqlcipher.IntegrityError
OperationalError = sqlcipher.OperationalError
DatabaseError = sqlcipher.DatabaseError

flags = sqlcipher
"""Where the constants of the authorizer are (`flags.SQLITE_DENY`)."""

open_file = sqlcipher.connect
"""The driver's own way to open a file; only `store.engine.connection` uses it."""

SQLITE_VERSION: tuple[int, ...] = tuple(sqlcipher.sqlite_version_info)

SAFE_SQLITE: tuple[int, int, int] = (3, 51, 3)
"""The first SQLite without the WAL-reset corruption bug."""


def sqlite_utils() -> ModuleType:
    """The sqlite_utils package, bound to SQLCipher (imported at the first call: it is slow)."""
    sys.modules.setdefault("pysqlite3", sqlcipher3)
    sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher)
    import sqlite_utils as package

    return package


def as_database(connection: Connection) -> Database:
    """A sqlite-utils Database over an open, keyed connection."""
    database: Database = sqlite_utils().Database(connection, recursive_triggers=True)
    return database
