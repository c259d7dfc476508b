"""`kehao backup show` and `take`: one customer as a backup has it, and taking back what was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from tui.commands.backup_which import RECOVERY, recovery_key
from tui.commands.opening import signed_in
from tui.commands.parsing import command
from tui.commands.printing import answer, complain, put_json, rows
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t

if TYPE_CHECKING:
    from store.customers.fields import Field

_BESIDE: Final = {"code": "Code", "names": "Other names", "tags": "Tags"}


@command(
    "show",
    "Show what the customer with CODE was in a backup of this store and is now different. "
    "Written in the log.",
)
@click.argument("file")
@click.argument("code")
@click.option("--recovery-file", metavar="FILE", help=RECOVERY)
@click.pass_obj
def show(settings: Settings, file: str, code: str, recovery_file: str | None) -> None:
    """Compare a customer then and now."""
    from store.backup.looking_back import LookingBack

    key = recovery_key(recovery_file)
    with signed_in(settings) as session, long_work() as work:
        looking = LookingBack(session)
        found = looking.compare(looking.named(file), code, key, cancel=work.cancel)
        fields = session.field_map()
    if settings.json:
        put_json(
            {
                "code": found.then.code,
                "at": found.at,
                "gone": found.now is None,
                "differences": [
                    {"field": one.field, "then": one.then, "now": one.now}
                    for one in found.differences
                ],
            }
        )
        return
    if found.now is None:
        complain(t("This customer is gone now."))
    rows(
        settings,
        [("field", t("Field")), ("then", t("Then")), ("now", t("Now"))],
        [
            {"field": _label(one.field, fields), "then": one.then, "now": one.now}
            for one in found.differences
        ],
        none=t("Nothing is different from the backup."),
    )


@command(
    "take",
    "Make the customer with CODE again what a backup of this store says, by a normal edit "
    "that is logged and can be undone. The code stays. See first: kehao backup show.",
)
@click.argument("file")
@click.argument("code")
@click.option("--recovery-file", metavar="FILE", help=RECOVERY)
@click.option("--field", "only", multiple=True, metavar="FIELD", help="Just this; repeatable.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def take(
    settings: Settings,
    file: str,
    code: str,
    recovery_file: str | None,
    only: tuple[str, ...],
    reason: str,
) -> None:
    """Take fields of a customer back from a backup."""
    from store.backup.looking_back import LookingBack
    from tui.commands.customers import as_json, lines

    key = recovery_key(recovery_file)
    with signed_in(settings) as session, long_work() as work:
        looking = LookingBack(session)
        customer = looking.take(
            looking.named(file), code, key, fields=only, reason=reason, cancel=work.cancel
        )
        fields = session.field_map()
    answer(settings, as_json(customer), lambda: lines(customer, fields))


def _label(name: str, fields: Mapping[str, Field]) -> str:
    """What people call a field, also one that a backup knows and the store no longer."""
    if name in _BESIDE:
        return t(_BESIDE[name])
    field = fields.get(name)
    return name if field is None else field.label if field.custom else t(field.label)
