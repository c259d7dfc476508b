"""One pattern for one list: slots are taken by what explains them, and the counter gets the rest.

What is left over, or could as well be something else, ends the search with the reason: a rule
that the list does not prove is not proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from store.pattern.inference.checks import CheckFound, find_check
from store.pattern.inference.columns import (
    Piece,
    find_dates,
    find_fields,
    find_initials,
)
from store.pattern.inference.dating import could_be_date, find_shown_dates, find_times
from store.pattern.inference.listing import Listing, Note, sampled
from store.pattern.inference.slots import SEPARATORS, Cells, Cut, cut, joined

FEWEST = 8
_CONSTANT = 0.975


@dataclass(slots=True)
class Draft:
    """A pattern under construction: the pieces in order, the rule's date, and where the number
    stands. lead: digits before the number that are the beginning of all numbers."""

    cut: Cut
    pieces: list[Piece]
    date: str
    block: tuple[int, int]
    check: CheckFound | None
    lead: str = ""
    notes: list[Note] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)


class Unproved(Exception):
    """No pattern is proposed; `note` says why."""

    def __init__(self, kind: str, **params: object) -> None:
        super().__init__(kind)
        self.note = Note(kind, params)


@dataclass(slots=True)
class _Search:
    listing: Listing
    cut: Cut
    rows: list[int]
    samples: list[Cells]
    common: list[str]
    constant: list[bool]
    digits: list[bool]
    open: list[bool]
    pieces: list[Piece] = field(default_factory=list)

    def take(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            self.pieces.append(piece)
            self.open[piece.start : piece.end] = [False] * (piece.end - piece.start)

    def varying(self) -> list[bool]:
        return [
            is_open and not fixed for is_open, fixed in zip(self.open, self.constant, strict=True)
        ]


def draft_of(listing: Listing, rows: Sequence[int]) -> Draft:
    """The parts of the pattern that these rows follow. Raises Unproved."""
    if len(rows) < FEWEST:
        raise Unproved("few", count=len(rows), least=FEWEST)
    slots = cut(listing.texts, rows)
    if slots is None or len(slots.rows) < FEWEST:
        raise Unproved("no_form")
    search = _begin(listing, slots)
    check = _check(search)
    if check is not None:
        search.open[check.start : check.end] = [False] * (check.end - check.start)
    date = _dates(search)
    fields = find_fields(listing, search.rows, slots.cells, search.varying(), slots.whole)
    search.take(_united(fields, search))
    initials = find_initials(listing, search.rows, slots.cells, search.varying(), slots.whole)
    if initials is not None:
        search.take([initials])
    if not date:
        date = _shown(search)
    block, lead = _block(search, check, date)
    draft = Draft(slots, [], date or "registered", block, check, lead)
    draft.loose = [piece for piece in search.pieces if piece.kind == "field"]
    draft.pieces = _in_order(search, draft)
    return draft


def _begin(listing: Listing, slots: Cut) -> _Search:
    rows = sampled(slots.rows)
    samples = [slots.cells[row] for row in rows]
    common, constant, digits = [], [], []
    for slot in range(slots.width):
        shown = Counter([cells[slot] for cells in samples])
        text, times = min(shown.items(), key=lambda item: (-item[1], item[0]))
        signs = sum(count for sign, count in shown.items() if sign in SEPARATORS)
        common.append(text)
        constant.append(
            times >= _CONSTANT * len(rows)
            or (signs >= _CONSTANT * len(rows) and times >= 0.6 * len(rows))
        )
        figures = sum(
            count for one, count in shown.items() if len(one) == 1 and one in "0123456789"
        )
        digits.append(figures >= _CONSTANT * len(rows))
    return _Search(listing, slots, rows, samples, common, constant, digits, [True] * slots.width)


def _check(search: _Search) -> CheckFound | None:
    found = find_check(search.samples, search.cut.width, search.cut.whole)
    if not found:
        return None
    best = found[0]
    for other in found[1:]:
        if other.right / other.tried > best.right / best.tried - 0.04:
            raise Unproved("two_checks", one=best.method, other=other.method)
    return best


def _dates(search: _Search) -> str:
    """Take the parts of date columns; the rule's date, or an empty text."""
    found = find_dates(search.listing, search.rows, search.cut.cells, search.open)
    search.take(found)
    if not found:
        return ""
    fields = Counter(piece.field for piece in found)
    date = min(fields, key=lambda name: (name != "registered", -fields[name], name))
    end = max(piece.end for piece in found)
    times = find_times(search.samples, search.open, search.digits, end)
    if times and len(fields) == 1:
        search.take(times)
        for piece in found:
            piece.field = ""
        return "now"
    return date


def _shown(search: _Search) -> str:
    """Take a date that the codes show by themselves; the rule's date, or an empty text."""
    year = search.listing.today.year
    found = find_shown_dates(search.samples, search.open, search.digits, year)
    if not found:
        return ""
    search.take(found)
    timed = any(piece.text in ("%H", "%M", "%S") for piece in found)
    columns = [column for column in search.listing.columns if column.name == "registered"]
    refuted = any(
        sum(map(bool, (column.values[row] for row in search.rows))) > 0.5 * len(search.rows)
        for column in columns
    )
    return "now" if timed or refuted else "registered"


def _united(found: list[Piece], search: _Search) -> list[Piece]:
    """Two pieces of one field with nothing but constant text between them are one."""
    united: list[Piece] = []
    for piece in found:
        last = united[-1] if united else None
        if (
            last is not None
            and last.field == piece.field
            and all(search.constant[last.end : piece.start])
            and all(search.open[last.end : piece.start])
            and all(search.common[slot].isalnum() for slot in range(last.end, piece.start))
        ):
            last.end = piece.end
            last.power += piece.power
        else:
            united.append(piece)
    names = [piece.field for piece in united]
    if len(set(names)) < len(names):
        raise Unproved("one_field_twice", field=max(names, key=names.count))
    for piece in united:
        _reach_initials(piece, search)
    return united


def _reach_initials(piece: Piece, search: _Search) -> None:
    """Letters beside a field's text that are the same in all codes, but the value's initials."""
    if piece.start in search.cut.whole:
        return
    column = search.listing.column(piece.field)
    for start in range(max(0, piece.start - 2), piece.start):
        between = range(start, piece.start)
        if not all(search.open[s] and search.constant[s] for s in between):
            continue
        same = sum(
            search.listing.initials(column.values[row])[: piece.end - start]
            == joined(cells, start, piece.end)
            for row, cells in zip(search.rows, search.samples, strict=True)
        )
        if same >= 0.6 * len(search.rows):
            piece.start = start
            return


def _block(search: _Search, check: CheckFound | None, date: str) -> tuple[tuple[int, int], str]:
    """Where the number stands, and the constant digits that belong to it."""
    varying = [slot for slot, is_free in enumerate(search.varying()) if is_free]
    whole = [slot for slot in varying if slot in search.cut.whole]
    if whole:
        raise Unproved("letters_unexplained", place=_place(search, whole[0]))
    if not varying:
        return _only_one(search), ""
    start, end = varying[0], varying[-1] + 1
    for slot in range(start, end):
        if not search.open[slot] or (search.constant[slot] and not search.common[slot].isalnum()):
            raise Unproved(
                "two_parts", place=_place(search, start), other=_place(search, varying[-1])
            )
    while start and _is(search, start - 1, "0"):
        start -= 1
    while end < search.cut.width and _is(search, end, "0"):
        end += 1
    lead = start
    while lead and search.open[lead - 1] and search.constant[lead - 1] and search.digits[lead - 1]:
        lead -= 1
    return (start, end), "".join(search.common[lead:start])


def _is(search: _Search, slot: int, digit: str) -> bool:
    return search.open[slot] and search.constant[slot] and search.common[slot] == digit


def _only_one(search: _Search) -> tuple[int, int]:
    """Codes that differ by all else: the number is there and is 1 all along."""
    end = search.cut.width
    while end:
        if _is(search, end - 1, "1"):
            start = end - 1
            while start and _is(search, start - 1, "0"):
                start -= 1
            if any(piece.text in ("%M", "%S", "%d", "%H") for piece in search.pieces):
                return start, end
        end -= 1
    raise Unproved("no_counter")


def _place(search: _Search, slot: int) -> int:
    return sum(len(search.samples[0][at]) for at in range(slot)) + 1


def _in_order(search: _Search, draft: Draft) -> list[Piece]:
    """All pieces from left to right, with the literal text between them."""
    year = search.listing.today.year
    start, end = draft.block
    pieces = [*search.pieces, Piece("seq", start, end)]
    if draft.check is not None:
        pieces.append(Piece("check", draft.check.start, draft.check.end, power=draft.check.power))
    pieces.sort(key=lambda piece: piece.start)
    ordered: list[Piece] = []
    at = 0
    for piece in [*pieces, Piece("end", search.cut.width, search.cut.width)]:
        if piece.start > at:
            ordered.append(Piece("text", at, piece.start, "".join(search.common[at : piece.start])))
        if piece.left and piece.kind != "end":
            text = search.samples[0][piece.start][: piece.left]
            ordered.append(Piece("text", piece.start, piece.start, text))
        if piece.kind != "end":
            ordered.append(piece)
        at = piece.end
    _refuse_doubtful(search, ordered, draft, year)
    return ordered


def _refuse_doubtful(search: _Search, ordered: Sequence[Piece], draft: Draft, year: int) -> None:
    """Constant digits that may be this year's, or this month's, prove nothing."""
    import re

    for piece in ordered:
        if piece.kind != "text" or piece.start == piece.end:
            continue
        dated = any(one.kind == "date" for one in ordered)
        for run in re.findall("[0-9]+", piece.text):
            if dated and len(run) != 2:
                continue
            if could_be_date(run, year) or (dated and 1 <= int(run) <= 12):
                raise Unproved("perhaps_date", text=run)
