"""What the list of rules leads to: the way out of a counter near its end, the numbers held back,
examples to begin with."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from store.codes.rulefile import RuleSet
from store.errors import KehaoError
from tui import locale
from tui.locale import t
from tui.safe import plain
from tui.screens.base import KehaoScreen
from tui.words.ends import end_words

if TYPE_CHECKING:
    from store.codes.ends import End
    from store.codes.house import House
    from tui.screens.codes.rule_draft import InForce


class RuleWays(KehaoScreen):
    """A screen with a draft of the rules, and a cursor on one of them."""

    base: InForce | None
    draft: RuleSet
    ends: Mapping[str, End] = {}
    """Rules with a counter near its end, each with the one that ends first."""

    @property
    @abstractmethod
    def place(self) -> int | None:
        """The place of the rule under the cursor."""

    @abstractmethod
    def put_draft(self, draft: RuleSet) -> None:
        """Take this set as the draft."""

    @abstractmethod
    def action_apply(self) -> None:
        """Try the draft, and ask before it is put in force."""

    @abstractmethod
    def show_ends(self) -> None:
        """The counters near their end were read: show them."""

    def read_ends(self) -> None:
        """Look for counters near their end, beside what the screen does."""
        rules = self.session.rules

        def found(ends: Sequence[End]) -> None:
            nearest: dict[str, End] = {}
            for end in ends:
                nearest.setdefault(end.rule, end)
            self.ends = nearest
            self.show_ends()

        def failed(error: KehaoError) -> None:
            self.show_error(error)

        self.run_in_thread(rules.ends, found, failed=failed, kind="ends")

    def worry(self) -> str:
        """The counter that ends first, with the way out; empty when none is near its end."""
        end = next(iter(self.ends.values()), None)
        if end is None:
            return ""
        return t("w: one place wider. {rule}, {end}", rule=plain(end.rule), end=end_words(end))

    def worry_about(self, rule: str) -> str:
        """The same for one rule."""
        end = self.ends.get(rule)
        if end is None:
            return ""
        return t("{end}; w makes it one place wider and goes on", end=plain(end_words(end)))

    def action_widen(self) -> None:
        """The rule under the cursor with a number one place wider, into the draft; then the trial
        of it, from which it is put in force."""
        from store.codes.rules import widen

        if (place := self.place) is None:
            return
        try:
            wider = widen(self.draft, self.draft.rules[place].name)
        except KehaoError as error:
            self.show_error(error)
            return
        self.put_draft(wider)
        self.action_apply()

    def action_held(self) -> None:
        """The free numbers that the rule under the cursor holds back."""
        from tui.screens.codes.held_numbers import HeldPage

        if (place := self.place) is None or self.base is None:
            return
        name = self.draft.rules[place].name
        if name not in self.base.rules:
            self.show_note(t("This rule is not in force yet: it gives no codes."))
            return
        self.app.push_screen(HeldPage(name))

    def action_house(self) -> None:
        """The house's policy, in the draft."""
        from tui.screens.staff.house_policy import HouseDialog

        def closed(house: House | None) -> None:
            if house is not None:
                self.put_draft(replace(self.draft, house=house))

        if self.base is not None:
            self.app.push_screen(HouseDialog(self.draft.house), closed)

    def action_examples(self) -> None:
        """Take an example rule file as the draft."""
        from store.codes.examples import NAMES, example
        from store.codes.rulefile import read_rules
        from tui.screens.choose import ChooseDialog

        chinese = locale.language().startswith("zh")
        found = [example(name) for name in NAMES]
        rows = [(one.name, one.chinese if chinese else one.english) for one in found]

        def chosen(name: str | None) -> None:
            if name is not None:
                self.put_draft(read_rules(example(name).toml))
                self.show_note(t("The example is the draft now: nothing is in force by that."))

        self.app.push_screen(ChooseDialog(t("Examples"), rows), chosen)
