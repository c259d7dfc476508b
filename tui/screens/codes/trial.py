"""What a set of rules would do to the customers there are, before it is put in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tui.actions import bindings_for
from tui.locale import error_text, t
from tui.safe import content, pad, plain
from tui.screens.page import KehaoPage
from tui.widgets.reading import Reading
from tui.words.ends import end_words

if TYPE_CHECKING:
    from store.codes.trial import DryRun, Room, Sample

NEARLY_FULL = 90
ENDS_SHOWN = 3


class TrialPage(KehaoPage[str]):
    """Answers with the reason (it may be empty) when the rules are to be put in force.

    asks: whether there is something to put in force.
    """

    SCOPE = "trial"
    SECTION = "Dry run"
    BINDINGS = bindings_for("trial")
    DEFAULT_CSS = """
    TrialPage Reading { height: 1fr; padding: 0 1; }
    TrialPage .hint { padding: 0 1; }
    """

    def __init__(self, result: DryRun, *, asks: bool) -> None:
        super().__init__()
        self.result = result
        self._asks = asks

    def compose_body(self) -> ComposeResult:
        """The figures, and below them the question."""
        with Reading():
            yield Static(id="figures")
        if self._asks:
            yield Static(
                content(t("Nothing is changed yet. y puts the rules in force; Tab: a reason.")),
                classes="hint",
            )
            yield Input(placeholder=t("Reason, for the log"), max_length=200)
        else:
            yield Static(content(t("Nothing was changed.")), classes="hint")

    def on_mount(self) -> None:
        """Show the figures."""
        self.query_one(Reading).focus()
        self.query_one("#figures", Static).update(Content("\n").join(written(self.result)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to put in force: no key for it."""
        if action == "yes" and not self._asks:
            return False
        return super().check_action(action, parameters)

    @on(Input.Submitted)
    def _reason_given(self) -> None:
        self.query_one(Reading).focus()

    def action_yes(self) -> None:
        """Put them in force."""
        self.dismiss(self.query_one(Input).value.strip())

    def action_no(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)


def written(result: DryRun) -> Iterator[Content]:
    """The dry run in lines."""
    yield Content.styled(t("Tried on {count} customers.", count=f"{result.customers:,}"), "bold")
    if result.differing:
        yield Content(
            t(
                "{count} have a code that these rules would not have given; they keep it.",
                count=f"{result.differing:,}",
            )
        )
    else:
        yield Content(t("Every code there is could have come from these rules."))
    if result.failing:
        yield Content.styled(
            t("To {count} these rules could give no code.", count=f"{result.failing:,}"), "$error"
        )
    yield Content("")
    yield Content.styled(t("Numbers that each rule has"), "bold $primary")
    for room in result.rooms:
        yield _room(room)
        for end in room.ends[:ENDS_SHOWN]:
            yield Content.styled("  " + plain(end_words(end)), "$warning" if end.near else "$quiet")
    if result.examples:
        yield Content("")
        yield Content.styled(t("Examples: code now, code by these rules"), "bold $primary")
        for sample in result.examples:
            yield _example(sample)


def _room(room: Room) -> Content:
    head = f"{plain(room.rule)}: " + t("{count} customers", count=f"{room.customers:,}")
    if not room.capacity:
        return Content(head + ", " + t("no counter"))
    used = room.fullest * 100 // room.capacity
    text = t(
        "counters: {counters}, each of {capacity} numbers, the fullest {used} % used",
        counters=f"{room.counters:,}",
        capacity=f"{room.capacity:,}",
        used=used,
    )
    return Content.assemble(head, ", ", (text, "$warning" if used >= NEARLY_FULL else ""))


def _example(sample: Sample) -> Content:
    if sample.error is not None:
        return Content.assemble(
            (pad(sample.now, 20), "$quiet"),
            "  ",
            (plain(error_text(sample.error)), "$error"),
            "  ",
            plain(sample.name),
        )
    return Content.assemble(
        (pad(sample.now, 20), "$quiet"),
        "  ",
        (pad(sample.code, 20), "$strong"),
        "  ",
        plain(sample.name),
    )
