"""One row of a file as what a customer is made of.

An import of 100,000 rows goes through here cell by cell, so a row is first looked at as a whole:
if nothing in it needs cleaning, its cells go straight to their fields, and values that come again
and again (types, cities, dates) are read once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from store.customers.fields import MASK, Field
from store.customers.names import normalised_name
from store.customers.preparing import NOTHING_ELSE
from store.customers.values import MAX_LENGTH, MAX_LINES, is_yes, says_less
from store.text import clean
from store.transfer.formats.formulas import restored
from store.transfer.imports.values import MISSING, PhoneReader, Reader, phone_reader, reader
from store.transfer.mapping.columns import JOINED, Columns
from store.transfer.mapping.headers import IGNORE
from store.transfer.mapping.joining import join
from store.transfer.mapping.words import ALIASES, ARCHIVED, CODE, FOREIGN, FORMER, SHORT, TAGS

NAME_COLUMNS: Final = {SHORT: "short", FOREIGN: "foreign", FORMER: "former"}

_MEMO: Final = 4096  # different values of a column that are remembered
_TAG_ENDS: Final = re.compile(r"[,;|，；、\n]|:::")
"""What stands between tags; `:::` is how Google Contacts writes them."""
_OWN_LABEL: Final = "* "
"""Before the labels that Google Contacts has by itself (`* myContacts`), which say nothing."""
_NAME_ENDS: Final = re.compile(r"[;|；\n]")
_REMEMBERED: Final = frozenset({"choice", "date", "number", "yesno"})
_TRIVIAL: Final = frozenset({"text", "lines"})
_NAMES: Final = frozenset({"name", "contact"})
_CITY: Final = "city"


class RowValues(NamedTuple):
    """What one row says of a customer.

    values: field name to value, missing ones left out. flags: fields that could not read theirs.
    aliases: earlier codes. given: what stood in the cells of fields that keep it otherwise.
    archived: of a customer who is added.
    """

    code: str
    values: dict[str, str]
    names: list[tuple[str, str]]
    tags: list[str]
    flags: list[str]
    aliases: tuple[str, ...] = ()
    given: Mapping[str, str] = NOTHING_ELSE
    archived: bool = False


class RowReader:
    """Reads the rows of one file; made once, called for each row."""

    def __init__(
        self,
        columns: Columns,
        fields: Mapping[str, Field],
        *,
        new_fields: Mapping[int, str] | None = None,
        into_notes: Sequence[int] = (),
        book: bool = False,
        literal: bool = False,
        dates: Mapping[int, str] | None = None,
    ) -> None:
        """`new_fields`: columns without a target that go into a custom field of that name;
        `into_notes`: columns that become lines of the notes, each under its header. `book` and
        `literal`: see `Table`. `dates`: the order of day and month in a column, where known."""
        self._literal = literal
        targets = dict(enumerate(columns.targets))
        targets.update(new_fields or {})
        self._code = -1
        self._tags = -1
        self._aliases = -1
        self._joints = columns.joints
        self._names: list[tuple[int, str]] = []
        self._notes = [(n, columns.headers[n] or f"column {n + 1}") for n in into_notes]
        self._plain: list[tuple[int, str, int]] = []
        self._repeated: list[tuple[int, str, Reader, dict[str, tuple[str, bool]]]] = []
        self._named: list[tuple[int, str]] = []
        self._phones: list[tuple[int, Field, PhoneReader]] = []
        self._read: list[tuple[int, str, Reader]] = []
        self._all: list[tuple[int, Field, Reader]] = []
        self._dates = dates or {}
        self._fields = fields
        self._personal: list[int] = []
        self._archived = -1
        for column, target in targets.items():
            if target == CODE and target not in fields:
                self._code = column
            elif target in fields or column in (new_fields or {}):
                field = fields.get(target) or Field(target, "text", target, custom=True)
                self._add(column, field, book)
            elif target == TAGS:
                self._tags = column
            elif target == ALIASES:
                self._aliases = column
            elif target == ARCHIVED:
                self._archived = column
            elif target in NAME_COLUMNS:
                self._names.append((column, NAME_COLUMNS[target]))
            else:
                assert target in ("", IGNORE, JOINED), target
        self.width = len(columns.headers)
        self._blank = [""] * self.width

    @property
    def has_codes(self) -> bool:
        """Whether the file has a column of codes."""
        return self._code >= 0

    def _add(self, column: int, field: Field, book: bool) -> None:
        if field.personal:  # where a mask stands, an export was for somebody who may not see it
            self._personal.append(column)
        if field.kind == "phone":
            self._phones.append((column, field, phone_reader(field)))
            return
        read = reader(field, book=book, dates=self._dates.get(column, ""))
        self._all.append((column, field, read))
        if field.name in _NAMES:
            self._named.append((column, field.name))
        elif field.kind in _TRIVIAL and field.name != _CITY:
            self._plain.append(
                (column, field.name, MAX_LINES if field.kind == "lines" else MAX_LENGTH)
            )
        elif field.kind in _REMEMBERED or field.name == _CITY:
            self._repeated.append((column, field.name, read, {}))
        else:
            self._read.append((column, field.name, read))

    def read(self, cells: list[str]) -> RowValues:
        """The row's values; never raises, whatever the cells hold."""
        if len(cells) < self.width:
            cells = cells + self._blank[len(cells) :]
        if self._joints:
            cells = join(cells, self._joints)
        line = "|".join(cells)
        if (
            not line.isprintable()
            or "  " in line
            or " |" in line
            or "| " in line
            or "'" in line
            or MISSING in line
            or MASK in line
            or line[:1] == " "
            or line[-1:] == " "
            or not (line.isascii() or unicodedata.is_normalized("NFC", line))
        ):
            return self._read_unclean(cells)
        values: dict[str, str] = {}
        flags: list[str] = []
        given: dict[str, str] = {}
        for column, name in self._named:
            text = cells[column]
            if text:
                values[name] = normalised_name(text)
                if values[name] != text:
                    given[name] = text
                if len(text) > MAX_LENGTH:
                    flags.append(name)
        for column, name, most in self._plain:
            text = cells[column]
            if text:
                values[name] = text
                if len(text) > most:
                    flags.append(name)
        for column, name, read, memo in self._repeated:
            text = cells[column]
            if text:
                known = memo.get(text)
                if known is None:
                    known = read(text)
                    if len(memo) < _MEMO:
                        memo[text] = known
                values[name] = known[0]
                if not known[1]:
                    flags.append(name)
                if known[0] is not text and known[0] != text:
                    self._say(given, name, text, known[0])
        for column, name, read in self._read:
            text = cells[column]
            if text:
                values[name], readable = read(text)
                if not readable:
                    flags.append(name)
                if values[name] != text:
                    self._say(given, name, text, values[name])
        self._read_phones(cells, values, flags, given)
        code = cells[self._code] if self._code >= 0 else ""
        beside = self._tags >= 0 or self._aliases >= 0 or self._archived >= 0
        if beside or self._names or self._notes:
            return self._with_rest(cells, code, values, flags, given)
        return RowValues(code, values, [], [], flags, (), given or NOTHING_ELSE)

    def _read_phones(
        self, cells: list[str], values: dict[str, str], flags: list[str], given: dict[str, str]
    ) -> None:
        """Telephone numbers, last: they depend on the country that the row names."""
        for column, field, read in self._phones:
            text = cells[column]
            if text:
                value, readable = read(text, values.get("country", ""))
                if value:
                    values[field.name] = value
                if not readable:
                    flags.append(field.name)
                if value[3:] != text and says_less(field, text, value):
                    given[field.name] = text

    def _say(self, given: dict[str, str], name: str, text: str, value: str) -> None:
        """Keep for the log what stood in a cell, if the value does not say it."""
        field = self._fields.get(name)
        if field is not None and value and says_less(field, text, value):
            given[name] = text

    def _read_unclean(self, cells: list[str]) -> RowValues:
        """The same, cell by cell, for a row in which something must be cleaned or restored."""
        if not self._literal:
            cells = ["" if cell.strip() == MISSING else restored(cell) for cell in cells]
        cells = list(cells)
        for column in self._personal:
            if cells[column].strip() == MASK:
                cells[column] = ""
        values: dict[str, str] = {}
        flags: list[str] = []
        given: dict[str, str] = {}
        for column, field, read in self._all:
            if cells[column]:
                value, readable = read(cells[column])
                if value:
                    values[field.name] = value
                    if value != cells[column]:
                        text = clean(cells[column], lines=field.kind == "lines")
                        self._say(given, field.name, text, value)
                if not readable:
                    flags.append(field.name)
        for column, _, _ in self._phones:
            cells[column] = clean(cells[column])
        self._read_phones(cells, values, flags, given)
        code = clean(cells[self._code]) if self._code >= 0 else ""
        return self._with_rest(cells, code, values, flags, given)

    def _with_rest(
        self,
        cells: list[str],
        code: str,
        values: dict[str, str],
        flags: list[str],
        given: Mapping[str, str],
    ) -> RowValues:
        """With other names, tags and lines of notes."""
        names = [
            (kind, name)
            for column, kind in self._names
            for name in map(clean, _NAME_ENDS.split(cells[column]))
            if name
        ]
        tags: list[str] = []
        if self._tags >= 0:
            found = map(clean, _TAG_ENDS.split(cells[self._tags]))
            tags = list(
                dict.fromkeys(tag for tag in found if tag and not tag.startswith(_OWN_LABEL))
            )
        aliases: tuple[str, ...] = ()
        if self._aliases >= 0 and (text := cells[self._aliases]):
            aliases = tuple(dict.fromkeys(filter(None, map(clean, _NAME_ENDS.split(text)))))
        said = [
            f"{header}: {text}"
            for column, header in self._notes
            if (text := clean(cells[column])) and text != MASK
        ]
        if said:
            notes = values.get("notes", "")
            values["notes"] = "\n".join([notes, *said] if notes else said)
        archived = self._archived >= 0 and is_yes(cells[self._archived])
        told = given or NOTHING_ELSE
        return RowValues(code, values, names, tags, flags, aliases, told, archived)
