"""A draft held against every row: its tables, its counter, what it explains, and its pattern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from store.errors import KehaoError
from store.pattern import dates
from store.pattern.grammar import parse_pattern
from store.pattern.inference.checks import holds
from store.pattern.inference.columns import PART_OF, Piece
from store.pattern.inference.counting import Counting, count
from store.pattern.inference.listing import Listing, Note, sampled
from store.pattern.inference.single import FEWEST, Draft, Unproved, draft_of
from store.pattern.inference.slots import joined
from store.pattern.inference.writing import written
from store.pattern.reading import Reader, reader
from store.pattern.render import counter_key_of, finish_text, resolve
from store.pattern.tokens import ALPHABETS, DATE_PARTS, Pattern
from store.pattern.validity import validate

Tables = dict[str, dict[str, str]]
Tick = Callable[[int], None]
_SHARE: Final = 0.9
_PROVED: Final = 300
_TENS: Final = 100
"""In a shorter list, numbers that never reach ten do not tell in which base they count."""


@dataclass(slots=True)
class Rule:
    """A pattern that a list proves.

    explained: rows that it makes letter for letter. misfits: the others. counters: each
    counter's key, with the highest number the list shows. taken: codes of its form whose number
    lies far ahead. notes: the evidence, a claim each.
    """

    pattern: str
    date: str
    tables: Tables
    explained: list[int]
    misfits: dict[int, Note]
    counters: dict[str, int]
    taken: list[str]
    notes: list[Note]
    when: tuple[str, str] = ("", "")
    rows: int = 0
    density: float = 0.0


def learn_rule(listing: Listing, rows: Sequence[int], tick: Tick) -> Rule:
    """The one rule that made the codes of these rows. Raises Unproved."""
    draft = draft_of(listing, rows)
    tick(len(rows) // 3)
    _merge_numbers(listing, draft)
    _refuse_running_dates(draft)
    tables, conflicts = _tables(listing, draft)
    misfits = {row: _other_form(listing, row) for row in set(rows) - set(draft.cut.rows)}
    good: list[int] = []
    for row in draft.cut.rows:
        why = _why_not(listing, draft, tables, row)
        if why is None:
            good.append(row)
        else:
            misfits[row] = why
    tick(len(rows) // 3)
    if len(good) < max(FEWEST, _SHARE * len(rows)):
        raise Unproved("many_misfits", count=len(misfits), total=len(rows))
    counting = _count(draft, good)
    for row in counting.far:
        misfits[row] = Note("far_number", {"highest": counting.highest})
    width = draft.block[1] - draft.block[0]
    shorter = sum(
        len(listing.texts[row]) == draft.cut.width - 1
        for row in rows
        if listing.texts[row][-1:].isdecimal()
    )
    if counting.base == 10 and counting.first == 10 ** (width - 1) and shorter > len(rows) // 100:
        raise Unproved("unpadded")
    for row in counting.odd:
        misfits[row] = Note("no_number")
    near = [row for row in good if row not in counting.far and row not in counting.odd]
    pattern = written(draft, counting)
    _refuse_hidden_zeros(pattern, counting.base)
    rule = Rule(pattern, draft.date, tables, [], misfits, {}, [], [], rows=len(rows))
    rule.density = counting.density
    _prove(listing, rule, near)
    _go_on(listing, rule, draft, counting, near)
    for row in near:
        if listing.raw[row].strip() != listing.texts[row]:
            misfits[row] = Note("written_otherwise", {"right": listing.texts[row]})
    rule.explained = [row for row in near if row not in misfits]
    if len(rule.explained) < _SHARE * len(rows):
        raise Unproved("many_misfits", count=len(rows) - len(rule.explained), total=len(rows))
    rule.notes = _evidence(draft, counting, tables, conflicts, len(good))
    tick(len(rows) - 2 * (len(rows) // 3))
    return rule


def _refuse_running_dates(draft: Draft) -> None:
    """Digits that could be a date, but run on with the number as one counter, are none."""
    start, end = draft.block
    shown = [one for one in draft.pieces if one.kind == "date" and not one.field]
    if not shown or max(one.end for one in shown) != start:
        return
    first = min(one.start for one in shown)
    rows = draft.cut.rows
    texts = [joined(draft.cut.cells[row], first, end) for row in rows]
    numbers = sorted(int(text) for text in texts if text.isdecimal())
    if not numbers:
        return
    low, high = numbers[len(numbers) // 50], numbers[-1 - len(numbers) // 50]
    if 0.96 * len(numbers) > 0.3 * (high - low + 1):
        raise Unproved("two_readings")


def _refuse_hidden_zeros(pattern: str, base: int) -> None:
    """`Q0Y{seq:3,base=31}`: signs before the number that could be its first digits, zeros first."""
    before = pattern.partition("{seq")[0]
    signs = before[len(before.rstrip(ALPHABETS[base])) :]
    if base > 10 and "0" in signs:
        raise Unproved("two_readings")


def _merge_numbers(listing: Listing, draft: Draft) -> None:
    """A field of digits before the number may be its leading digits in a sorted list."""
    start, end = draft.block
    for piece in draft.loose:
        if piece.end != start or piece.left or piece.start in draft.cut.whole:
            continue
        rows = sampled(draft.cut.rows)
        texts = [joined(draft.cut.cells[row], piece.start, end) for row in rows]
        if not all(text.isdecimal() for text in texts[:50]):
            continue
        all_texts = [joined(draft.cut.cells[row], piece.start, end) for row in draft.cut.rows]
        whole = count(draft.cut.rows, all_texts, _tokens(draft, draft.cut.rows, piece))
        if whole is not None and whole.density >= 0.8:
            draft.pieces = [one for one in draft.pieces if one is not piece]
            seq = next(one for one in draft.pieces if one.kind == "seq")
            seq.start = piece.start
            before = [one for one in draft.pieces if one.kind == "text" and one.end == seq.start]
            for text in before:
                zeros = len(text.text) - len(text.text.rstrip("0"))
                text.text = text.text[: len(text.text) - zeros]
                text.end -= zeros
                seq.start -= zeros
            draft.pieces = [p for p in draft.pieces if p.kind != "text" or p.text]
            draft.block = (seq.start, end)
            draft.lead = ""


def _tables(listing: Listing, draft: Draft) -> tuple[Tables, dict[str, list[str]]]:
    tables: Tables = {}
    conflicts: dict[str, list[str]] = {}
    for piece in draft.pieces:
        if piece.kind != "field":
            continue
        values = listing.column(piece.field).values
        groups: dict[str, Counter[str]] = {}
        for row in draft.cut.rows:
            value = values[row]
            if value:
                groups.setdefault(value, Counter())[piece.of(draft.cut.cells[row])] += 1
        table = {}
        for value, found in groups.items():
            text, times = min(found.items(), key=lambda item: (-item[1], item[0]))
            if not text:
                continue
            table[value] = text
            rivals = [t for t, n in found.items() if t != text and n > 1 and n * 5 >= times]
            if rivals:
                conflicts.setdefault(piece.field, []).append(f"{value}: {text} / {rivals[0]}")
        _drop_slips(table, groups)
        tables[piece.field] = dict(sorted(table.items(), key=lambda item: (item[1], item[0])))
    return tables, conflicts


def _drop_slips(table: dict[str, str], groups: Mapping[str, Counter[str]]) -> None:
    """Lines that rest on one row are kept only where they are like the others in form."""
    sure = {len(table[value]) for value in table if groups[value].total() > 1}
    kinds = {table[value].isalpha() for value in table if groups[value].total() > 1}
    for value in list(table):
        text = table[value]
        if (
            groups[value].total() == 1
            and sure
            and (len(text) not in sure or text.isalpha() not in kinds)
        ):
            del table[value]


def _why_not(listing: Listing, draft: Draft, tables: Tables, row: int) -> Note | None:
    """What of the draft a row contradicts; None when nothing."""
    cells = draft.cut.cells[row]
    numbers: dict[str, int] = {}
    for piece in draft.pieces:
        shown = piece.of(cells)
        if piece.kind == "text":
            text = piece.text if piece.start < piece.end else ""
            if piece.start == piece.end:
                if not cells[piece.start].startswith(piece.text):
                    return Note("other_text", {"text": cells[piece.start], "right": piece.text})
            elif shown != text:
                return Note("other_text", {"text": shown, "right": text})
        elif piece.kind == "field":
            value = listing.column(piece.field).values[row]
            if not value:
                return Note("no_value", {"field": piece.field})
            right = tables[piece.field].get(value, "")
            if shown != right:
                return Note(
                    "other_value",
                    {"field": piece.field, "value": value, "text": shown, "right": right},
                )
        elif piece.kind == "date" and piece.field:
            value = listing.column(piece.field).values[row]
            try:
                right = dates.show_text(piece.text, value)
            except ValueError:
                return Note("no_value", {"field": piece.field})
            if shown != right:
                return Note(
                    "other_value",
                    {"field": piece.field, "value": value, "text": shown, "right": right},
                )
        elif piece.kind == "date":
            known = dates.DIRECTIVES[piece.text]
            if not shown.isdecimal() or not known.low <= int(shown) <= known.high:
                return Note("no_date", {"text": shown})
            numbers[piece.text] = int(shown)
        elif piece.kind == "initials":
            value = listing.column(piece.field).values[row]
            right = listing.initials(value).upper()[: piece.count]
            if shown != right or not right:
                return Note(
                    "other_value",
                    {"field": piece.field, "value": value, "text": shown, "right": right},
                )
        elif piece.kind == "check" and draft.check is not None:
            body = joined(cells, 0, piece.start)
            if not holds(draft.check.method, draft.check.digits_only, body, shown):
                return Note("wrong_check", {"method": draft.check.method})
    if len(numbers) > 1 and not dates.possible(numbers):
        return Note("no_date", {"text": "".join(str(number) for number in numbers.values())})
    return None


def _other_form(listing: Listing, row: int) -> Note:
    return Note("other_form", {"length": len(listing.texts[row])})


def _name(piece: Piece) -> str:
    return PART_OF[piece.text] if piece.kind == "date" else piece.field


def _tokens(
    draft: Draft, rows: Sequence[int], without: Piece | None = None
) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    for piece in draft.pieces:
        if piece.kind in ("field", "date", "initials") and piece is not without:
            found[_name(piece)] = [piece.of(draft.cut.cells[row]) for row in rows]
    return found


def _count(draft: Draft, rows: Sequence[int]) -> Counting:
    start, end = draft.block
    texts = [joined(draft.cut.cells[row], start, end) for row in rows]
    found = count(rows, texts, _tokens(draft, rows))
    if found is None:
        raise Unproved("no_numbers")
    if found.ambiguous:
        raise Unproved("two_readings")
    daily = any(piece.text in ("%d", "%j") for piece in draft.pieces)
    if found.highest < 10 and len(rows) < _TENS and not daily:
        raise Unproved("few_numbers", highest=found.highest)
    if found.power < 4 and not any(p.kind == "date" for p in draft.pieces):
        raise Unproved("no_numbers")
    return found


def _prove(listing: Listing, rule: Rule, rows: Sequence[int]) -> None:
    """Hold the pattern, as Kehao itself reads and renders it, against the rows."""
    try:
        pattern = parse_pattern(rule.pattern)
        validate(pattern, rule.tables, rule.date)
        reads = reader(pattern, rule.tables)
        moment = datetime(listing.today.year, listing.today.month, listing.today.day)  # noqa: DTZ001
        names = [column for column in listing.columns if column.name in pattern.fields(rule.date)]
        shown_only = rule.date == "now" or not any(c.kind == "date" for c in names)
        for row in sampled(rows, _PROVED):
            reading = reads.read(listing.texts[row])
            if not reading.ok or reading.number is None:
                raise Unproved("unproved", code=listing.texts[row])
            if shown_only and any(
                t.token in (*DATE_PARTS, "registered", "now") for t in pattern.tokens
            ):
                continue
            values = {column.name: column.values[row] for column in names}
            made = resolve(pattern, values, moment, rule.date, rule.tables, listing.initials)
            if finish_text(made, reading.number) != listing.texts[row]:
                raise Unproved("unproved", code=listing.texts[row])
    except (KehaoError, ValueError) as error:
        raise Unproved("unproved", code=rule.pattern) from error


def _go_on(
    listing: Listing, rule: Rule, draft: Draft, counting: Counting, rows: Sequence[int]
) -> None:
    """The highest number of each counter, under the key by which Kehao keeps it."""
    tokens = _tokens(draft, rows)
    names = list(tokens) if counting.scope is None else list(counting.scope)
    start, end = draft.block
    highest: dict[tuple[str, ...], tuple[str, int]] = {}
    for place, row in enumerate(rows):
        key = tuple([tokens[name][place] for name in names])
        text = joined(draft.cut.cells[row], start, end)
        if key not in highest or text > highest[key][0]:
            highest[key] = (text, row)
    pattern = parse_pattern(rule.pattern)
    reads = reader(pattern, rule.tables)
    for _, row in highest.values():
        key_text, number = _told(pattern, reads, rule.date, listing.texts[row])
        rule.counters[key_text] = max(rule.counters.get(key_text, 0), number)
    highest_of_all = max(rule.counters.values(), default=0)
    for row in sorted(rule.misfits):
        code = listing.texts[row] if row in counting.far else listing.texts[row].upper()
        key_text, number = _told(pattern, reads, rule.date, code)
        if not key_text or number <= rule.counters.get(key_text, -1):
            continue
        if len(rule.counters) > 1 and number <= highest_of_all + 50 and key_text in rule.counters:
            rule.counters[key_text] = number
        else:
            rule.taken.append(code)


def _told(pattern: Pattern, reads: Reader, date: str, code: str) -> tuple[str, int]:
    """The counter and the number that a code of this pattern shows; an empty key otherwise."""
    reading = reads.read(code)
    if not reading.ok or reading.number is None:
        return "", 0
    return counter_key_of(pattern, date, [s.text for s in reading.segments]), reading.number


def _evidence(
    draft: Draft,
    counting: Counting,
    tables: Tables,
    conflicts: Mapping[str, list[str]],
    rows: int,
) -> list[Note]:
    notes: list[Note] = []
    for piece in draft.pieces:
        if piece.kind == "field":
            notes.append(
                Note(
                    "follows_field",
                    {"field": piece.field, "count": len(tables[piece.field])},
                    piece.power,
                )
            )
        elif piece.kind == "initials":
            notes.append(Note("shows_initials", {"field": piece.field}, piece.power))
    dated = [piece for piece in draft.pieces if piece.kind == "date"]
    if dated:
        shown = " ".join(PART_OF[piece.text] for piece in dated)
        power = max(piece.power for piece in dated)
        kind = "shows_date" if dated[0].field else "looks_like_date"
        notes.append(Note(kind, {"field": dated[0].field or draft.date, "parts": shown}, power))
    notes.append(
        Note(
            "counts",
            {
                "counters": counting.scopes,
                "full": int(100 * counting.density),
                "highest": counting.highest,
            },
            counting.power,
        )
    )
    if draft.check is not None:
        check = draft.check
        notes.append(
            Note(
                "check_right",
                {"method": check.method, "right": check.right, "tried": check.tried},
                check.power,
            )
        )
    for name, lines in conflicts.items():
        notes.append(Note("conflict", {"field": name, "lines": "; ".join(lines[:5])}))
    return notes
