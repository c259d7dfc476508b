"""Who is worth comparing with somebody who is just being entered: by the indexes there are.

Nothing is kept for this beside what search keeps, so entering a customer costs no more. Each way of
asking is limited, and the rarest words of a name are asked first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from store.customers.fields import Field
from store.customers.phones import phone_key
from store.duplicates.model import Model, Others
from store.duplicates.words import Name, read_name
from store.engine.dialect import HITS, Expression, all_of, tokens
from store.engine.driver import Connection
from store.search.lookup import readings, row_of, syllable_row
from store.search.pinyin import plain, sort_key, surname, syllables
from store.text import fold

EACH: Final = 60
"""Customers whom one way of asking gives, at most."""
MOST: Final = 300
SHORTEST_PHONE: Final = 5
LONGEST_READ: Final = 24
COUNTED: Final = 200
"""How common a value is, is counted up to so many."""

_BY_COLUMN: Final = "SELECT id FROM customer WHERE {column} = ? AND {column} <> '' LIMIT ?"
_COMMON: Final = {
    "contact": "contact", "phone": "phone_key", "email": "email", "credit_code": "credit_code",
    "birthday": "birthday",
}  # fmt: skip
"""Fields of which an index tells at once how many have a value, by its column."""
_SETS: Final = ("city", "region")
_OF_SET: Final = "SELECT sum(many) FROM facet WHERE field = ? AND value IN (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Asked:
    """One way of asking: a column that holds a value, or an expression for the index of words."""

    column: str
    value: str


def ways(values: Mapping[str, str], fields: Mapping[str, Field]) -> Iterator[Asked]:
    """The ways to ask for customers like one with these values, the sharpest first."""
    get = values.get
    phone, mail = get("phone", ""), get("email", "").strip()
    if len(key := phone_key(phone)) >= SHORTEST_PHONE:
        yield Asked("phone_key", key)
    for text in dict.fromkeys((mail, mail.lower())):
        if text:
            yield Asked("email", text)
    if credit := get("credit_code", "").strip().upper():
        yield Asked("credit_code", credit)
    for name, field in fields.items():
        if field.custom and not field.personal and field.kind in ("text", "number"):
            row, _ = row_of(plain(fold(get(name, ""))))
            if row and len("".join(row)) >= SHORTEST_PHONE:
                yield Asked("", tokens(("other",), row))
    if name := get("name", "").strip():
        yield Asked("name_key", sort_key(name))
        yield from _of_name(read_name(name), get("city", ""))
    if (contact := get("contact", "").strip()) and not phone:
        yield Asked("contact", contact)
    if (birthday := get("birthday", "")) and not mail and not phone:
        yield Asked("birthday", birthday)


def _of_name(name: Name, city: str) -> Iterator[Asked]:
    if name.words:
        yield from _of_words(name)
        return
    core = name.core
    if len(core) < 2:
        return
    whole = tokens(("name",), row_of(core)[0])
    place = (*name.places, city)[0]
    if place and (near := row_of(plain(fold(place)))[0]):
        yield Asked("", all_of((whole, tokens(("name",), near))))
    yield Asked("", whole)
    read = syllables(core)
    if not name.firm and (other := surname(core)):
        read = [other, *read[1:]]
    yield Asked("", tokens(("pinyin",), syllable_row(read)))
    if not name.firm and len(core) <= 4:
        for turned in (core[1:] + core[0], core[-1] + core[:-1]):
            yield Asked("name_key", sort_key(turned))
    pairs = [core[at : at + 2] for at in range(len(core) - 1)]
    if len(core) > 2:  # a slip leaves the beginning or the end as it was
        rest = [token for word in (*name.places[:1], *name.trades[:1]) for token in row_of(word)[0]]
        for some in (pairs[: len(core) // 2], pairs[(len(core) - 1) // 2 :]):
            part = [tokens(("name",), [one]) for one in some]
            yield Asked("", all_of([*part, *(tokens(("name",), [one]) for one in rest)]))
            yield Asked("", all_of(part))


def _of_words(name: Name) -> Iterator[Asked]:
    words = sorted(name.words, key=len, reverse=True)
    yield Asked("", all_of([tokens(("name",), [word]) for word in words]))
    if len(name.sound) <= LONGEST_READ:
        orders = [name.sound]
        if len(name.words) == 2:
            orders.append(name.words[1] + name.words[0])
        for order in orders:
            for reading in readings(order)[:2]:
                yield Asked("", tokens(("pinyin",), syllable_row(reading)))
    if len(words) > 1:
        for word in words[:3]:
            others = [one for one in words if one != word]
            first = tokens(("name",), [word])
            begun = [tokens(("name",), [one[:3]], begins=True) for one in others[:1]]
            yield Asked("", all_of([first, *begun]))
            if len(word) > 3:
                yield Asked("", first)
    if words and len(words[0]) > 4:
        yield Asked("", tokens(("name",), [words[0][:4]], begins=True))


def found(conn: Connection, values: Mapping[str, str], fields: Mapping[str, Field]) -> list[int]:
    """The ids of customers who may be one with these values, each once."""
    ids: dict[int, None] = {}
    for one in dict.fromkeys(ways(values, fields)):
        if len(ids) >= MOST:
            break
        if one.column:
            rows = conn.execute(_BY_COLUMN.format(column=one.column), (one.value, EACH))
        elif one.value:
            rows = conn.execute(f"{HITS} LIMIT ?", (one.value, EACH))
        else:
            continue
        ids.update(dict.fromkeys(id_ for (id_,) in rows))
    return list(ids)[:MOST]


# -- how common a value is -------------------------------------------------------------------------


def known_others(conn: Connection, model: Model, beside: int = 2) -> Others:
    """How many have a value besides the two (or `beside` of them), by the indexes and sets there
    are; of other fields' values nobody else, which is how most are."""
    kept: dict[tuple[int, str], int] = {}

    def others(place: int, value: str) -> int:
        if (place, value) not in kept:
            kept[place, value] = max(0, _holders(conn, model.fields[place], value) - beside)
        return kept[place, value]

    return others


def _holders(conn: Connection, name: str, value: str) -> int:
    if name in _SETS:
        row = conn.execute(_OF_SET, (name, value, value + "市", value + "省")).fetchone()
        return int(row[0] or 0)
    if name == "name" and value.startswith("=") and not value.isascii():
        sql, params = _BY_COLUMN.format(column="name_key"), (sort_key(value[1:]), COUNTED)
    elif name == "name":
        sql, params = f"{HITS} LIMIT ?", (named(value), COUNTED)
        if not params[0]:
            return 0
    elif name in _COMMON:
        sql, params = _BY_COLUMN.format(column=_COMMON[name]), (value, COUNTED)
    else:
        return 0
    return int(conn.execute(f"SELECT count(*) FROM ({sql})", params).fetchone()[0])


def named(key: str) -> Expression | str:
    """An expression for names with a core, or with all these words."""
    row, _ = row_of(key)
    if key.isascii():
        return all_of([tokens(("name",), [word]) for word in row]) if row else ""
    return tokens(("name",), row)
