"""The tour for new staff: a run through the sample store with the real keys.

`Tour` knows the steps and how far one is; `TourApp` is Kehao with a tour going on. It looks at the
state a few times a second and after every key, ticks off what has happened, and goes on by itself;
nothing has to be confirmed, and no key is taken away. A dialog of one's own key lists the steps:
skip, go back to any, leave, come back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import events

from tui.actions import BY_ID, bindings_for
from tui.app import KehaoApp
from tui.keys.names import key_text
from tui.locale import t
from tui.tour.steps import SEES_PHONES, STEPS, Facts, Goal, Sight, Step, snapshot
from tui.widgets.tour_panel import Shown, TourPanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.log.reading import Operation
    from store.session import Session
    from tui.screens.base import Framed
    from tui.screens.customers.customers import CustomersScreen
    from tui.wishes import Profile

LOOK_SECONDS: Final = 0.2
LOG_LINES: Final = 50


class Tour:
    """How far one is. `at`: the step, or the number of steps when all are done."""

    def __init__(self, steps: Sequence[Step] = STEPS) -> None:
        self.steps = steps
        self.at = 0
        self.reached = 0
        self.done: set[int] = set()
        self.before: dict[str, Any] | None = None

    @property
    def step(self) -> Step | None:
        """The step one is at; None when all is done."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    @property
    def goal(self) -> Goal | None:
        """What is to be done next."""
        return self.step.goals[self.reached] if self.step else None

    def go_to(self, number: int) -> None:
        """To a step, from its beginning."""
        self.at = max(0, min(number, len(self.steps)))
        self.reached = 0
        self.before = None

    def look(self, sight: Sight) -> bool:
        """Tick off what has happened; whether anything has."""
        if self.before is None:
            self.before = snapshot(sight)
        sight.before = self.before
        moved = False
        while (goal := self.goal) is not None and goal.done(sight):
            moved = True
            self.reached += 1
            if self.step is not None and self.reached == len(self.step.goals):
                self.done.add(self.at)
                self.go_to(self.at + 1)
                break
        return moved


class TourApp(KehaoApp):
    """Kehao with a tour."""

    BINDINGS = bindings_for("tour")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.tour = Tour()
        self.touring = True
        self.facts: Facts | None = None
        self.operations: list[Operation] = []
        self.copied = 0
        self._since = 0
        self._log_read = True
        self._learning = False

    # -- looking --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look at the state from time to time, and when another screen comes."""
        self.set_interval(LOOK_SECONDS, self.look)
        self.screen_change_signal.subscribe(self, lambda _: self.call_after_refresh(self.look))

    def enter(self, profile: Profile) -> None:
        """Somebody is signed in: the customers of whom the steps speak are chosen for them."""
        self.facts = None
        self._learning = False
        super().enter(profile)

    def to_terminal(self, sequence: str) -> None:
        """As ever, and counted."""
        super().to_terminal(sequence)
        self.copied += bool(sequence)

    async def on_event(self, event: events.Event) -> None:
        """As ever; after a key, look."""
        await super().on_event(event)
        if isinstance(event, events.Key):
            self.call_later(self.look)

    def look(self) -> None:
        """Tick off what has happened, and show where one is."""
        from tui.screens.base import Framed

        stack = self._screen_stacks.get(self.current_mode)  # empty while a section changes
        if not stack or self.locked or not self.signed_in or self.session is None:
            return
        screen = stack[-1]
        if not isinstance(screen, Framed) or not screen.is_mounted:
            return
        home = self._home()
        if home is None or not self.touring:
            self._show(screen, None)
            return
        if self.facts is None:
            if not self._learning:
                self._learning = True
                self._learn(home, self.session)
            return
        sight = Sight(home, screen, self.facts, self.operations, self.copied)
        before = self.tour.at
        self._pass_over()
        if self.tour.look(sight) and self.tour.at != before:
            self._begin_log()
        self._read_log(home, self.session)
        self._show(screen, self._shown(sight))

    def _home(self) -> CustomersScreen | None:
        from tui.screens.customers.customers import CustomersScreen

        stack = self._screen_stacks.get("customers")
        home = stack[0] if stack else None
        return home if isinstance(home, CustomersScreen) and home.is_mounted else None

    def _pass_over(self) -> None:
        """Steps that the account's roles or this terminal do not include are not asked for."""
        while (step := self.tour.step) is not None and (goal := self.tour.goal) is not None:
            known = BY_ID.get(goal.action)
            wanted = (step.permissions, known.permissions if known else ())
            held = all(self.may(*permissions) for permissions in wanted if permissions)
            if held and step.possible():
                return
            self.tour.go_to(self.tour.at + 1)

    # -- what is read from the store ------------------------------------------------------------

    def _learn(self, home: CustomersScreen, session: Session) -> None:
        def learnt(facts: Facts) -> None:
            self.facts = facts
            self._begin_log()

        home.run_in_thread(partial(learn, session), learnt, kind="tour")

    def _begin_log(self) -> None:
        if self.operations:
            self._since = max(operation.seq for operation in self.operations)
        self.operations = []

    def _read_log(self, home: CustomersScreen, session: Session) -> None:
        """One's own operations since the step began; one read at a time."""
        from tui.actions import LOG_READING

        if not self._log_read or not self.may(*LOG_READING):
            return
        self._log_read = False
        since, first = self._since, not self._since

        def work() -> list[Operation]:
            query = f'actor:"{session.name}"'
            if first:
                return session.log.list(query, limit=1)
            return session.log.list(query, after=since, limit=LOG_LINES)

        def read(operations: list[Operation]) -> None:
            self._log_read = True
            if since != self._since:
                return
            if first:
                self._since = operations[0].seq if operations else 1
            else:
                self.operations = operations

        home.run_in_thread(work, read, failed=lambda _: read([]), kind="tour log")

    # -- what is shown --------------------------------------------------------------------------

    def _shown(self, sight: Sight) -> Shown:
        tour, keys = self.tour, self.keymap
        assert self.facts is not None
        holes = self.facts.texts()
        step = tour.step
        menu = " ".join(map(key_text, keys.keys_of("tour.menu")[:1]))
        if step is None:
            return Shown("", t(FINISHED), (), menu)
        away = self.current_mode != "customers"
        goals = tuple(
            (
                number < tour.reached,
                " ".join(map(key_text, keys.keys_of(goal.action)[:1]))
                if goal.action
                else goal.keys.format(**holes),
                t(goal.label),
                "{" in goal.keys,
            )
            for number, goal in enumerate(step.goals)
        )
        text = t(AWAY) if away else t(step.text, **holes)
        return Shown(f"{tour.at + 1}/{len(tour.steps)}", text, goals, menu)

    def _show(self, screen: Framed[Any], shown: Shown | None) -> None:
        panels = screen.query(TourPanel)
        if panels:
            panels.first().show(shown)
        elif shown is not None:
            panel = TourPanel(over=screen.is_modal)
            panel.show(shown)
            if screen.is_modal:
                screen.mount(panel)
            else:
                screen.mount(panel, before="KeyBar")

    # -- what is done by its own key ------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The tour's own only where there is a tour."""
        if f"tour.{action}" in BY_ID:
            return self.signed_in and not self.locked
        return super().check_action(action, parameters)

    def action_tour(self) -> None:
        """The same as the key: one is in it."""
        self.action_menu()

    def action_menu(self) -> None:
        """Skip, go back, leave; or come back."""
        from tui.screens.choose import ChooseDialog

        if not self.touring:
            self.touring = True
            self.look()
            return
        if isinstance(self.screen, ChooseDialog):
            return
        tour = self.tour
        rows = [("skip", t("Skip this step"))] if tour.step else []
        rows += [
            (str(number), f"{'✓' if number in tour.done else ' '} {number + 1:2} {t(step.title)}")
            for number, step in enumerate(tour.steps)
        ]
        rows.append(("leave", t("Leave the tour; the same key comes back to it")))
        self.push_screen(ChooseDialog(t("Tour"), rows), self._menu_chosen)

    def _menu_chosen(self, chosen: str | None) -> None:
        if chosen is None:
            return
        if chosen == "leave":
            self.touring = False
        else:
            self.tour.go_to(self.tour.at + 1 if chosen == "skip" else int(chosen))
            self._begin_log()
        self.look()


FINISHED: Final = (
    "That was the tour. Everything here is made up: go on trying, nothing can be broken."
)
AWAY: Final = "You are in another section: F2 goes back to the customers."


def learn(session: Session) -> Facts:
    """Choose a company of the sample store to speak of; call in a thread."""
    from store.search.pinyin import initials
    from tui.tour.demo_words import BRANDS

    page = session.search.page("type:企业", limit=50, columns=("code", "name", "phone"))
    rows = zip(page.ids, page.rows, strict=True)
    for number, (code, name, phone, *_) in reversed([*rows]):
        brand = next((word for word, _ in BRANDS if word in name), "")
        end = phone[-4:]
        if brand and (end.isdigit() or not session.may(SEES_PHONES)):
            return Facts(name, brand, initials(brand).lower(), end, code, number)
    return Facts()
