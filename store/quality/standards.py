"""What a house demands of its records: how fresh, which fields each type must have, which checks.

Written as TOML, as rules are, and kept in the setting `quality`:

    country = "CN"                 # whose telephone numbers need no country code
    demand = true                  # who adds a customer must fill what is required

    [stale]
    days = 90                      # untouched for so long is stale
    [stale.level]
    A = 30                         # sooner for customers of level A

    [required]
    any = ["phone", "region"]      # every type that is not named
    "企业" = ["credit_code", "contact", "phone"]

    [[check]]
    name = "a company has its own mail domain"
    type = "企业"                  # empty: customers of every type
    query = "-email:qq.com"        # which they must fit
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from store.customers.countries import find_country
from store.customers.definitions import bump
from store.customers.fields import BUILT_IN, Field
from store.engine.driver import Connection
from store.errors import InvalidQuery, InvalidValue
from store.reading_toml import read_toml
from store.search.query import parse_query
from store.search.tree import And, FieldTest, Node, Not, Or
from store.search.writing import quoted

ANY: Final = "any"
"""In [required]: every type that is not named there."""
SETTING: Final = "quality"
MOST_DAYS: Final = 3650
MOST_CHECKS: Final = 50
_BARE: Final = re.compile("[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that customers of a type (empty: all) must fit."""

    name: str
    query: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Standards:
    """days: after which a customer nobody touched is stale; levels: the same for some levels.

    required: fields that a customer must have, by type, ANY for types not named. demand: whether
    a person who adds one is held to it; imports never are, what they bring is counted. country:
    ISO code of the country whose telephone numbers are meant without a country code.
    """

    days: int = 90
    levels: Mapping[str, int] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {ANY: ("phone", "region")}
    )
    checks: tuple[Check, ...] = ()
    demand: bool = False
    country: str = "CN"

    def of_type(self, type_: str) -> tuple[str, ...]:
        """The fields that a customer of this type must have."""
        return self.required.get(type_, self.required.get(ANY, ()))


SHIPPED: Final = Standards()


def read_standards(text: str, fields: Mapping[str, Field]) -> Standards:
    """Standards out of TOML. Raises InvalidValue that names the key which is wrong, InvalidQuery
    for a check's query."""
    return standards_of(read_toml(text, InvalidValue), fields)


def standards_of(document: Mapping[str, Any], fields: Mapping[str, Field]) -> Standards:
    """The same out of what TOML or the setting's JSON holds."""
    for key in document:
        if key not in ("country", "demand", "stale", "required", "check"):
            raise _wrong(key, "country, demand, [stale], [required], [[check]]")
    stale = document.get("stale", {})
    levels = stale.get("level", {}) if isinstance(stale, dict) else None
    if not isinstance(stale, dict) or not isinstance(levels, dict) or stale.keys() - _STALE:
        raise _wrong("stale", "days, [stale.level]")
    days = _days("stale.days", stale.get("days", SHIPPED.days))
    by_level = {str(level): _days(f"stale.level.{level}", n) for level, n in levels.items()}
    required = document.get("required", SHIPPED.required)
    if not isinstance(required, Mapping):
        raise _wrong("required", 'any = ["phone"]')
    demanded = {str(t): _names(f"required.{t}", some, fields) for t, some in required.items()}
    checks = document.get("check", [])
    if not isinstance(checks, list) or len(checks) > MOST_CHECKS:
        raise _wrong("check", "[[check]]")
    demand = document.get("demand", False)
    if not isinstance(demand, bool):
        raise _wrong("demand", "true, false")
    country = document.get("country", SHIPPED.country)
    if not isinstance(country, str) or find_country(country) != country:
        raise _wrong("country", '"CN", "DE", "US" …')
    made = tuple(_check(one, fields) for one in checks)
    return Standards(days, by_level, demanded, made, demand, country)


_STALE: Final = frozenset({"days", "level"})


def _wrong(key: str, right: str) -> InvalidValue:
    return InvalidValue("Standards: {key} is not as it should be: {right}.", key=key, right=right)


def _days(key: str, value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_DAYS:
        raise _wrong(key, f"1-{MOST_DAYS}")
    return value


def _names(key: str, value: object, fields: Mapping[str, Field]) -> tuple[str, ...]:
    from store.search.names import find_field

    if not isinstance(value, Sequence) or isinstance(value, str):
        raise _wrong(key, '["phone", "region"]')
    found = []
    for name in value:
        known = find_field(str(name), fields)
        if known is None or known.name not in fields:
            raise InvalidValue(
                "There is no field {field}: {near}.", field=str(name), near=", ".join(fields)
            )
        found.append(known.name)
    return tuple(dict.fromkeys(found))


def _check(value: object, fields: Mapping[str, Field]) -> Check:
    right = "name, query, type"
    if not isinstance(value, dict) or value.keys() - {"name", "query", "type"}:
        raise _wrong("check", right)
    texts = {key: value.get(key, "") for key in ("name", "query", "type")}
    if not all(isinstance(text, str) for text in texts.values()) or not texts["query"].strip():
        raise _wrong("check", right)
    tree = parse_query(texts["query"], fields).tree
    if tree is not None and any(isinstance(n, FieldTest) and n.field == "is" for n in _all(tree)):
        raise InvalidQuery("A check cannot ask for is: itself: ask for fields.", start=0, end=0)
    return Check(texts["name"] or texts["query"], texts["query"], texts["type"])


def _all(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, And | Or):
        for each in node.nodes:
            yield from _all(each)
    elif isinstance(node, Not):
        yield from _all(node.node)


def write_standards(standards: Standards) -> str:
    """The standards as TOML that `read_standards` reads again."""
    lines = [f"country = {_toml(standards.country)}"]
    lines += [f"demand = {'true' if standards.demand else 'false'}", "", "[stale]"]
    lines.append(f"days = {standards.days}")
    if standards.levels:
        lines.append("[stale.level]")
        lines += [f"{_key(level)} = {days}" for level, days in standards.levels.items()]
    lines += ["", "[required]"]
    for type_, names in standards.required.items():
        lines.append(f"{_key(type_)} = [{', '.join(map(_toml, names))}]")
    for check in standards.checks:
        lines += ["", "[[check]]", f"name = {_toml(check.name)}"]
        if check.type:
            lines.append(f"type = {_toml(check.type)}")
        lines.append(f"query = {_toml(check.query)}")
    return "\n".join(lines) + "\n"


def _key(text: str) -> str:
    """A key of TOML, in quotes where it needs them."""
    return text if _BARE.fullmatch(text) else _toml(text)


def _toml(text: str) -> str:
    """A basic string of TOML; JSON writes a text that TOML reads as the same."""
    return json.dumps(text, ensure_ascii=False)


def image_of(standards: Standards) -> dict[str, Any]:
    """The standards as the setting and the log keep them; `standards_of` reads it."""
    return {
        "country": standards.country,
        "demand": standards.demand,
        "stale": {"days": standards.days, "level": dict(standards.levels)},
        "required": {type_: list(names) for type_, names in standards.required.items()},
        "check": [
            {"name": one.name, "query": one.query, "type": one.type} for one in standards.checks
        ],
    }


def load_standards(conn: Connection, fields: Mapping[str, Field]) -> Standards:
    """The standards in force; fields that are out of use are left out."""
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (SETTING,)).fetchone()
    if row is None:
        return SHIPPED
    kept = json.loads(row[0])
    kept["required"] = {
        type_: [name for name in names if name in fields or name in BUILT_IN]
        for type_, names in kept["required"].items()
    }
    checks = []
    for one in kept["check"]:
        try:
            parse_query(one["query"], fields)
        except InvalidQuery:
            continue
        checks.append(one)
    return standards_of({**kept, "check": checks}, fields)


def put_standards(conn: Connection, image: Mapping[str, Any]) -> None:
    """Keep standards, inside a transaction; every session reads its fields anew."""
    bump(conn)
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (SETTING, json.dumps(image, ensure_ascii=False)),
    )


# -- as queries ------------------------------------------------------------------------------------


def stale_query(standards: Standards) -> str:
    """The query for customers whom nobody touched for too long."""
    parts = [
        f"(level:{quoted(level)} changed:<-{days}d)" for level, days in standards.levels.items()
    ]
    others = f"changed:<-{standards.days}d"
    if standards.levels:
        others = f"(-level:{','.join(map(quoted, standards.levels))} {others})"
    return " OR ".join([*parts, others])


def incomplete_query(standards: Standards) -> str:
    """The query for customers who lack a field that their type must have; empty if none can."""
    named = [type_ for type_ in standards.required if type_ != ANY]
    parts = [
        f"(type:{quoted(type_)} missing:{','.join(standards.required[type_])})"
        for type_ in named
        if standards.required[type_]
    ]
    if names := standards.required.get(ANY, ()):
        missing = f"missing:{','.join(names)}"
        parts.append(f"(-type:{','.join(map(quoted, named))} {missing})" if named else missing)
    return " OR ".join(parts)


def failing_query(check: Check) -> str:
    """The query for customers who do not fit a check."""
    return f"type:{quoted(check.type)} -({check.query})" if check.type else f"-({check.query})"
