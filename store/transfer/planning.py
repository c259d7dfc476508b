"""How one file is to be brought in: decided before its first row is.

Columns get their fields, what fits none gets a place (a new field, the notes, or none), and what
cannot be is refused here, while nothing has been written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from store.customers.definitions import RESERVED
from store.customers.fields import BUILT_IN, Field
from store.errors import InvalidValue, WrongUsage
from store.transfer.headers import Columns, field_name, key, match_headers
from store.transfer.rows import RowReader
from store.transfer.source import Source
from store.transfer.tables import Table, open_table
from store.transfer.words import CODE, EXTRA_TARGETS, OWN_NAMES, SURE

SAMPLES: Final = 5
MOST_COLUMNS: Final = 2_000

_PERSONAL: Final = re.compile(
    "电话|手机|传真|座机|固话|邮箱|邮件|地址|住址|身份证|护照|证件|微信|wechat|weixin|^qq|银行|账户|"
    "fax|phone|mobile|^tel|mail|address|passport|idcard|identity|bank|iban|whatsapp|social"
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about an import; see `Transfer.run_import`."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    match: str = ""
    on_match: str = "skip"
    unmapped: str = "fields"
    dry_run: bool = False
    strict: bool = False
    reason: str = ""

    def check(self) -> None:
        """Raise WrongUsage for a word that means nothing."""
        for name, value, allowed in (
            ("on-match", self.on_match, ("skip", "update")),
            ("unmapped", self.unmapped, ("fields", "notes", "drop")),
        ):
            if value not in allowed:
                raise WrongUsage(
                    "--{option} is one of {allowed}, not {value}.",
                    option=name,
                    allowed=", ".join(allowed),
                    value=value,
                )


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do with a file's columns; for a preview and for the import itself.

    targets: field of each column, empty where none fits. unmapped: the headers that fit none.
    samples: the first rows, as they stand in the file. match: what rows are matched by, or empty.
    rows: how many there are. encoding: empty for a workbook.
    """

    headers: tuple[str, ...]
    targets: tuple[str, ...]
    unmapped: tuple[str, ...]
    new_fields: dict[int, Field]
    into_notes: tuple[int, ...]
    match: str
    samples: tuple[tuple[str, ...], ...]
    rows: int
    encoding: str

    @property
    def columns(self) -> Columns:
        """The columns with their targets."""
        return Columns(self.headers, self.targets)

    def reader(self, fields: Mapping[str, Field], *, book: bool) -> RowReader:
        """What reads the rows of the file; `fields` are those in force, new ones included."""
        return RowReader(
            self.columns,
            fields,
            new_fields={column: new.name for column, new in self.new_fields.items()},
            into_notes=self.into_notes,
            book=book,
        )


def make_plan(
    path: str | Path | bytes,
    options: Options,
    fields: Mapping[str, Field],
    *,
    may_define: bool,
) -> tuple[Table, Plan]:
    """Open a file and decide; `may_define`: whether the person may define custom fields.

    Raises InvalidValue, NotFound, WrongUsage.
    """
    options.check()
    table = open_table(Source(path), sheet=options.sheet, encoding=options.encoding)
    _check_width(len(table.headers), table)
    columns = match_headers(table.headers, fields, options.mapping)
    scan = table.scan(columns.unmapped)
    _check_width(max(scan.filled, default=-1) + 1, table)
    beyond = max(scan.filled, default=-1) + 1 - len(columns.headers)
    if beyond > 0:
        columns = Columns(columns.headers + ("",) * beyond, columns.targets + ("",) * beyond)
    filled = [column for column in columns.unmapped if column in scan.filled]
    match = _match(options, columns, fields)
    if columns.column("name") is None and not (match and options.on_match == "update"):
        raise InvalidValue(
            "{file} has no column for the customer's name: say which with --map COLUMN=name. "
            "It has {columns}.",
            file=table.name,
            columns=", ".join(filter(None, columns.headers)),
        )
    into_fields = options.unmapped == "fields" and may_define
    new_fields = _new_fields(columns, filled, fields) if into_fields else {}
    into_notes = () if options.unmapped == "drop" or into_fields else tuple(filled)
    plan = Plan(
        headers=columns.headers,
        targets=columns.targets,
        unmapped=tuple(
            columns.headers[column] or f"column {column + 1}"
            for column in columns.unmapped
            if columns.headers[column] or column in scan.filled
        ),
        new_fields=new_fields,
        into_notes=into_notes,
        match=match,
        samples=tuple(tuple(cells) for _, cells in islice(table.rows(), SAMPLES)),
        rows=scan.rows,
        encoding=table.encoding,
    )
    return table, plan


def _check_width(columns: int, table: Table) -> None:
    """Refuse what no list of customers has: matching a million headers would take minutes."""
    if columns > MOST_COLUMNS:
        raise InvalidValue(
            "{file} has {count} columns: at most {most} can be imported.",
            file=table.name,
            count=columns,
            most=MOST_COLUMNS,
        )


def _match(options: Options, columns: Columns, fields: Mapping[str, Field]) -> str:
    """What rows are matched by: what the person says, else the code if there is a column of it."""
    wanted = options.match
    if not wanted:
        return CODE if columns.column(CODE) is not None else ""
    if wanted not in fields and wanted != CODE:
        known = match_headers([wanted], fields).targets[0]
        if not known or (known in EXTRA_TARGETS and known != CODE):
            raise InvalidValue(
                "There is no field {field}: {near}.", field=wanted, near=", ".join([CODE, *fields])
            )
        wanted = known
    if columns.column(wanted) is None:
        raise WrongUsage(
            "The file has no column for {field} to match by: say which with --map.", field=wanted
        )
    return wanted


def _new_fields(
    columns: Columns, filled: list[int], fields: Mapping[str, Field]
) -> dict[int, Field]:
    """A custom text field for each column that fits none."""
    taken = {*fields, *BUILT_IN, *RESERVED, *EXTRA_TARGETS}
    new: dict[int, Field] = {}
    for column in filled:
        header = columns.headers[column]
        name = field_name(header, column, taken)
        taken.add(name)
        new[column] = Field(
            name,
            "text",
            header or name,
            personal=looks_personal(header),
            sealed=True,
            contains=True,
            custom=True,
        )
    return new


def looks_personal(header: str) -> bool:
    """Whether a column's header says that its values are for those who may see personal ones."""
    folded = key(header)
    return bool(_PERSONAL.search(folded)) or folded in _PERSONAL_WORDS


_PERSONAL_WORDS: Final = frozenset(
    key(text)
    for words in (OWN_NAMES, SURE)
    for target, texts in words.items()
    if target in BUILT_IN and BUILT_IN[target].personal
    for text in texts.split(",")
)
