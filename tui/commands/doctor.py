"""`kehao doctor`: the store's health; what it finds, and exit code 1 when it finds anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from store.errors import StoreError
from tui.commands.opening import signed_in
from tui.commands.parsing import command
from tui.commands.printing import answer
from tui.commands.settings import Settings
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.doctor import Finding


@command(
    "doctor",
    "Check the store's health: who can reach its files, room on the disk, keyring, integrity, the "
    "log's chain, codes, versions. Changes nothing; exit code 1 when something is found.",
)
@click.pass_obj
def doctor(settings: Settings) -> int:
    """Examine the store. One that cannot even be opened is a finding, too."""
    import store
    from store.doctor import Doctor, Finding, check_files

    folder = settings.folder()
    known: dict[str, str] = {}
    checks: tuple[str, ...] = ("permissions", "disk")
    try:
        store.open(folder)
        with signed_in(settings, warn=False) as session:
            health = Doctor(session).examine()
            findings, checks, known = health.findings, health.checks, health.versions
    except StoreError as error:
        found = check_files(folder)
        told = {error_text(finding.error) for finding in found}
        if error_text(error) not in told:
            found.append(Finding("integrity", error))
        findings = tuple(found)
    known["kehao"] = _own_version()
    value = {
        "ok": not findings,
        "findings": [
            {"check": finding.check, "message": error_text(finding.error)} for finding in findings
        ],
        "checks": list(checks),
        "versions": known,
    }
    answer(settings, value, lambda: _told(findings, known))
    return 1 if findings else 0


def _own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kehao")
    except PackageNotFoundError:
        return "source"


def _told(findings: Sequence[Finding], versions: dict[str, str]) -> Iterator[str]:
    for finding in findings:
        yield f"{t(finding.check)}: {error_text(finding.error)}"
    if not findings:
        yield t("The store is well.")
    yield ", ".join(f"{name} {number}" for name, number in versions.items())
