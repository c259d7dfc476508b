"""Files in and out, for those who may: what screens and commands call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from store import confinement
from store.access import Service, needs
from store.engine.cancel import Cancel
from store.errors import KehaoError
from store.transfer.exporting import check_other_file, check_place, write_table
from store.transfer.headers import REASON_COLUMN, ROW_COLUMN
from store.transfer.importing import Importer, ImportResult, OnProgress, rejected_rows
from store.transfer.planning import Options, Plan, make_plan
from store.transfer.tables import Table

ALL: Final = "archived:any"
PAGE: Final = 1000
"""Rows read at once for an export."""


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
