"""Two records of one customer side by side, and what merging them will make of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from store.customers.fields import Field
from store.customers.values import shown
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.comparison import Comparison, Pair
from tui.widgets.reading import Reading
from tui.words.labels import label_of

if TYPE_CHECKING:
    from store.customers.merging import Merger
    from store.customers.record import Customer


class MergeDialog(KehaoDialog[str]):
    """Answers with a sentence on what was merged, None when it was left.

    first stays, second goes into it; `swap` turns that round.
    """

    SCOPE = "merge"
    WIDE = True
    BINDINGS = bindings_for("merge")
    DEFAULT_CSS = """
    MergeDialog Reading { height: 1fr; }
    MergeDialog Static { height: auto; }
    MergeDialog #head { padding-bottom: 1; }
    """

    def __init__(self, first: int, second: int, fields: Mapping[str, Field]) -> None:
        super().__init__()
        self._keep = first
        self._other = second
        self._fields = fields
        self._take: tuple[str, ...] = ()
        self.merger: Merger | None = None

    def title_text(self) -> str:
        """What is done."""
        return t("Merge two customers")

    def compose_body(self) -> ComposeResult:
        """What the signs mean, then both records."""
        yield Static(id="head", classes="hint")
        with Reading():
            yield Comparison()

    def on_mount(self) -> None:
        """Read both."""
        self.query_one(Reading).focus()
        self._read()

    def _read(self) -> None:
        life, keep, other, take = self.session.life, self._keep, self._other, self._take
        self.run_in_thread(
            lambda: life.merge_preview(keep, other, take=take), self._show, kind="read"
        )

    def _show(self, merger: Merger) -> None:
        self.merger = merger
        head = t(
            "Left stays with its code. + is taken over from the right, - is on the left alone; "
            "* stays as on the left unless you choose, and the log keeps the right one. "
            "{codes} will find the left one.",
            codes=", ".join(map(plain, merger.codes)),
        )
        self.query_one("#head", Static).update(content(head))
        left = t("{code} stays", code=plain(merger.keep.code))
        right = t("{code} goes into it", code=plain(merger.other.code))
        self.query_one(Comparison).show(pairs_of(merger, self._fields), left, right)

    def action_swap(self) -> None:
        """The other one stays."""
        self._keep, self._other = self._other, self._keep
        self._take = ()
        self._read()

    def action_choose(self) -> None:
        """Choose field by field whose value stays."""
        from tui.screens.customers.merge_values import MergeValuesDialog

        merger = self.merger
        if merger is None:
            return
        if not merger.lost:
            self.show_note(t("Nothing differs: there is nothing to choose."))
            return
        keep, other = merger.keep.values, merger.other.values
        rows = [
            (name, f"{label_of(name, self._fields)}: {plain(keep[name])} | {plain(other[name])}")
            for name in merger.lost
        ]

        def chosen(take: tuple[str, ...] | None) -> None:
            if take is not None:
                self._take = take
                self._read()

        self.app.push_screen(MergeValuesDialog(rows, merger.taken), chosen)

    def action_go(self) -> None:
        """Ask, then merge."""
        from tui.screens.confirm import ConfirmDialog

        merger = self.merger
        if merger is None:
            return
        keep, other = plain(merger.keep.code), plain(merger.other.code)
        title = t("Merge {other} into {keep}?", other=other, keep=keep)
        lines = [t("One record is left. The log can undo it.")]
        self.app.push_screen(
            ConfirmDialog(title, lines, verb=t("Merge")), lambda yes: self._merge(yes, other)
        )

    def _merge(self, yes: bool | None, other: str) -> None:
        if not yes:
            return
        life, keep_id, other_id = self.session.life, self._keep, self._other
        take = self._take

        def merged(customer: Customer) -> None:
            code = plain(customer.code)
            self.dismiss(t("{other} is merged into {keep}.", other=other, keep=code))

        self.run_in_thread(lambda: life.merge(keep_id, other_id, take=take), merged, kind="save")


def _text(field: Field | None, value: str) -> str:
    return plain(value if field is None else shown(field, value), lines=True)


def pairs_of(merger: Merger, fields: Mapping[str, Field]) -> list[Pair]:
    """Both records, value by value; what neither has is left out."""
    keep, other = merger.keep, merger.other
    pairs = []
    for name in keep.values:
        values = keep.values.get(name, ""), other.values.get(name, "")
        if any(values):
            label = label_of(name, fields)
            if name in merger.taken:
                label = f"{label} ({t('right stays')})"
            pairs.append(Pair(label, *(_text(fields.get(name), v) for v in values)))
    beside = (
        (t("Other names"), [n for _, n in keep.names], [n for _, n in other.names]),
        (t("Tags"), keep.tags, other.tags),
        (t("Old codes"), keep.aliases, other.aliases),
    )
    all_kept = t("all kept")
    for label, left, right in beside:
        if left or right:
            shown = (", ".join(map(plain, each)) for each in (left, right))
            pairs.append(Pair(f"{label} ({all_kept})", *shown))
    return pairs
