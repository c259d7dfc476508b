"""What others hand in, by the thousand: files, queries, patterns, keys, backups. Whatever it is, it
is read, or refused in one line; nothing else comes out.

A moment for each in the default run. Under `-m long` two minutes for the query language, patterns,
keyrings, backups and all importers together, and `LONG` seconds for every other.
`KEHAO_FUZZ_SECONDS=600 python -m pytest tests/faults/test_fuzz.py -n 0 -m long` goes on for ten
minutes each, `-k keyrings` for one reader; `fuzz_guided.py` tries some of them with inputs that
grow by what they reach.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings

from store.codes.rulefile import read_rules
from store.errors import KehaoError
from store.session import Session
from tests.faults.conftest import Figures
from tests.faults.fuzz_targets import TARGETS
from tui.keys import keymap
from tui.server import house

MOMENT: Final = 0.2
LONG: Final = 5.0
LONGER: Final = {
    **dict.fromkeys(("queries", "patterns", "keyrings", "backups"), 120.0),
    **dict.fromkeys(("import files", "import workbooks", "import cards", "import objects"), 30.0),
}
SECONDS: Final = "KEHAO_FUZZ_SECONDS"


def trial(name: str, session: Session, folder: Path, seconds: float, figures: Figures) -> None:
    """Inputs until the time is over; anything but a KehaoError of one line fails, made small."""
    session.customers.add({"name": "深圳晴川贸易有限公司", "region": "广东"})
    target, inputs = TARGETS[name](session, folder)
    end = 0.0  # the first input begins the time: the strategies take theirs before it
    counts = {"read": 0, "refused": 0}

    @settings(
        max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(inputs)
    def batch(value: object) -> None:
        nonlocal end
        end = end or time.monotonic() + seconds
        if time.monotonic() > end:
            return
        try:
            target(value)
        except KehaoError as error:
            counts["refused"] += 1
            line = str(error)
            assert line, "it said nothing"
            assert "\n" not in line, line
        else:
            counts["read"] += 1

    while not end or time.monotonic() < end:
        batch()
    figures(inputs=sum(counts.values()), **counts)


@pytest.mark.parametrize("name", TARGETS)
def test_a_moment_of_anything(name: str, boss: Session, tmp_path: Path, figures: Figures) -> None:
    trial(name, boss, tmp_path, MOMENT, figures)


@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_minutes_of_anything(name: str, boss: Session, tmp_path: Path, figures: Figures) -> None:
    seconds = float(os.environ.get(SECONDS, LONGER.get(name, LONG)))
    trial(name, boss, tmp_path, seconds, figures)


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 20_000, "x = " + "9" * 5_000, "x = " + "{a=" * 20_000],
    ids=["lists", "number", "tables"],
)
def test_toml_without_end(text: str) -> None:
    """What chance does not come to: numbers and brackets that no parser follows to their end."""
    with pytest.raises(KehaoError):
        read_rules(text)
    assert not keymap.load(text).keys
    with pytest.raises(KehaoError):
        house._read(text.encode(), Path("server.toml"), house.House(Path("/srv")))
