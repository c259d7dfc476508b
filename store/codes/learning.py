"""Learning rules from old codes: those of a file with its other columns, or those in the store.

What is learned becomes a set of rules that goes on where the old codes stop: each counter's last
number goes along (`[reached]`), and codes that lie far ahead of theirs are held back, so that no
old code is given again, whether or not the list is imported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from store.access import Service, needs
from store.codes.rulefile import RuleDraft, RuleSet
from store.customers.fields import BUILT_IN, Field
from store.engine.cancel import Cancel
from store.errors import InvalidValue
from store.pattern import parse_pattern, reader
from store.pattern.inference import Column, Kind, Learned, Proposal, learn, make_listing
from store.pattern.inference.slots import signature
from store.pattern.numbers import encode
from store.search.pinyin import initials

NAMED: Final = ("name", "contact")
"""The fields whose initials a code may show."""
_NO_TABLE: Final = frozenset(
    ("address", "phone", "email", "website", "credit_code", "notes", "title", "postal_code")
)
_PAGE: Final = 2000
_MOST_HELD: Final = 32

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What codes taught. rows: for each code its row in the file (its place, from the store).
    source: the file's name, empty for the store. column: the header of the codes."""

    learned: Learned
    rows: Sequence[int]
    source: str
    column: str

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The rules that the codes prove, best first."""
        return self.learned.proposals


class Learning(Service):
    """Rules learned from existing codes; nothing is changed."""

    @needs("rule.edit")
    def from_file(
        self,
        path: str | Path,
        *,
        column: str = "",
        sheet: str = "",
        encoding: str = "",
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Lesson:
        """Learn from a CSV or XLSX file (`-`: standard input).

        column: the header of the codes; found by itself where it has a usual name. Raises
        NotFound, InvalidValue, WrongUsage for a file that cannot be read, Stopped.
        """
        from store.transfer.formats.opening import open_table
        from store.transfer.imports.source import Source

        fields = self._session.field_map()
        table = open_table(Source(path), sheet=sheet, encoding=encoding)
        rows = list(table.rows())
        header, place, headless = _code_column(table.headers, rows, fields, column)
        if headless:
            rows.insert(0, (1, list(table.headers)))
        codes = [cells[place] if place < len(cells) else "" for _, cells in rows]
        columns = [] if headless else _columns(table.headers, rows, fields, place, table.encoding)
        learned = self._learn(codes, columns, progress, cancel)
        return Lesson(learned, [number for number, _ in rows], table.name, header)

    @needs("rule.edit")
    def from_store(
        self, *, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> Lesson:
        """Learn from the present codes of all customers. Raises Stopped."""
        session = self._session
        codes: list[str] = []
        values: dict[str, list[str]] = {}
        with session.reading(cancel) as conn:
            fields = session.field_map(conn)
            wanted = _kinds(fields)
            built_in = [name for name in wanted if name in BUILT_IN]
            custom = [name for name in wanted if name not in BUILT_IN]
            values = {name: [] for name in wanted}
            last = 0
            while True:
                page = conn.execute(
                    f"SELECT id, code, custom, {', '.join(built_in)} FROM customer WHERE id > ?"
                    " ORDER BY id LIMIT ?",
                    (last, _PAGE),
                ).fetchall()
                if not page:
                    break
                last = page[-1][0]
                for row in page:
                    codes.append(row[1])
                    for name, value in zip(built_in, row[3:], strict=True):
                        values[name].append(value)
                    known = json.loads(row[2]) if custom and row[2] not in ("", "{}") else {}
                    for name in custom:
                        values[name].append(known.get(name, ""))
                if cancel is not None:
                    cancel.check()
        columns = [Column(name, kind, values[name]) for name, kind in wanted.items()]
        learned = self._learn(codes, columns, progress, cancel)
        return Lesson(learned, range(1, len(codes) + 1), "", "")

    def _learn(
        self,
        codes: Sequence[str],
        columns: Sequence[Column],
        progress: Progress | None,
        cancel: Cancel | None,
    ) -> Learned:
        def told(done: int, total: int) -> None:
            if cancel is not None:
                cancel.check()
            if progress is not None:
                progress(done, total)

        today = self._session.now().date()
        return learn(make_listing(codes, columns, initials, today), told)


def rule_set_of(lesson: Lesson, name: str = "learned", base: RuleSet | None = None) -> RuleSet:
    """The rules that were learned, as a set that can be put in force.

    name: what the rule without a condition is called. base: the set they go into: its rules with
    a condition stay before them, its code tables and forms stay. Raises InvalidValue when nothing
    was learned.
    """
    if not lesson.proposals:
        raise InvalidValue("No rule was found in these codes, so there is nothing to write.")
    tables: dict[str, dict[str, str]] = {
        field: dict(table) for field, table in (base.code_tables if base else {}).items()
    }
    drafts: list[RuleDraft] = []
    reached: dict[str, int] = {}
    for proposal in lesson.proposals:
        field, value = proposal.when
        drafts.append(
            RuleDraft(
                f"{name} {value}" if field else name,
                _with_held(proposal),
                _condition(field, value),
                proposal.date,
            )
        )
        for column, table in proposal.tables.items():
            tables.setdefault(column, {}).update(table)
        for key, number in proposal.counters.items():
            reached[key] = max(reached.get(key, 0), number)
    drafts.sort(key=lambda draft: not draft.when)
    names = {draft.name for draft in drafts}
    kept = [rule for rule in (base.rules if base else ()) if rule.when and rule.name not in names]
    whole = base or RuleSet(())
    return replace(whole, rules=(*kept, *drafts), code_tables=tables, reached=reached)


def _condition(field: str, value: str) -> str:
    if not field:
        return ""
    bare = value.replace("_", "").isalnum()
    return f"{field}:{value}" if bare else f'{field}:"{value}"'


def _with_held(proposal: Proposal) -> str:
    """The pattern with the numbers of codes that lie far ahead held back."""
    pattern = parse_pattern(proposal.pattern)
    seq = pattern.seq
    if seq is None or not proposal.taken:
        return proposal.pattern
    reads = reader(pattern, proposal.tables)
    numbers = {reads.read(code).number for code in proposal.taken}
    forms = [encode(n, seq.base, seq.width) for n in sorted(n for n in numbers if n is not None)]
    if not forms:
        return proposal.pattern
    held = ",hold=" + "/".join(forms[:_MOST_HELD])
    return proposal.pattern[: seq.end - 1] + held + proposal.pattern[seq.end - 1 :]


def _kinds(fields: Mapping[str, Field]) -> dict[str, Kind]:
    """The fields that codes may follow, and how."""
    found: dict[str, Kind] = {}
    for name, field in fields.items():
        if name in NAMED:
            found[name] = "name"
        elif field.kind == "date":
            found[name] = "date"
        elif field.kind in ("choice", "text", "yesno") and name not in _NO_TABLE:
            found[name] = "table"
    return found


def _code_column(
    headers: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    fields: Mapping[str, Field],
    column: str,
) -> tuple[str, int, bool]:
    """The header and place of the codes, and whether the first row is a code, not a header."""
    from store.transfer.mapping.columns import match_headers

    if len(headers) == 1 and not column:
        header = headers[0]
        alike = sum(
            signature(cells[0].strip()) == signature(header.strip())
            for _, cells in rows[:200]
            if cells
        )
        plain = any(character.isdigit() for character in header)
        return header, 0, plain and alike > 0.5 * min(200, len(rows))
    mapping = {column: "code"} if column else {}
    found = match_headers(headers, fields, mapping).column("code")
    if found is None:
        raise InvalidValue(
            "No column of {columns} is known to hold codes: name it with --column.",
            columns=", ".join(filter(None, headers)),
        )
    return headers[found], found, False


def _columns(
    headers: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    fields: Mapping[str, Field],
    codes: int,
    encoding: str,
) -> list[Column]:
    """The columns that fit a field, with values as an import would read them."""
    from store.transfer.imports.values import reader as cell_reader
    from store.transfer.mapping.columns import match_headers

    targets = match_headers(headers, fields, {headers[codes]: "code"} if headers[codes] else {})
    kinds = _kinds(fields)
    found: list[Column] = []
    for place, target in enumerate(targets.targets):
        kind = kinds.get(target)
        if kind is None or place == codes:
            continue
        read = cell_reader(fields[target], book=not encoding)
        known: dict[str, str] = {}
        values = []
        for _, cells in rows:
            cell = cells[place] if place < len(cells) else ""
            value = known.get(cell)
            if value is None:
                value = known[cell] = "" if cell in ("", "NULL") else read(cell)[0]
            values.append(value)
        found.append(Column(target, kind, values))
    return found
