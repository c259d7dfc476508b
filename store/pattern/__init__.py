"""The code language: patterns to codes and back, pure.

It knows no store, no clock and no pinyin; what it needs of them is passed in.
"""

from store.pattern.check import METHODS, check_characters, methods_for
from store.pattern.grammar import parse_manual_form, parse_pattern
from store.pattern.numbers import (
    capacity,
    is_given,
    is_held,
    is_skipped,
    left,
    next_held,
    next_number,
)
from store.pattern.problems import Problem
from store.pattern.proof import clash, meeting, two_readings
from store.pattern.reading import Reader, Reading, fits_by_hand, read, reader
from store.pattern.render import (
    Code,
    Resolved,
    counter_key_of,
    finish,
    finish_text,
    resolve,
    resolved_from,
)
from store.pattern.segments import Segment, Tables
from store.pattern.shape import alphabet, length, span
from store.pattern.tokens import Pattern, Seq
from store.pattern.validity import sample, validate
from store.pattern.widening import shown_key, widened

__all__ = [
    "METHODS",
    "Code",
    "Pattern",
    "Problem",
    "Reader",
    "Reading",
    "Resolved",
    "Segment",
    "Seq",
    "Tables",
    "alphabet",
    "capacity",
    "check_characters",
    "clash",
    "counter_key_of",
    "finish",
    "finish_text",
    "fits_by_hand",
    "is_given",
    "is_held",
    "is_skipped",
    "left",
    "length",
    "meeting",
    "methods_for",
    "next_held",
    "next_number",
    "parse_manual_form",
    "parse_pattern",
    "read",
    "reader",
    "resolve",
    "resolved_from",
    "sample",
    "shown_key",
    "span",
    "two_readings",
    "validate",
    "widened",
]
