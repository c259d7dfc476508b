"""The health of codes in words: kinds of findings, and what became of a number."""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, str]] = {
    "duplicate": "Same code twice",
    "skeleton": "Changed from outside",
    "unexplained": "Unexplained number",
    "number": "Wrong number",
    "check": "Wrong check digit",
    "rule": "Not as the rule",
    "record": "Against the record",
    "confusable": "Easily confused",
    "counter": "Counter near its end",
}
"""Kinds of findings, the gravest first; English, the key to the Chinese."""

BECAME: Final[dict[str, str]] = {
    "issued": "given to a customer",
    "hand": "given by hand",
    "import": "came with an import",
    "taken": "taken by another code",
    "reserved": "set aside",
    "released": "set aside, given back",
    "voided": "made void",
    "skipped": "skipped by the rule",
    "held": "held back",
    "stepped": "stepped over by an import",
    "unexplained": "unexplained",
}
"""What can become of a number of a counter."""
