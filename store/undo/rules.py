"""Undoing that rules were put in force: the set before comes in force again, proved anew.

Codes keep the version that made them; each rule that differs gets a new version.
"""

from __future__ import annotations

from store.change import Change
from store.codes.proof import check_rules
from store.codes.rules import rules_of, set_rules
from store.log.chain import canonical_json
from store.undo.past import Images, Past, Step, Work, blocked


def swap_rules(work: Work, past: Past) -> Step:
    """Put the earlier rules in force. Raises CannotUndo when others are by now, InvalidRules when
    the earlier ones would not hold any more."""
    wanted = rules_of(past.before)
    check_rules(wanted, work.fields)

    def step(change: Change) -> Images:
        before = set_rules(change, wanted)
        if canonical_json(before) != canonical_json(past.after):
            row = change.conn.execute(
                "SELECT max(seq) FROM operation WHERE seq > ? AND subject IS NULL"
                " AND action IN ('rule.apply', 'log.undo')",
                (past.seq,),
            ).fetchone()
            raise blocked(work, past, row[0], past.object)
        return before, past.before

    return step
