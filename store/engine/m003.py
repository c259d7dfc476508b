"""The third migration: what a table of a million rows needs.

Sets of customers by value take the place of seven indexes; orders that had none get one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.engine.making_tables import make_table

if TYPE_CHECKING:
    from sqlite_utils import Database

REPLACED = ("type", "status", "level", "region", "city", "industry", "owner", "archived")


def m003_the_table(db: Database) -> None:
    """Sets of customers by value, indexes to sort by, and what a view keeps of the table."""
    from store.search import facets, stretches

    view = db.table("view")
    view.add_column("layout", str, not_null_default="{}")
    view.add_column("place", int, not_null_default=0)
    make_table(
        db,
        "facet",
        {"id": int, "field": str, "value": str, "many": int},
        pk="id",
        not_null={"many"},
    )
    db.table("facet").create_index(["field", "value"], unique=True)
    make_table(
        db,
        "facet_part",
        {"facet": int, "chunk": int, "many": int, "members": bytes},
        pk=("facet", "chunk"),
        foreign_keys=[("facet", "facet", "id")],
    )
    for column in REPLACED:
        db.execute(f"DROP INDEX idx_customer_{column}")
    # The few who are archived; everyone else is left out of it.
    db.execute("CREATE INDEX idx_customer_archived ON customer (archived) WHERE archived = 1")
    # In order of time already: a new customer's entry goes to the end.
    db.table("customer").create_index(["created"])
    # To sort by; those without a value cost nothing.
    for column in ("contact", "email", "birthday"):
        db.execute(
            f"CREATE INDEX idx_customer_{column} ON customer ({column}) WHERE {column} <> ''"
        )
    make_table(
        db,
        "order_mark",
        {"field": str, "label": int, "key": str, "many": int, "single": int},
        pk=("field", "label"),
        not_null={"many", "single"},
    )
    db.table("order_mark").create_index(["field", "key"], unique=True)
    make_table(
        db,
        "order_label",
        {"field": str, "chunk": int, "labels": bytes},
        pk=("field", "chunk"),
    )
    facets.rebuild(db.conn)
    for field in stretches.COLUMNS:
        stretches.put(db.conn, stretches.mark_anew(db.conn, field))
