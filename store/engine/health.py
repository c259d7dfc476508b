"""What the database engine says of its own file."""

from __future__ import annotations

from typing import Final

from store.engine.dialect import MATCH
from store.engine.driver import SQLITE_VERSION, Connection

MOST: Final = 20
"""So many complaints are enough to know that a file is damaged."""


def complaints(conn: Connection) -> list[str]:
    """What is wrong with the file: every page's seal, the trees and indexes, the references.

    Empty when all is well. A page that was cut off shows only in the second check.
    """
    found = [str(row[0]) for row in conn.execute("PRAGMA cipher_integrity_check")]
    # The index of words checks itself by what this connection last knew of it: when another one
    # has merged it since, that would look like damage. A search makes it look again.
    conn.execute(f"SELECT count(*) FROM search WHERE {MATCH}", ("code:0",)).fetchone()
    for (line,) in conn.execute(f"PRAGMA integrity_check({MOST})"):
        if line != "ok":
            found.append(str(line))
    found += [
        f"{table} {row} has no {parent}"
        for table, row, parent, _ in conn.execute("PRAGMA foreign_key_check")
    ]
    return found[:MOST]


def quick_complaints(conn: Connection) -> list[str]:
    """What is wrong with the file, as far as every page's seal and the shape of the trees tell: a
    third of the time that `complaints` takes, which also compares indexes with their tables."""
    found = [str(row[0]) for row in conn.execute("PRAGMA cipher_integrity_check")]
    found += [str(line) for (line,) in conn.execute(f"PRAGMA quick_check({MOST})") if line != "ok"]
    return found[:MOST]


def versions(conn: Connection) -> dict[str, str]:
    """The versions of what a store lies on: SQLite, SQLCipher, the schema."""
    return {
        "sqlite": ".".join(map(str, SQLITE_VERSION)),
        "sqlcipher": str(conn.execute("PRAGMA cipher_version").fetchone()[0]),
        "schema": str(conn.execute("PRAGMA user_version").fetchone()[0]),
    }
