"""The options of `{seq}` and `{rand}`: what each may say, and what cannot hold together."""

from __future__ import annotations

from typing import Final, NamedTuple

from store.errors import InvalidPattern
from store.pattern.numbers import capacity
from store.pattern.tokens import ALPHABETS, Rand, Seq

_LARGEST: Final = 2**63 - 1
_WIDEST_RANDOM: Final = 32
_SEQ_OPTIONS: Final = ("base", "start", "step", "last", "per", "skip", "hold")
_MOST_FORMS: Final = 32


class Option(NamedTuple):
    """One part after a token's colon; `key` is empty for a plain value."""

    key: str
    value: str
    start: int
    end: int


def read_rand(options: list[Option], start: int, end: int) -> Rand:
    """`{rand:6,base=31}`. Raises InvalidPattern."""
    by_key = _by_key("rand", ("base",), options)
    base = _base(by_key)
    width = _width("rand", by_key, _WIDEST_RANDOM, base, start, end)
    return Rand(width, base, start, end)


def read_seq(options: list[Option], start: int, end: int) -> Seq:
    """`{seq:6,base=10,start=1,step=1,last=,per=,skip=,hold=}`. Raises InvalidPattern."""
    by_key = _by_key("seq", _SEQ_OPTIONS, options)
    base = _base(by_key)
    widest = 1
    while base ** (widest + 1) <= _LARGEST:
        widest += 1
    width = _width("seq", by_key, widest, base, start, end)
    largest = base**width - 1
    first = _number(by_key, "start", 1, 0)
    step = _number(by_key, "step", 1, 1)
    last = _number(by_key, "last", largest, 0)
    if last > largest:
        option = by_key["last"]
        raise InvalidPattern(
            "At {position}: {value} does not fit in {width} places of base {base}; the largest "
            "number is {largest}.",
            start=option.start,
            end=option.end,
            value=last,
            width=width,
            base=base,
            largest=largest,
        )
    if first > last:
        option = by_key.get("start") or by_key["last"]
        raise InvalidPattern(
            "At {position}: the counter would start at {first}, past its last number {last}.",
            start=option.start,
            end=option.end,
            first=first,
            last=last,
        )
    seq = Seq(
        width,
        base,
        first,
        step,
        last,
        _per(by_key.get("per")),
        _skip(by_key.get("skip"), base),
        _hold(by_key.get("hold"), base, width),
        start,
        end,
        tuple((option.key, option.start, option.end) for option in options if option.key),
    )
    if (seq.skip or seq.hold) and capacity(seq) == 0:
        option = by_key.get("hold") or by_key["skip"]
        raise InvalidPattern(
            "At {position}: skip= and hold= leave the counter no number at all.",
            start=option.start,
            end=option.end,
        )
    return seq


def _by_key(token: str, known: tuple[str, ...], options: list[Option]) -> dict[str, Option]:
    found: dict[str, Option] = {}
    for option in options:
        if option.key and option.key not in known:
            raise InvalidPattern(
                "At {position}: {option} is no option of {token}; it takes {options}.",
                start=option.start,
                end=option.end,
                option=option.key,
                token=token,
                options=" ".join(known),
            )
        if not option.key and not option.value and len(options) > 1:
            comma = option.start if option is options[0] else option.start - 1
            raise InvalidPattern(
                "At {position}: an option is missing beside this comma; give it or take the comma "
                "out.",
                start=comma,
                end=comma + 1,
            )
        if option.key in found:
            raise InvalidPattern(
                "At {position}: {option} is given twice; keep one.",
                start=option.start,
                end=option.end,
                option=option.key or option.value or token,
            )
        if option.key and not option.value:
            raise InvalidPattern(
                "At {position}: {option}= has no value; give one or take it out.",
                start=option.start,
                end=option.end,
                option=option.key,
            )
        found[option.key] = option
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 19


def _base(by_key: dict[str, Option]) -> int:
    option = by_key.get("base")
    if option is None:
        return 10
    if not _is_number(option.value) or int(option.value) not in ALPHABETS:
        raise InvalidPattern(
            "At {position}: {value} is no base; there are {bases}.",
            start=option.start,
            end=option.end,
            value=option.value,
            bases=" ".join(map(str, ALPHABETS)),
        )
    return int(option.value)


def _width(
    token: str, by_key: dict[str, Option], widest: int, base: int, start: int, end: int
) -> int:
    option = by_key.get("")
    if option is not None:
        start, end = option.start, max(option.end, option.start + 1)
    if option is None or not _is_number(option.value) or not 1 <= int(option.value) <= widest:
        raise InvalidPattern(
            "At {position}: say how many places, 1 to {widest} in base {base}, as in {example}.",
            start=start,
            end=end,
            widest=widest,
            base=base,
            example="{" + token + ":6}",
        )
    return int(option.value)


def _number(by_key: dict[str, Option], key: str, default: int, lowest: int) -> int:
    option = by_key.get(key)
    if option is None:
        return default
    if not _is_number(option.value) or int(option.value) < lowest:
        raise InvalidPattern(
            "At {position}: {option}= is a whole number from {lowest} on, not {value}.",
            start=option.start,
            end=option.end,
            option=key,
            lowest=lowest,
            value=option.value,
        )
    return int(option.value)


def _per(option: Option | None) -> tuple[str, ...] | None:
    if option is None:
        return None
    if option.value == "none":
        return ()
    names = tuple(name.strip() for name in option.value.split("+"))
    if not all(names) or len(set(names)) != len(names) or "none" in names:
        raise InvalidPattern(
            "At {position}: per= is none, or tokens of the code joined by +, as in {example}.",
            start=option.start,
            end=option.end,
            example="per=yyyy+region",
        )
    return names


def _skip(option: Option | None, base: int) -> str:
    if option is None:
        return ""
    digits = [digit.strip() for digit in option.value.split("/")]
    for digit in digits:
        if len(digit) != 1 or digit not in ALPHABETS[base]:
            raise InvalidPattern(
                "At {position}: skip= takes single digits of base {base}, several as in "
                "{example}; {value} is none.",
                start=option.start,
                end=option.end,
                base=base,
                example="skip=4/7",
                value=digit or "''",
            )
    return "".join(sorted(set(digits)))


def _hold(option: Option | None, base: int, width: int) -> tuple[str, ...]:
    if option is None:
        return ()
    forms = tuple(dict.fromkeys(form.strip() for form in option.value.split("/")))
    for form in forms:
        solid = form.replace("*", "")
        fits = len(solid) == width or ("*" in form and len(solid) < width)
        if not solid or not fits or any(digit not in ALPHABETS[base] for digit in solid):
            raise InvalidPattern(
                "At {position}: {value} is no form of a number of {width} places: write digits "
                "and * for any, as in {example}.",
                start=option.start,
                end=option.end,
                value=form or "''",
                width=width,
                example="hold=*888/*666",
            )
    if len(forms) > _MOST_FORMS:
        raise InvalidPattern(
            "At {position}: hold= takes at most {most} forms.",
            start=option.start,
            end=option.end,
            most=_MOST_FORMS,
        )
    return forms
