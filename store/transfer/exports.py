"""Customers out of the store as a file: all that a query finds, or what changed since last time.

Masked values stay masked, the log says what left, and a second person is asked where the house
wants one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.access import Service, needs
from store.approvals import asked_for, second_person, some_codes
from store.bits import tester
from store.customers.chosen import Chosen
from store.customers.values import shown_rows
from store.engine.cancel import Cancel
from store.transfer.exporting import check_place, form_of, write_table
from store.transfer.importing import OnProgress
from store.transfer.marks import changed_since, keep_mark, last_operation
from store.transfer.rows import NAME_COLUMNS
from store.transfer.words import CODE, TAGS

ALL: Final = "archived:any"
PAGE: Final = 1000
EXACT: Final = ("jsonl", "vcf")
"""Forms for programs, which get values as they are kept: telephone numbers in E.164."""
"""Rows read at once for an export."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote. gone: the codes of customers who are there no more, of an export of
    what changed; they are not in the file."""

    written: int
    columns: tuple[str, ...]
    gone: tuple[str, ...] = ()


class Exports(Service):
    """Exports of customers."""

    @needs("export.run")
    def run(
        self,
        path: str | Path,
        query: str = "",
        columns: Sequence[str] = (),
        *,
        ids: Collection[int] | None = None,
        sort: str = "code",
        headers: Mapping[str, str] | None = None,
        form: str = "",
        mark: bool | None = None,
        since: str = "",
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> ExportResult:
        """Write the customers that a query finds; masked values stay masked.

        ids: these customers, whatever the query finds. path: a file, `-` is standard output.
        columns: by default the code, every field, the tags and the other names. headers: what
        stands over a column, by default its field's name, which an import knows again. form: one
        of `exporting.FORMS`, by default what the path's ending says. mark: whether a CSV begins
        with a byte-order mark (files do by default). since: a name under which is kept how far
        this export has told: only customers that changed since the last one of that name are
        written. Logged with the query, the columns and the number of rows. Raises InvalidQuery,
        NotFound, InvalidValue, WrongUsage, Stopped.
        """
        session = self._session
        session.require_fresh()
        form = form_of(path, form)
        chosen = tuple(columns) or (CODE, *session.field_map(), TAGS, *NAME_COLUMNS)
        asked = [column for column in chosen if column not in NAME_COLUMNS]
        session.search.rows([], asked)  # an unknown column is told before anything is written
        with session.reading() as conn:
            upto = last_operation(conn)
            untold = changed_since(conn, since) if since else None
        found = session.search.ids(query if ids is None else ALL, sort=sort, cancel=cancel)
        if ids is not None:
            contains = tester(Chosen.of(ids).bits)
            found = [one for one in found if contains(one)]
        if untold is not None and untold.ids is not None:
            found = [one for one in found if one in untold.ids]
        shown = [(headers or {}).get(column, column) for column in chosen]
        check_place(path)
        place = "-" if str(path) == "-" else Path(path).name
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
        rows = self._cells(found, chosen, progress, cancel, exact=form in EXACT)
        written = write_table(path, shown, rows, form=form, mark=mark, columns=chosen)
        if since:
            with session.writing("export.run") as change:
                keep_mark(change, since, upto)
        return ExportResult(written, chosen, untold.gone if untold is not None else ())

    # -- inside ---------------------------------------------------------------------------------

    def _cells(
        self,
        ids: Sequence[int],
        columns: tuple[str, ...],
        progress: OnProgress | None,
        cancel: Cancel | None,
        *,
        exact: bool,
    ) -> Iterator[Sequence[str]]:
        """The rows of an export, a page at a time; customers deleted meanwhile are left out.

        exact: values as they are kept, not as people read them."""
        search, fields = self._session.search, self._session.field_map()
        asked = [column for column in columns if column not in NAME_COLUMNS]
        for start in range(0, len(ids), PAGE):
            if cancel is not None:
                cancel.check()
            page = search.rows(ids[start : start + PAGE], asked, cancel=cancel)
            read = page.rows if exact else shown_rows(page.rows, asked, fields)
            if len(asked) == len(columns):
                yield from read
            else:
                names = self._names(page.ids)
                for customer, row in zip(page.ids, read, strict=True):
                    cells = iter(row)
                    kinds = names.get(customer, {})
                    yield [
                        "; ".join(kinds.get(NAME_COLUMNS[column], ()))
                        if column in NAME_COLUMNS
                        else next(cells)
                        for column in columns
                    ]
            if progress is not None:
                progress(min(start + PAGE, len(ids)), len(ids))

    def _names(self, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
        """The other names of customers, by kind."""
        names: dict[int, dict[str, list[str]]] = {}
        marks = ", ".join("?" * len(ids))
        with self._session.reading() as conn:
            for customer, kind, text in conn.execute(
                f"SELECT customer, kind, text FROM name WHERE customer IN ({marks}) ORDER BY id",
                list(ids),
            ):
                names.setdefault(customer, {}).setdefault(kind, []).append(text)
        return names
