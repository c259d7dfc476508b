"""The editor of the query: what could follow, what is wrong and where, and how many it finds.

While one types, a list offers fields, operators and values; an error is marked only when the
typing has rested. Under it stands the language on one screen, with examples to take.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from store.customers.fields import Field
from store.errors import InvalidText, KehaoError
from store.search.completion import SIGNS, Candidate, Slot, candidates, slot_at, taken
from store.search.query import parse_query
from tui.actions import bindings_for
from tui.locale import error_text, language, t
from tui.safe import content, plain
from tui.screens.base import KehaoDialog
from tui.widgets.cells import fit
from tui.widgets.filter_rows import Counts, is_date, is_number
from tui.widgets.query_text import QueryText
from tui.widgets.vim_list import VimList

COUNT_PAUSE = 0.15
"""Seconds without a key before the number found is asked for."""
ERROR_PAUSE = 0.5
"""Seconds without a key before an unfinished query is called wrong."""
WORDS = frozenset({*(note for _, note in SIGNS), "to", "has a value", "missing a value"})
"""Notes of candidates that are sentences of the program; the others are names."""
EXAMPLES = (
    ("huawei 0755", "All words: pinyin, initials, phone's end"),
    ('"Pearl River"', "These words as they stand"),
    ("type:VIP,企业", "Any of these values"),
    ("-city:北京", "All but these; before brackets, too"),
    ("city:深*", "* stands for anything"),
    ("registered:2024-01..2024-06", "From, to, both count; also >= <= > <"),
    ("registered:this-month", "Also last-year, this-week, -90d, today"),
    ("(region:广东 OR region:浙江) -level:C", "Either of them, and all of the rest"),
    ("owner:me", "My own customers"),
    ("has:phone missing:email", "Has a value, has none"),
    ("tag:VIP", "Tags; two tags: tag:a tag:b"),
    ("code.seq:100..200", "The code's parts; rule:, code.region:"),
    ("created:today", "Added then; changed: for the last change"),
    ("archived:any", "Archived ones, too (yes: only those)"),
)
"""The language on one screen: an example of each thing, and what it does."""


class QueryEditor(KehaoDialog[str]):
    """Answers with the query, None if it is to stay as it was."""

    SCOPE = "query_editor"
    TITLE_TEXT = "Edit the query"
    WIDE = True
    BINDINGS = bindings_for("query_editor")
    AUTO_FOCUS = "QueryText"
    DEFAULT_CSS = """
    QueryEditor .status { height: auto; max-height: 3; }
    QueryEditor #said { width: 1fr; height: auto; min-height: 1; color: $quiet; }
    QueryEditor #number { width: auto; min-width: 16; text-align: right; color: $strong; }
    QueryEditor OptionList { height: 1fr; background: $surface; }
    QueryEditor #offers { display: none; }
    """

    def __init__(
        self, query: str, fields: Mapping[str, Field], segments: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self._before = query
        self.fields = fields
        self._segments = segments
        self.slot: Slot | None = None
        self.offers: list[Candidate] = []
        self.error: InvalidText | None = None
        self.number: int | None = None
        self._values: dict[str, Counts] = {}
        self._asked_values: set[str] = set()
        self._walked = False
        self._resting: Timer | None = None
        self._counting: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The box, what is said of it, and the list or the examples."""
        before = plain(self._before, lines=True).rstrip()
        yield QueryText(before and before + " ")
        with Horizontal(classes="status"):
            yield Static(id="said")
            yield Static(id="number")
        yield OptionList(id="offers", markup=False)
        yield VimList(id="examples", markup=False)

    def on_mount(self) -> None:
        """The cursor at the end, the query counted, the examples below."""
        self.query_one("#offers").can_focus = False
        self.box.go_to(len(self.box.text))
        self._show_examples()
        self._check(0)
        self._say(t("Tab completes, F8 examples, Enter applies."))

    @property
    def box(self) -> QueryText:
        """The text."""
        return self.query_one(QueryText)

    @property
    def query_text(self) -> str:
        """The query as it is applied: on one line."""
        return " ".join(self.box.text.split("\n")).strip()

    @property
    def said(self) -> str:
        """The line under the box."""
        return str(self.query_one("#said", Static).content)

    @on(Resize)
    def _resized(self) -> None:
        self._show_examples()

    # The text

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._check(COUNT_PAUSE)
        self._offer()

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        if self.slot is not None and self.box.list_open and not self._at_slot():
            self._close_list()

    def _at_slot(self) -> bool:
        return self.slot is not None and self.slot.start <= self.box.place

    def _check(self, pause: float) -> None:
        """Read the query; ask for its number when the typing rests, or say what is wrong."""
        for timer in (self._resting, self._counting):
            if timer is not None:
                timer.stop()
        self.drop("count")
        try:
            parse_query(self.box.text, self.fields)
        except InvalidText as error:
            self.error = error
            self._show_number(None, "")
            at_end = error.end >= len(self.box.text.rstrip())
            if self.box.wrong is not None:
                self.box.mark(None)
            self._resting = self.set_timer(ERROR_PAUSE * (2 if at_end else 1), self._complain)
            return
        self._forgive()
        self._show_number(None, t("counting…"))
        self._counting = self.set_timer(pause, self._count) if pause else None
        if not pause:
            self._count()

    def _forgive(self) -> None:
        self.box.mark(None)
        if self.error is not None:
            self.error = None
            self._say("")

    def _complain(self, *, asked: bool = False) -> None:
        """Say what is wrong; not of what is just being completed, unless that is asked for."""
        error = self.error
        going_on = self.box.list_open and error is not None and error.start >= self.box.place
        if error is not None and (asked or not going_on):
            self.box.mark((error.start, max(error.end, error.start + 1)))
            place = t("Character {place}: ", place=error.start + 1)
            self._say(place + error_text(error), wrong=True)

    def _count(self) -> None:
        if self.kehao.session is None:
            return
        from store.engine.cancel import Cancel

        cancel = Cancel()
        self.run_in_thread(
            partial(self.session.search.count, self.query_text, cancel=cancel),
            self._counted,
            failed=self._refused,
            kind="count",
            cancel=cancel,
        )

    def _counted(self, number: int) -> None:
        self._show_number(number, t("{count} found", count=f"{number:,}"))

    def _refused(self, error: KehaoError) -> None:
        self._show_number(None, "")
        if isinstance(error, InvalidText):
            self.error = error
            self._complain()
        else:
            self._say(error_text(error), wrong=True)

    def _show_number(self, number: int | None, text: str) -> None:
        self.number = number
        self.query_one("#number", Static).update(content(text), layout=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.query_one("#said", Static).update(content(text, "$error" if wrong else ""))

    # What is offered

    def _offer(self, *, asked: bool = False) -> None:
        """Offer what could stand at the cursor; an empty place offers nothing unless asked."""
        self.slot = slot = slot_at(self.box.text, self.box.place, self.fields)
        self.offers = self._candidates(slot) if slot is not None else []
        worth = slot is not None and (asked or slot.typed or slot.kind in ("value", "presence"))
        done = len(self.offers) == 1 and slot is not None and self.offers[0].text == self._slot_text
        if not self.offers or not worth or done:
            self._close_list()
            return
        self._walked = False
        listed = self.query_one("#offers", OptionList)
        listed.clear_options()
        listed.add_options(Option(self._line(one)) for one in self.offers)
        listed.highlighted = 0
        listed.display = self.box.list_open = True
        self.query_one("#examples").display = False

    @property
    def _slot_text(self) -> str:
        return self.box.text[self.slot.start : self.slot.end] if self.slot is not None else ""

    def _candidates(self, slot: Slot) -> list[Candidate]:
        values: tuple[tuple[str, int], ...] = ()
        if slot.kind == "value" and slot.field is not None and self._may_list(slot.field):
            values = self._values_of(slot.field.name, slot.typed)
        return candidates(
            slot,
            self.fields,
            chinese=language() == "zh",
            segments=self._segments,
            values=values,
            own_name=self.session.name,
        )

    def _may_list(self, field: Field) -> bool:
        if field.personal and not self.session.may("customer.see_personal"):
            return False
        dull = is_date(field.name, self.fields) or is_number(field.name, self.fields)
        listed = field.kind in ("text", "choice", "credit") or field.name.startswith("code.")
        many = field.name in ("name", "code", "flag", "code.seq", "contact", "website", "address")
        return listed and not dull and not many

    def _values_of(self, name: str, typed: str) -> tuple[tuple[str, int], ...]:
        """The values that are known of a field; more are asked for, and come later."""
        from store.engine.cancel import Cancel
        from tui.value_counts import read_beginning, read_counts

        known = self._values.get(name)
        beginning = known is not None and not known.whole and bool(typed)
        asked = f"{name}:{typed if beginning else ''}"
        if asked not in self._asked_values and (known is None or beginning):
            self._asked_values.add(asked)
            cancel = Cancel()
            session, fields = self.session, self.fields
            self.run_in_thread(
                partial(read_beginning, session, "", name, typed, fields, cancel)
                if beginning
                else partial(read_counts, session, "", name, fields, cancel),
                partial(self._values_came, name),
                failed=lambda _: None,
                kind=f"values {name}",
                cancel=cancel,
            )
        return known.pairs if known is not None else ()

    def _values_came(self, name: str, counts: Counts) -> None:
        before = self._values.get(name)
        if before is not None:  # more values of a field that has too many to read all
            pairs = dict(counts.pairs) | dict(before.pairs)
            counts = Counts(tuple(pairs.items()), whole=False)
        self._values[name] = counts
        field = self.slot.field if self.slot is not None and self.slot.kind == "value" else None
        if field is not None and field.name == name and self.box.has_focus:
            self._offer()

    def _line(self, one: Candidate) -> Content:
        width = max(
            20, self.query_one("#offers").size.width or self.query_one("#examples").size.width
        )
        count = "" if one.count is None else f"{one.count:,}"
        shown = fit(one.shown, min(26, width // 2))
        note = fit(
            t(one.note) if one.note in WORDS else plain(one.note),
            max(0, width - min(26, width // 2) - 14),
        )
        return Content.assemble((f" {plain(shown)} "), (note, "$quiet"), f" {count:>9}")

    def _close_list(self) -> None:
        self.box.list_open = False
        self.query_one("#offers").display = False
        self.query_one("#examples").display = True

    def _take(self) -> None:
        place = self.query_one("#offers", OptionList).highlighted
        if self.slot is None or place is None or place >= len(self.offers):
            return
        one = self.offers[place]
        text, at = taken(self.box.text, self.slot, one)
        self._close_list()
        with self.box.prevent(TextArea.Changed):
            self.box.put(text, at)
        self._check(COUNT_PAUSE)
        if one.open:
            self._offer()

    @on(QueryText.Pressed)
    def _pressed(self, message: QueryText.Pressed) -> None:
        message.stop()
        key, is_open = message.key, self.box.list_open
        listed = self.query_one("#offers", OptionList)
        if key == "tab" and not is_open:
            self._offer(asked=True)
            if not self.box.list_open:
                self.action_examples()
        elif key == "tab" or (key == "enter" and is_open and self._walked):
            self._take()
        elif key == "enter":
            self.action_apply()
        elif key == "escape":
            if is_open:
                self._close_list()
            else:
                self.action_close()
        elif not is_open:
            self.action_examples()
        else:
            self._walked = True
            step = {"down": 1, "up": -1, "pagedown": 8, "pageup": -8}[key]
            place = (listed.highlighted or 0) + step
            last = len(self.offers) - 1
            around = place % (last + 1) if abs(step) == 1 else min(max(place, 0), last)
            listed.highlighted = around

    # The examples

    def _show_examples(self) -> None:
        listed = self.query_one("#examples", VimList)
        before = listed.highlighted
        listed.clear_options()
        wide = 38 if self.size.width >= 100 else 30
        for example, said in EXAMPLES:
            text = Content.assemble(f" {fit(t(example), wide)} ", (t(said), "$quiet"))
            listed.add_option(Option(text))
        listed.highlighted = before or 0

    def action_examples(self) -> None:
        """To the examples, and back."""
        self._close_list()
        listed = self.query_one("#examples")
        (self.box if listed.has_focus else listed).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if message.option_list.id == "offers":
            self._take()
            return
        example = t(EXAMPLES[message.option_index][0])
        text = self.box.text.rstrip()
        text = f"{text} {example}" if text else example
        self.box.put(text, len(text))
        self.box.focus()
        self._close_list()

    # The end

    def action_apply(self) -> None:
        """Use the query, unless it cannot be read: then go where it is wrong."""
        if self.error is not None:
            self._close_list()
            self._complain(asked=True)
            self.box.go_to(self.error.start)
            self.box.focus()
            return
        self.dismiss(self.query_text)

    def action_close(self) -> None:
        """Leave the query as it was; from the examples, back to the text."""
        if self.query_one("#examples").has_focus:
            self.box.focus()
            return
        self.dismiss(None)
