"""vCards as rows: the customer is the organisation if the card has one, else the person.

A card of somebody in an organisation gives the organisation as the name and the person as the
contact. The preferred phone, mail address and postal address come first, the others get numbered
columns (`phone 2`). What Kehao itself writes (`X-KEHAO-CREDIT-CODE`) goes into the field of that
name. Pictures, sounds and keys are passed over, and what only programs need (UID, REV).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from store.errors import InvalidValue
from store.transfer.formats.objects import JOINED
from store.transfer.formats.tables import MOST_CELL, FileTable, Row, Scan, wrong_byte
from store.transfer.formats.vcard import BrokenCard, Property, cards, parts, plain
from store.transfer.imports.source import Source

OWN: Final = "X-KEHAO-"

_PASSED: Final = frozenset(
    {"VERSION", "PRODID", "REV", "UID", "MAILER", "CLASS", "SORT-STRING", "KIND", "CLIENTPIDMAP"}
    | {"SOURCE", "PROFILE", "FBURL", "CALURI", "CALADRURI", "XML", "LABEL", "X-ABLABEL", "X-ABADR"}
    | {"X-ABSHOWAS", "X-ABUID", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-CARDPICTURE", "AGENT"}
    | {"X-MS-OL-DESIGN", "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "NAME"}
)
_HEADERS: Final = {
    "BDAY": "birthday",
    "URL": "website",
    "NICKNAME": "nickname",
    "ANNIVERSARY": "anniversary",
}
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ADDRESS: Final = ("city", "region", "postal_code", "country")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LINE: Final = 1 << 20
"""So many characters a line may have; pictures on one line are longer, and are no text."""


class CardTable(FileTable):
    """A file of vCards. Row numbers count the cards, from 1."""

    literal = True

    def __init__(self, source: Source, digest: str, encoding: str) -> None:
        """Reads it all once. Raises InvalidValue for what is no vCard."""
        self._source = source
        self.name = source.name
        self.digest = digest
        self.encoding = encoding
        columns = dict.fromkeys(("name", "contact", "phone", "email"), "")
        filled: set[str] = set()
        rows = 0
        for values in self._values():
            rows += 1
            columns.update(values)
            filled.update(values)
        self.headers = [name for name in columns if name in filled or name == "name"]
        places = frozenset(n for n, name in enumerate(self.headers) if name in filled)
        self._scan = Scan(rows, len(self.headers), places)

    def rows(self) -> Iterator[Row]:
        """Number and cells of each card."""
        for number, values in enumerate(self._values(), 1):
            yield number, [values.get(header, "") for header in self.headers]

    def scan(self, watch: Iterable[int] = ()) -> Scan:
        """What was found when it was opened."""
        return self._scan

    # -- inside ---------------------------------------------------------------------------------

    def _values(self) -> Iterator[dict[str, str]]:
        try:
            with self._source.open() as raw, io.TextIOWrapper(raw, self.encoding) as file:
                fallback = "utf-8" if self.encoding.startswith("utf") else self.encoding
                for line, card in cards(_lines(file), fallback=fallback):
                    values = card_values(card)
                    self._check(values, line)
                    yield values
        except BrokenCard as error:
            raise InvalidValue(
                "{file} is no whole vCard file: look at line {line} for BEGIN:VCARD and END:VCARD.",
                file=self.name,
                line=error.args[0],
            ) from None
        except UnicodeError:
            raise wrong_byte(self._source, self.encoding) from None

    def _check(self, values: dict[str, str], line: int) -> None:
        for header, text in values.items():
            if len(text) > MOST_CELL:
                raise InvalidValue(
                    "The card on line {line} of {file} has {count} characters in {column}: at most "
                    "{most} can be kept, shorten it.",
                    line=line,
                    file=self.name,
                    count=len(text),
                    column=header,
                    most=MOST_CELL,
                )


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    """The lines, none longer than so much: the rest of one is left out (a picture's)."""
    while line := file.readline(_LINE):
        whole = line.endswith("\n")
        yield line
        while not whole and (rest := file.readline(_LINE)):
            whole = rest.endswith("\n")


def card_values(card: list[Property]) -> dict[str, str]:
    """The columns of one card, those with a value only; in the order in which people read them."""
    made: dict[str, str] = {}
    own: dict[str, str] = {}
    many: dict[str, list[tuple[int, str]]] = {"phone": [], "email": [], "website": []}
    addresses: list[tuple[int, list[str]]] = []
    notes: list[str] = []
    person = organisation = department = title = ""
    tags: list[str] = []
    shows_company = False
    for one in card:
        name, value = one.name, one.value
        if name.startswith(OWN):
            own[name[len(OWN) :].lower().replace("-", "_")] = plain(value)
        elif name == "FN":
            person = person or plain(value).strip()
        elif name == "N":
            person = person or full_name(parts(value, ";"))
        elif name == "ORG":
            if not organisation:
                organisation, *units = [part.strip() for part in parts(value, ";")]
                department = " ".join(filter(None, units))
        elif name in ("TITLE", "ROLE"):
            title = title or plain(value).strip()
        elif name == "TEL":
            many["phone"].append((_rank(one), _bare(plain(value), "tel:")))
        elif name == "EMAIL":
            many["email"].append((_rank(one), _bare(plain(value), "mailto:")))
        elif name == "URL":
            many["website"].append((_rank(one), plain(value)))
        elif name == "ADR":
            addresses.append((_rank(one), [part.strip() for part in parts(value, ";")]))
        elif name == "NOTE":
            notes.append(plain(value))
        elif name == "CATEGORIES":
            tags += [part.strip() for part in parts(value, ",")]
        elif name == "KIND" or name == "X-ABSHOWAS":
            shows_company = shows_company or value.strip().upper() in ("ORG", "COMPANY")
        elif name not in _PASSED:
            header = _HEADERS.get(name) or name.removeprefix("X-").lower().replace("-", " ")
            _add(made, header, _date(plain(value)) if name == "BDAY" else plain(value))
    head = {"name": organisation or person}
    if organisation and person and person != organisation and not shows_company:
        head["contact"] = person
    head["title"] = title
    for header, found in many.items():
        seen = dict.fromkeys(text.strip() for _, text in sorted(found, key=lambda pair: pair[0]))
        for place, text in enumerate(filter(None, seen), 1):
            head[header if place == 1 else f"{header} {place}"] = text
    for place, (_, address) in enumerate(sorted(addresses, key=lambda pair: pair[0]), 1):
        _put_address(head, address, place)
    head["department"] = department
    head["tags"] = JOINED.join(filter(None, tags))
    head["notes"] = "\n".join(filter(None, notes))
    return {header: text for header, text in {**head, **made, **own}.items() if text.strip()}


def full_name(parts: list[str]) -> str:
    """A person's name from its parts (family, given, middle, prefix, suffix).

    >>> full_name(["欧阳", "明"]), full_name(["Doe", "Jane", "Q.", "Dr.", ""])
    ('欧阳明', 'Dr. Jane Q. Doe')
    """
    family, given, middle, prefix, suffix = (part.strip() for part in [*parts, *[""] * 5][:5])
    if _HAN.search(family + given):
        return family + middle + given
    return " ".join(filter(None, (prefix, given, middle, family, suffix)))


def _rank(one: Property) -> int:
    """Preferred before mobile before work before the rest, a fax at last."""
    if "FAX" in one.types:
        return 200
    preferred = one.others.get("PREF", "")
    if "PREF" in one.types:
        return 0
    if preferred.isascii() and preferred.isdecimal():
        return int(preferred[:3])
    return 101 if "CELL" in one.types else 102 if "WORK" in one.types else 103


def _bare(value: str, scheme: str) -> str:
    return value[len(scheme) :] if value.lower().startswith(scheme) else value


def _put_address(values: dict[str, str], address: list[str], place: int) -> None:
    """Post-office box, more, street; city, region, postal code, country."""
    box, more, street, *rest = [*address, *[""] * 7][:7]
    mark = "" if place == 1 else f" {place}"
    lines = (one.replace("\n", " ") for one in (street, more, box))
    values["address" + mark] = " ".join(filter(None, lines))
    for header, text in zip(_ADDRESS, rest, strict=True):
        values[header + mark] = text.replace("\n", " ")


def _date(text: str) -> str:
    """19960415 and 1996-04-15T00:00:00Z as the date they are; everything else as it stands."""
    text = text.split("T")[0] if re.match(r"\d{4}-?\d{2}-?\d{2}T", text) else text
    match = _COMPACT.fullmatch(text)
    return "-".join(match.groups()) if match else text


def _add(values: dict[str, str], header: str, text: str) -> None:
    """One more of a header that may come again."""
    if text.strip():
        values[header] = values[header] + JOINED + text if header in values else text
