"""The house's policy, in the rules file: how long a code may be, and who may be there once only.

    [house]
    max_length = 24
    one_per = ["name", "credit_code"]
    second = "reason"

With `second = "reason"` a second one is let through when a reason is given, else it is stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from store.engine.driver import Connection
from store.errors import InvalidPattern, InvalidRules
from store.pattern import Pattern, Tables, span

ONE_PER: Final = ("name", "credit_code", "phone")
"""What two customers can be kept from having in common."""
STOP: Final = "stop"
REASON: Final = "reason"
LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class House:
    """max_length: of a code, 0 is no limit. one_per: of which each customer has one of its own.
    second: whether a second one is stopped, or let through with a reason."""

    max_length: int = 0
    one_per: tuple[str, ...] = ()
    second: str = STOP


NO_POLICY: Final = House()


def read_house(section: object) -> House:
    """The `[house]` of a rules file. Raises InvalidRules naming the key that is wrong."""
    if section is None:
        return NO_POLICY
    if not isinstance(section, dict):
        raise InvalidRules("The house's policy is written under {right}.", right="[house]")
    for key in section:
        if key not in ("max_length", "one_per", "second"):
            raise InvalidRules(
                "[house] has a key {key}; it takes {known}.",
                key=key,
                known="max_length one_per second",
            )
    longest = section.get("max_length", 0)
    if type(longest) is not int or not 0 <= longest <= LONGEST:
        raise InvalidRules(
            "[house] max_length is a number from 0 (no limit) to {most}.", most=LONGEST
        )
    listed = section.get("one_per", [])
    if not isinstance(listed, list) or any(name not in ONE_PER for name in listed):
        raise InvalidRules(
            "[house] one_per is a list out of {known}: write {right}.",
            known=", ".join(ONE_PER),
            right='one_per = ["name"]',
        )
    second = section.get("second", STOP)
    if second not in (STOP, REASON):
        raise InvalidRules('[house] second is "stop" or "reason".')
    return House(longest, tuple(name for name in ONE_PER if name in listed), second)


def write_house(house: House) -> str:
    """The policy as a block of a rules file; empty when there is none."""
    if house == NO_POLICY:
        return ""
    lines = ["[house]"]
    if house.max_length:
        lines.append(f"max_length = {house.max_length}")
    if house.one_per:
        names = ", ".join(f'"{name}"' for name in house.one_per)
        lines.append(f"one_per = [{names}]")
    if house.second != STOP:
        lines.append(f'second = "{house.second}"')
    return "\n".join(lines)


def image_of_house(house: House) -> dict[str, object]:
    """The policy as the log and the store keep it; `read_house` reads it."""
    return {
        "max_length": house.max_length,
        "one_per": list(house.one_per),
        "second": house.second,
    }


def load_house(conn: Connection) -> House:
    """The policy in force."""
    row = conn.execute("SELECT value FROM setting WHERE name = 'house'").fetchone()
    return read_house(json.loads(row[0])) if row is not None else NO_POLICY


def put_house(conn: Connection, house: House) -> None:
    """Keep the policy, inside the transaction that puts the rules in force."""
    conn.execute(
        "INSERT INTO setting (name, value) VALUES ('house', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (json.dumps(image_of_house(house)),),
    )


def house_of(image: Mapping[str, Any]) -> House:
    """The policy in a rule set's image of the log; images from before have none."""
    return read_house(image.get("house"))


def check_lengths(house: House, patterns: Iterable[tuple[str, Pattern]], tables: Tables) -> None:
    """Raise InvalidPattern, pointing at the part that goes beyond, for a pattern whose codes could
    be longer than the house wants them."""
    for rule, pattern in patterns:
        if not house.max_length:
            return
        total = 0
        beyond = None
        for token in pattern.tokens:
            total += span(token, tables)[1]
            if beyond is None and total > house.max_length:
                beyond = token
        if beyond is not None:
            raise InvalidPattern(
                "At {position}: the code could have {count} characters, the house takes {most}: "
                "make it shorter, or change max_length of [house].",
                start=beyond.start,
                end=beyond.end,
                rule=rule,
                count=total,
                most=house.max_length,
            )
