"""Proving a set of rules before it takes effect, not hoping.

Every pattern and condition must read, every date and code table must be there, no counter may be
finer than what its codes show, and no two rules may be able to make one string.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from store.codes.house import check_lengths
from store.codes.rulefile import RuleSet, check_order
from store.codes.skeleton import skeleton
from store.customers.fields import Field
from store.errors import InvalidPattern, InvalidQuery, InvalidRules
from store.pattern import (
    Pattern,
    Tables,
    clash,
    parse_manual_form,
    parse_pattern,
    validate,
)
from store.search.query import parse_query
from store.search.segment_names import check_before_code

NOW: Final = "now"


def check_rules(rules: RuleSet, fields: Mapping[str, Field]) -> None:
    """Raise InvalidRules, InvalidPattern or InvalidQuery (each naming the rule in
    `params["rule"]`) unless the set can be put in force."""
    check_order(rules)
    patterns: list[tuple[str, Pattern]] = []
    for draft in rules.rules:
        try:
            pattern = check_pattern(draft.pattern, draft.date, rules.code_tables, fields)
            check_before_code(parse_query(draft.when, fields))
        except (InvalidPattern, InvalidQuery) as error:
            error.params["rule"] = draft.name
            raise
        patterns.append((draft.name, pattern))
    check_lengths(rules.house, patterns, rules.code_tables)
    for form in rules.manual:
        parse_manual_form(form, fields)
    for field in rules.code_tables:
        if field not in fields:
            raise InvalidRules("There is a code table for {field}, which is no field.", field=field)
    for at, (name, pattern) in enumerate(patterns):
        twice = clash(pattern, pattern, rules.code_tables, skeleton)
        if twice is not None:
            raise InvalidRules(
                "The rule {rule} could give {code} from two counters: put a literal between its "
                "segments, or make their widths fixed.",
                rule=name,
                code=twice,
            )
        for other, second in patterns[at + 1 :]:
            common = clash(pattern, second, rules.code_tables, skeleton)
            if common is not None:
                raise InvalidRules(
                    "The rules {rule} and {other} could both give {code}: change one of them so "
                    "that their codes differ.",
                    rule=name,
                    other=other,
                    code=common,
                )


def check_pattern(text: str, date: str, tables: Tables, fields: Mapping[str, Field]) -> Pattern:
    """Read a pattern and prove it under these code tables. Raises InvalidPattern."""
    pattern = parse_pattern(text, fields)
    dates = {field.name for field in fields.values() if field.kind == "date"}
    validate(pattern, tables, date, dates)
    if pattern.uses_rule_date and date != NOW:
        field = fields.get(date)
        if field is None or field.kind != "date":
            raise InvalidRules("The rule's date is a date field or now: {date} is not.", date=date)
    return pattern
