"""The way out of a counter that nears its end: the same pattern, its number one place wider.

Nothing else changes, so the codes stay those that people know; the wider counter goes on from the
number that the narrower one has reached (see `narrower_keys`).
"""

from __future__ import annotations

import re

from store.errors import InvalidPattern
from store.pattern.grammar import parse_pattern
from store.pattern.tokens import Pattern, Seq

_WIDTH = re.compile(r"\s*[0-9]+\s*", re.ASCII)


def widened(pattern: Pattern) -> Pattern | None:
    """The pattern with a number one place wider, and no `last=`; None where that cannot be.

    A held form of the whole width (`hold=888888`) gets a zero before it: it means that number.
    """
    seq = pattern.seq
    if seq is None:
        return None
    before, after = pattern.text[: seq.start], pattern.text[seq.end :]
    _, _, body = pattern.text[seq.start + 1 : seq.end - 1].partition(":")
    parts = [_wider(part, seq) for part in body.split(",")]
    text = before + "{seq:" + ",".join(part for part in parts if part) + "}" + after
    try:
        return parse_pattern(text)
    except InvalidPattern:
        return None


def _wider(part: str, seq: Seq) -> str:
    key, equals, value = part.partition("=")
    if not equals and _WIDTH.fullmatch(part):
        return str(seq.width + 1)
    match key.strip():
        case "last":
            return ""
        case "hold":
            forms = [form.strip() for form in value.split("/")]
            return "hold=" + "/".join(form if "*" in form else "0" + form for form in forms)
        case _:
            return part.strip()


def narrower_keys(seq: Seq, key: str) -> tuple[str, ...]:
    """The keys of the counters that would stand behind a code if its number were narrower.

    key: that of the counter as it is. The nearest first. A rule whose number was made wider goes
    on from what they have reached.
    """
    hole = f"{seq.width},{seq.base}}}"
    at = len(key) - len(hole) if seq.per is not None else key.index(hole, _hole_begins(key))
    rest = key[at + len(hole) :]
    return tuple(f"{key[:at]}{width},{seq.base}}}{rest}" for width in range(seq.width - 1, 0, -1))


def _hole_begins(key: str) -> int:
    """Where the number's hole begins in a key: its first brace that is not doubled."""
    at = 0
    while True:
        at = key.index("{", at)
        if key[at + 1] != "{":
            return at
        at += 2


def shown_key(key: str) -> str:
    """A counter's key for people: `GD2026{6:7,10}` is GD2026#######, `per:yyyy=2026{6,10}` is
    yyyy=2026; a # stands for a digit of the number."""
    if key.startswith("per:"):
        return re.sub(r"\{[0-9]+,[0-9]+\}$", "", key[4:])
    at = _hole_begins(key)
    width = re.match(r"\{[0-9]+:([0-9]+),[0-9]+\}", key[at:])
    assert width is not None
    text = key[:at] + "#" * int(width[1]) + key[at + width.end() :]
    return text.replace("{{", "{").replace("}}", "}")
