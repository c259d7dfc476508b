"""What can be undone, by the action: which permission it takes, how, and how it is done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from store.change import Change
from store.errors import CannotUndo
from store.undo.codes import give_back, set_aside, swap_code
from store.undo.customers import bring_back, merge_again, part, take_away
from store.undo.duplicates import swap_decision
from store.undo.fields import bring_into_use, swap_choices, swap_field, take_out_of_use
from store.undo.past import Images, Past, Step, Work
from store.undo.rules import swap_rules
from store.undo.standards import swap_standards
from store.undo.values import swap
from store.undo.views import swap_view

How = Callable[[Work, Past], Step]


@dataclass(frozen=True, slots=True)
class Kind:
    """permission: that of doing it. undo, redo: find out whether it can be, and how."""

    permission: str
    undo: How
    redo: How


def _forget_run(work: Work, past: Past) -> Step:
    """Forget that a file was brought in, so that it can be again."""

    def step(change: Change) -> Images:
        row = change.conn.execute(
            "DELETE FROM import_run WHERE group_id = ?"
            " RETURNING digest, name, group_id, started, rows_done, rejected, finished",
            (past.group,),
        ).fetchone()
        return ({"run": list(row)} if row else {}), {}

    return step


def _remember_run(work: Work, past: Past) -> Step:
    """Keep again that the file was brought in."""

    def step(change: Change) -> Images:
        run = past.before.get("run")
        if run:
            change.conn.execute(
                "INSERT INTO import_run (digest, name, group_id, started, rows_done, rejected,"
                " finished) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
                run,
            )
        return {}, {"run": run or []}

    return step


KINDS: Final[dict[str, Kind]] = {
    "customer.add": Kind("customer.add", take_away, bring_back),
    "customer.edit": Kind("customer.edit", swap, swap),
    "customer.names": Kind("customer.edit", swap, swap),
    "tag.add": Kind("customer.edit", swap, swap),
    "tag.remove": Kind("customer.edit", swap, swap),
    "customer.archive": Kind("customer.archive", swap, swap),
    "customer.restore": Kind("customer.archive", swap, swap),
    "customer.merge": Kind("customer.merge", part, merge_again),
    "duplicate.decide": Kind("customer.merge", swap_decision, swap_decision),
    "code.change": Kind("code.change", swap_code, swap_code),
    "code.renumber": Kind("code.renumber", swap_code, swap_code),
    "code.reserve": Kind("code.reserve", give_back, set_aside),
    "code.release": Kind("code.reserve", set_aside, give_back),
    "code.void": Kind("code.reserve", set_aside, give_back),
    "rule.apply": Kind("rule.edit", swap_rules, swap_rules),
    "field.define": Kind("field.edit", take_out_of_use, bring_into_use),
    "field.change": Kind("field.edit", swap_field, swap_field),
    "field.retire": Kind("field.edit", bring_into_use, take_out_of_use),
    "field.choices": Kind("field.edit", swap_choices, swap_choices),
    "view.save": Kind("customer.read", swap_view, swap_view),
    "view.remove": Kind("customer.read", swap_view, swap_view),
    "quality.standards": Kind("field.edit", swap_standards, swap_standards),
    "import.run": Kind("import.run", _forget_run, _remember_run),
}
"""Every action that can be undone."""

BESIDE: Final = frozenset(("field.define", "field.choices"))
"""What stands in a group of operations and stays when the rest is undone."""


IN_PLACE: Final = frozenset(
    action for action, kind in KINDS.items() if kind.undo is swap and kind.redo is swap
)
"""Actions whose undoing changes one customer's own values and nothing else."""


def kind_of(past: Past) -> Kind:
    """How this operation is undone. Raises CannotUndo for one that never can be."""
    found = KINDS.get(past.kind)
    if found is not None:
        return found
    if past.kind == "customer.delete":
        raise CannotUndo(
            "Operation {seq} cannot be undone: {object} was erased for good.",
            seq=past.seq,
            object=past.object,
        )
    if past.kind == "code.expire":
        raise CannotUndo(
            "Operation {seq} cannot be undone: the block's last day is past. Reserve another.",
            seq=past.seq,
        )
    raise CannotUndo(
        "Operation {seq} ({action}) cannot be undone: it changed no customer, code, rule, field or "
        "view.",
        seq=past.seq,
        action=past.kind,
    )


def step_of(work: Work, past: Past) -> Step:
    """What undoing the operation will do. Raises CannotUndo."""
    kind = kind_of(past)
    return (kind.redo if past.back else kind.undo)(work, past)
