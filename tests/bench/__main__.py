"""The bench: `python -m tests.bench` measures everything, `python -m tests.bench adding` one part.

Each figure stands beside its baseline of the same run.
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
    "importing",
    "codes",
    "nearby",
    "bulk",
    "proving",
    "tryton",
)


def main() -> int:
    from tests.bench.houses import clear

    wanted = sys.argv[1:] or PARTS
    figures: list[Figure] = []
    try:
        for part in wanted:
            module = importlib.import_module(f"tests.bench.{part}")
            for figure in module.run():
                figures.append(figure)
                print(show([figure]).splitlines()[-1], flush=True)
    finally:
        clear()
    print()
    print(show(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
