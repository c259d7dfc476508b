"""The bench: `python -m tests.bench` measures everything, `python -m tests.bench adding` one part.

Each figure stands beside its baseline of the same run. What follows a part's name is its own:
`python -m tests.bench crowd 50 300` is the load run with 50 people for 300 seconds.
"""

from __future__ import annotations

import importlib
import sys

from tests.bench.measure import Figure, show

PARTS = (
    "start",
    "memory",
    "keys",
    "adding",
    "paging",
    "mix",
    "importing",
    "tables_out",
    "reading",
    "codes",
    "nearby",
    "bulk",
    "proving",
    "tryton",
)

LARGE = ("crowd", "size", "febrl", "doubles", "million")
"""Parts that run only when they are named."""


def parts(words: list[str]) -> list[tuple[str, list[str]]]:
    """The parts to measure, each with the words that are its own."""
    found: list[tuple[str, list[str]]] = []
    for word in words or PARTS:
        if word in (*PARTS, *LARGE) or not found:
            found.append((word, []))
        else:
            found[-1][1].append(word)
    return found


def main() -> int:
    from tests.bench.houses import clear

    figures: list[Figure] = []
    try:
        for part, words in parts(sys.argv[1:]):
            module = importlib.import_module(f"tests.bench.{part}")
            for figure in module.run(*words):
                figures.append(figure)
                print(show([figure]).splitlines()[-1], flush=True)
    finally:
        clear()
    print()
    print(show(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
