"""What is here and not there, there and not here, and which fields differ.

The other side is a file or a database, read as an import would read it; a row and a customer are
the same when their codes are, or the field that is named. Nothing is changed: what mends either
side is written as a file that an import takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from store import bits
from store.access import Service, needs
from store.customers.chosen import Chosen
from store.customers.fields import Field
from store.customers.phones import phone_key
from store.engine.cancel import Cancel
from store.errors import WrongUsage
from store.files import confinement
from store.text import fold
from store.transfer.exports.exporting import check_other_file, check_place, write_table
from store.transfer.formats.tables import Table
from store.transfer.imports.importing import OnProgress
from store.transfer.imports.matching import Matcher, make_matcher
from store.transfer.imports.options import Options
from store.transfer.imports.planning import Plan
from store.transfer.imports.rows import NAME_COLUMNS, RowValues
from store.transfer.mapping.columns import JOINED
from store.transfer.mapping.headers import IGNORE
from store.transfer.mapping.words import ALIASES, CODE, TAGS

PAGE: Final = 1_000
MOST: Final = 1_000
"""How many differences a result holds; `tell` is told of all."""

HERE, THERE, DIFFERS, UNCLEAR = "here", "there", "differs", "unclear"


@dataclass(frozen=True, slots=True)
class Difference:
    """One customer or row. kind: only `here`, only `there`, `differs`, or `unclear` (several fit,
    or the row is the second of its customer). row: its number there, 0 for none. fields: name to
    the value here and the one there."""

    kind: str
    code: str
    name: str
    row: int
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """What a comparison found. here, there: how many on either side; fields: in how many
    customers each differs; left_out: personal fields that the person may not compare."""

    here: int = 0
    there: int = 0
    same: int = 0
    only_here: int = 0
    only_there: int = 0
    differing: int = 0
    unclear: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    differences: list[Difference] = field(default_factory=list)

    @property
    def alike(self) -> bool:
        """Whether both sides hold the same."""
        return not (self.only_here or self.only_there or self.differing or self.unclear)


Tell = Callable[[Difference], None]


class Comparing(Service):
    """Comparing customers with what others have of them."""

    @needs("import.run")
    def run(
        self,
        path: str | Path,
        options: Options,
        *,
        query: str = "",
        source_password: str = "",
        here: str | Path | None = None,
        there: str | Path | None = None,
        tell: Tell | None = None,
        progress: OnProgress | None = None,
        cancel: Cancel | None = None,
    ) -> Comparison:
        """Compare the customers that `query` finds with a file or a database.

        options: how it is read, and by what a row and a customer are the same (`match`; by default
        the code). here: a file for what is missing or other here, in our fields' names. there: one
        for what is missing or other there, under their headers; it is an export, with all that
        takes. tell: is told each difference as it is found. Raises what `Transfer.run_import` and
        `Exports.run` raise, Stopped.
        """
        session = self._session
        for one in (here, there):
            if one is not None:
                check_place(one)
                check_other_file(confinement.place(one), path)
        with session.transfer.opened(path, options, source_password) as (opened, plan, _):
            if not plan.match:
                raise WrongUsage(
                    "There is no column of codes: say with --match FIELD by what customers and "
                    "rows are the same."
                )
            work = _Work(self, opened.table, plan, query, tell, progress, cancel)
            rows = work.rows()
            if here is None:
                for _ in rows:
                    pass
            else:
                write_table(here, work.columns, rows)
            headers = dict(zip(plan.targets, plan.headers, strict=True))
        if there is not None:
            session.exports.run(
                there,
                columns=work.columns,
                ids=Chosen(work.missing_there),
                headers={name: headers[name] for name in work.columns},
                cancel=cancel,
            )
        return work.result


class _Work:
    """One comparison: goes over their rows, then over those of ours that none of them was."""

    def __init__(
        self,
        service: Comparing,
        table: Table,
        plan: Plan,
        query: str,
        tell: Tell | None,
        progress: OnProgress | None,
        cancel: Cancel | None,
    ) -> None:
        session = self._session = service._session
        self._table, self._plan = table, plan
        self._tell, self._progress, self._cancel = tell, progress, cancel
        fields = session.field_map()
        self._reader = plan.reader(fields)
        targets = [name for name in plan.targets if name not in _NOT_COMPARED]
        hidden = [name for name in targets if _is_hidden(name, fields, session.may(PERSONAL))]
        self.columns = [name for name in targets if name not in hidden]
        self._compared = [
            name for name in self.columns if name != CODE and name not in NAME_COLUMNS
        ]
        self._phones = {name for name in targets if name in fields and fields[name].kind == "phone"}
        self._shown = list(dict.fromkeys([CODE, "name", *self._compared]))
        with session.reading() as conn:
            self._matcher: Matcher = make_matcher(conn, plan.match, fields)
        self._here = session.search.chosen(query, cancel=cancel)
        self._seen = bytearray((self._here.bit_length() >> 3) + 1)
        self.missing_there = 0
        self._differing: list[int] = []
        self.result = Comparison(here=self._here.bit_count(), left_out=tuple(hidden))

    def rows(self) -> Iterator[list[str]]:
        """Compare; gives the rows that are missing or other here, in the order of `columns`."""
        page: list[tuple[int, RowValues]] = []
        for number, cells in self._table.rows():
            page.append((number, self._reader.read(cells)))
            if len(page) == PAGE:
                yield from self._page(page)
                page = []
        if page:
            yield from self._page(page)
        self._rest()

    def _page(self, page: Sequence[tuple[int, RowValues]]) -> Iterator[list[str]]:
        if self._cancel is not None:
            self._cancel.check()
        keys = [self._matcher.key(row) for _, row in page]
        with self._session.reading() as conn:
            found = self._matcher.find(conn, {key for key in keys if key})
        ids = list(dict.fromkeys(one for held in found.values() for one in held))
        ours = self._ours(ids)
        for (number, row), key in zip(page, keys, strict=True):
            held = [one for one in found.get(key, []) if one in ours and self._here >> one & 1]
            self.result.there += 1
            if not held:
                self._note(Difference(THERE, row.code, row.values.get("name", ""), number))
                yield self._cells(row)
            elif len(held) > 1 or self._seen[held[0] >> 3] & 1 << (held[0] & 7):
                our = ours[held[0]]
                self._note(Difference(UNCLEAR, our[CODE], our["name"], number))
            else:
                self._seen[held[0] >> 3] |= 1 << (held[0] & 7)
                our = ours[held[0]]
                differing = self._differences(our, row)
                if differing:
                    self._differing.append(held[0])
                    self._note(Difference(DIFFERS, our[CODE], our["name"], number, differing))
                    yield self._cells(row)
                else:
                    self.result.same += 1
        if self._progress is not None:
            self._progress(self.result.there, self._plan.rows)

    def _rest(self) -> None:
        """Those of ours that no row was."""
        seen = int.from_bytes(self._seen, "little")
        missing = self._here & ~seen
        ids = list(bits.ids_of(missing))
        for start in range(0, len(ids), PAGE):
            if self._cancel is not None:
                self._cancel.check()
            for our in self._ours(ids[start : start + PAGE]).values():
                self._note(Difference(HERE, our[CODE], our["name"], 0))
        highest = max(self._differing, default=0)
        self.missing_there = missing | (bits.of_ids(self._differing, highest) if highest else 0)

    def _ours(self, ids: Sequence[int]) -> dict[int, dict[str, str]]:
        """What we have of these customers."""
        if not ids:
            return {}
        page = self._session.search.rows(ids, self._shown, cancel=self._cancel)
        return {
            one: dict(zip(self._shown, row, strict=True))
            for one, row in zip(page.ids, page.rows, strict=True)
        }

    def _differences(self, our: Mapping[str, str], row: RowValues) -> dict[str, tuple[str, str]]:
        """Field to our value and theirs, where they differ in more than how they are written."""
        differing: dict[str, tuple[str, str]] = {}
        for name in self._compared:
            if name == TAGS:
                mine, theirs = _tags(our[name].split(",")), _tags(row.tags)
                if mine != theirs:
                    differing[name] = (", ".join(mine), ", ".join(theirs))
                continue
            value = row.values.get(name, "")
            alike = phone_key if name in self._phones else fold
            if our[name] != value and alike(our[name]) != alike(value):
                differing[name] = (our[name], value)
        return differing

    def _cells(self, row: RowValues) -> list[str]:
        names: dict[str, list[str]] = {}
        for kind, text in row.names:
            names.setdefault(kind, []).append(text)
        return [
            row.code
            if name == CODE
            else ", ".join(row.tags)
            if name == TAGS
            else "; ".join(names.get(NAME_COLUMNS[name], ()))
            if name in NAME_COLUMNS
            else row.values.get(name, "")
            for name in self.columns
        ]

    def _note(self, difference: Difference) -> None:
        result = self.result
        if difference.kind == HERE:
            result.only_here += 1
        elif difference.kind == THERE:
            result.only_there += 1
        elif difference.kind == UNCLEAR:
            result.unclear += 1
        else:
            result.differing += 1
            for name in difference.fields:
                result.fields[name] = result.fields.get(name, 0) + 1
        if len(result.differences) < MOST:
            result.differences.append(difference)
        if self._tell is not None:
            self._tell(difference)


_NOT_COMPARED: Final = frozenset(("", IGNORE, JOINED, ALIASES))
PERSONAL: Final = "customer.see_personal"


def _is_hidden(name: str, fields: Mapping[str, Field], may_see: bool) -> bool:
    return name in fields and fields[name].personal and not may_see


def _tags(tags: Sequence[str]) -> list[str]:
    return sorted({tag.strip() for tag in tags if tag.strip()})
