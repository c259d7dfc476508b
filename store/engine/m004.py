"""The fourth migration: what a shared server needs.

Keys at the door, second factors, checkpoints, backups, and what a second person has to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.engine.making_tables import make_table

if TYPE_CHECKING:
    from sqlite_utils import Database


def m004_the_server(db: Database) -> None:
    """Tables of the server's safety, and what a session knows of the door it came through."""
    from store.engine.migrations import LOG_TRIGGERS

    # What was archived may leave the log: see there.
    db.execute("DROP TRIGGER operation_no_delete")
    db.execute(LOG_TRIGGERS["operation_no_delete"])
    session = db.table("session")
    session.add_column("last_seen", str, not_null_default="")
    session.add_column("key", str, not_null_default="")
    db.table("staff").add_column("password_at", str, not_null_default="")
    # Who is gone for good keeps the row: the name is not given again. See store.staff.leaving.
    db.table("staff").add_column("removed", str, not_null_default="")
    make_table(
        db,
        "staff_key",
        {
            "id": int,
            "staff": int,
            "fingerprint": str,
            "kind": str,
            "public": str,
            "comment": str,
            "added": str,
            "added_by": str,
        },
        pk="id",
        foreign_keys=[("staff", "staff", "id")],
    )
    db.table("staff_key").create_index(["fingerprint"], unique=True)
    db.table("staff_key").create_index(["staff"])
    make_table(
        db,
        "second_factor",
        {"staff": int, "secret": bytes, "since": str, "last_step": int},
        pk="staff",
        not_null={"secret", "last_step"},
        foreign_keys=[("staff", "staff", "id")],
    )
    make_table(
        db,
        "recovery_code",
        {"id": int, "staff": int, "digest": bytes, "used": str},
        pk="id",
        not_null={"digest"},
        foreign_keys=[("staff", "staff", "id")],
    )
    db.table("recovery_code").create_index(["staff"])
    make_table(
        db,
        "checkpoint",
        {
            "id": int,
            "seq": int,
            "head": str,
            "at": str,
            "public": str,
            "signature": str,
            "file": str,
        },
        pk="id",
        not_null={"seq"},
    )
    db.table("checkpoint").create_index(["seq"])
    make_table(
        db,
        "backup",
        {
            "id": int,
            "at": str,
            "file": str,
            "bytes": int,
            "operations": int,
            "result": str,
            "verified": int,
        },
        pk="id",
        not_null={"bytes", "operations", "verified"},
    )
    db.table("backup").create_index(["at"])
    make_table(
        db,
        "approval",
        {
            "id": int,
            "asked_at": str,
            "asked_by": str,
            "action": str,
            "object": str,
            "details": str,
            "digest": str,
            "decided_at": str,
            "decided_by": str,
            "decision": str,
            "used": str,
        },
        pk="id",
    )
    db.table("approval").create_index(["decision"])
