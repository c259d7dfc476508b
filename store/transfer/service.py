"""Files in and out, for those who may: what screens and commands call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from store.access import Service, needs
from store.codes.rulebook import RuleBook
from store.engine.cancel import Cancel
from store.errors import KehaoError, WrongUsage
from store.files import confinement
from store.transfer.databases.address import is_address
from store.transfer.exports.exporting import check_other_file, check_place, write_table
from store.transfer.folders import Entry, listed
from store.transfer.formats.tables import Loaded, Table
from store.transfer.imports.importing import Importer, ImportResult, OnProgress, rejected_rows
from store.transfer.imports.options import Correction, Options, Said
from store.transfer.imports.planning import NO_PROFILE, Opened, Plan, make_plan, open_file
from store.transfer.imports.preview import Preview, PreviewRow, check_row, make_preview
from store.transfer.imports.trial import TooLong, copied, tried_inside
from store.transfer.mapping.headers import REASON_COLUMN, ROW_COLUMN
from store.transfer.mapping.profiles import Profile, last_time

if TYPE_CHECKING:
    from store.session import Session

ALL: Final = "archived:any"
PAGE: Final = 1000
"""Rows read at once for an export."""
FEW: Final = 1_000
"""So many rows at most are tried inside one transaction."""


class Transfer(Service):
    """Imports and exports."""

    @needs("import.run")
    def open_file(
        self, path: str | Path | bytes, *, source_password: str = "", **said: Unpack[Said]
    ) -> Opened:
        """Read a file, or what a database gives (see `run_import`), once, to plan, preview and
        import it without doing that again; close it.

        header: `yes` or `no`, whether its first row is headings; by default what it looks like.
        Raises InvalidValue, NotFound, NotPermitted, WrongUsage, KehaoError.
        """
        return self._opened(path, Options(**said), source_password)

    @needs("import.run")
    def folder(self, path: Path) -> list[Entry]:
        """The folders and importable files in a folder. Raises NotFound, NotPermitted,
        InvalidValue."""
        return listed(path)

    @needs("import.run")
    def plan(
        self,
        path: str | Path | bytes | Opened,
        *,
        source_password: str = "",
        **said: Unpack[Said],
    ) -> Plan:
        """What an import would make of a file's columns; reads it, changes nothing.

        Raises what `open_file` raises.
        """
        with self.opened(path, Options(**said), source_password) as (_, plan, _):
            return plan

    @needs("import.run")
    def preview(self, path: str | Path | bytes | Opened, **said: Unpack[Said]) -> Preview:
        """The plan, and the first rows as they would be. Raises as `plan` does, but not for a file
        without a column for the name: its rows say that of themselves."""
        with self.opened(path, Options(**said), nameless=True) as (opened, plan, options):
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
        source_password: str = "",
        describe: Callable[[KehaoError], str] = str,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
        **said: Unpack[Said],
    ) -> ImportResult:
        """Bring the rows of a file or of another database in as customers.

        path: a file, `-` for standard input, the bytes themselves, the address of a database
        (`databases.address`, with source_password), `source:` and the name of one that is
        kept, or what `open_file` gave. table or query: what is read of a database. import_name:
        what the import is known by when it runs again, without one by its content; key: the column
        by which its rows are known then. delimiter: what stands between cells of delimited text.
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
        house has already, where its policy takes a reason. dates: header (or `""` for all) to the
        order of day and month in it (`mapping.dates.CHOICES`), for columns whose own values
        do not say it.

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
        with self.opened(path, options, source_password) as (opened, plan, options):
            tried = None
            if dry_run or strict:
                run = self._tried(opened.table, plan, options, progress, cancel)
                tried = run.result()
            if tried is None or (strict and not (dry_run or tried.rejected or tried.stopped)):
                run = Importer(
                    self._session, opened.table, plan, options, on_progress=progress, cancel=cancel
                )
                run.run()
                run.tidy()
            result = run.result()
            if strict and not dry_run and tried is not None:
                if tried.rejected:
                    result = replace(
                        result, added=0, updated=0, possible_duplicates=0, alike=(), refused=True
                    )
                elif not tried.stopped:
                    result = replace(result, seconds=result.seconds + tried.seconds)
            if rejects is not None and (run.rejects or Path(rejects).exists()):
                rows = rejected_rows(opened.table, plan, options, run.rejects, describe)
                write_table(rejects, [ROW_COLUMN, REASON_COLUMN, *plan.headers], rows)
        return result

    @needs("import.run")
    def opened(
        self,
        path: str | Path | bytes | Opened,
        options: Options,
        source_password: str = "",
        *,
        nameless: bool = False,
    ) -> AbstractContextManager[tuple[Opened, Plan, Options]]:
        """What is read, how an import would bring it in, and the choices with what a profile says
        where the person does not; what was opened for this is closed at the end.

        nameless: go on without a column for the name. Raises what `open_file` raises.
        """
        return self._with_plan(path, options, source_password, nameless)

    # -- inside ---------------------------------------------------------------------------------

    def _book(self) -> RuleBook:
        with self._session.reading() as conn:
            return self._session.rulebook(conn)

    @contextmanager
    def _with_plan(
        self, path: str | Path | bytes | Opened, options: Options, password: str, nameless: bool
    ) -> Iterator[tuple[Opened, Plan, Options]]:
        options.check()
        profile = None
        if options.profile and options.profile != NO_PROFILE:
            profile = self._session.profiles.get(options.profile)
            options = options.over(profile.options)
        opened = path if isinstance(path, Opened) else self._opened(path, options, password)
        try:
            yield opened, self._plan(opened, options, profile, nameless), options
        finally:
            if opened is not path:
                opened.close()

    def _opened(self, path: str | Path | bytes, options: Options, password: str) -> Opened:
        where: str | Path | bytes | Table = path
        if isinstance(path, str) and is_address(path):
            where = self._session.sources.open_table(
                path, password, table=options.table, query=options.query, key=options.key
            )
        elif options.table or options.query:
            raise WrongUsage("A table and a query are of a database: name its address.")
        return open_file(where, options, self._session.field_map(), self._book())

    def _plan(
        self, opened: Opened, options: Options, profile: Profile | None, nameless: bool
    ) -> Plan:
        """Of the last time only the columns are taken: what becomes of customers is said each
        time."""
        session = self._session
        last = None
        if not options.profile:
            with session.reading() as conn:
                last = last_time(conn, opened.table.headers)
        return make_plan(
            opened,
            options,
            session.field_map(),
            may_define=session.may("field.edit"),
            book=self._book(),
            profile=profile.mapping if profile is not None else None,
            last=last.mapping if last is not None else None,
            nameless=nameless,
        )

    def _tried(
        self,
        table: Table,
        plan: Plan,
        options: Options,
        progress: OnProgress | None,
        cancel: Cancel | None,
    ) -> Importer:
        """The import done where it does not stay."""

        def work(session: Session, table: Table) -> Importer:
            run = Importer(session, table, plan, options, on_progress=progress, cancel=cancel)
            run.run()
            return run

        if plan.rows <= FEW:
            loaded = Loaded(table)
            with suppress(TooLong):
                return tried_inside(self._session, lambda session: work(session, loaded))
        with copied(self._session, cancel) as session:
            return work(session, table)
