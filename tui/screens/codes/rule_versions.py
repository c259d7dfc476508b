"""Every version of a rule, and what each changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from store.customers.fields import Field
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.page import KehaoPage
from tui.widgets.comparison import Comparison, Pair
from tui.widgets.log_words import moment_words
from tui.widgets.page_columns import Column
from tui.widgets.page_table import PageTable
from tui.widgets.row_table import RowTable
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.codes.rules import RuleVersion


class VersionsPage(KehaoPage[None]):
    """The newest first; below, the version under the cursor beside the one before it."""

    SCOPE = "dialog"
    SECTION = "Versions"
    BINDINGS = [*bindings_for("dialog"), ("q", "close")]
    DEFAULT_CSS = """
    VersionsPage #of { height: 1; padding: 0 1; color: $strong; text-style: bold; }
    VersionsPage VerticalScroll { height: 1fr; padding: 0 1; border-top: solid $border; }
    """

    def __init__(self, name: str, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._rule = name
        self._fields = fields
        self.versions: Sequence[RuleVersion] = ()

    def compose_body(self) -> ComposeResult:
        """The list, then the comparison."""
        yield Static(content(t("Versions of {name}", name=self._rule)), id="of")
        yield RowTable(opens=False)
        with VerticalScroll(can_focus=False):
            yield Comparison()

    def on_mount(self) -> None:
        """Read them."""
        rules, name = self.session.rules, self._rule
        self.query_one(RowTable).focus()
        self.run_in_thread(lambda: rules.versions(name), self._read, kind="read")

    def _read(self, versions: Sequence[RuleVersion]) -> None:
        self.versions = versions
        zone = self.session.zone
        columns = (
            Column("version", t("Version"), 7, right=True),
            Column("made", t("Since"), 16),
            Column("who", t("Who"), 8, grows=True, most=16),
            Column("codes", t("Codes"), 9, right=True),
            Column("pattern", t("Pattern"), 20, grows=True, most=64),
        )
        rows = [
            (
                str(one.version),
                moment_words(one.made_at, zone)[:16],
                one.made_by,
                f"{one.codes:,}",
                one.pattern,
            )
            for one in versions
        ]
        self.query_one(RowTable).show(columns, rows)

    @on(PageTable.RowHighlighted)
    def _moved(self) -> None:
        place = self.query_one(RowTable).index
        if place is None or place >= len(self.versions):
            return
        this = self.versions[place]
        before = self.versions[place + 1] if place + 1 < len(self.versions) else None
        was = _facts(before, self._fields) if before else {}
        now = _facts(this, self._fields)
        pairs = [
            Pair(label, was.get(label, ""), now.get(label, ""))
            for label in dict.fromkeys([*now, *was])
        ]
        self.query_one(Comparison).show(
            pairs,
            t("Version {version}", version=before.version) if before else t("Nothing before"),
            t("Version {version}", version=this.version),
        )


def _facts(version: RuleVersion, fields: Mapping[str, Field]) -> dict[str, str]:
    facts = {
        t("Pattern"): version.pattern,
        t("When"): version.when or t("always"),
        t("Date"): label_of(version.date, fields),
        t("Notes"): version.notes,
    }
    for name, table in version.tables.items():
        for value, code in table.items():
            facts[f"{label_of(name, fields)} {value}"] = code
    return {label: text for label, text in facts.items() if text}
