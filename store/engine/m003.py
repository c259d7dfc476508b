"""The third migration: saved views with a layout and a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def m003_the_table(db: Database) -> None:
    """What a view keeps of the table's layout, and the key (1 to 9, 0 for none) it stands on."""
    view = db.table("view")
    view.add_column("layout", str, not_null_default="{}")
    view.add_column("place", int, not_null_default=0)
