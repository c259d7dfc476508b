"""Files in and out, for those who may: what screens and commands call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, Unpack

from store import confinement
from store.access import Service, needs
from store.codes.rulebook import RuleBook
from store.engine.cancel import Cancel
from store.errors import KehaoError
from store.transfer.exporting import check_other_file, check_place, write_table
from store.transfer.folders import Entry, listed
from store.transfer.headers import REASON_COLUMN, ROW_COLUMN
from store.transfer.importing import Importer, ImportResult, OnProgress, rejected_rows
from store.transfer.options import Correction, Options, Said
from store.transfer.planning import NO_PROFILE, Opened, Plan, make_plan, open_file
from store.transfer.preview import Preview, PreviewRow, check_row, make_preview
from store.transfer.profiles import last_time
from store.transfer.tables import Table

ALL: Final = "archived:any"
PAGE: Final = 1000
"""Rows read at once for an export."""


class Transfer(Service):
    """Imports and exports."""

    @needs("import.run")
    def open_file(
        self, path: str | Path | bytes, *, sheet: str = "", encoding: str = "", header: str = ""
    ) -> Opened:
        """Read a file once, to plan, preview and import it without doing that again.

        header: `yes` or `no`, whether its first row is headings; by default what it looks like.
        Raises InvalidValue, NotFound, WrongUsage.
        """
        options = Options(sheet=sheet, encoding=encoding, header=header)
        return open_file(path, options, self._session.field_map(), self._book())

    @needs("import.run")
    def folder(self, path: Path) -> list[Entry]:
        """The folders and importable files in a folder. Raises NotFound, NotPermitted,
        InvalidValue."""
        return listed(path)

    @needs("import.run")
    def plan(self, path: str | Path | bytes | Opened, **said: Unpack[Said]) -> Plan:
        """What an import would make of a file's columns; reads it, changes nothing.

        Raises InvalidValue, NotFound, WrongUsage.
        """
        return self._planned(path, Options(**said))[1]

    @needs("import.run")
    def preview(self, path: str | Path | bytes | Opened, **said: Unpack[Said]) -> Preview:
        """The plan, and the first rows as they would be. Raises as `plan` does, but not for a file
        without a column for the name: its rows say that of themselves."""
        opened, plan, options = self._planned(path, Options(**said), nameless=True)
        return make_preview(self._session, opened.first, plan, options)

    @needs("import.run")
    def check_row(self, plan: Plan, row: PreviewRow, correction: Correction) -> PreviewRow:
        """What a row would be with what was written into it; its code is only tried in a run."""
        return check_row(self._session, plan, row, correction)

    @needs("import.run")
    def run_import(
        self,
        path: str | Path | bytes | Opened,
        *,
        dry_run: bool = False,
        rejects: str | Path | None = None,
        strict: bool = False,
        reason: str = "",
        describe: Callable[[KehaoError], str] = str,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
        **said: Unpack[Said],
    ) -> ImportResult:
        """Bring the rows of a CSV or XLSX file in as customers.

        path: a file, `-` for standard input, the bytes themselves, or what `open_file` gave.
        mapping: header to field (`-` leaves a column out, `+` makes it a field of its own; several
        columns for one field are joined). match: the field by which rows match customers, by
        default the code if the file has codes. on_match: `skip` (unless said otherwise) or
        `update`. unmapped: what becomes of columns that fit no field: `fields`, `notes`, `drop`.
        codes: what becomes of the file's codes: `keep` them; `new` ones are given and the old ones
        are a column like others; `alias`: new ones are given and the old ones find the customer.
        header: whether the first row is headings. profile: a named mapping; `-`: by headings and
        values alone. corrections: row number to field to value, written into the row before it is
        brought in; left_out: rows that are skipped. rejects: where rejected rows go, with
        `describe` saying the reasons; no file is made for none. strict: write nothing if
        any row would be rejected. reason: for the log, and for letting customers in whom the
        house has already, where its policy takes a reason.

        Written in short transactions as one group; a run of the same content goes on where an
        earlier one ended. When `cancel` stops it the result says `stopped`. Raises InvalidValue,
        NotFound, WrongUsage before anything is written; StoreBusy and the like after chunks
        that stay.
        """
        options = Options(**said, dry_run=dry_run, strict=strict, reason=reason)
        if rejects is not None:
            check_place(rejects)
            rejects = confinement.place(rejects)
            if not isinstance(path, Opened):
                check_other_file(rejects, path)
        opened, plan, options = self._planned(path, options)
        table = opened.table
        dry = dry_run or strict
        run = self._importer(table, plan, options, dry, progress, cancel)
        run.run()
        result = run.result()
        if strict and not dry_run:
            if result.rejected:
                result = replace(
                    result, added=0, updated=0, possible_duplicates=0, alike=(), refused=True
                )
            elif not result.stopped:
                run = self._importer(table, plan, options, False, progress, cancel)
                run.run()
                result = replace(run.result(), seconds=result.seconds + run.result().seconds)
        if rejects is not None and (run.rejects or Path(rejects).exists()):
            rows = rejected_rows(table, plan, options, run.rejects, describe)
            write_table(rejects, [ROW_COLUMN, REASON_COLUMN, *plan.headers], rows)
        return result

    # -- inside ---------------------------------------------------------------------------------

    def _book(self) -> RuleBook:
        with self._session.reading() as conn:
            return self._session.rulebook(conn)

    def _planned(
        self, path: str | Path | bytes | Opened, options: Options, *, nameless: bool = False
    ) -> tuple[Opened, Plan, Options]:
        """The file, the plan, and the choices with what a profile says where the person does not.

        Of the last time only the columns are taken: what becomes of customers is said each time.
        """
        options.check()
        session = self._session
        fields, book = session.field_map(), self._book()
        profile = None
        if options.profile and options.profile != NO_PROFILE:
            profile = session.profiles.get(options.profile)
            options = options.over(profile.options)
        opened = path if isinstance(path, Opened) else open_file(path, options, fields, book)
        last = None
        if not options.profile:
            with session.reading() as conn:
                last = last_time(conn, opened.table.headers)
        plan = make_plan(
            opened,
            options,
            fields,
            may_define=session.may("field.edit"),
            book=book,
            profile=profile.mapping if profile is not None else None,
            last=last.mapping if last is not None else None,
            nameless=nameless,
        )
        return opened, plan, options

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
