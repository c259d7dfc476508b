"""A whole house in one file: its customers with all that hangs on them, fields, lists and rules.

A ZIP archive of texts in UTF-8 that a person can open and a program can read:

    kehao.json       what this is, when it was made, how many customers it holds
    rules.toml       rules, code tables, forms of codes by hand, policy, how far counters have come
    fields.json      own fields (kind, label, choices, personal), and the choices of every list
    customers.jsonl  a customer a line, empty parts left out
    void.jsonl       a code a line that nobody has and that must never be given again

Not in it: staff, roles, views, sources and the log; a backup (`store.backup`) has those. It is not
encrypted: like every export it is for whoever may see all of it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from store.access import Service, needs
from store.approvals import second_person
from store.change import utc_now
from store.codes.rulefile import write_rules
from store.codes.rules import rule_set_of
from store.customers.fields import CHOICE_FIELDS
from store.customers.loading import kept_of_many, load_many
from store.customers.record import Customer
from store.engine.cancel import Cancel
from store.errors import NotPermitted
from store.files.landing import landing
from store.transfer.exports.exporting import check_place
from store.transfer.imports.importing import ImportResult, OnProgress

if TYPE_CHECKING:
    from store.engine.driver import Connection

FORMAT: Final = 1
MANIFEST: Final = "kehao.json"
RULES: Final = "rules.toml"
FIELDS: Final = "fields.json"
CUSTOMERS: Final = "customers.jsonl"
VOID: Final = "void.jsonl"
PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class HouseWritten:
    """What a whole export holds."""

    customers: int
    fields: int
    rules: int
    void: int


class WholeHouse(Service):
    """Everything of a house out, and into an empty store."""

    @needs("export.run")
    def write(
        self,
        path: str | Path,
        *,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> HouseWritten:
        """Write everything to one file, as of one moment; logged. Raises NotPermitted for those
        from whom values are masked, NotFound, InvalidValue, ApprovalNeeded, Stopped."""
        session = self._session
        session.require_fresh()
        session.require("rule.read")
        if not session.may("customer.see_personal"):
            raise NotPermitted(
                "A whole house is for those from whom nothing is masked: export a list instead."
            )
        check_place(path)
        place = "-" if str(path) == "-" else Path(path).name
        with session.reading(cancel) as conn:
            (total,) = conn.execute("SELECT count(*) FROM customer").fetchone()
            request = {"all": True, "query": "archived:any"}
            ticket = second_person(session, "export.run", place, request, {"count": total})
            with session.writing("export.run", looking=True) as change:
                ticket.use(change)
                change.log("export.run", place, after={"all": True, "count": total})
            with landing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as house:
                return self._fill(house, conn, total, progress, cancel)

    @needs("import.run")
    def bring(
        self,
        path: str | Path,
        *,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> ImportResult:
        """Bring a whole house into a store without customers: fields, lists, rules, customers with
        their codes. Stopped or killed, the same goes on. Takes the permissions for rules and
        fields too. Raises InvalidValue, NotFound, NotPermitted, InvalidRules."""
        from store.transfer.house.importing import bring

        return bring(self._session, path, progress, cancel)

    # -- inside ---------------------------------------------------------------------------------

    def _fill(
        self,
        house: zipfile.ZipFile,
        conn: Connection,
        total: int,
        progress: OnProgress | None,
        cancel: Cancel | None,
    ) -> HouseWritten:
        fields = self._session.field_map(conn)
        rules = replace(
            rule_set_of(conn), reached=dict(conn.execute("SELECT key, value FROM counter"))
        )
        own = _own_fields(conn)
        choices = {name: list(fields[name].choices) for name in CHOICE_FIELDS}
        house.writestr(RULES, write_rules(rules))
        house.writestr(FIELDS, _text({"choices": choices, "own": own}))
        done = 0
        with house.open(CUSTOMERS, "w", force_zip64=True) as file:
            for line in self._customers(conn, cancel):
                _line(file, line)
                done += 1
                if progress is not None and done % PAGE == 0:
                    progress(done, total)
        void = 0
        with house.open(VOID, "w", force_zip64=True) as file:
            for (text,) in conn.execute("SELECT text FROM code WHERE state = 'void' ORDER BY id"):
                _line(file, {"code": text})
                void += 1
        about = {"kehao": "house", "format": FORMAT, "made": utc_now(), "customers": done}
        house.writestr(MANIFEST, _text({**about, "void": void}))
        return HouseWritten(done, len(own), len(rules.rules), void)

    def _customers(self, conn: Connection, cancel: Cancel | None) -> Iterator[dict[str, Any]]:
        fields = self._session.field_map(conn)
        last = 0
        while True:
            if cancel is not None:
                cancel.check()
            ids = [
                row[0]
                for row in conn.execute(
                    "SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT ?", (last, PAGE)
                )
            ]
            if not ids:
                return
            found = load_many(conn, ids, fields)
            kept = kept_of_many(conn, ids)
            for one in ids:
                yield as_object(found[one], kept[one])
            last = ids[-1]


def as_object(customer: Customer, custom: dict[str, str]) -> dict[str, Any]:
    """A customer as a line of the file; custom: values of own fields, those out of use too."""
    parts = {
        "code": customer.code,
        "values": {name: text for name, text in {**customer.values, **custom}.items() if text},
        "names": [list(pair) for pair in customer.names],
        "tags": list(customer.tags),
        "aliases": list(customer.aliases),
        "flags": list(customer.flags),
        "archived": customer.archived,
    }
    return {name: part for name, part in parts.items() if part}


def _own_fields(conn: Connection) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "kind": kind,
            "label": label,
            "choices": json.loads(choices),
            "personal": bool(personal),
            "retired": bool(retired),
        }
        for name, kind, label, choices, personal, retired in conn.execute(
            "SELECT name, kind, label, choices, personal, retired FROM field ORDER BY position"
        )
    ]


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _line(file: IO[bytes], value: object) -> None:
    file.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
