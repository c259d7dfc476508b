"""What is left of a counter, in one sentence for people; commands and screens say the same.

What shows it makes it harmless (control characters), as with all data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.locale import t

if TYPE_CHECKING:
    from store.codes.ends import End


def end_words(end: End) -> str:
    """The counter, how many numbers are left, and the day on which it ends at its pace."""
    counter, left, whole = end.counter, f"{end.left:,}", f"{end.capacity:,}"
    if end.day is None:
        return t(
            "{counter}: {left} of {whole} numbers left", counter=counter, left=left, whole=whole
        )
    return t(
        "{counter}: {left} of {whole} numbers left, used up on {day} at the pace of late",
        counter=counter,
        left=left,
        whole=whole,
        day=end.day.isoformat(),
    )


def warning(end: End) -> str:
    """The same as a warning, with the way out."""
    return t(
        "Rule {rule} nears its end. {end}. Code rules, w: a version one place wider that goes on.",
        rule=end.rule,
        end=end_words(end),
    )
