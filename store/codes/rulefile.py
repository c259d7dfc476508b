"""A whole set of rules as a TOML file, so that rules can live in version control.

    [[rule]]
    name = "VIP customers"
    when = "type:VIP"
    pattern = "VIP{yyyy}{seq:6}"

The rules' order is the file's. The last rule has no `when`, and only it: a rule without one fits
every customer, and would hide those after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from store.codes.going_on import read_reached
from store.codes.house import NO_POLICY, House, read_house, write_house
from store.errors import InvalidRules
from store.reading_toml import read_toml
from store.text import FORBIDDEN, clean, fold

DEFAULT_DATE: Final = "registered"
_RULE_KEYS: Final = ("name", "when", "pattern", "date", "notes")
_TOP_KEYS: Final = ("rule", "code_table", "manual", "house", "reached")
_BARE_KEY: Final = re.compile("[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as it is written, not yet in force.

    when: a query; empty fits every customer. date: a date field's name, or `now`.
    """

    name: str
    pattern: str
    when: str = ""
    date: str = DEFAULT_DATE
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in their order, the code tables, the forms of codes given by hand, and the house's
    policy.

    code_tables: field name to (value to code). manual: empty for the usual form (1 to 32 letters,
    digits, `-`, `_`, `/`, `.`). reached: how far counters have come in a list whose codes need
    not be in the store, by counter key; it is done when the set is put in force, not kept.
    """

    rules: tuple[RuleDraft, ...]
    code_tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    manual: tuple[str, ...] = ()
    house: House = NO_POLICY
    reached: Mapping[str, int] = field(default_factory=dict)


def read_rules(toml_text: str) -> RuleSet:
    """Read a rules file. Raises InvalidRules, naming the rule and the key that are wrong.

    Only the file's shape is tried here; what a pattern or a query says is tried when the rules
    are applied.
    """
    document = read_toml(toml_text.removeprefix("\ufeff"), InvalidRules)
    for key in document:
        if key not in _TOP_KEYS:
            raise InvalidRules(
                "There is no section {key} in a rules file; there are {known}.",
                key=key,
                known="[[rule]] [code_table.FIELD] [manual] [house]",
            )
    listed = document.get("rule", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise InvalidRules("Rules are written {right}: with two brackets.", right="[[rule]]")
    rule_set = RuleSet(
        tuple(_rule(one, at + 1) for at, one in enumerate(listed)),
        _code_tables(document.get("code_table", {})),
        _manual(document.get("manual")),
        read_house(document.get("house")),
        read_reached(document.get("reached")),
    )
    check_order(rule_set)
    return rule_set


def check_order(rule_set: RuleSet) -> None:
    """Refuse rules that cannot stand in this order: none, two of one name, a hidden one.

    Raises InvalidRules.
    """
    if not rule_set.rules:
        raise InvalidRules("There is no rule: write at least one, without when.")
    seen: set[str] = set()
    for rule in rule_set.rules:
        if fold(rule.name) in seen:
            raise InvalidRules("Two rules are named {rule}: rename one.", rule=rule.name)
        seen.add(fold(rule.name))
    for rule, after in zip(rule_set.rules, rule_set.rules[1:], strict=False):
        if not rule.when:
            raise InvalidRules(
                "Rule {rule} has no when, so it fits every customer and hides rule {hidden} "
                "after it: give it a when, or put it last.",
                rule=rule.name,
                hidden=after.name,
            )
    last = rule_set.rules[-1]
    if last.when:
        raise InvalidRules(
            "The last rule, {rule}, has a when, so some customers would have no rule: take its "
            "when out, or add a rule without one after it.",
            rule=last.name,
        )


def _rule(table: dict[str, object], number: int) -> RuleDraft:
    name = table.get("name")
    if not isinstance(name, str) or not clean(name):
        raise InvalidRules(
            "Rule number {number} has no name: add {right}.", number=number, right='name = "…"'
        )
    name = clean(name)
    texts: dict[str, str] = {}
    for key, value in table.items():
        if key not in _RULE_KEYS:
            raise InvalidRules(
                "Rule {rule} has a key {key} that rules do not have; there are {known}.",
                rule=name,
                key=key,
                known=" ".join(_RULE_KEYS),
            )
        if not isinstance(value, str):
            raise InvalidRules(
                "Rule {rule}: {key} is a text; write it in double quotes.", rule=name, key=key
            )
        texts[key] = value
    pattern = texts.get("pattern", "")
    if not pattern:
        raise InvalidRules(
            "Rule {rule} has no pattern: add {right}.", rule=name, right='pattern = "CUST{seq:6}"'
        )
    return RuleDraft(
        name,
        pattern,
        clean(texts.get("when", "")),
        clean(texts.get("date", DEFAULT_DATE)) or DEFAULT_DATE,
        clean(texts.get("notes", ""), lines=True),
    )


def _code_tables(section: object) -> dict[str, dict[str, str]]:
    if not isinstance(section, dict):
        raise InvalidRules("Code tables are written {right}.", right="[code_table.region]")
    tables: dict[str, dict[str, str]] = {}
    for name, entries in section.items():
        if not isinstance(entries, dict):
            raise InvalidRules("Code tables are written {right}.", right=f"[code_table.{name}]")
        table = tables.setdefault(clean(name), {})
        for value, code in entries.items():
            if not isinstance(code, str):
                raise InvalidRules(
                    "Code table {table}: the code of {value} is a text; write it in double quotes.",
                    table=name,
                    value=value,
                )
            if not clean(value):
                raise InvalidRules(
                    "Code table {table}: a code stands for no value; name the value, or take the "
                    "line out.",
                    table=name,
                )
            if not code or FORBIDDEN.search(code) or any(map(str.isspace, code)):
                raise InvalidRules(
                    "Code table {table}: the code of {value} is empty or has a blank or invisible "
                    "character; write letters or digits.",
                    table=name,
                    value=value,
                )
            if clean(value) in table:
                raise InvalidRules(
                    "Code table {table}: {value} stands in it twice; keep one.",
                    table=name,
                    value=clean(value),
                )
            table[clean(value)] = code
    return tables


def _manual(section: object) -> tuple[str, ...]:
    if section is None:
        return ()
    if not isinstance(section, dict):
        raise InvalidRules(
            "Forms of codes given by hand are written under {right}.", right="[manual]"
        )
    for key in section:
        if key != "allow":
            raise InvalidRules("[manual] has a key {key}; it takes allow only.", key=key)
    forms = section.get("allow")
    if not isinstance(forms, list) or not all(isinstance(form, str) and form for form in forms):
        raise InvalidRules(
            "[manual] allow is a list of forms: write {right}.", right='allow = ["GD{any:2-8}"]'
        )
    if not forms:
        raise InvalidRules(
            "[manual] allow is empty, so no code could be given by hand: name a form, or leave "
            "[manual] out for the usual one."
        )
    return tuple(dict.fromkeys(forms))


def write_rules(rule_set: RuleSet) -> str:
    """The rules as a TOML file, which `read_rules` reads to the very same set."""
    blocks = [_write_rule(rule) for rule in rule_set.rules]
    for name, table in rule_set.code_tables.items():
        lines = [f"[code_table.{_key(name)}]"]
        lines += [f"{_text(value)} = {_text(code)}" for value, code in table.items()]
        blocks.append("\n".join(lines))
    if rule_set.manual:
        forms = ", ".join(map(_text, rule_set.manual))
        blocks.append(f"[manual]\nallow = [{forms}]")
    if policy := write_house(rule_set.house):
        blocks.append(policy)
    if rule_set.reached:
        lines = [f"{_text(key)} = {number}" for key, number in rule_set.reached.items()]
        blocks.append("\n".join(["[reached]", *lines]))
    return "\n\n".join(blocks) + "\n"


def _write_rule(rule: RuleDraft) -> str:
    lines = ["[[rule]]", f"name = {_text(rule.name)}"]
    if rule.when:
        lines.append(f"when = {_text(rule.when)}")
    lines.append(f"pattern = {_text(rule.pattern)}")
    if rule.date != DEFAULT_DATE:
        lines.append(f"date = {_text(rule.date)}")
    if rule.notes:
        lines.append(f"notes = {_notes(rule.notes)}")
    return "\n".join(lines)


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _text(name)


_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if FORBIDDEN.match(character):
        code = ord(character)
        return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
    return character


def _text(text: str) -> str:
    """A TOML string; a query full of double quotes is written in single ones."""
    if '"' in text and "'" not in text and not FORBIDDEN.search(text):
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _notes(text: str) -> str:
    """A TOML string that keeps its lines as lines."""
    if "\n" not in text:
        return _text(text)
    lines = ("".join(map(_escaped, line)) for line in text.split("\n"))
    return '"""\n' + "\n".join(lines) + '"""'
