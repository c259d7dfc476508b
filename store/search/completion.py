"""What could stand where the cursor is in a query: fields, operators, values.

Pure: a text, a place in it and what is known of the values go in; out come candidates with the
span of the text they replace. Whatever is taken, the text up to its end is a query, or the
beginning of one, if it was so before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from store.customers.fields import Field
from store.search.meaning import STANDINGS, ordered
from store.search.names import CHINESE, PRESENCE, SYSTEM, find_field, presence, written_name
from store.search.oneself import OWNER
from store.search.periods import IN_CHINESE, NAMED, read_period
from store.search.query import AS_ASCII, BARE, FIELD, OPERATOR, WORD
from store.search.spelling import nearness
from store.search.writing import write_value
from store.text import FORBIDDEN

MOST: Final = 60
USUAL: Final = (
    "type", "status", "level", "region", "city", "industry", "owner", "registered", "tag", "phone",
    "name", "code", "rule", "created", "changed", "archived",
)  # fmt: skip
"""Fields that are offered first."""
DAYS: Final = (
    "today", "this-week", "this-month", "this-quarter", "this-year", "last-month", "last-year",
    "-7d", "-30d", "-90d", "-1y",
)  # fmt: skip
SIGNS: Final = ((">=", "from"), ("<=", "until"), (">", "after"), ("<", "before"))
_ANSWERS: Final = {"yes": "是", "no": "否", "any": "全部"}
_LISTED: Final = ("tag", "flag", "rule")
"""Fields of the system that can be there or missing."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at the cursor.

    kind: a `word` that may become a field, the name of a `field`, a `value` of `field`, or a
    field that is there or `missing`. start, end: what a candidate replaces; typed: its beginning,
    up to the cursor. bounded: after an operator or `..`, where no operator can follow.
    """

    kind: Literal["word", "field", "value", "presence"]
    start: int
    end: int
    typed: str
    field: Field | None = None
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could be put in place of a slot: its text, how it is shown, and what it means.

    note: an English word that says what it does (a key for translations), or a name.
    open: something has to follow right behind it (a field needs its value).
    """

    text: str
    shown: str
    note: str = ""
    count: int | None = None
    open: bool = False


def slot_at(text: str, at: int, fields: Mapping[str, Field]) -> Slot | None:
    """What stands at a place of a text, or None where nothing can be offered (in a phrase)."""
    if FORBIDDEN.search("".join(text.split())):
        return None
    signs = text.translate(AS_ASCII)
    place = 0
    while place < at:
        sign = signs[place]
        if sign.isspace() or sign in "()-":
            place += 1
        elif sign == '"':
            end = _quote_end(text, signs, place)
            if end is None or at < end:
                return None
            place = end
        elif field := FIELD.match(signs, place):
            if at < field.end():
                return Slot("field", place, field.end(), text[place:at])
            found = _in_values(text, signs, field.end(), at, text[place : field.end() - 1], fields)
            if not isinstance(found, int):
                return found
            place = found
        else:
            word = WORD.match(signs, place)
            end = word.end() if word is not None else place + 1
            if at <= end:
                return Slot("word", place, end, text[place:at])
            place = end
    return Slot("word", at, at, "")


def _in_values(
    text: str, signs: str, place: int, at: int, name: str, fields: Mapping[str, Field]
) -> Slot | int | None:
    """The slot among a field's values, or where they end if the cursor is behind them; None
    between the two dots of a range."""
    which = presence(name, fields)
    field = None if which else find_field(name, fields)
    while True:
        bounded = False
        sign = None if which else OPERATOR.match(signs, place)
        if sign is not None and at >= sign.end():
            place, bounded = sign.end(), True
        elif sign is not None:
            return Slot("value", place, sign.end(), text[place:at], field)
        for _ in range(2):  # a value, or two with .. between
            if not which and signs.startswith("..", place):
                if at < place + 2:
                    return None
                place, bounded = place + 2, True
            start = place
            if signs[start : start + 1] == '"':
                end = _quote_end(text, signs, start)
                typed = text[start + 1 : at]
                if end is None:
                    return _value_slot(which, start, at, typed, field, bounded)
                typed = typed[:-1] if at == end else typed
            else:
                match = BARE.match(signs, start)
                end = match.end() if match is not None else start
                typed = text[start:at]
            if at <= end:
                return _value_slot(which, start, end, typed, field, bounded)
            place = end
            if which or bounded or not signs.startswith("..", place):
                break
        if not signs.startswith(",", place):
            return place
        place += 1


def _value_slot(
    which: str, start: int, end: int, typed: str, field: Field | None, bounded: bool
) -> Slot:
    return Slot("presence" if which else "value", start, end, typed, field, bounded)


def _quote_end(text: str, signs: str, start: int) -> int | None:
    """Where the quotes that open here are closed (behind them), as the query language reads it."""
    plain = text[start] == '"'
    source = text if plain else signs
    end = source.find('"', start + 1)
    while plain and end >= 0 and source.startswith('""', end):
        end = source.find('"', end + 2)
    return None if end < 0 else end + 1


def candidates(
    slot: Slot,
    fields: Mapping[str, Field],
    *,
    chinese: bool = False,
    segments: Sequence[str] = (),
    values: Sequence[tuple[str, int]] = (),
    own_name: str = "",
) -> list[Candidate]:
    """What could stand in a slot, best first.

    chinese: fields and words are written in Chinese. segments: those that codes have. values: of
    the slot's field, with how many customers have each, as far as they are known. own_name: the
    account's, if there is to be `owner:me`.
    """
    found: Iterable[Candidate]
    if slot.kind == "value":
        if slot.field is None:
            return []
        found = _values(slot, slot.field, fields, chinese, values, own_name)
    elif slot.kind == "presence":
        names = (name for name in _names(fields, ()) if name not in SYSTEM or name in _LISTED)
        found = _fitting(slot.typed, (_name(name, fields, chinese, "") for name in names))
    else:
        found = _fields(slot, fields, chinese, segments)
    return list(found)[:MOST]


def taken(text: str, slot: Slot, candidate: Candidate) -> tuple[str, int]:
    """The text with a candidate in its slot, and where the cursor goes."""
    put = text[: slot.start] + candidate.text
    return put + text[slot.end :], len(put)


def _fields(
    slot: Slot, fields: Mapping[str, Field], chinese: bool, segments: Sequence[str]
) -> Iterator[Candidate]:
    every = [_name(name, fields, chinese, ":") for name in _names(fields, segments)]
    for which in PRESENCE:
        written = _presence(which, fields, chinese)
        every.append(Candidate(f"{written}:", written, f"{which} a value", open=True))
    yield from _fitting(slot.typed, every)
    if slot.kind == "word" and slot.typed:
        yield from _fitting(slot.typed, _choices(fields, chinese), within=False)


def _choices(fields: Mapping[str, Field], chinese: bool) -> Iterator[Candidate]:
    for field in fields.values():
        if field.kind == "choice":
            name = written_name(field.name, fields, chinese=chinese)
            for choice in field.choices:
                yield Candidate(f"{name}:{write_value(choice)}", choice, name)


def _names(fields: Mapping[str, Field], segments: Sequence[str]) -> list[str]:
    known = dict.fromkeys((*fields, *SYSTEM, *segments))
    return [*(name for name in USUAL if name in known), *(n for n in known if n not in USUAL)]


def _name(name: str, fields: Mapping[str, Field], chinese: bool, behind: str) -> Candidate:
    written = written_name(name, fields, chinese=chinese)
    other = written_name(name, fields, chinese=not chinese)
    return Candidate(
        written + behind, written, other if other != written else name, open=bool(behind)
    )


def _presence(which: str, fields: Mapping[str, Field], chinese: bool) -> str:
    words = (word for word, name in CHINESE.items() if name == which)
    first = next(words) if chinese else which
    return first if presence(first, fields) == which else which


def _values(
    slot: Slot,
    field: Field,
    fields: Mapping[str, Field],
    chinese: bool,
    values: Sequence[tuple[str, int]],
    own_name: str,
) -> Iterator[Candidate]:
    counts = dict(values)
    if field.name == OWNER and own_name and not slot.bounded:
        me = Candidate("我" if chinese else "me", "我" if chinese else "me", own_name)
        yield from _fitting(slot.typed, [replace(me, count=counts.get(own_name))])
    if field.kind == "date":
        yield from _days(slot, chinese)
    elif field.kind == "yesno":
        words = ("yes", "no", "any") if field.name == "archived" else ("yes", "no")
        yield from _fitting(
            slot.typed, [_word(word, _ANSWERS[word] if chinese else word) for word in words]
        )
    elif field.name == "is":
        yield from _fitting(
            slot.typed, [_word(w, STANDINGS[w] if chinese else w) for w in STANDINGS]
        )
    elif field.name == "flag":
        yield from _fitting(slot.typed, (_name(name, fields, chinese, "") for name in fields))
    elif field.kind != "number" or field.name not in fields:
        known = dict.fromkeys((*field.choices, *counts))
        listed = [Candidate(write_value(one), one, count=counts.get(one)) for one in known if one]
        if field.kind == "number":
            listed = [each for each in listed if each.shown.isdecimal()]
        yield from _fitting(slot.typed, listed)
    ranged = ordered(field) and (field.kind in ("date", "number") or field.name == "code")
    if ranged and not slot.bounded and not slot.typed.strip("<>="):
        for sign, note in SIGNS:
            if sign.startswith(slot.typed):
                yield Candidate(sign, sign, note, open=True)


def _word(word: str, written: str) -> Candidate:
    return Candidate(written, written, word if word != written else "")


def _days(slot: Slot, chinese: bool) -> Iterator[Candidate]:
    from datetime import date

    listed = (*DAYS, *(name for name in (*NAMED, "yesterday", "tomorrow") if name not in DAYS))
    words = [_word(day, IN_CHINESE.get(day, day) if chinese else day) for day in listed]
    yield from _fitting(slot.typed, words)
    if slot.typed and not slot.bounded and read_period(slot.typed, date(2000, 1, 1)):
        yield Candidate(f"{slot.typed}..", f"{slot.typed}..", "to", open=True)


def _fitting(typed: str, every: Iterable[Candidate], *, within: bool = True) -> Iterator[Candidate]:
    """Those that fit what was typed: first those that begin so, then by pinyin, then the rest."""
    ranks: list[list[Candidate]] = [[], [], []]
    for candidate in every:
        near = _nearest(typed, candidate)
        if near is not None:
            ranks[near].append(candidate)
    for rank in ranks if within else ranks[:2]:
        yield from rank


def _nearest(typed: str, candidate: Candidate) -> int | None:
    if not typed.strip():
        return 0
    found = [nearness(typed, text) for text in (candidate.shown, candidate.note) if text]
    return min((near for near in found if near is not None), default=None)
