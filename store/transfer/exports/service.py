"""Customers out of the store, as a file or into a table of another database: all that a query
finds, or what changed since last time.

Masked values stay masked, the log says what left, and a second person is asked where the house
wants one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.access import Service, needs
from store.approvals import asked_for, second_person, some_codes
from store.bits import tester
from store.customers.chosen import Chosen
from store.customers.values import shown_rows
from store.engine.cancel import Cancel
from store.errors import NotPermitted, WrongUsage
from store.transfer.databases.address import is_address
from store.transfer.exports.exporting import EXACT, check_place, form_of, told_as, write_table
from store.transfer.exports.marks import changed_since, keep_mark, last_operation
from store.transfer.exports.place import Place
from store.transfer.imports.importing import OnProgress
from store.transfer.imports.rows import NAME_COLUMNS
from store.transfer.mapping.words import ALIASES, ARCHIVED, CODE, TAGS

if TYPE_CHECKING:
    from store.engine.driver import Connection

ALL: Final = "archived:any"
PAGE: Final = 5_000
"""Rows read at once for an export."""
ON_MATCH: Final = ("update", "skip")


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote. gone: the codes of customers who are there no more, of an export of
    what changed; they are not in the file. Of a table: how many rows were added, how many of those
    that were there differed and were written over, and how many were marked as codes that nobody
    goes by any more."""

    written: int
    columns: tuple[str, ...]
    gone: tuple[str, ...] = ()
    added: int = 0
    updated: int = 0
    closed: int = 0


class Exports(Service):
    """Exports of customers."""

    @needs("export.run")
    def run(
        self,
        path: str | Path | Place,
        query: str = "",
        columns: Sequence[str] = (),
        *,
        ids: Collection[int] | None = None,
        sort: str = "created",
        headers: Mapping[str, str] | None = None,
        form: str = "",
        mark: bool | None = None,
        since: str = "",
        table: str = "",
        source_password: str = "",
        on_match: str = "update",
        add_columns: bool = False,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> ExportResult:
        """Write the customers that a query finds; masked values stay masked.

        ids: these customers, whatever the query finds. sort: by default the order in which they
        came, which is that in which they lie: any other takes twice as long. path: a file, `-` is
        standard output, a `Place`, the address of a database (`databases.address`, with
        source_password), or `source:` and the name of one that is kept. columns: by default the
        code, every field, the tags, other names and earlier codes (and whether it is archived,
        where the query asks for it). headers: what stands over a column, by default its field's
        name, which an import knows again. form: one of `exporting.FORMS`, by default what the
        path's ending says. mark: whether a CSV begins with a byte-order mark (files do by
        default). since: a name under which is kept how far this export has told: only customers
        that changed since the last one of that name are written. Logged with the query, the
        columns and the number of rows.

        table: of a database, where rows are added or written over by their code (on_match `skip`
        leaves those that are there as they are), in one transaction; the table is made if it is not
        there, columns that it lacks only with add_columns. Fields that are masked for the reader
        are left out, so that no mask stands where a value was. Codes that nobody goes by any more
        keep their row, which says so; an export with a name (`since`) also marks those of customers
        that its query no longer finds.

        Raises InvalidQuery, NotFound, InvalidValue, NotPermitted, WrongUsage, KehaoError (the
        other side), Stopped.
        """
        session = self._session
        session.require_fresh()
        there = is_address(path)
        if on_match not in ON_MATCH:
            raise WrongUsage(
                "A row that is there is one of {known}, not {value}.",
                known=", ".join(ON_MATCH),
                value=on_match,
            )
        if not there and (table or add_columns or on_match != "update"):
            raise WrongUsage("A table is of a database: name its address.")
        if there and form:
            raise WrongUsage("A table of a database has no file's form: leave it out.")
        chosen = self._columns(columns, there=there, archived=there or ARCHIVED in query)
        search = session.search
        with session.reading() as conn:
            upto = last_operation(conn)
            untold = changed_since(conn, since) if since else None
        order = "created" if there else sort
        found = search.ids(query if ids is None else ALL, sort=order, cancel=cancel)
        if ids is not None:
            contains = tester(Chosen.of(ids).bits)
            found = [one for one in found if contains(one)]
        if untold is not None and untold.ids is not None:
            found = [one for one in found if one in untold.ids]
        if there:
            place = f"{path} {table}".strip()
        else:
            form = form_of(path, form)
            check_place(path)
            place = told_as(path)
        request: dict[str, object] = {
            **asked_for(query, ids),
            "columns": list(chosen),
            "sort": sort,
            **({"since": since} if since else {}),
        }
        about = {"count": len(found), **some_codes(session, ids)}
        ticket = second_person(session, "export.run", place, request, about)
        # logged before the first row leaves: an export that breaks off has shown rows all the same
        with session.writing("export.run", looking=True) as change:
            ticket.use(change)
            change.log(
                "export.run",
                place,
                after={
                    **({"query": query} if ids is None else {"chosen": len(ids)}),
                    "columns": list(chosen),
                    "count": len(found),
                    **({"since": since} if since else {}),
                },
            )
        pages = partial(self._pages, found, chosen, progress, cancel)
        gone = untold.gone if untold is not None else ()
        if there:
            from store.transfer.databases.into_tables import Into, write_into

            into = Into(str(path), source_password, table, on_match == "update", add_columns)
            told, filled = write_into(session, into, chosen, pages, found, untold, cancel)
            done = filled.added, filled.updated, filled.closed
            result = ExportResult(told, chosen, gone, *done)
        else:
            shown = [(headers or {}).get(column, column) for column in chosen]
            fields = {} if form in EXACT else session.field_map()
            rows = (row for page in pages() for row in shown_rows(page, chosen, fields))
            told = write_table(path, shown, rows, form=form, mark=mark, columns=chosen)
            result = ExportResult(told, chosen, gone)
        if since:
            with session.writing("export.run") as change:
                keep_mark(change, since, upto)
        return result

    # -- inside ---------------------------------------------------------------------------------

    def _columns(self, columns: Sequence[str], *, there: bool, archived: bool) -> tuple[str, ...]:
        """The columns by their own names; for a table without what is masked, with the code.

        Raises InvalidValue for one that there is not, NotPermitted for a masked one in a table.
        """
        session = self._session
        fields = session.field_map()
        hidden: set[str] = set()
        if there and not session.may("customer.see_personal"):
            hidden = {field.name for field in fields.values() if field.personal}
        if not columns:
            every = (
                CODE,
                *fields,
                TAGS,
                *NAME_COLUMNS,
                ALIASES,
                *((ARCHIVED,) if archived else ()),
            )
            return tuple(name for name in dict.fromkeys(every) if name not in hidden)
        named = dict.fromkeys(session.search.rows([], columns).columns)
        masked = sorted(hidden.intersection(named))
        if masked:
            raise NotPermitted(
                "{fields} are masked for you, and a mask must not be written over values: leave "
                "them out with --columns.",
                fields=", ".join(masked),
            )
        return tuple(dict.fromkeys((CODE, *named))) if there else tuple(named)

    def _pages(
        self,
        ids: Sequence[int],
        columns: tuple[str, ...],
        progress: OnProgress | None,
        cancel: Cancel | None,
        conn: Connection | None = None,
    ) -> Iterator[Sequence[tuple[str, ...]]]:
        """The cells of customers, a page at a time; those deleted meanwhile are left out. conn: of
        one state of the store."""
        rows = self._session.search.rows
        for start in range(0, len(ids), PAGE):
            if cancel is not None:
                cancel.check()
            part = ids[start : start + PAGE]
            yield rows(part, columns, cancel=None if conn else cancel, conn=conn).rows
            if progress is not None:
                progress(start + len(part), len(ids))
