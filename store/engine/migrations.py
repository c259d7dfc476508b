"""The numbered changes that make the schema what it is, applied through sqlite-utils.

A store knows its schema's number in `PRAGMA user_version`, so that opening one that is up to date
needs no sqlite-utils at all. A migration is never edited once released: add the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from store.engine.driver import Connection, as_database, sqlite_utils
from store.engine.m002 import m002_life_of_codes
from store.engine.m003 import m003_the_table
from store.engine.m004 import m004_the_server
from store.engine.m005 import m005_in_out_clean
from store.engine.making_tables import make_table
from store.errors import StoreDamaged, StoreTooNew

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMA_VERSION: Final = 5

LOG_TRIGGERS: Final = {
    "operation_no_update": (
        "CREATE TRIGGER operation_no_update BEFORE UPDATE ON operation "
        "BEGIN SELECT RAISE(ABORT, 'the operation log cannot be changed'); END"
    ),
    "operation_no_delete": (
        "CREATE TRIGGER operation_no_delete BEFORE DELETE ON operation "
        "WHEN OLD.seq IS NOT (SELECT min(seq) FROM operation) "
        "OR OLD.seq > coalesce((SELECT json_extract(after, '$.last') FROM operation "
        "WHERE action = 'log.remove' ORDER BY seq DESC LIMIT 1), 0) "
        "OR OLD.at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-184 days') "
        "BEGIN SELECT RAISE(ABORT, 'the operation log cannot be changed'); END"
    ),
    "operation_in_order": (
        "CREATE TRIGGER operation_in_order BEFORE INSERT ON operation "
        "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM operation) "
        "BEGIN SELECT RAISE(ABORT, 'the operation log only grows at its end'); END"
    ),
    "code_no_delete": (
        "CREATE TRIGGER code_no_delete BEFORE DELETE ON code "
        "BEGIN SELECT RAISE(ABORT, 'a code that was given stays taken'); END"
    ),
}
"""sqlite-utils' `transform()` drops a table's triggers: make these again after one.

A line of the log goes only from its beginning, in order, up to where a line of the log itself says
that it was archived and removed, and never within six months (184 days at the longest)."""

CUSTOMER_INDEXES: Final = (
    "name_key",
    "phone_key",
    "contact",
    "email",
    "birthday",
    "registered",
    "contract_end",
    "created",
    "changed",
)
"""The customer's columns with an index to walk in their order (SQLite adds the id to each, so it
also serves pages that go on after a row). By other values `store.search.facets` finds customers."""

_FIRST_INDEXES: Final = (
    "archived",
    "name_key",
    "phone_key",
    "type",
    "status",
    "level",
    "region",
    "city",
    "industry",
    "owner",
    "registered",
    "contract_end",
    "changed",
)


def check_version(connection: Connection) -> None:
    """Bring an older store up to date; refuse a newer one, and one that has lost its triggers."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreTooNew("This store was made by a newer Kehao: update Kehao on this machine.")
    if version < SCHEMA_VERSION:
        migrate(connection)
    present = set(connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'"))
    missing = sorted(name for name, sql in LOG_TRIGGERS.items() if (name, sql) not in present)
    if missing:
        raise StoreDamaged(
            "The store has lost its guard {trigger}: somebody changed it from outside; "
            "restore it from a backup.",
            trigger=missing[0],
        )


def migrate(connection: Connection) -> None:
    """Apply every migration that this store has not seen, each in a transaction of its own."""
    Migrations = sqlite_utils().Migrations

    migrations = Migrations("kehao")
    for number, step in enumerate(STEPS, 1):
        migrations(name=step.__name__)(_numbered(number, step))
    migrations.apply(as_database(connection))


def _numbered(number: int, step: Any) -> Any:
    def run(db: Database) -> None:
        step(db)
        db.execute(f"PRAGMA user_version = {number}")

    run.__name__ = step.__name__
    return run


def m001_first_whole(db: Database) -> None:
    """Everything the first release keeps."""
    from store.customers.fields import BUILT_IN
    from store.engine.dialect import SEARCH_SETTINGS, SEARCH_TABLE

    make_table(db, "setting", {"name": str, "value": str}, pk="name")
    make_table(db, "secret", {"name": str, "value": bytes}, pk="name")
    make_table(
        db,
        "staff",
        {
            "id": int,
            "name": str,
            "key": str,
            "disabled": int,
            "must_change": int,
            "created": str,
            "last_sign_in": str,
            "preferences": str,
        },
        pk="id",
        defaults={"preferences": "{}", "disabled": 0, "must_change": 0, "last_sign_in": ""},
    )
    db.table("staff").create_index(["key"], unique=True)
    make_table(db, "role", {"name": str, "permissions": str, "shipped": int}, pk="name")
    make_table(
        db,
        "staff_role",
        {"staff": int, "role": str},
        pk=("staff", "role"),
        foreign_keys=[("staff", "staff", "id"), ("role", "role", "name")],
    )
    make_table(
        db,
        "session",
        {"id": str, "staff": int, "started": str, "ended": str, "ended_by": str, "client": str},
        pk="id",
        foreign_keys=[("staff", "staff", "id")],
    )
    make_table(
        db,
        "customer",
        {
            "id": int,
            "code": str,
            **dict.fromkeys(BUILT_IN, str),
            "custom": str,
            "name_key": str,
            "phone_key": str,
            "flags": str,
            "version": int,
            "archived": int,
            "replaced_by": int,
            "created": str,
            "changed": str,
        },
        pk="id",
        not_null={"version", "archived"},
    )
    db.table("customer").create_index(["code"], unique=True)
    for column in _FIRST_INDEXES:
        db.table("customer").create_index([column])
    make_table(
        db,
        "name",
        {"id": int, "customer": int, "kind": str, "text": str},
        pk="id",
        foreign_keys=[("customer", "customer", "id")],
    )
    db.table("name").create_index(["customer"])
    make_table(
        db,
        "tag",
        {"customer": int, "tag": str},
        pk=("tag", "customer"),
        foreign_keys=[("customer", "customer", "id")],
    )
    db.table("tag").create_index(["customer"])
    make_table(db, "subject_key", {"customer": int, "key": bytes}, pk="customer")
    make_table(
        db,
        "counter",
        {"id": int, "key": str, "start": int, "value": int},
        pk="id",
        not_null={"start", "value"},
    )
    db.table("counter").create_index(["key"], unique=True)
    make_table(
        db,
        "counter_step",
        {
            "id": int,
            "counter": int,
            "first": int,
            "last": int,
            "why": str,
            "at": str,
            "group_id": str,
        },
        pk="id",
        foreign_keys=[("counter", "counter", "id")],
    )
    db.table("counter_step").create_index(["counter", "first"])
    make_table(db, "rule", {"id": int, "name": str, "position": int}, pk="id")
    db.table("rule").create_index(["name"], unique=True)
    make_table(
        db,
        "rule_version",
        {
            "id": int,
            "rule": int,
            "version": int,
            "condition": str,
            "pattern": str,
            "date": str,
            "notes": str,
            "tables": str,
            "made_at": str,
            "made_by": str,
        },
        pk="id",
        foreign_keys=[("rule", "rule", "id")],
    )
    db.table("rule_version").create_index(["rule", "version"], unique=True)
    make_table(db, "code_table", {"field": str, "value": str, "code": str}, pk=("field", "value"))
    make_table(db, "manual_form", {"position": int, "form": str}, pk="position")
    # One row for every string that was ever given, whatever became of it: the one namespace.
    # `customer` is no foreign key: a code outlives a customer who is erased for good.
    make_table(
        db,
        "code",
        {
            "id": int,
            "text": str,
            "skeleton": str,
            "customer": int,
            "state": str,
            "origin": str,
            "rule_version": int,
            "counter": int,
            "number": int,
            "issued_at": str,
            "issued_by": str,
        },
        pk="id",
        foreign_keys=[("rule_version", "rule_version", "id"), ("counter", "counter", "id")],
    )
    db.table("code").create_index(["skeleton"], unique=True)
    db.table("code").create_index(["customer"])
    db.table("code").create_index(["counter", "number"])
    make_table(
        db,
        "choice",
        {"field": str, "value": str, "position": int},
        pk=("field", "value"),
    )
    make_table(
        db,
        "field",
        {
            "name": str,
            "kind": str,
            "label": str,
            "choices": str,
            "personal": int,
            "position": int,
            "retired": int,
        },
        pk="name",
        defaults={"retired": 0, "personal": 0, "choices": "[]", "kind": "", "label": ""},
    )
    make_table(
        db,
        "view",
        {
            "id": int,
            "staff": int,
            "name": str,
            "query": str,
            "columns": str,
            "sort": str,
            "shared": int,
        },
        pk="id",
        foreign_keys=[("staff", "staff", "id")],
    )
    db.table("view").create_index(["staff", "name"], unique=True)
    make_table(
        db,
        "import_run",
        {
            "digest": str,
            "name": str,
            "group_id": str,
            "started": str,
            "rows_done": int,
            "rejected": str,
            "finished": str,
        },
        pk="digest",
        defaults={"rejected": "[]", "rows_done": 0, "finished": "", "name": ""},
    )
    make_table(
        db,
        "operation",
        {
            "seq": int,
            "at": str,
            "actor": str,
            "role": str,
            "session": str,
            "client": str,
            "action": str,
            "object": str,
            "subject": int,
            "group_id": str,
            "before": str,
            "after": str,
            "reason": str,
            "mac": bytes,
        },
        pk="seq",
        not_null={"mac"},
    )
    for columns in (["subject"], ["actor"], ["action"], ["object"], ["group_id"]):
        db.table("operation").create_index(columns)
    db.execute(SEARCH_TABLE)
    db.execute(SEARCH_SETTINGS)
    for trigger in LOG_TRIGGERS.values():
        db.execute(trigger)


STEPS: Final = (
    m001_first_whole,
    m002_life_of_codes,
    m003_the_table,
    m004_the_server,
    m005_in_out_clean,
)
