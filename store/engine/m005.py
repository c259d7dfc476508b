"""The fifth migration: what bringing in, keeping clean and taking out need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from store.engine.making_tables import make_table

PARTIAL: Final = (
    ("idx_customer_flags", "flags", "flags <> ''"),
    ("idx_customer_no_phone", "phone", "phone = ''"),
)

if TYPE_CHECKING:
    from sqlite_utils import Database


def m005_in_out_clean(db: Database) -> None:
    """Tables of other databases, of how files are read, and of work by the calendar."""
    _sources(db)
    _imported_rows(db)
    _profiles(db)
    _jobs(db)
    _quality(db)
    _duplicates(db)


def _sources(db: Database) -> None:
    """Other databases by name; the password is kept apart from what is shown."""
    make_table(
        db,
        "source",
        {
            "id": int,
            "name": str,
            "url": str,
            "password": str,
            "options": str,
            "added": str,
            "added_by": str,
        },
        pk="id",
    )
    db.table("source").create_index(["name"], unique=True)


def _imported_rows(db: Database) -> None:
    """Which rows named imports brought in, and as whom; row: a digest of the import's name and of
    what the row is known by. And the new permission, in the roles as they were shipped."""
    make_table(db, "import_row", {"row": bytes, "group_id": str, "customer": int}, pk="row")
    db.table("import_run").create_index(["group_id"])
    db.execute(
        "UPDATE role SET permissions = permissions || ' source.edit' WHERE shipped = 1"
        " AND name = 'administrator' AND permissions NOT LIKE '%source.edit%'"
    )


def _profiles(db: Database) -> None:
    """How the columns of files were understood; headers: a digest by which they are known again."""
    make_table(
        db,
        "import_profile",
        {
            "id": int,
            "name": str,
            "headers": str,
            "mapping": str,
            "options": str,
            "staff": int,
            "at": str,
        },
        pk="id",
        foreign_keys=[("staff", "staff", "id")],
    )
    db.table("import_profile").create_index(["headers"])


def _jobs(db: Database) -> None:
    """Imports and exports on schedule, what became of each, and how far an export has told."""
    make_table(
        db,
        "job",
        {
            "id": int,
            "name": str,
            "kind": str,
            "details": str,
            "every": str,
            "staff": int,
            "paused": int,
            "added": str,
            "added_by": str,
            "approved": str,
            "person": str,
            "allowed": str,
        },
        pk="id",
        not_null={"paused"},
        foreign_keys=[("staff", "staff", "id")],
    )
    db.table("job").create_index(["name"], unique=True)
    make_table(
        db,
        "job_run",
        {
            "id": int,
            "job": int,
            "began": str,
            "ended": str,
            "error": str,
            "facts": str,
            "seen": int,
        },
        pk="id",
        not_null={"seen"},
        foreign_keys=[("job", "job", "id")],
    )
    db.table("job_run").create_index(["job", "id"])
    # What a job has brought in (the digest of a file's bytes) or put there, in that order.
    make_table(
        db,
        "job_file",
        {"id": int, "job": int, "name": str, "digest": str, "at": str},
        pk="id",
        foreign_keys=[("job", "job", "id")],
    )
    db.table("job_file").create_index(["job", "digest"])
    db.execute(
        "UPDATE role SET permissions = permissions || ' job.edit' WHERE shipped = 1"
        " AND name IN ('manager', 'administrator') AND permissions NOT LIKE '%job.edit%'"
    )
    make_table(db, "export_mark", {"name": str, "seq": int, "at": str}, pk="name", not_null={"seq"})


def _quality(db: Database) -> None:
    """How the records stood, a row a day: counts alone, as JSON."""
    make_table(db, "quality_day", {"day": str, "at": str, "figures": str}, pk="day")
    # The few who lack a number or have a value that cannot be read; all others cost nothing.
    for name, column, condition in PARTIAL:
        db.execute(f"CREATE INDEX {name} ON customer ({column}) WHERE {condition}")


def _duplicates(db: Database) -> None:
    """Pairs of customers who may be one: how likely, why, and what was decided about them."""
    make_table(
        db,
        "duplicate",
        {
            "first": int,
            "second": int,
            "score": float,
            "reasons": str,
            "state": str,
            "prints": str,
            "at": str,
            "by": str,
        },
        pk=("first", "second"),
        not_null={"score"},
    )
    db.table("duplicate").create_index(["state", "score"])
    db.table("duplicate").create_index(["second"])
