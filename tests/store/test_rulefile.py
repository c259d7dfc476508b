"""Rules go to a TOML file and come back the same; a wrong file names the rule and the key."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.codes.rulefile import RuleDraft, RuleSet, check_order, read_rules, write_rules
from store.errors import InvalidRules
from store.text import clean

FILE = '''
[[rule]]
name = "VIP customers"
when = "type:VIP"
pattern = "VIP{yyyy}{seq:6}{check:damm,over=digits}"
date = "now"

[[rule]]
name = "everyone else"
pattern = "{region}{yyyy}{seq:7}"
notes = """
first line
second line"""

[code_table.region]
"广东" = "GD"
"北京" = "BJ"

[manual]
allow = ["GD{any:2-8}", "{any:5}"]
'''
RULES = RuleSet(
    (
        RuleDraft("VIP customers", "VIP{yyyy}{seq:6}{check:damm,over=digits}", "type:VIP", "now"),
        RuleDraft("everyone else", "{region}{yyyy}{seq:7}", notes="first line\nsecond line"),
    ),
    {"region": {"广东": "GD", "北京": "BJ"}},
    ("GD{any:2-8}", "{any:5}"),
)


def test_a_file_is_read() -> None:
    assert read_rules(FILE) == RULES
    assert read_rules("\ufeff" + FILE) == RULES


def test_the_order_of_rules_and_of_table_lines_is_kept() -> None:
    read = read_rules(write_rules(RULES))
    assert [rule.name for rule in read.rules] == ["VIP customers", "everyone else"]
    assert list(read.code_tables["region"]) == ["广东", "北京"]


def test_what_is_written_is_plain_to_read() -> None:
    assert write_rules(RULES).strip() == FILE.strip()


def test_a_query_with_quotes_is_written_without_escapes() -> None:
    rules = RuleSet((RuleDraft("a", "A{seq:3}", 'name:"x y"'), RuleDraft("b", "B{seq:3}")))
    assert "when = 'name:\"x y\"'" in write_rules(rules)
    assert read_rules(write_rules(rules)) == rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["no rule"]),
        ("[[rule]]\nname = VIP", ["TOML", "line 2"]),
        ('[rule]\nname = "a"\npattern = "A{seq:3}"', ["[[rule]]"]),
        ('[[rule]]\npattern = "A{seq:3}"', ["number 1", "name"]),
        ('[[rule]]\nname = "  "\npattern = "A{seq:3}"', ["number 1", "name"]),
        ('[[rule]]\nname = "a"', ["a", "pattern"]),
        ('[[rule]]\nname = "a"\npattern = 3', ["a", "pattern"]),
        ('[[rule]]\nname = "a"\npatern = "A{seq:3}"', ["a", "patern", "pattern"]),
        ('[[rule]]\nname = "a"\npattern = "A{seq:3}"\nwhen = "type:VIP"', ["a", "last"]),
        (
            '[[rule]]\nname = "a"\npattern = "A{seq:3}"\n'
            '[[rule]]\nname = "b"\npattern = "B{seq:3}"',
            ["a", "b", "hides"],
        ),
        (
            '[[rule]]\nname = "a"\nwhen = "type:VIP"\npattern = "A{seq:3}"\n'
            '[[rule]]\nname = "A"\npattern = "B{seq:3}"',
            ["Two rules", "A"],
        ),
        ('[[rules]]\nname = "a"\npattern = "A{seq:3}"', ["rules", "[[rule]]"]),
        ("code_table = 3", ["[code_table.region]"]),
        ("[code_table]\nregion = 3", ["[code_table.region]"]),
        ('[code_table.region]\n"广东" = 44', ["region", "广东", "quotes"]),
        ('[code_table.region]\n"广东" = ""', ["region", "广东", "empty"]),
        ('[code_table.region]\n"广东" = "G D"', ["region", "广东", "blank"]),
        ('[code_table.region]\n"" = "GD"', ["region", "no value"]),
        ('[code_table.region]\n"广东" = "GD"\n"广东 " = "GX"', ["region", "广东", "twice"]),
        ('manual = ["{any:5}"]', ["[manual]"]),
        ('[manual]\nforms = ["{any:5}"]', ["forms", "allow"]),
        ('[manual]\nallow = "{any:5}"', ["allow", "list"]),
        ("[manual]\nallow = [5]", ["allow", "list"]),
        ("[manual]\nallow = []", ["allow", "empty"]),
    ],
)
def test_a_wrong_file_names_what_is_wrong(text: str, said: list[str]) -> None:
    with pytest.raises(InvalidRules) as caught:
        read_rules(text)
    for word in said:
        assert word in str(caught.value)


def test_the_order_is_tried_for_rules_from_elsewhere_too() -> None:
    with pytest.raises(InvalidRules):
        check_order(RuleSet(()))


_line = (
    st.text(st.characters(codec="utf-8"), max_size=20)
    .map(clean)
    .filter(lambda line: clean(line) == line)
)
_some = _line.filter(bool)
_notes = st.lists(_line, max_size=4).map(lambda lines: clean("\n".join(lines), lines=True))
_code = st.text("ABC019-\"'\\é广#[]={}", min_size=1, max_size=6)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    names = draw(st.lists(_some, min_size=1, max_size=4, unique_by=lambda name: name.casefold()))
    rules = tuple(
        RuleDraft(
            name,
            draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)),
            "" if at == len(names) - 1 else draw(_some),
            draw(st.sampled_from(["registered", "now", "birthday"])),
            draw(_notes),
        )
        for at, name in enumerate(names)
    )
    tables = draw(st.dictionaries(_some, st.dictionaries(_some, _code, max_size=4), max_size=3))
    manual = draw(st.lists(_some, max_size=3, unique=True))
    return RuleSet(rules, tables, tuple(manual))


@given(rule_sets())
def test_any_set_comes_back_the_same(rules: RuleSet) -> None:
    try:
        check_order(rules)
    except InvalidRules:  # two names that differ by width only
        return
    written = write_rules(rules)
    tomllib.loads(written)
    assert read_rules(written) == rules
