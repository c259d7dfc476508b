"""The rules: their order, their versions, putting a whole set in force, and trying one out.

Applying a set makes it the whole ordered list. A rule that is no longer in it is retired, never
deleted; an edited rule gets a new version; a code keeps the version that made it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from store.access import Service, needs
from store.change import Change
from store.codes.ends import End, end_of_code, near_ends
from store.codes.going_on import go_on
from store.codes.held import Held, held
from store.codes.house import house_of, image_of_house, load_house, put_house
from store.codes.proof import check_rules
from store.codes.rulebook import load_tables, snapshot
from store.codes.rulefile import RuleDraft, RuleSet
from store.codes.trial import DryRun, Sample, dry_run, samples
from store.customers.fields import Field
from store.engine.cancel import Cancel
from store.engine.driver import Connection
from store.errors import InvalidRules, NotFound
from store.pattern import parse_pattern, widened
from store.text import clean

FIRST_RULE: Final = RuleDraft("CUST", "CUST{seq:6}")
"""The one rule of a fresh store."""

_IN_FORCE: Final = """
SELECT rule.id, rule.name, rule_version.condition, rule_version.pattern, rule_version.date,
       rule_version.notes, rule_version.version, rule.position, rule_version.made_at,
       rule_version.made_by, rule_version.tables
FROM rule JOIN rule_version ON rule_version.rule = rule.id
WHERE rule.position IS NOT NULL
  AND rule_version.version = (SELECT max(version) FROM rule_version AS v WHERE v.rule = rule.id)
ORDER BY rule.position
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force (`position` from 1), in its newest version."""

    id: int
    name: str
    when: str
    pattern: str
    date: str
    notes: str
    version: int
    position: int
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a rule, with the code tables it used then, and how many codes it gave."""

    version: int
    when: str
    pattern: str
    date: str
    notes: str
    tables: dict[str, dict[str, str]]
    made_at: str
    made_by: str
    codes: int


class Rules(Service):
    """The code rules of the store."""

    @needs("rule.read")
    def list(self) -> list[Rule]:
        """The rules in force, in order."""
        with self._session.reading() as conn:
            return _rules(conn)

    @needs("rule.read")
    def get(self, name: str) -> Rule:
        """One rule in force by its name. Raises NotFound."""
        for rule in self.list():
            if rule.name == name:
                return rule
        raise NotFound("There is no rule {name}: see kehao rules list.", name=name)

    @needs("rule.read")
    def versions(self, name: str) -> Sequence[RuleVersion]:
        """Every version of a rule, the newest first; also of one that was retired."""
        with self._session.reading() as conn:
            rows = conn.execute(
                "SELECT version, condition, pattern, date, notes, tables, made_at, made_by,"
                " (SELECT count(*) FROM code WHERE code.rule_version = rule_version.id)"
                " FROM rule_version JOIN rule ON rule.id = rule_version.rule"
                " WHERE rule.name = ? ORDER BY version DESC",
                (name,),
            ).fetchall()
        if not rows:
            raise NotFound("There is no rule {name}: see kehao rules list.", name=name)
        return [
            RuleVersion(version, when, pattern, date, notes, json.loads(tables), at, by, codes)
            for version, when, pattern, date, notes, tables, at, by, codes in rows
        ]

    @needs("rule.read")
    def rule_set(self) -> RuleSet:
        """The rules in force, the code tables and the manual forms, as a file would hold them."""
        with self._session.reading() as conn:
            return rule_set_of(conn)

    @needs("rule.read")
    def check(self, rules: RuleSet) -> None:
        """Whether a set could be put in force. Raises InvalidRules, InvalidPattern, InvalidQuery
        with the rule's name in it."""
        check_rules(rules, self._session.field_map())

    @needs("rule.edit")
    def apply(
        self,
        rules: RuleSet,
        *,
        dry_run: bool = False,
        reason: str = "",
        expected: RuleSet | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancel: Cancel | None = None,
    ) -> DryRun:
        """Prove a set of rules, try it on the existing customers, and put it in force.

        With `dry_run` nothing is changed. `expected` is the set that was edited: when somebody
        else has put another in force since, it is refused. Raises InvalidRules, InvalidPattern or
        InvalidQuery; Stopped when `cancel` says so, and then nothing is changed.
        """
        session = self._session
        rules = replace(
            rules, rules=tuple(replace(draft, name=clean(draft.name)) for draft in rules.rules)
        )
        fields = session.field_map()
        check_rules(rules, fields)
        trial = _trial(self, rules, fields, progress, cancel)
        if not dry_run:
            with session.writing("rule.edit") as change:
                if expected is not None and rule_set_of(change.conn) != expected:
                    raise InvalidRules(
                        "Somebody has put other rules in force since you began: note what you "
                        "changed, drop the draft with u, and change the new ones."
                    )
                put_rules(change, rules, clean(reason))
        return trial

    @needs("rule.edit", "rule.read")
    def samples(
        self,
        draft: RuleDraft,
        tables: Mapping[str, Mapping[str, str]],
        *,
        count: int = 10,
        cancel: Cancel | None = None,
    ) -> Sequence[Sample]:
        """The codes that a rule being written would give to existing customers that it fits."""
        session = self._session
        with session.reading(cancel) as conn:
            return samples(conn, draft, tables, session.field_map(conn), session.now(), count=count)

    @needs("rule.read")
    def ends(self) -> Sequence[End]:
        """The counters that near their end: 90 % given, or the last number within 90 days."""
        session = self._session
        with session.reading() as conn:
            return near_ends(conn, session.rulebook(conn), session.now())

    @needs("rule.read", "customer.add")
    def end_of(self, code: str) -> End | None:
        """What is left of the counter that gave a code; None when no rule in force gave it."""
        session = self._session
        with session.reading() as conn:
            return end_of_code(conn, session.rulebook(conn), code, session.now())

    @needs("code.manual")
    def held(self, name: str, *, begins: str = "", limit: int = 50) -> Sequence[Held]:
        """Codes with a number that a rule leaves to be given by hand, still free.

        begins: only codes that begin so. Counters in use lately come first; of each, numbers that
        it has passed and numbers ahead of it. Raises NotFound (no such rule in force), and
        InvalidRules when the rule's pattern holds nothing back.
        """
        session = self._session
        with session.reading() as conn:
            return held(conn, session.rulebook(conn), name, clean(begins), limit, session.now())

    @needs("rule.edit")
    def widened(self, name: str) -> RuleSet:
        """The rules in force with one rule's number one place wider; nothing is changed yet.

        The new version goes on from the numbers reached. Raises NotFound, or InvalidRules where a
        pattern has no number or no room for a wider one.
        """
        return widen(self.rule_set(), name)


def widen(rules: RuleSet, name: str) -> RuleSet:
    """A set with one rule's number one place wider. Raises NotFound, InvalidRules."""
    for place, draft in enumerate(rules.rules):
        if draft.name == name:
            wider = widened(parse_pattern(draft.pattern))
            if wider is None:
                raise InvalidRules(
                    "The number of rule {rule} cannot be made wider: its pattern is {pattern}.",
                    rule=name,
                    pattern=draft.pattern,
                )
            others = list(rules.rules)
            others[place] = replace(draft, pattern=wider.text)
            return replace(rules, rules=tuple(others))
    raise NotFound("There is no rule {name}: see kehao rules list.", name=name)


def _trial(
    rules: Rules,
    rule_set: RuleSet,
    fields: Mapping[str, Field],
    progress: Callable[[int, int], None] | None,
    cancel: Cancel | None,
) -> DryRun:
    session = rules._session

    def told(done: int, total: int) -> None:
        if cancel is not None:
            cancel.check()
        if progress is not None:
            progress(done, total)

    with session.reading(cancel) as conn:
        return dry_run(conn, rule_set, fields, session.now(), told)


def first_rules(change: Change) -> None:
    """Put the one rule of a fresh store in force."""
    put_rules(change, RuleSet((FIRST_RULE,)), "")


def put_rules(change: Change, rules: RuleSet, reason: str) -> None:
    """Make a proved set the whole ordered list, inside a transaction; logged as `rule.apply`."""
    before = set_rules(change, rules)
    change.log("rule.apply", rule_names(rules), before=before, after=image_of(rules), reason=reason)


def rule_names(rules: RuleSet) -> str:
    """What the log calls a set of rules."""
    return ", ".join(draft.name for draft in rules.rules)[:200]


def set_rules(change: Change, rules: RuleSet) -> dict[str, object]:
    """The same without the line in the log; returns the image of the set that was in force."""
    conn = change.conn
    before = image_of(rule_set_of(conn))
    conn.execute("DELETE FROM code_table")
    conn.executemany(
        "INSERT INTO code_table (field, value, code) VALUES (?, ?, ?)",
        [
            (field, value, code)
            for field, table in rules.code_tables.items()
            for value, code in table.items()
        ],
    )
    conn.execute("DELETE FROM manual_form")
    conn.executemany(
        "INSERT INTO manual_form (position, form) VALUES (?, ?)", list(enumerate(rules.manual, 1))
    )
    put_house(conn, rules.house)
    tables = load_tables(conn)
    conn.execute("UPDATE rule SET position = NULL")
    for position, draft in enumerate(rules.rules, 1):
        _put_rule(change, position, draft, snapshot(tables, parse_pattern(draft.pattern)))
    conn.execute(
        "UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'rules'"
    )
    go_on(change, rules.reached)
    return before


def _put_rule(change: Change, position: int, draft: RuleDraft, tables: str) -> None:
    conn = change.conn
    row = conn.execute(
        "SELECT rule.id, rule_version.version, rule_version.condition, rule_version.pattern,"
        " rule_version.date, rule_version.notes, rule_version.tables FROM rule"
        " JOIN rule_version ON rule_version.rule = rule.id WHERE rule.name = ?"
        " ORDER BY rule_version.version DESC LIMIT 1",
        (draft.name,),
    ).fetchone()
    wanted = (draft.when, draft.pattern, draft.date, draft.notes, tables)
    if row is None:
        rule = conn.execute(
            "INSERT INTO rule (name, position) VALUES (?, ?) RETURNING id", (draft.name, position)
        ).fetchone()[0]
        version = 0
    else:
        rule, version = row[0], row[1]
        conn.execute("UPDATE rule SET position = ? WHERE id = ?", (position, rule))
        if tuple(row[2:]) == wanted:
            return
    conn.execute(
        "INSERT INTO rule_version (rule, version, condition, pattern, date, notes, tables,"
        " made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (rule, version + 1, *wanted, change.at, change.actor.name),
    )


def _rules(conn: Connection) -> list[Rule]:
    rows = conn.execute(_IN_FORCE).fetchall()
    return [Rule(*row[:10]) for row in rows]


def rule_set_of(conn: Connection) -> RuleSet:
    return RuleSet(
        tuple(
            RuleDraft(rule.name, rule.pattern, rule.when, rule.date, rule.notes)
            for rule in _rules(conn)
        ),
        load_tables(conn),
        tuple(form for (form,) in conn.execute("SELECT form FROM manual_form ORDER BY position")),
        load_house(conn),
    )


def image_of(rules: RuleSet) -> dict[str, object]:
    """A set as the log keeps it; `rules_of` reads it."""
    return {
        "rules": [
            {
                "name": draft.name,
                "when": draft.when,
                "pattern": draft.pattern,
                "date": draft.date,
                "notes": draft.notes,
            }
            for draft in rules.rules
        ],
        "code_table": {field: dict(table) for field, table in rules.code_tables.items()},
        "manual": list(rules.manual),
        "house": image_of_house(rules.house),
    }


def rules_of(image: Mapping[str, Any]) -> RuleSet:
    """The set that an image of the log shows."""
    return RuleSet(
        tuple(RuleDraft(**draft) for draft in image["rules"]),
        image["code_table"],
        tuple(image["manual"]),
        house_of(image),
    )
