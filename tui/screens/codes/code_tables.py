"""Code tables: which code stands for which value of a field (广东 to GD), in the draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from store.codes.rulefile import RuleSet
from store.customers.fields import Field
from store.errors import InvalidPattern, KehaoError
from store.text import FORBIDDEN, clean
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.page import KehaoPage
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

MOST_VALUES = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a field: its code (empty: none yet), and how many customers have it."""

    value: str
    code: str
    customers: int


class CodeTablesPage(KehaoPage[Any]):
    """Answers with all tables (field to value to code) for the draft."""

    SCOPE = "code_tables"
    SECTION = "Code tables"
    BINDINGS = bindings_for("code_tables")
    DEFAULT_CSS = """
    CodeTablesPage #fields { width: 30; }
    CodeTablesPage #entries { width: 1fr; border-left: solid $border; }
    CodeTablesPage #standing { height: 2; padding: 0 1; color: $quiet; }
    """

    def __init__(self, rules: RuleSet, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._first = {field: dict(table) for field, table in rules.code_tables.items()}
        self.tables = {field: dict(table) for field, table in rules.code_tables.items()}
        self._fields = fields
        self._used = used_fields(rules)
        self.names = table_names(self.tables, self._used, fields)
        self._counts: dict[str, dict[str, int]] = {}
        self.entries: list[Entry] = []

    def compose_body(self) -> ComposeResult:
        """Fields on the left, values and codes on the right, and where one stands."""
        with Horizontal():
            yield RowTable(id="fields")
            yield RowTable(id="entries")
        yield Static(id="standing")

    def on_mount(self) -> None:
        """Show the first field."""
        self._show_fields()
        self.query_one("#fields").focus()

    # -- showing --------------------------------------------------------------------------------

    @property
    def field(self) -> str:
        """The field whose table is shown."""
        place = self.query_one("#fields", RowTable).index
        return self.names[place] if place is not None and place < len(self.names) else ""

    @property
    def entry(self) -> Entry | None:
        """The value under the cursor."""
        place = self.query_one("#entries", RowTable).index
        return self.entries[place] if place is not None and place < len(self.entries) else None

    def _show_fields(self, cursor: int | None = None) -> None:
        columns = (Column("field", t("Field"), 14), Column("codes", t("Entries"), 7, right=True))
        rows = [
            (
                label_of(name, self._fields) + (" *" if name in self._used else ""),
                str(len(self.tables.get(name, {}))),
            )
            for name in self.names
        ]
        self.query_one("#fields", RowTable).show(columns, rows, cursor=cursor)

    @on(PageTable.RowHighlighted)
    def _field_moved(self, event: PageTable.RowHighlighted) -> None:
        if event.table.id == "fields":
            self._show_entries(0)
            self._count(self.field)

    def _show_entries(self, cursor: int | None = None) -> None:
        name = self.field
        known = self._fields.get(name)
        self.entries = entries_of(
            self.tables.get(name, {}), known.choices if known else (), self._counts.get(name, {})
        )
        columns = (
            Column("value", t("Value"), 16, grows=True, most=30),
            Column("code", t("Its code"), 8),
            Column("customers", t("Customers"), 9, right=True),
        )
        rows = [
            (entry.value, entry.code or "-", str(entry.customers) if entry.customers else "")
            for entry in self.entries
        ]
        table = self.query_one("#entries", RowTable)
        table.empty_lines = (t("No value has a code yet."), t("n writes one."))
        quiet = {place for place, entry in enumerate(self.entries) if not entry.code}
        table.show(columns, rows, quiet=quiet, cursor=cursor)
        missing = [entry for entry in self.entries if not entry.code]
        used = t("* a rule uses this field.") if name in self._used else ""
        if missing:
            count = sum(entry.customers for entry in missing)
            said = t(
                "{values} values have no code ({count} customers): a rule that uses the field "
                "refuses them.",
                values=len(missing),
                count=count,
            )
        else:
            said = t("Every value has a code.") if self.entries else ""
        self.query_one("#standing", Static).update(content(f"{said}\n{used}", lines=True))

    def _count(self, name: str) -> None:
        """How many customers have each value; also finds values that no list has."""
        if not name or name in self._counts:
            return
        session = self.session
        if not session.may("customer.read"):
            return

        def counted(found: list[tuple[str, int]]) -> None:
            self._counts[name] = {value: count for value, count in found if value}
            if self.field == name:
                self._show_entries()

        def failed(error: KehaoError) -> None:
            self._counts[name] = {}

        self.run_in_thread(
            lambda: session.search.facets("", name, limit=MOST_VALUES),
            counted,
            failed=failed,
            kind="count",
        )

    # -- changing -------------------------------------------------------------------------------

    @on(PageTable.RowOpened)
    def _row_opened(self, event: PageTable.RowOpened) -> None:
        if event.table.id == "fields":
            self.query_one("#entries").focus()
        elif self.check_action("edit", ()):
            self.action_edit()

    def action_other(self) -> None:
        """From the fields to the values and back."""
        other = "#fields" if self.query_one("#entries").has_focus else "#entries"
        self.query_one(other).focus()

    def action_edit(self) -> None:
        """Another code for the value under the cursor."""
        if entry := self.entry:
            self._ask_code(entry.value, entry.code)

    def action_new(self) -> None:
        """On the left another field, on the right another value."""
        if self.query_one("#fields").has_focus:
            self._new_field()
        elif self.field:
            self._new_value()

    def _new_field(self) -> None:
        from tui.screens.choose import ChooseDialog

        def chosen(name: str | None) -> None:
            if name:
                self.names.append(name)
                self._show_fields(len(self.names) - 1)

        rows = [
            (name, f"{label_of(name, self._fields)} ({name})")
            for name, field in self._fields.items()
            if name not in self.names and field.kind in ("text", "choice", "yesno")
        ]
        self.app.push_screen(ChooseDialog(t("A code table for which field?"), rows), chosen)

    def _new_value(self) -> None:
        from tui.screens.ask import AskDialog

        table = self.tables.get(self.field, {})

        def check(value: str) -> str:
            has = clean(value) in table
            return (
                t("{value} has a code already: {code}.", value=value, code=table[clean(value)])
                if has
                else ""
            )

        def given(value: str | None) -> None:
            if value:
                self._ask_code(clean(value), "")

        title = t("A value of {field}", field=label_of(self.field, self._fields))
        self.app.push_screen(AskDialog(title, check=check), given)

    def _ask_code(self, value: str, code: str) -> None:
        from tui.screens.ask import AskDialog

        field = self.field

        def given(text: str | None) -> None:
            if text:
                self.tables.setdefault(field, {})[value] = text
                self._changed()

        table = self.tables.get(field, {})
        others = {name: has for name, has in table.items() if name != value}
        self.app.push_screen(
            AskDialog(
                t("Code for {value}", value=value),
                [t("Letters or digits; in use: {codes}", codes=_some(table.values()))],
                value=code,
                check=lambda text: code_fault(text, others),
            ),
            given,
        )

    def action_remove(self) -> None:
        """Take the code of the value under the cursor out of the draft, after a question."""
        from tui.screens.confirm import ConfirmDialog

        entry, field = self.entry, self.field
        if entry is None or not entry.code:
            return

        def go(yes: bool | None) -> None:
            if yes:
                self.tables[field].pop(entry.value, None)
                self._changed()

        self.app.push_screen(
            ConfirmDialog(
                t("Take the code of {value} out?", value=entry.value),
                [t("Rules that use this field give no code to customers with this value then.")],
                verb=t("Remove"),
            ),
            go,
        )

    def action_propose(self) -> None:
        """Codes from the pinyin initials for values without one, as far as they are free."""
        from store.search.pinyin import initials

        table = self.tables.setdefault(self.field, {}) if self.field else {}
        given, left = proposals(self.entries, set(table.values()), initials)
        table.update(given)
        self._changed()
        if given:
            self.show_note(
                t(
                    "{count} codes from pinyin; {left} are left to write.",
                    count=len(given),
                    left=left,
                )
            )
        else:
            self.show_note(t("Nothing to propose: write the codes that are missing with e."))

    def _changed(self) -> None:
        """Show both lists anew; nobody moves."""
        with self.prevent(PageTable.RowHighlighted):
            self._show_fields()
        self._show_entries()

    # -- leaving --------------------------------------------------------------------------------

    @property
    def result(self) -> dict[str, dict[str, str]]:
        """The tables, without empty ones."""
        return {name: table for name, table in self.tables.items() if table}

    def unsaved(self) -> str:
        """Tables that were changed and not kept."""
        return t("Changed code tables are not in the draft.") if self.result != self._first else ""

    def action_save(self) -> None:
        """Keep them in the draft."""
        self.dismiss(self.result)

    def action_close(self) -> None:
        """Back; asks first when something would be lost."""
        from tui.screens.confirm import ConfirmDialog

        def go(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        if loss := self.unsaved():
            question = ConfirmDialog(t("Leave without keeping?"), [loss], verb=t("Leave"))
            self.app.push_screen(question, go)
        else:
            self.dismiss(None)


def used_fields(rules: RuleSet) -> frozenset[str]:
    """The fields that some rule reads through their code tables."""
    from store.pattern import parse_pattern

    used: set[str] = set()
    for draft in rules.rules:
        try:
            used |= parse_pattern(draft.pattern).table_fields
        except InvalidPattern:
            continue
    return frozenset(used)


def table_names(
    tables: Iterable[str], used: Iterable[str], fields: Mapping[str, Field]
) -> list[str]:
    """The fields to offer: those that rules use, those with a table, then the choice fields."""
    choices = (name for name, field in fields.items() if field.kind == "choice")
    return list(dict.fromkeys([*sorted(used), *tables, *choices]))


def entries_of(
    table: Mapping[str, str], choices: Iterable[str], counts: Mapping[str, int]
) -> list[Entry]:
    """Every value that has a code, could be chosen, or stands with a customer."""
    values = dict.fromkeys([*choices, *table, *counts])
    return [Entry(value, table.get(value, ""), counts.get(value, 0)) for value in values]


def code_fault(code: str, others: Mapping[str, str]) -> str:
    """What is wrong with a code in a table, or an empty string. others: value to code.

    Two values may share a code; two spellings of one code would make the same customer codes from
    two counters.
    """
    from store.codes.skeleton import skeleton

    if FORBIDDEN.search(code) or any(map(str.isspace, code)):
        return t("A code has no blank and no invisible character.")
    for value, has in others.items():
        if has != code and skeleton(has) == skeleton(code):
            return t(
                "{code} counts as the same code as {other} of {value}: write {other}, or another.",
                code=code,
                other=has,
                value=value,
            )
    return ""


def proposals(
    entries: Iterable[Entry], taken: set[str], initials: Any
) -> tuple[dict[str, str], int]:
    """Initials as codes for the values without one that would be the only ones to have them; and
    how many values are left without."""
    wanted: dict[str, list[str]] = {}
    without = [entry.value for entry in entries if not entry.code]
    for value in without:
        wanted.setdefault(initials(value), []).append(value)
    given = {
        values[0]: code
        for code, values in wanted.items()
        if code and code not in taken and len(values) == 1
    }
    return given, len(without) - len(given)


def _some(codes: Iterable[str]) -> str:
    listed = list(dict.fromkeys(codes))
    return " ".join(listed[:12]) + (" …" if len(listed) > 12 else "") or "-"
