"""The segments that a pattern can have, as a list to choose from, each with what it gives."""

from __future__ import annotations

from collections.abc import Mapping

from store.customers.fields import Field
from store.pattern import METHODS
from tui.locale import t
from tui.safe import pad
from tui.words.labels import label_of

WIDTH = 26


def segments(
    fields: Mapping[str, Field], tables: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """(what is put into the pattern, a line on it) pairs, in the language in use."""
    found = [
        ("{seq:6}", t("number of six places")),
        ("{seq:6,skip=4}", t("number without any 4 in it")),
        ("{seq:6,hold=*888/*666}", t("number; those like *888 are left to be given by hand")),
        ("{seq:5,base=31}", t("number in digits and letters without I O S V Z")),
        ("{seq:5,per=yyyy}", t("number that begins anew every year")),
        ("{yyyy}", t("year of the rule's date")),
        ("{yy}", t("year, two places")),
        ("{mm}", t("month")),
        ("{dd}", t("day")),
        ("{q}", t("quarter")),
        ("{ww}", t("week")),
        ("{now:%Y%m%d%H%M}", t("the moment of giving the code")),
        *(
            (f"{{{name}:%Y%m%d}}", t("{field} as a date", field=label_of(name, fields)))
            for name, field in fields.items()
            if field.kind == "date"
        ),
        *(
            (f"{{{name}}}", t("{field} by its code table", field=label_of(name, fields)))
            for name, field in fields.items()
            if name in tables or field.kind == "choice"
        ),
        ("{name:initials3}", t("first letters of the name's pinyin")),
        ("{rand:6,base=31}", t("random characters")),
        *(
            (f"{{check:{method}}}", t("check digit by {method}", method=method))
            for method in METHODS
        ),
        ("{{", t("a brace in the code")),
    ]
    return [(text, f"{pad(text, WIDTH)}{words}") for text, words in found]
