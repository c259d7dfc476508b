"""How long the faults are tried, and what they came to: each test's figures stand at the end.

`KEHAO_FAULTS_SECONDS` sets how long each test that tries at random goes on; without it each has a
short time of its own in the default run and a longer one under `-m long`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final

import pytest

NAME: Final = "figures"
SECONDS: Final = "KEHAO_FAULTS_SECONDS"

Figures = Callable[..., None]


@pytest.fixture
def figures(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Figures:
    """`figures(kills=91, acknowledged=145)`: says them at the end of the run, and in its XML."""

    def say(**counts: object) -> None:
        told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
        print(told)
        record_property(NAME, f"{request.node.name}: {told}")

    return say


@pytest.fixture
def seconds() -> Callable[[float], float]:
    """How long to go on: what the environment says, else what the test thinks right."""

    def choose(usual: float) -> float:
        return float(os.environ.get(SECONDS, usual))

    return choose


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures of every test that has some, also of those that ran in other processes."""
    lines = [
        str(value)
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call"
        for name, value in report.user_properties
        if name == NAME
    ]
    if lines:
        terminalreporter.section("faults survived")
        for line in sorted(lines):
            terminalreporter.write_line(line)
