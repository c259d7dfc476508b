"""Keys that two records of one customer are likely to share: only who shares one is compared.

Each customer has a dozen or so, from the sharpest (a phone number) to the blunt (a birthday). Which
are blunt depends on the store: a key that too many share is left out when pairs are made, see
`store.duplicates.pairing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from store.duplicates.profile import COMPARED, Profile
from store.duplicates.words import Name, skeleton_of_sound

NAMES, PHONES, MARKS, WHERE = 1, 2, 4, 8
"""Of which fields a key is made: names; phones; mail, credit code, website and own fields; the
birthday and where somebody is."""
EVERY: Final = NAMES | PHONES | MARKS | WHERE
FAMILY: Final[dict[str, int]] = {
    **dict.fromkeys(COMPARED, WHERE),
    "name": NAMES,
    "contact": NAMES,
    "phone": PHONES,
    **dict.fromkeys(("email", "credit_code", "website"), MARKS),
}
"""The family of each built-in field; own fields are marks."""
SHORTEST_VALUE: Final = 4
MOST_WORDS: Final = 4

Key = tuple[int, str]
"""The families it is made of, and its text."""


def keys(one: Profile) -> Iterator[Key]:
    """All keys of a customer; some may come twice."""
    for name in one.names:
        yield from _of_name(name, one)
    if one.contact.whole and one.names[0].firm:
        yield NAMES | WHERE, f"k{one.contact.key}|{one.city or one.region}"
    for number in one.phones:
        yield PHONES, f"p{number[-8:]}"
    if one.email:
        yield MARKS, f"e{one.email}"
    if one.credit_code:
        yield MARKS, f"u{one.credit_code}"
    if one.website:
        yield MARKS, f"w{one.website}"
    for place, value in enumerate(one.custom):
        if len(value) >= SHORTEST_VALUE:
            yield MARKS, f"x{place}|{value}"
    if one.birthday:
        yield WHERE, f"b{one.birthday}"
        if one.postal_code:
            yield WHERE, f"bp{one.birthday}|{one.postal_code}"
    if one.address:
        whole = " ".join(sorted(one.address))
        yield WHERE, f"a{whole}"
        numbers = [word for word in one.address if word.isdecimal()]
        longest = max(one.address, key=len)
        if one.postal_code:
            yield WHERE, f"ap{one.postal_code}|{longest}"
            if numbers:
                yield WHERE, f"an{one.postal_code}|{numbers[0]}"
        elif len(longest) < len(whole):
            yield WHERE, f"ac{one.city}|{longest}|{''.join(numbers[:1])}"


def _of_name(name: Name, one: Profile) -> Iterator[Key]:
    if name.words:
        yield from _of_words(name, one)
        return
    core = name.core
    yield NAMES, f"n{core}"
    yield NAMES, f"s{name.sound}"
    if one.city:
        yield NAMES | WHERE, f"nc{core}|{one.city}"
    if len(core) > 3 or (len(core) == 3 and name.firm):
        yield NAMES, f"d{core}"
        for at in range(len(core)):
            yield NAMES, f"d{core[:at]}{core[at + 1 :]}"
    elif not name.firm:
        yield NAMES, f"t{''.join(sorted(core))}"
        if len(core) == 3:
            for at in range(3):
                yield NAMES | WHERE, f"dw{core[:at]}{core[at + 1 :]}|{one.birthday or one.city}"


def _of_words(name: Name, one: Profile) -> Iterator[Key]:
    sounds = sorted({skeleton_of_sound(word) for word in name.words})[:MOST_WORDS]
    yield NAMES, f"s{name.sound}"
    if len(name.words) == 2:
        yield NAMES, f"s{name.words[1]}{name.words[0]}"
    yield NAMES, f"l{'|'.join(sounds)}"
    for at, sound in enumerate(sounds):
        if one.postal_code:
            yield NAMES | WHERE, f"lp{sound}|{one.postal_code}"
        if one.city:
            yield NAMES | WHERE, f"lc{sound}|{one.city}"
        if one.birthday:
            yield NAMES | WHERE, f"lb{sound}|{one.birthday[:7]}"
        for other in sounds[at + 1 :]:
            if len(sounds) > 2:
                yield NAMES, f"l{sound}|{other}"
    for word in name.words[:MOST_WORDS]:
        yield NAMES, f"n{word}"
