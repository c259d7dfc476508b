"""Before and after side by side, what differs marked: by a sign, a colour, and within the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, chop_cells
from textual import events
from textual.content import Content
from textual.widgets import Static

from tui.locale import t
from tui.safe import fit, plain

GAP = "  "


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing as it was and as it is; empty where there was or is nothing."""

    label: str
    before: str
    after: str

    @property
    def sign(self) -> str:
        """`*` changed, `+` came, `-` went, a blank for what stayed."""
        if self.before == self.after:
            return " "
        if not self.before:
            return "+"
        return "*" if self.after else "-"


class Comparison(Static):
    """`show` puts pairs in; it is as high as they need at the width there is."""

    DEFAULT_CSS = "Comparison { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Sequence[Pair] = ()
        self.headings = ("", "")

    def show(self, pairs: Sequence[Pair], before: str = "", after: str = "") -> None:
        """Show these, what differs first, under two headings (Before and After if not given)."""
        self.pairs = sorted(pairs, key=lambda pair: pair.sign == " ")
        self.headings = (before or t("Before"), after or t("After"))
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        if width > 0 and self.pairs:
            self.update(Content("\n").join(lines(self.pairs, width, *self.headings)))


@dataclass(frozen=True, slots=True)
class Layout:
    """How many cells the labels get, and each of the two values."""

    label: int
    value: int

    @classmethod
    def of(cls, pairs: Sequence[Pair], width: int) -> Layout:
        """For these pairs in so many cells."""
        longest = max((cell_len(pair.label) for pair in pairs), default=0)
        label = min(longest, max(8, width // 3))
        return cls(label, max(8, (width - label - 2 - 2 * len(GAP)) // 2))

    def heading(self, before: str, after: str) -> Content:
        """The line over the values."""
        return Content.assemble(
            " " * (self.label + 2 + len(GAP)),
            (_exact(before, self.value), "bold $quiet"),
            GAP,
            (fit(after, self.value), "bold $quiet"),
        )

    def lines(self, pair: Pair) -> Iterator[Content]:
        """One pair; long values go on in the next line."""
        names = wrapped(pair.label, self.label)
        was, now = wrapped(pair.before, self.value), wrapped(pair.after, self.value)
        start, end_before, end_after = difference(pair.before, pair.after)
        at_before = at_after = 0
        for place in range(max(len(names), len(was), len(now))):
            name = names[place] if place < len(names) else ""
            sign = pair.sign if place == 0 else " "
            one = was[place] if place < len(was) else ""
            two = now[place] if place < len(now) else ""
            yield Content.assemble(
                (sign + " ", "bold $warning"),
                (_exact(name, self.label), "$quiet"),
                GAP,
                _marked(one, self.value, start - at_before, end_before - at_before, pair, "$error"),
                GAP,
                _marked(two, self.value, start - at_after, end_after - at_after, pair, "$success"),
            )
            at_before += len(one) + _swallowed(pair.before, at_before + len(one))
            at_after += len(two) + _swallowed(pair.after, at_after + len(two))


def lines(pairs: Sequence[Pair], width: int, before: str, after: str) -> Iterator[Content]:
    """The heading and the pairs as lines of `width` cells."""
    layout = Layout.of(pairs, width)
    yield layout.heading(before, after)
    for pair in pairs:
        yield from layout.lines(pair)


def wrapped(text: str, cells: int) -> list[str]:
    """The text in pieces of at most so many cells, its own line ends kept.

    A piece ends after a blank where one stands in its second half, and nothing is left out.
    """
    pieces: list[str] = []
    for rest in plain(text, lines=True).split("\n"):
        while len(piece := chop_cells(rest[: cells + 1], cells)[0] if rest else "") < len(rest):
            blank = piece.rfind(" ") + 1
            if cell_len(piece[:blank]) * 2 > cells:
                piece = piece[:blank]
            pieces.append(piece)
            rest = rest[len(piece) :]
        pieces.append(piece)
    return pieces


def difference(before: str, after: str) -> tuple[int, int, int]:
    """Where two texts differ: the first place, and the end in each of them."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < min(len(before), len(after)) - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, len(before) - tail, len(after) - tail


def _swallowed(text: str, at: int) -> int:
    return 1 if text[at : at + 1] == "\n" else 0


def _marked(text: str, cells: int, start: int, end: int, pair: Pair, colour: str) -> Content:
    padding = " " * max(0, cells - cell_len(text))
    if pair.sign == " ":
        return Content.assemble((text, "$quiet"), padding)
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    return Content.assemble(
        text[:start], (text[start:end], f"bold {colour}"), text[max(start, end) :], padding
    )


def _exact(text: str, cells: int) -> str:
    shown = fit(text, cells)
    return shown + " " * (cells - cell_len(shown))


def flat(image: Mapping[str, Any] | None) -> dict[tuple[str, ...], object]:
    """An image as a flat table: what is nested has a path; lists of named things go by name."""
    found: dict[tuple[str, ...], object] = {}
    for key, value in (image or {}).items():
        _flatten((str(key),), value, found)
    return found


def _flatten(path: tuple[str, ...], value: object, found: dict[tuple[str, ...], object]) -> None:
    if isinstance(value, Mapping):
        for key, one in value.items():
            _flatten((*path, str(key)), one, found)
    elif isinstance(value, list) and value and all(_named(one) for one in value):
        found[(*path, "")] = [one["name"] for one in value]
        for one in value:
            rest = {key: part for key, part in one.items() if key != "name"}
            _flatten((*path, str(one["name"])), rest, found)
    else:
        found[path] = value


def _named(value: object) -> bool:
    return isinstance(value, Mapping) and "name" in value
