"""How one file is to be brought in: decided before its first row is.

Columns get their fields, what fits none gets a place (a new field, the notes, or none), and what
cannot be is refused here, while nothing has been written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from store.codes.rulebook import RuleBook
from store.customers.definitions import RESERVED
from store.customers.fields import BUILT_IN, Field
from store.errors import InvalidValue, WrongUsage
from store.text import clean
from store.transfer.formats.opening import open_table
from store.transfer.formats.tables import Row, Scan, Table
from store.transfer.imports.mistyped import NO_FORMS, Forms, forms_of
from store.transfer.imports.options import Options
from store.transfer.imports.rows import RowReader
from store.transfer.imports.source import Source
from store.transfer.mapping.columns import JOINED, Columns, Why, match_headers, recognised
from store.transfer.mapping.dates import DateOrder, column_orders
from store.transfer.mapping.headers import column_of, field_name, key
from store.transfer.mapping.headless import Headless, begins_at_once
from store.transfer.mapping.joining import Joint
from store.transfer.mapping.presets import Preset
from store.transfer.mapping.signs import Signs, signs_of
from store.transfer.mapping.words import ALIASES, CODE, EXTRA_TARGETS, OWN_NAMES, SURE

SAMPLES: Final = 5
JUDGED: Final = 500
"""So many of a file's first rows say what its columns are."""
NO_PROFILE: Final = "-"
"""The profile that says: by headings and values alone."""
MOST_COLUMNS: Final = 2_000

_PERSONAL: Final = re.compile(
    "电话|手机|传真|座机|固话|邮箱|邮件|地址|住址|身份证|护照|证件|微信|wechat|weixin|^qq|银行|账户|"
    "fax|phone|mobile|^tel|mail|address|passport|idcard|identity|bank|iban|whatsapp|social"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was looked at: what there is to decide with, without reading it once more.

    first: its first rows, by which its columns are judged and which a preview shows. headed:
    whether the first row is headings. sheet, sheets: see `Table`.
    """

    table: Table
    scan: Scan
    first: tuple[Row, ...]
    headed: bool
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def close(self) -> None:
        """Let go of what is held open (a connection); a file needs it not."""
        self.table.close()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do with a file's columns; for a preview and for the import itself.

    targets: field of each column, empty where none fits. unmapped: the headers that fit none.
    samples: the first rows, as they stand in the file. match: what rows are matched by, or empty.
    rows: how many there are. encoding: empty for a workbook. found: the columns before the choice
    about codes was made. codes, on_match, on_unmapped: what was chosen, or a profile says. headed:
    whether the first row is headings.
    nameless: no column holds the customer's name, so that it cannot be imported like this. dates:
    how each column of dates is written, and about which somebody must be asked. book, literal: see
    `Table`. key: the columns by which a named import knows its rows again. forms: of the codes that
    are kept, by the first rows.
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
    columns: Columns
    found: Columns
    codes: str = "keep"
    headed: bool = True
    nameless: bool = False
    dates: Mapping[int, DateOrder] = field(default_factory=dict)
    book: bool = False
    literal: bool = False
    key: tuple[int, ...] = ()
    forms: Forms = NO_FORMS
    on_match: str = "skip"
    on_unmapped: str = "fields"

    @property
    def ambiguous_dates(self) -> dict[str, DateOrder]:
        """The columns, by header, whose dates can mean two days each and are kept as they came."""
        return {
            self.headers[column] or f"column {column + 1}": order
            for column, order in self.dates.items()
            if order.must_ask
        }

    @property
    def why(self) -> tuple[Why, ...]:
        """Why each column was taken for what it is."""
        return self.columns.why

    @property
    def preset(self) -> str:
        """The system whose export it is, or empty."""
        return self.columns.preset

    def reader(self, fields: Mapping[str, Field]) -> RowReader:
        """What reads the rows of the file; `fields` are those in force, new ones included."""
        return RowReader(
            self.columns,
            fields,
            new_fields={column: new.name for column, new in self.new_fields.items()},
            into_notes=self.into_notes,
            book=self.book,
            literal=self.literal,
            dates={column: found.order for column, found in self.dates.items()},
        )


def open_file(
    path: str | Path | bytes | Table,
    options: Options,
    fields: Mapping[str, Field],
    book: RuleBook | None = None,
) -> Opened:
    """Read a file, or a table that is open, once, from end to end.

    Raises InvalidValue, NotFound, WrongUsage.
    """
    options.check()
    if isinstance(path, str | Path | bytes):
        source = Source(path)
        how = {"sheet": options.sheet, "encoding": options.encoding}
        table = open_table(source, **how, delimiter=options.delimiter)
    else:
        table = path
    sheet, sheets = table.sheet, table.sheets
    _check_width(len(table.headers), table)
    headed = options.header != "no"
    if table.literal:
        headed = True  # its columns have names of their own
    elif not options.header:
        rows = [cells for _, cells in table.head(JUDGED)]
        headed = not begins_at_once(table.headers, rows, fields, book)
    if not headed:
        table = Headless(table)
    scan = table.scan(range(len(table.headers)))
    _check_width(max(scan.filled, default=-1) + 1, table)
    return Opened(table, scan, tuple(table.head(JUDGED)), headed, sheet, sheets)


def make_plan(
    opened: Opened,
    options: Options,
    fields: Mapping[str, Field],
    *,
    may_define: bool,
    book: RuleBook | None = None,
    profile: Preset | None = None,
    last: Preset | None = None,
    nameless: bool = False,
) -> Plan:
    """Decide; `may_define`: whether the person may define custom fields. profile and last: what
    is asked for by name, and what was chosen last time. book: the rules, to know codes by.
    nameless: go on, though no column holds the customer's name.

    Raises InvalidValue, NotFound, WrongUsage.
    """
    options.check()
    table, scan = opened.table, opened.scan
    signs = _signs(opened, fields, book)
    columns = match_headers(
        table.headers,
        fields,
        options.mapping,
        profile=profile,
        last=last,
        preset=recognised(table.headers) if options.profile != NO_PROFILE else None,
        signs=signs,
    )
    beyond = max(scan.filled, default=-1) + 1 - len(columns.headers)
    if beyond > 0:
        columns = columns.widened(beyond)
    found = columns
    codes = options.word("codes")
    if codes == "new":
        columns = columns.moved(CODE, "")
    elif codes == "alias":
        columns = _as_aliases(columns)
    filled = [column for column in columns.unmapped if column in scan.filled]
    on_match = options.word("on-match")
    match = _match(options, columns, fields)
    lacking = columns.column("name") is None and not (match and on_match == "update")
    if lacking and not nameless:
        if others := [clean(one) for one in opened.sheets if one != opened.sheet]:
            raise InvalidValue(
                "Sheet {sheet} of {file} has no column for the customer's name: say which with "
                "--map COLUMN=name, or name another sheet with --sheet. It has {columns}; there "
                "are also the sheets {sheets}.",
                file=table.name,
                sheet=clean(opened.sheet),
                columns=", ".join(filter(None, columns.headers)) or str(len(columns.headers)),
                sheets=", ".join(others),
            )
        raise InvalidValue(
            "{file} has no column for the customer's name: say which with --map COLUMN=name. "
            "It has {columns}.",
            file=table.name,
            columns=", ".join(filter(None, columns.headers)) or str(len(columns.headers)),
        )
    unmapped = options.word("unmapped")
    into_fields = unmapped == "fields" and may_define
    yesno = {n for n, sign in enumerate(signs) if sign.yesno}
    new_fields = _new_fields(columns, filled, fields, yesno) if into_fields else {}
    into_notes = () if unmapped == "drop" or into_fields else tuple(filled)
    return Plan(
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
        samples=tuple(tuple(cells) for _, cells in opened.first[:SAMPLES]),
        rows=scan.rows,
        encoding=table.encoding,
        columns=columns,
        found=found,
        codes=codes,
        headed=opened.headed,
        nameless=lacking,
        dates=_dates(opened, columns, fields, options),
        book=table.book,
        literal=table.literal,
        key=_key(options, table),
        forms=_forms(opened, columns) if codes == "keep" else NO_FORMS,
        on_match=on_match,
        on_unmapped=unmapped,
    )


def _key(options: Options, table: Table) -> tuple[int, ...]:
    """The columns that tell the rows apart: the one that is named, else what the source says."""
    if not options.key:
        return table.key
    names = [clean(header) for header in table.headers]
    return (column_of(options.key, names, [key(name) for name in names]),)


def _forms(opened: Opened, columns: Columns) -> Forms:
    """The forms of the codes in the first rows."""
    place = columns.column(CODE)
    if place is None:
        return NO_FORMS
    return forms_of(cells[place] for _, cells in opened.first if place < len(cells))


def _signs(opened: Opened, fields: Mapping[str, Field], book: RuleBook | None) -> list[Signs]:
    """What the values of each column say, by the first rows."""
    rows = [cells for _, cells in opened.first]
    return [
        signs_of((cells[n] for cells in rows if n < len(cells)), fields, book)
        for n in range(len(opened.table.headers))
    ]


def _as_aliases(columns: Columns) -> Columns:
    """The column of codes as one of earlier codes, beside a column of those if there is one."""
    place, other = columns.column(CODE), columns.column(ALIASES)
    if place is None or other is None:
        return columns.moved(CODE, ALIASES)
    joint = Joint(ALIASES, (other, place), "list")
    moved = columns.moved(CODE, JOINED)
    return replace(moved, joints=(*moved.joints, joint))


def _dates(
    opened: Opened, columns: Columns, fields: Mapping[str, Field], options: Options
) -> dict[int, DateOrder]:
    """How the columns of dates are written; the file is read on only where its first rows leave
    that open."""
    dated = {
        column: columns.headers[column]
        for column, target in enumerate(columns.targets)
        if target in fields and fields[target].kind == "date"
    }
    if not dated and not options.dates:
        return {}
    found = column_orders(opened.first, dated, options.dates)
    if any(order.must_ask for order in found.values()) and opened.scan.rows > len(opened.first):
        return column_orders(opened.table.rows(), dated, options.dates)
    return found


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
    alias = options.codes == "alias" and columns.column(ALIASES) is not None
    if not wanted:
        return CODE if alias or columns.column(CODE) is not None else ""
    if wanted not in fields and wanted != CODE:
        known = match_headers([wanted], fields).targets[0]
        if not known or (known in EXTRA_TARGETS and known != CODE):
            raise InvalidValue(
                "There is no field {field}: {near}.", field=wanted, near=", ".join([CODE, *fields])
            )
        wanted = known
    if columns.column(wanted) is None and not (wanted == CODE and alias):
        raise WrongUsage(
            "The file has no column for {field} to match by: say which with --map.", field=wanted
        )
    return wanted


def _new_fields(
    columns: Columns, filled: list[int], fields: Mapping[str, Field], yesno: Collection[int]
) -> dict[int, Field]:
    """A custom field for each column that fits none: text, or yes and no where all values are."""
    taken = {*fields, *BUILT_IN, *RESERVED, *EXTRA_TARGETS}
    new: dict[int, Field] = {}
    for column in filled:
        header = columns.headers[column]
        name = field_name(header, column, taken)
        taken.add(name)
        new[column] = Field(
            name,
            "yesno" if column in yesno else "text",
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
