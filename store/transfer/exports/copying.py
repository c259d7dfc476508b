"""A few customers as text for the clipboard: a cell, a row, or a table as CSV, TSV, Markdown.

What leaves this way is an export as soon as it holds what is masked for others, or is more than a
handful of customers: it takes the permission to export, and the log says what and how many. Codes
alone are none: they say nothing about anybody. Masked values stay masked.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from store.access import Service, needs
from store.approvals import Ticket, second_person
from store.customers.fields import MASK
from store.customers.values import shown_rows
from store.engine.cancel import Cancel
from store.errors import InvalidValue, NotFound
from store.text import clean
from store.transfer.formats import markdown
from store.transfer.formats.formulas import inert

Form = Literal["text", "row", "csv", "tsv", "markdown"]

HANDFUL: Final = 10
"""So many customers, without what is masked for others, are no export yet."""
PAGE: Final = 100
NAMED: Final = 20
"""So many codes stand in the log."""
_NUMBER: Final = re.compile(r"[+\-]?[0-9][0-9 ().\-/]*")


@dataclass(frozen=True, slots=True)
class Copied:
    """What is to go to the clipboard.

    text: empty when it would be more than `most` bytes; then `fits` is how many customers would
    be less. logged: it was an export, and stands in the log as one.
    """

    text: str
    customers: int
    columns: tuple[str, ...]
    fits: int
    logged: bool


class Copying(Service):
    """Texts for the clipboard."""

    @needs("customer.read")
    def text(
        self,
        ids: Collection[int],
        columns: Sequence[str],
        *,
        form: Form,
        most: int,
        headers: Mapping[str, str] | None = None,
        cancel: Cancel | None = None,
    ) -> Copied:
        """The cells of these customers as text, of at most `most` bytes in UTF-8.

        form: `text` is cells alone, a customer a line; `row` has tabs between them; the others
        are tables with `headers` (by column, else the field's name) over them. Raises NotFound
        when all are gone, NotPermitted for an export by whom may not, InvalidValue; of more than a
        handful PasswordNeeded, ApprovalNeeded.
        """
        if not columns:
            raise InvalidValue("Name at least one column to copy.", field="columns")
        session = self._session
        fields = session.field_map()
        shows = session.may("customer.see_personal")
        masked_for_others = {
            name for name in columns if shows and (known := fields.get(name)) and known.personal
        }
        writer = _Writer(form, [(headers or {}).get(name, name) for name in columns], most)
        personal, codes = False, []
        rest = iter(ids)
        while some := list(islice(rest, PAGE)):
            page = session.search.rows(some, ["code", *columns], cancel=cancel)
            for code, *row in shown_rows(page.rows, ["code", *columns], fields):
                if not writer.add(row):
                    break
                codes.append(code)
                personal = personal or any(
                    value and value != MASK and name in masked_for_others
                    for name, value in zip(columns, row, strict=True)
                )
            if writer.full:
                break
        if not writer.full and not codes:
            raise NotFound("There is nothing to copy any more: read the list again.")
        export = personal or (len(ids) > HANDFUL and set(columns) != {"code"})
        if export:
            session.require("export.run")
        if writer.full:
            return Copied("", len(ids), tuple(columns), len(codes), False)
        if export:
            about = {"columns": list(columns), "count": len(codes), "codes": codes[:NAMED]}
            ticket = Ticket()
            if len(ids) > HANDFUL:
                session.require_fresh()
                request = {"columns": list(columns), "ids": sorted(ids)}
                ticket = second_person(session, "export.run", f"clipboard.{form}", request, about)
            with session.writing("export.run", looking=True) as change:
                ticket.use(change)
                # a code names no one customer here: the line is about the copy
                change.log("export.run", f"clipboard.{form}", after=about)
        return Copied(writer.text, len(codes), tuple(columns), len(codes), export)


class _Writer:
    """Puts rows into a form until there is no more room."""

    def __init__(self, form: Form, headers: Sequence[str], most: int) -> None:
        self._most = most
        self._line = _LINES[form]
        self._lines: list[str] = []
        self._bytes = 0
        self.full = False
        if form in ("csv", "tsv", "markdown"):
            self.add(headers)
        if form == "markdown":
            self._put(markdown.rule(len(headers)))

    @property
    def text(self) -> str:
        """All of it; lines are ended, not only parted, in tables."""
        return "\n".join(self._lines)

    def add(self, row: Sequence[str]) -> bool:
        """Add a row; False (and `full`) when there is no room for it."""
        return self._put(self._line(row))

    def _put(self, line: str) -> bool:
        more = len(line.encode("utf-8", "replace")) + (1 if self._lines else 0)
        if self._bytes + more > self._most:
            self.full = True
            return False
        self._bytes += more
        self._lines.append(line)
        return True


def _delimited(row: Sequence[str], delimiter: str, *, lines: bool) -> str:
    file = io.StringIO()
    cells = [inert(clean(cell, lines=lines)) for cell in row]
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return file.getvalue().removesuffix("\n")


def _csv(row: Sequence[str]) -> str:
    return _delimited(row, ",", lines=True)


def _tsv(row: Sequence[str]) -> str:
    return _delimited(row, "\t", lines=False)


def _text(row: Sequence[str]) -> str:
    """Cells as they are; a formula is made inert, a phone number with its + is none."""
    texts = [clean(cell, lines=True) for cell in row]
    return " ".join(text if _NUMBER.fullmatch(text) else inert(text) for text in texts)


_LINES: Final[dict[Form, Callable[[Sequence[str]], str]]] = {
    "text": _text,
    "row": _tsv,
    "csv": _csv,
    "tsv": _tsv,
    "markdown": markdown.line,
}
