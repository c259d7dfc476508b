"""The second migration: reservations, merges and undoing, and what codes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.engine.making_tables import make_table

if TYPE_CHECKING:
    from sqlite_utils import Database


def m002_life_of_codes(db: Database) -> None:
    """Reservations, and what the codes of a counter say."""
    from store.codes.segments import tell_all

    make_table(
        db,
        "reservation",
        {
            "id": int,
            "rule_version": int,
            "counter": int,
            "first": int,
            "last": int,
            "owner": str,
            "shown": str,
            "until": str,
            "state": str,
            "made_at": str,
            "made_by": str,
            "group_id": str,
        },
        pk="id",
        foreign_keys=[("rule_version", "rule_version", "id"), ("counter", "counter", "id")],
    )
    db.table("reservation").create_index(["state", "until"])
    db.table("code").add_column("reservation", int)
    db.table("code").create_index(["reservation", "state"])
    # All codes that a version takes from a counter have these segments in common (and a row with
    # an empty token, for that it does): `code.region:GD` and `rule:VIP` ask for them.
    make_table(
        db,
        "counter_segment",
        {"counter": int, "rule_version": int, "token": str, "text": str},
        pk=("token", "text", "rule_version", "counter"),
        foreign_keys=[("counter", "counter", "id"), ("rule_version", "rule_version", "id")],
    )
    db.table("counter_segment").create_index(["counter", "rule_version"])
    # A customer who was merged into another: the record is gone, the number is never used again.
    make_table(db, "merged", {"customer": int, "survivor": int, "at": str}, pk="customer")
    db.table("merged").create_index(["survivor"])
    # The operations that are undone now, each with the `log.undo` that did it.
    make_table(db, "undone", {"seq": int, "undo": int}, pk="seq")
    # How far a renumbering has come, so that it goes on after a stop: one row for what is asked.
    make_table(
        db,
        "renumber_run",
        {"asked": str, "group_id": str, "started": str, "last": int},
        pk="asked",
    )
    # All that a question about what codes say needs of them, so that their rows are not read.
    db.execute("DROP INDEX idx_code_counter_number")
    db.table("code").create_index(["counter", "number", "state", "rule_version", "customer"])
    # Only codes that no rule explains: codes given by rule cost nothing here.
    db.execute(
        "CREATE INDEX idx_code_unexplained ON code (origin, state, customer)"
        " WHERE rule_version IS NULL"
    )
    # Only customers with one: a house may want no second customer of a credit code.
    db.execute(
        "CREATE INDEX idx_customer_credit_code ON customer (credit_code) WHERE credit_code <> ''"
    )
    tell_all(db.conn)
    # The shipped roles of a store that is there already; a new store gets them whole.
    db.execute(
        "UPDATE role SET permissions = permissions || ' code.audit' WHERE shipped = 1"
        " AND name IN ('manager', 'auditor')"
    )
    db.execute(
        "UPDATE role SET permissions = permissions || ' due.run' WHERE shipped = 1"
        " AND name IN ('manager', 'administrator')"
    )
    db.execute(
        "INSERT INTO role (name, permissions, shipped) SELECT 'service', 'due.run', 1"
        " WHERE EXISTS (SELECT 1 FROM role) ON CONFLICT (name) DO NOTHING"
    )
