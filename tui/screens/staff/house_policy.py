"""The house's policy in the draft of the rules: lengths of codes, and who stands once only."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from store.codes.house import LONGEST, ONE_PER, REASON, STOP, House
from store.customers.fields import BUILT_IN
from tui.actions import bindings_for
from tui.locale import t
from tui.safe import content
from tui.screens.base import KehaoDialog
from tui.widgets.steps import Steps


class HouseDialog(KehaoDialog[House]):
    """Answers with the policy, None when it was left."""

    SCOPE = "sheet"
    TITLE_TEXT = "House policy"
    BINDINGS = bindings_for("sheet")
    DEFAULT_CSS = """
    HouseDialog .label { height: auto; color: $quiet; }
    HouseDialog Steps { margin-bottom: 1; }
    HouseDialog Input { margin-bottom: 1; }
    """

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    def compose_body(self) -> ComposeResult:
        """The longest code, a line for each value of which there may be one, and the second."""
        house = self._house
        yield Static(content(t("Longest code, in characters (empty: no limit)")), classes="label")
        yield Input(str(house.max_length or ""), id="longest", max_length=2, type="integer")
        words = [("no", t("may be shared")), ("yes", t("one customer each"))]
        for name in ONE_PER:
            yield Static(content(t(BUILT_IN[name].label)), classes="label")
            yield Steps(words, "yes" if name in house.one_per else "no", id=f"one-{name}")
        yield Static(content(t("A second customer with the same")), classes="label")
        yield Steps(
            [(STOP, t("is stopped")), (REASON, t("comes in with a reason"))],
            house.second,
            id="second",
        )
        yield Static(content(t("Arrows change a line, Tab goes on, Ctrl-S saves.")), classes="hint")

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def action_save(self) -> None:
        """Take it into the draft."""
        text = self.query_one("#longest", Input).value.strip()
        if text and not (text.isdecimal() and int(text) <= LONGEST):
            self.query_one("#longest", Input).focus()
            self.show_error(t("A number from 0 to {most}.", most=LONGEST))
            return
        alone = [n for n in ONE_PER if self.query_one(f"#one-{n}", Steps).key == "yes"]
        second = self.query_one("#second", Steps).key
        self.dismiss(House(int(text or 0), tuple(alone), second))
