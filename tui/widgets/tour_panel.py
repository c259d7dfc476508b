"""The tour's panel: a few rows above the keys, on every screen at the same place.

Where the window is small (a phone) it folds to one row with the next thing to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.locale import t
from tui.safe import fit, plain

TEXT_ROWS = 2
LEAST_CELLS, LEAST_ROWS = 70, 22
"""In smaller windows the panel is one row."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel says: where one is, the sentences, the goals, the key of the menu.

    goals: (whether it is reached, what to press or type, in words, whether the words come first).
    """

    place: str
    text: str
    goals: tuple[tuple[bool, str, str, bool], ...]
    menu: str


class TourPanel(Widget):
    """Where one is, what it is about, and what to do.

    over: it stands over a dialog, where the row of keys below is not the dialog's.
    """

    can_focus = False
    DEFAULT_CSS = """
    TourPanel { height: auto; background: $panel; color: $foreground; padding: 0 1; }
    TourPanel.-over { dock: bottom; margin-bottom: 1; }
    TourPanel:nocolor { text-style: none; }
    """

    def __init__(self, *, over: bool = False) -> None:
        super().__init__(classes="-over" if over else "")
        self.shown: Shown | None = None

    def show(self, shown: Shown | None) -> None:
        """Say this, or stand aside (None)."""
        if shown != self.shown:
            self.shown = shown
            self.display = shown is not None
            self.refresh(layout=True)

    @property
    def folded(self) -> bool:
        """Whether there is room for one row only."""
        size = self.app.size
        return size.width < LEAST_CELLS or size.height < LEAST_ROWS

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Always the same in one window, so that nothing jumps from step to step."""
        return 1 if self.folded else TEXT_ROWS + 1

    def render(self) -> Content:
        """The rows."""
        shown = self.shown
        if shown is None:
            return Content("")
        width = max(1, self.size.width)
        head = t("Tour {place}", place=shown.place).strip()
        if self.folded:
            return self._row(shown, width, head, only_next=True)
        rows = wrap(f"{head}  {plain(shown.text)}", width, TEXT_ROWS)
        first = Content.assemble((rows[0][: len(head)], "bold $primary"), rows[0][len(head) :])
        more = [Content(row) for row in rows[1:]] or [Content("")]
        return Content("\n").join([first, *more, self._row(shown, width, "", only_next=False)])

    def _row(self, shown: Shown, width: int, head: str, *, only_next: bool) -> Content:
        """The goals, the next one strong; at the right the key of the menu."""
        aside = f"{shown.menu} {t('skip, back, leave')}"
        parts: list[tuple[str, str]] = [(f"{head}  ", "bold $primary")] if head else []
        if only_next and not shown.goals:
            parts.append((plain(shown.text), ""))
        next_one = True
        for reached, key, label, words_first in shown.goals:
            if only_next and (reached or not next_one):
                continue
            strong = not reached and next_one
            mark = "" if only_next else ("[x] " if reached else "[ ] ")
            parts.append((mark, "$success" if reached else "$quiet"))
            pair = [
                (plain(key), "bold $primary" if strong else "$quiet"),
                (label, "bold" if strong else "$quiet"),
            ]
            first, second = reversed(pair) if words_first else pair
            parts += [first, (" ", ""), second, ("   ", "")]
            next_one = next_one and reached
        used = sum(cell_len(text) for text, _ in parts)
        room = width - used
        if room >= cell_len(aside):
            return Content.assemble(*parts, " " * (room - cell_len(aside)), (aside, "$quiet"))
        if room >= cell_len(shown.menu):
            gap = " " * (room - cell_len(shown.menu))
            return Content.assemble(*parts, gap, (shown.menu, "$quiet"))
        return Content(fit("".join(text for text, _ in parts), width))


def wrap(text: str, width: int, rows: int) -> list[str]:
    """A text in at most so many rows of so many cells: between words, Chinese anywhere."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < rows:
        if cell_len(rest) <= width:
            lines.append(rest)
            rest = ""
            break
        cut = cells = 0
        for place, character in enumerate(rest):
            cells += cell_len(character)
            if cells > width:
                break
            after = rest[place + 1 : place + 2]
            if character == " " or (cell_len(character) == 2 and after not in "，。；：、）”"):
                cut = place + 1
        cut = cut or place
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        lines[-1] = fit(lines[-1] + " " + rest, width)
    return lines
