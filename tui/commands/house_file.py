"""A whole house as one file, for `kehao export --all` and `kehao import FILE.zip`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from store.errors import WrongUsage
from tui.commands.opening import signed_in
from tui.commands.parsing import STOPPED
from tui.commands.printing import answer, complain
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t

if TYPE_CHECKING:
    from store.transfer.imports.importing import ImportResult

ENDING = ".zip"


def is_house(file: str) -> bool:
    """Whether a file is taken for a whole house: by its ending."""
    return file.lower().endswith(ENDING)


def alone(*names: str) -> None:
    """Raise WrongUsage if the command was given any option but these."""
    context = click.get_current_context()
    given = [
        one
        for one in context.params
        if one not in names and context.get_parameter_source(one) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise WrongUsage("A whole house goes and comes as it is: leave the other options out.")


def write_house(settings: Settings, file: str) -> None:
    """Write everything to one file. Raises WrongUsage for another ending."""
    if not is_house(file):
        raise WrongUsage("Everything goes into one archive: name a file that ends with .zip.")
    with signed_in(settings) as session, long_work() as work:
        done = session.house.write(file, progress=work.progress, cancel=work.cancel)
    value = {
        "written": done.customers,
        "fields": done.fields,
        "rules": done.rules,
        "void": done.void,
    }
    text = t(
        "Written to {path}: {count} customers, {fields} own fields, {rules} rules. It is not "
        "encrypted: keep it safe.",
        path=file,
        count=done.customers,
        fields=done.fields,
        rules=done.rules,
    )
    answer(settings, value, lambda: [text])


def bring_house(
    settings: Settings,
    file: str,
    as_json: Callable[[ImportResult], dict[str, Any]],
    told: Callable[[ImportResult], Iterable[str]],
) -> int:
    """Bring a whole house into an empty store."""
    with signed_in(settings) as session, long_work() as work:
        result = session.house.bring(file, progress=work.progress, cancel=work.cancel)
    answer(settings, as_json(result), lambda: told(result))
    if result.stopped:
        complain(t("Stopped. The same import goes on from here."))
        return STOPPED
    return 0
