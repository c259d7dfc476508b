"""Putting the log into words, its filter into terms, and before and after side by side."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from store.customers.fields import BUILT_IN
from store.log.query import read_log_query
from store.log.reading import Operation
from store.staff.roles import ADMIN_ACTIONS, PERMISSIONS, TEAM_ACTIONS
from tui import locale
from tui.locale import zh_CN
from tui.screens.log.operation import pairs_of
from tui.widgets.comparison import Pair, difference, flat, lines
from tui.widgets.log_filters import FAMILIES, filters
from tui.widgets.log_query import with_term
from tui.widgets.log_words import ACTIONS, moment_words, summary
from tui.widgets.pattern_text import KINDS

STORE = Path(__file__).parents[2] / "store"
ZONE = ZoneInfo("Asia/Shanghai")
TEXT = st.text(alphabet="ab 王,，:.*-客", max_size=12)


def logged_actions() -> set[str]:
    """Every text in the store that is the name of a logged action."""
    families = {*TEAM_ACTIONS, *ADMIN_ACTIONS}
    found = set()
    for file in STORE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "log":
                for part in ast.walk(node.args[0]) if node.args else ():
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.add(part.value)
    return {text for text in found if text.partition(".")[0] in families}


def test_every_action_that_the_store_logs_has_words() -> None:
    logged = logged_actions()
    assert len(logged) > 20
    assert logged - set(ACTIONS) == set()


@given(
    st.sampled_from(["actor", "object", "action", "group"]),
    st.text(alphabet="ab 王:.-客", min_size=1).filter(lambda text: text.strip() == text != ""),
)
def test_a_term_put_in_means_just_that_value(key: str, value: str) -> None:
    query = with_term("actor:x words object:y at:>-7d action:z group:w", key, value)
    found = read_log_query(query, ZONE, date(2026, 1, 31))
    assert found.equal["group_id" if key == "group" else key] == (value,)
    assert found.words == ("words",)
    assert len(found.equal) == 4
    assert found.since


@given(TEXT.filter(lambda text: '"' not in text and text.strip()))
def test_the_same_term_twice_is_as_before(value: str) -> None:
    before = "words at:>-7d"
    assert with_term(with_term(before, "object", value), "object", value) == before


def test_a_value_with_a_comma_is_looked_for_as_words() -> None:
    found = read_log_query(with_term("", "object", "VIP, rest"), ZONE, date(2026, 1, 31))
    assert found.words == ("VIP, rest",)


@given(TEXT, TEXT)
def test_only_what_differs_is_marked(before: str, after: str) -> None:
    start, end_before, end_after = difference(before, after)
    assert before[:start] == after[:start]
    assert before[end_before:] == after[end_after:]
    assert start <= min(end_before, end_after)
    if before == after:
        assert end_before == end_after == start


@given(st.lists(st.builds(Pair, TEXT, TEXT, TEXT), max_size=4), st.integers(40, 120))
def test_no_line_of_a_comparison_is_wider_than_it_may_be(pairs: list[Pair], width: int) -> None:
    for line in lines(pairs, width, "Before", "After"):
        assert cell_len(line.plain.rstrip()) <= width


def test_long_values_go_on_in_the_next_line_and_lose_nothing() -> None:
    long = "深圳市南山区科技园" * 6
    drawn = [line.plain for line in lines([Pair("地址", "", long)], 60, "前", "后")]
    assert "".join(line[-40:].strip() for line in drawn[1:]).endswith("科技园")
    assert "".join("".join(drawn[1:]).split()).count("科技园") == 6
    assert drawn[1].startswith("+")


def test_a_long_value_goes_on_at_a_blank_and_marks_the_right_place() -> None:
    said = "CQ = Region 重庆 | 2026 | 000065 = number 65"
    pair = Pair("Code", said, said.replace("number 65", "number 66"))
    drawn = list(lines([pair], 70, "Before", "After"))[1:]
    assert [line.plain[8:].split("  ")[0].strip() for line in drawn] == [
        "CQ = Region 重庆 | 2026 |",
        "000065 = number 65",
    ]
    marked = [
        line.plain[s.start : s.end] for line in drawn for s in line.spans if "bold" in s.style
    ]
    assert "".join(marked).strip("* ") == "56"


def test_the_signs_say_what_happened_without_colours() -> None:
    signs = [Pair("", *pair).sign for pair in [("a", "b"), ("", "b"), ("a", ""), ("a", "a")]]
    assert signs == ["*", "+", "-", " "]


def test_what_is_nested_is_laid_flat_by_its_names() -> None:
    image = {
        "rules": [{"name": "VIP", "pattern": "V{seq:3}"}, {"name": "rest", "pattern": "C{seq:3}"}],
        "code_table": {"region": {"广东": "GD"}},
        "manual": ["{any:5}"],
    }
    assert flat(image) == {
        ("rules", ""): ["VIP", "rest"],
        ("rules", "VIP", "pattern"): "V{seq:3}",
        ("rules", "rest", "pattern"): "C{seq:3}",
        ("code_table", "region", "广东"): "GD",
        ("manual",): ["{any:5}"],
    }
    assert flat(None) == {}


def operation(before: dict[str, object] | None, after: dict[str, object] | None) -> Operation:
    return Operation(
        1, "2026-01-31T16:30:00.000Z", "王敏", "clerk", "s", "local", "customer.edit", "C1", "",
        before, after, "called",
    )  # fmt: skip


def test_the_summary_says_the_reason_and_what_changed() -> None:
    text = summary(
        operation({"city": "广州", "level": "A"}, {"city": "深圳", "level": "A"}), BUILT_IN
    )
    assert text == "called; City: 广州 > 深圳"
    assert summary(operation(None, {"phone": "***\x1b[2J"}), BUILT_IN) == "called; Phone: ***[2J"


def test_what_made_the_code_has_a_label_as_the_fields_have() -> None:
    made = {"code": "C1", "rule": "all v1", "names": ["a"]}
    assert summary(operation(None, made), BUILT_IN) == (
        "called; Code: C1, Rule: all v1, Other names: a"
    )


def test_a_field_that_was_shown_is_called_as_people_call_it() -> None:
    assert summary(operation({}, {"field": "phone"}), BUILT_IN).endswith(": Phone")


@pytest.mark.parametrize(
    ("at", "shown"),
    [("2026-01-31T16:30:00.123Z", "2026-02-01 00:30:00"), ("nonsense\x1b", "nonsense")],
)
def test_moments_are_those_of_the_store_s_zone(at: str, shown: str) -> None:
    assert moment_words(at, ZONE) == shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_filter_that_is_offered_can_be_read(language: str) -> None:
    locale.use(language)
    offered = filters({"王敏", "Anna B"}, date(2026, 1, 31))
    assert len({key for key, _ in offered}) == len(offered)
    for found, words in offered:
        key, _, value = found.partition(":")
        query = read_log_query(with_term("", key, value), ZONE, date(2026, 1, 31))
        assert not query.words
        assert query.equal or query.since
        assert "{" not in words


def test_what_is_kept_in_tables_of_words_has_its_chinese() -> None:
    kinds = [words for words, _ in KINDS.values()]
    wanted = {*ACTIONS.values(), *FAMILIES.values(), *kinds, *PERMISSIONS.values(), *PERMISSIONS}
    assert {words for words in wanted if not zh_CN.lookup(words)} == set()


def test_rules_in_the_log_are_named_with_what_changed() -> None:
    before = {"rules": [{"name": "VIP", "pattern": "V{seq:3}", "when": ""}]}
    after = {
        "rules": [{"name": "VIP", "pattern": "V{seq:4}", "when": ""}],
        "code_table": {"region": {"广东": "GD"}},
    }
    pairs = {pair.label: pair for pair in pairs_of(operation(before, after), BUILT_IN)}
    assert pairs["VIP: Pattern"].sign == "*"
    assert pairs["VIP: When"].sign == " "
    assert pairs["Region 广东"].after == "GD"
