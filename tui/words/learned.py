"""What was learned from old codes, in words: claims with their evidence, exceptions, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.customers.fields import BUILT_IN
from tui.locale import t

if TYPE_CHECKING:
    from store.pattern.inference import Note, Proposal


def note_words(note: Note, numbers: tuple[int, ...] = ()) -> str:
    """A note in the person's language, one line. numbers: the rows by their places."""
    p = {name: str(value) for name, value in note.params.items()}
    if "field" in p:
        known = BUILT_IN.get(p["field"])
        p["field"] = t(known.label) if known else p["field"]
    match note.kind:
        case "blank":
            text = t("no code")
        case "repeated":
            place = int(p["place"])
            row = numbers[place] if place < len(numbers) else place + 1
            text = t("the same code as in row {row}", row=row)
        case "other_form":
            text = t("another form: {length} characters", **p)
        case "other_text":
            text = t("{text} where the others have {right}", **p)
        case "other_value":
            text = t("{field} is {value}, which gives {right}, not {text}", **p)
        case "no_value":
            text = t("{field} is empty or unreadable", **p)
        case "no_date":
            text = t("{text} is no date", **p)
        case "wrong_check":
            text = t("the check character is not right ({method})", **p)
        case "no_number":
            text = t("no number where the others have one")
        case "far_number":
            text = t("its number lies far beyond the others ({highest})", **p)
        case "written_otherwise":
            text = t("written otherwise; in the rule's form it is {right}", **p)
        case "follows_field":
            text = t("{field}: {count} values, each with a text of its own", **p)
        case "shows_initials":
            text = t("the first letters of {field}", **p)
        case "shows_date":
            text = t("{parts} as in the column {field}", **p)
        case "looks_like_date":
            text = t("{parts}: every value could be a date, and chance would not do that", **p)
        case "counts":
            text = t("{counters} counters, {full} % of their numbers used, up to {highest}", **p)
        case "check_right":
            text = t("check digit {method}: {right} of {tried} right", **p)
        case "conflict":
            text = t("one value with two texts in {field}: {lines}", **p)
        case _:
            text = why_none(note)
    return text + (" " + odds(note.power) if note.power else "")


def odds(power: float) -> str:
    """How likely chance would have done the same."""
    return t("(by chance: 1 in 10^{power})", power=f"{power:,.0f}")


def why_none(note: Note) -> str:
    """Why no rule is proposed."""
    p = {name: str(value) for name, value in note.params.items()}
    match note.kind:
        case "few":
            return t("{count} codes are too few: it takes {least}.", **p)
        case "no_form":
            return t("the codes have no form in common.")
        case "two_checks":
            return t(
                "two check methods fit alike, {one} and {other}: more codes would decide.", **p
            )
        case "letters_unexplained" | "two_parts":
            return t(
                "what stands at character {place} varies, and no column explains it: a list with "
                "more columns may.",
                **p,
            )
        case "one_field_twice":
            return t("{field} shows in two places in two ways.", **p)
        case "no_counter":
            return t("nothing in the codes counts.")
        case "perhaps_date":
            return t(
                "{text} is the same in all codes and may be a date or a fixed text: a list over a "
                "longer time, or with its dates, would decide.",
                **p,
            )
        case "unpadded":
            return t("the numbers have no leading zeros, so the codes grow longer.")
        case "few_numbers":
            return t("the numbers end at {highest}: too few to tell how they go on.", **p)
        case "no_numbers":
            return t("the numbers are strewn: no counter gave them.")
        case "two_readings":
            return t("the numbers can be read in two ways: more codes would decide.")
        case "many_misfits":
            return t("{count} of {total} codes do not fit the likeliest pattern.", **p)
        case _:
            return t("no pattern stood the proof.")


def headline(proposal: Proposal, total: int) -> str:
    """How much a proposal explains, in a sentence."""
    text = t(
        "makes {count} of {total} codes ({share} %)",
        count=f"{proposal.explained:,}",
        total=f"{total:,}",
        share=f"{100 * proposal.share:.1f}",
    )
    if proposal.exceptions:
        text += ", " + t("{count} exceptions", count=f"{len(proposal.exceptions):,}")
    return text
