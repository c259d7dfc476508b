"""How alike two customers are, field by field, as levels: pure."""

from __future__ import annotations

from typing import Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from store.duplicates.profile import COMPARED, Profile
from store.duplicates.words import Name, skeleton_of_sound

MISSING: Final = -1
DIFFERS: Final = 0
PART: Final = 1
"""Something is the same: a word of a name, most of an address."""
NEAR: Final = 2
"""A slip apart."""
SOUND: Final = 3
"""It sounds the same: 华为 and huawei."""
TURNED: Final = 4
"""The same words in another order: given and family name, day and month."""
SHORT: Final = 5
"""The same core of a name; place, trade or legal form is said by one of them alone."""
SAME: Final = 6
LEVELS: Final = 7
NAMES_OF_LEVELS: Final = ("differs", "part", "near", "sound", "turned", "short", "same")
"""The levels as scripts see them."""

NEAR_WORD: Final = 0.88
LONG_NAME: Final = 6
"""Two firms' whole names of at least so many characters may be a slip apart anywhere."""
SAME_PLACE: Final = 0.05
SAME_TRADE: Final = 0.1
"""So often two firms of whom nothing is known are of one place, or in one trade."""
LIKE_ADDRESS: Final = 88.0
PART_OF_ADDRESS: Final = 65.0


class Likeness(NamedTuple):
    """How alike two values are.

    common: the value or word they share, whose frequency says how much that means; empty if it is
    not of a kind that is counted. chance: how much rarer it is by chance than sharing that alone.
    """

    level: int
    common: str = ""
    chance: float = 1.0


NOTHING: Final = Likeness(MISSING)
UNLIKE: Final = Likeness(DIFFERS)
ADDRESS, CITY, REGION = (COMPARED.index(name) for name in ("address", "city", "region"))


def compare(a: Profile, b: Profile) -> list[Likeness]:
    """The likeness of each field of `COMPARED`, then of each of the house's own."""
    found = [
        names(a.names, b.names),
        name(a.contact, b.contact) if a.contact.whole and b.contact.whole else NOTHING,
        phones(a.phones, b.phones) if a.phones and b.phones else NOTHING,
        email(a.email, b.email) if a.email and b.email else NOTHING,
        slip(a.credit_code, b.credit_code),
        day(a.birthday, b.birthday),
        address(a.address, b.address) if a.address and b.address else NOTHING,
        slip(a.postal_code, b.postal_code),
        place(a.city, b.city),
        place(a.region, b.region),
        slip(a.website, b.website),
    ]
    _say_once(found, a, b)
    if a.custom:
        found += [slip(one, other) for one, other in zip(a.custom, b.custom, strict=True)]
    return found


def _say_once(found: list[Likeness], a: Profile, b: Profile) -> None:
    """What follows from something else is no evidence of its own: the region from the city, the
    city from addresses that name it."""
    if found[CITY].level != SAME:
        return
    found[REGION] = NOTHING
    if found[ADDRESS].level > DIFFERS and all(
        any(word.startswith(one.city) for word in one.address) for one in (a, b)
    ):
        found[CITY] = NOTHING


def names(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> Likeness:
    """The best likeness of two customers' names, former and short ones among them."""
    best = name(ours[0], theirs[0])
    if best.level < SAME and (len(ours) > 1 or len(theirs) > 1):
        for one in ours:
            for other in theirs:
                best = max(best, name(one, other))
    return best


def name(a: Name, b: Name) -> Likeness:
    """Two names of firms or people."""
    if not a.whole or not b.whole:
        return NOTHING
    if a.whole == b.whole:
        return Likeness(SAME, a.value)
    if a.words and b.words:
        return _words(a, b)
    if a.core and a.core == b.core:
        return _same_core(a, b)
    if a.sound == b.sound or _turned_sound(a, b):
        return Likeness(SOUND, "", _beside(a, b))
    if a.words or b.words:
        return UNLIKE
    return _characters(a, b)


def _same_core(a: Name, b: Name) -> Likeness:
    """The same core: an abbreviation, or two firms in other places or trades."""
    if (a.places and b.places and not _within(a.places, b.places)) or (
        a.trades and b.trades and not _within(a.trades, b.trades)
    ):
        return Likeness(PART, a.key)
    return Likeness(SHORT, a.key, _beside(a, b))


def _beside(a: Name, b: Name) -> float:
    """How much rarer it is by chance that place and trade are the same as well."""
    place = SAME_PLACE if a.places and a.places == b.places else 1.0
    return place * SAME_TRADE if a.trades and a.trades == b.trades else place


def _within(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return set(a) <= set(b) or set(b) <= set(a)


def _turned_sound(a: Name, b: Name) -> bool:
    """小明王 or `xiaoming wang` for 王小明."""
    if len(a.sound) != len(b.sound) or a.firm or b.firm:
        return False
    if len(a.words) == 2:
        return a.words[1] + a.words[0] == b.sound
    if len(b.words) == 2:
        return b.words[1] + b.words[0] == a.sound
    return False


def _characters(a: Name, b: Name) -> Likeness:
    """Two Chinese cores that differ."""
    one, other = a.core, b.core
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not short:
        return UNLIKE
    if len(short) == len(long) <= 4 and (one == other[1:] + other[0] or other == one[1:] + one[0]):
        return Likeness(TURNED, a.key)
    if len(long) >= 3:
        slips = OSA.distance(one, other, score_cutoff=2)
        if slips == 1 or (slips == 2 and len(long) >= 6):
            return Likeness(NEAR, "", _beside(a, b) * (1.0 if len(long) > 3 else 5.0))
    if (
        a.firm
        and b.firm
        and min(len(a.whole), len(b.whole)) >= LONG_NAME
        and OSA.distance(a.whole, b.whole, score_cutoff=1) <= 1
    ):
        return Likeness(NEAR, "", SAME_PLACE * SAME_TRADE)
    if len(short) >= 2 and (a.firm or b.firm) and (long.startswith(short) or long.endswith(short)):
        return Likeness(PART, "", 1.0)
    return UNLIKE


def _words(a: Name, b: Name) -> Likeness:
    """Two Latin names, word by word in whichever order fits best."""
    if len(a.words) == len(b.words) and sorted(a.words) == sorted(b.words):
        return Likeness(SAME if a.words == b.words else TURNED, a.key)
    if a.sound == b.sound:
        return Likeness(SAME, a.key)
    left, right = list(a.words), list(b.words)
    shared = [word for word in left if word in right]
    for word in shared:
        if word in left and word in right:
            left.remove(word)
            right.remove(word)
    near = 0
    for word in tuple(left):
        for other in right:
            if _alike(word, other):
                left.remove(word)
                right.remove(other)
                near += 1
                break
    said = max(shared, key=len, default="")
    if not left or not right:
        if not near:
            return Likeness(SHORT, said) if said else UNLIKE
        return Likeness(NEAR, said, 0.003) if said else Likeness(NEAR, "", 1.0)
    if said and len(said) > 1:
        return Likeness(PART, said)
    return UNLIKE if not near else Likeness(PART, "", 5.0)


def _alike(word: str, other: str) -> bool:
    """A slip apart, an initial of the other, or of the same sound."""
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    if JaroWinkler.similarity(word, other, score_cutoff=NEAR_WORD) > 0:
        return True
    if OSA.distance(word, other, score_cutoff=1) <= 1:
        return True
    return len(word) > 3 and skeleton_of_sound(word) == skeleton_of_sound(other)


def phones(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """The same number; one digit apart; the same number without its area code."""
    for one in ours:
        if one in theirs:
            return Likeness(SAME, one)
    for one in ours:
        for other in theirs:
            if len(one) != len(other) and (one.endswith(other) or other.endswith(one)):
                return Likeness(SHORT, min(one, other, key=len))
            if OSA.distance(one, other, score_cutoff=1) <= 1:
                return Likeness(NEAR)
    return UNLIKE


def email(a: str, b: str) -> Likeness:
    """The same address; a slip apart; the same person at another house."""
    if a == b:
        return Likeness(SAME, a)
    if OSA.distance(a, b, score_cutoff=1) <= 1:
        return Likeness(NEAR)
    mine, theirs = a.partition("@")[0], b.partition("@")[0]
    return Likeness(PART) if mine == theirs and len(mine) > 4 else UNLIKE


def slip(a: str, b: str) -> Likeness:
    """A number or a short text: the same, or one slip apart."""
    if not a or not b:
        return NOTHING
    if a == b:
        return Likeness(SAME, a)
    if len(a) > 3 and OSA.distance(a, b, score_cutoff=1) <= 1:
        return Likeness(NEAR)
    return UNLIKE


def day(a: str, b: str) -> Likeness:
    """A date: the same, day and month turned, or one digit apart."""
    if not a or not b:
        return NOTHING
    if a == b:
        return Likeness(SAME, a)
    if a[:4] == b[:4] and a[5:7] == b[8:10] and a[8:10] == b[5:7]:
        return Likeness(TURNED)
    return Likeness(NEAR) if OSA.distance(a, b, score_cutoff=1) <= 1 else UNLIKE


def place(a: str, b: str) -> Likeness:
    """A city or region: the same, a slip apart, one in the other."""
    if not a or not b:
        return NOTHING
    if a == b:
        return Likeness(SAME, a)
    if len(a) > 3 and len(b) > 3 and JaroWinkler.similarity(a, b, score_cutoff=NEAR_WORD) > 0:
        return Likeness(NEAR)
    return UNLIKE


def address(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness:
    """Two addresses, whatever the order of their words."""
    if a == b:
        return Likeness(SAME, " ".join(a))
    one, other = " ".join(sorted(a)), " ".join(sorted(b))
    if one == other:
        return Likeness(SAME, " ".join(a))
    likeness = fuzz.ratio(one, other, score_cutoff=PART_OF_ADDRESS)
    if likeness < PART_OF_ADDRESS:
        likeness = fuzz.token_set_ratio(one, other, score_cutoff=LIKE_ADDRESS)
        if likeness < LIKE_ADDRESS or min(len(a), len(b)) < 2:
            return UNLIKE
        return Likeness(PART)
    return Likeness(NEAR) if likeness >= LIKE_ADDRESS else Likeness(PART)
