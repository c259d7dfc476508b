"""What becomes of the file's codes, of rows whose customer is there, of columns without a field."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store.transfer.mapping.words import ALIASES, CODE
from tui.locale import t
from tui.safe import content, plain
from tui.screens.importing.step import Step
from tui.screens.importing.words import CODES, DATES, ON_MATCH, UNMAPPED, codes_words
from tui.widgets.cells import fit
from tui.widgets.vim_list import VimList
from tui.words.labels import label_of

ROWS = ("codes", "match", "on_match", "unmapped", "dates")


class ChoicesStep(Step):
    """The third step."""

    TITLE = "Codes and matches"
    DEFAULT_CSS = """
    ChoicesStep > Static { height: auto; padding: 0 1; }
    ChoicesStep > OptionList { height: 1fr; margin: 1 1 0 1; }
    """

    def compose(self) -> ComposeResult:
        """The choices."""
        hint = t("Enter changes a line. Ctrl-S tries the import without changing anything.")
        yield Static(content(hint), classes="hint")
        yield VimList(id="answers", markup=False)

    def enter(self) -> None:
        """Show them."""
        self.show()
        self.query_one("#answers").focus()

    def show(self) -> None:
        """The choices as they stand."""
        options = self.query_one("#answers", VimList)
        here = options.highlighted or 0
        options.clear_options()
        for label, value in self._lines():
            options.add_option(
                Option(Content.assemble((fit(label, 28), "$strong"), "  ", (value, "$primary")))
            )
        options.highlighted = here

    def _lines(self) -> list[tuple[str, str]]:
        plan = self.state.plan
        match = t("nothing: all are new")
        if plan.match:
            match = label_of(plan.match, self.state.fields)
        return [
            (t("The file's codes"), codes_words(plan)),
            (t("Rows are matched by"), match),
            (t("A row that matches"), t(ON_MATCH[plan.on_match])),
            (t("Columns without a field"), t(UNMAPPED[plan.on_unmapped])),
            *self._dates(),
        ]

    def _dates(self) -> list[tuple[str, str]]:
        """The line about dates that can mean two days, if there are any."""
        chosen = self.state.choices.get("dates", "")
        unsure = self.state.plan.ambiguous_dates
        if not unsure and not chosen:
            return []
        example = next((one.examples[0] for one in unsure.values()), "")
        label = t("Dates such as {example}", example=plain(example)) if example else t("Dates")
        return [(label, t(DATES[chosen]))]

    @on(OptionList.OptionSelected, "#answers")
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name = ROWS[event.option_index]
        title = self._lines()[event.option_index][0]
        if name == "match":
            targets = [one for one in self.state.plan.targets if one in self.state.fields]
            if {CODE, ALIASES} & {*self.state.plan.targets}:
                targets = [CODE, *targets]
            words: Mapping[str, str] = {
                one: label_of(one, self.state.fields) for one in dict.fromkeys(targets)
            }
        else:
            table = {"codes": CODES, "on_match": ON_MATCH, "unmapped": UNMAPPED, "dates": DATES}[
                name
            ]
            words = {key: t(text) for key, text in table.items()}
        self._choose(name, title, words)

    def _choose(self, name: str, title: str, words: Mapping[str, str]) -> None:
        from tui.screens.choose import ChooseDialog

        def chosen(key: str | None) -> None:
            if key is not None:
                self.state.choices[name] = key
                self.page.read_plan(self.show)

        current = self.state.choices.get(name) or next(iter(words), "")
        self.app.push_screen(ChooseDialog(title, [*words.items()], current=current), chosen)

    def go(self) -> None:
        """Try it."""
        self.page.check()
