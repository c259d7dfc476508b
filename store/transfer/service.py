"""Files in and out, for those who may: what screens and commands call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from store import confinement
from store.access import Service, needs
from store.approvals import asked_for, second_person, some_codes
from store.bits import tester
from store.customers.chosen import Chosen
from store.engine.cancel import Cancel
from store.errors import KehaoError
from store.transfer.exporting import check_other_file, check_place, write_table
from store.transfer.headers import REASON_COLUMN, ROW_COLUMN
from store.transfer.importing import Importer, ImportResult, OnProgress, rejected_rows
from store.transfer.planning import Options, Plan, make_plan
from store.transfer.rows import NAME_COLUMNS
from store.transfer.tables import Table
from store.transfer.words import CODE, TAGS

ALL: Final = "archived:any"
PAGE: Final = 1000
"""Rows read at once for an export."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote."""

    written: int
    columns: tuple[str, ...]


class Transfer(Service):
    """Imports and exports."""

    @needs("import.run")
    def plan(
        self,
        path: str | Path,
        *,
        mapping: Mapping[str, str] | None = None,
        sheet: str = "",
        encoding: str = "",
        match: str = "",
        on_match: str = "skip",
        unmapped: str = "fields",
    ) -> Plan:
        """What an import would make of a file's columns; reads it, changes nothing.

        Raises InvalidValue, NotFound, WrongUsage.
        """
        options = Options(mapping or {}, sheet, encoding, match, on_match, unmapped)
        return self._planned(path, options)[1]

    @needs("import.run")
    def run_import(
        self,
        path: str | Path | bytes,
        *,
        mapping: Mapping[str, str] | None = None,
        sheet: str = "",
        encoding: str = "",
        match: str = "",
        on_match: str = "skip",
        unmapped: str = "fields",
        dry_run: bool = False,
        rejects: str | Path | None = None,
        strict: bool = False,
        reason: str = "",
        describe: Callable[[KehaoError], str] = str,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> ImportResult:
        """Bring the rows of a CSV or XLSX file in as customers.

        path: a file, `-` for standard input, or the bytes themselves. mapping: header to field
        (`-` leaves a column out). match: the field by which rows match customers, by default
        the code if the file has codes. on_match: `skip` or `update`. unmapped: what becomes of
        columns that fit no field: `fields`, `notes`, `drop`. rejects: where rejected rows go,
        with `describe` saying the reasons; no file is made for none. strict: write nothing if
        any row would be rejected. reason: for the log, and for letting customers in whom the
        house has already, where its policy takes a reason.

        Written in short transactions as one group; a run of the same content goes on where an
        earlier one ended. When `cancel` stops it the result says `stopped`. Raises InvalidValue,
        NotFound, WrongUsage before anything is written; StoreBusy and the like after chunks
        that stay.
        """
        options = Options(
            mapping or {}, sheet, encoding, match, on_match, unmapped, dry_run, strict, reason
        )
        if rejects is not None:
            check_place(rejects)
            rejects = confinement.place(rejects)
            check_other_file(rejects, path)
        table, plan = self._planned(path, options)
        dry = dry_run or strict
        run = self._importer(table, plan, options, dry, progress, cancel)
        run.run()
        result = run.result()
        if strict and not dry_run:
            if result.rejected:
                result = replace(result, added=0, updated=0, possible_duplicates=0, refused=True)
            elif not result.stopped:
                run = self._importer(table, plan, options, False, progress, cancel)
                run.run()
                result = replace(run.result(), seconds=result.seconds + run.result().seconds)
        if rejects is not None and (run.rejects or Path(rejects).exists()):
            rows = rejected_rows(table, len(plan.headers), run.rejects, describe)
            write_table(rejects, [ROW_COLUMN, REASON_COLUMN, *plan.headers], rows)
        return result

    @needs("export.run")
    def run_export(
        self,
        path: str | Path,
        query: str = "",
        columns: Sequence[str] = (),
        *,
        ids: Collection[int] | None = None,
        sort: str = "code",
        headers: Mapping[str, str] | None = None,
        mark: bool | None = None,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> ExportResult:
        """Write the customers that a query finds as CSV or XLSX; masked values stay masked.

        ids: these customers, whatever the query finds. path: by its ending `.csv`, `.tsv` or
        `.xlsx`; `-` is standard output. columns: by default the code, every field, the tags and
        the other names. headers: what stands over a column, by default its field's name, which an
        import knows again. mark: whether a CSV begins with a byte-order mark (files do by
        default). Logged with the query, the columns and the number of rows. Raises InvalidQuery,
        NotFound, InvalidValue, Stopped.
        """
        session = self._session
        session.require_fresh()
        chosen = tuple(columns) or (CODE, *session.field_map(), TAGS, *NAME_COLUMNS)
        asked = [column for column in chosen if column not in NAME_COLUMNS]
        session.search.rows([], asked)  # an unknown column is told before anything is written
        found = session.search.ids(query if ids is None else ALL, sort=sort, cancel=cancel)
        if ids is not None:
            contains = tester(Chosen.of(ids).bits)
            found = [one for one in found if contains(one)]
        shown = [(headers or {}).get(column, column) for column in chosen]
        check_place(path)
        place = "-" if str(path) == "-" else Path(path).name
        request = {**asked_for(query, ids), "columns": list(chosen), "sort": sort}
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
                },
            )
        rows = self._cells(found, chosen, progress, cancel)
        return ExportResult(write_table(path, shown, rows, mark=mark), chosen)

    # -- inside ---------------------------------------------------------------------------------

    def _planned(self, path: str | Path | bytes, options: Options) -> tuple[Table, Plan]:
        session = self._session
        fields = session.field_map()
        return make_plan(path, options, fields, may_define=session.may("field.edit"))

    def _importer(
        self,
        table: Table,
        plan: Plan,
        options: Options,
        dry: bool,
        progress: OnProgress | None,
        cancel: Cancel | None,
    ) -> Importer:
        return Importer(
            self._session, table, plan, options, dry=dry, on_progress=progress, cancel=cancel
        )

    def _cells(
        self,
        ids: Sequence[int],
        columns: tuple[str, ...],
        progress: OnProgress | None,
        cancel: Cancel | None,
    ) -> Iterator[Sequence[str]]:
        """The rows of an export, a page at a time; customers deleted meanwhile are left out."""
        search = self._session.search
        asked = [column for column in columns if column not in NAME_COLUMNS]
        for start in range(0, len(ids), PAGE):
            if cancel is not None:
                cancel.check()
            page = search.rows(ids[start : start + PAGE], asked, cancel=cancel)
            if len(asked) == len(columns):
                yield from page.rows
            else:
                names = self._names(page.ids)
                for customer, row in zip(page.ids, page.rows, strict=True):
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
