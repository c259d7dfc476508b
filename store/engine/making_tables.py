"""How every table of the schema is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database


def make_table(db: Database, name: str, columns: dict[str, Any], **options: Any) -> None:
    """Make a table whose text columns are never NULL: an empty text is a missing value."""
    texts = {c for c, kind in columns.items() if kind is str}
    pk = options.get("pk", ())
    keys = {pk} if isinstance(pk, str) else set(pk)
    options.setdefault("defaults", dict.fromkeys(texts - keys, ""))
    options["not_null"] = {*texts, *options.get("not_null", ())} - keys
    db.table(name).create(columns, **options)
