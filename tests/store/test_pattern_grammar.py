"""A pattern is read to its tokens; what is wrong is named at its character, with what is right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InvalidPattern
from store.pattern import parse_manual_form, parse_pattern, validate
from store.pattern.tokens import (
    Any,
    Check,
    DateField,
    DatePart,
    FieldToken,
    Initials,
    Literal,
    Rand,
    Seq,
)
from tests.store.pattern_samples import any_patterns
from tui.locale import zh_CN

FIELDS = ("name", "region", "type", "registered", "birthday", "渠道")


def test_each_token_with_its_place() -> None:
    text = (
        "A{{{seq:6,base=36,start=10,step=2,last=999,per=yyyy+region,skip=4/7,hold=*888/*666}{yyyy}"
        "{registered:%Y-%m}{region}{type:2}{name:initials3}{rand:4,base=31}"
        "{check:damm,over=digits}"
    )
    tokens = parse_pattern(text, FIELDS).tokens
    kinds = [type(token) for token in tokens]
    assert kinds == [
        Literal, Seq, DatePart, DateField, FieldToken, FieldToken, Initials, Rand, Check
    ]  # fmt: skip
    literal, seq, part, field, region, wide, initials, rand, check = tokens
    assert literal == Literal("A{", 0, 3)
    assert isinstance(seq, Seq)
    assert (seq.width, seq.base, seq.first, seq.step, seq.last) == (6, 36, 10, 2, 999)
    assert (seq.per, seq.skip, seq.hold) == (("yyyy", "region"), "47", ("*888", "*666"))
    assert text[slice(*seq.place("per"))] == "per=yyyy+region"
    assert part.token == "yyyy"
    assert isinstance(field, DateField)
    assert (field.field, field.format) == ("registered", "%Y-%m")
    assert isinstance(region, FieldToken)
    assert isinstance(wide, FieldToken)
    assert (region.width, wide.width) == (0, 2)
    assert isinstance(initials, Initials)
    assert initials.count == 3
    assert isinstance(rand, Rand)
    assert (rand.width, rand.base) == (4, 31)
    assert isinstance(check, Check)
    assert (check.method, check.digits_only) == ("damm", True)
    for before, after in pairwise(tokens):
        assert before.end == after.start
    assert tokens[-1].end == len(text)


def test_a_pattern_knows_what_it_reads() -> None:
    pattern = parse_pattern("{region}{yyyy}{birthday:%d}{name:initials2}{seq:4}{rand:2}")
    assert pattern.fields("registered") == {"region", "registered", "birthday", "name"}
    assert pattern.fields("now") == {"region", "birthday", "name"}
    assert pattern.table_fields == {"region"}
    assert pattern.has_rand
    assert parse_pattern("{region}{seq:3,per=none}").fields() == {"region"}


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("CUST{seq}", 4, 9, "{seq:6}"),
        ("CUST{seq:}", 9, 10, "{seq:6}"),
        ("CUST{seq:six}", 9, 12, "{seq:6}"),
        ("CUST{seq:0}", 9, 10, "1 to 18"),
        ("{seq:19}", 5, 7, "1 to 18"),
        ("{seq:13,base=36}", 5, 7, "1 to 12"),
        ("{seq:6", 0, 6, "not closed"),
        ("{seq{yy}", 0, 4, "not closed"),
        ("A}B", 1, 2, "}}"),
        ("{}", 0, 2, "seq yyyy"),
        ("{ :3}", 0, 5, "seq yyyy"),
        ("｛seq:6}", 0, 1, "write {"),
        ("{seq：6}", 4, 5, "write :"),
        ("{seq:6，base=31}", 6, 7, "write ,"),
        ("{seq:6,bas=31}", 7, 13, "base start"),
        ("{seq:6,base=30}", 7, 14, "10 16 31 32 36"),
        ("{seq:6,base=10,base=16}", 15, 22, "twice"),
        ("{seq:6,7}", 7, 8, "twice"),
        ("{seq:6,base=}", 7, 12, "no value"),
        ("{seq:3,last=1000}", 7, 16, "999"),
        ("{seq:3,start=50,last=49}", 7, 15, "past its last"),
        ("{seq:3,step=0}", 7, 13, "from 1"),
        ("{seq:3,start=-1}", 7, 15, "from 0"),
        ("{seq:3,per=yyyy++mm}", 7, 19, "per=yyyy+region"),
        ("{seq:3,per=none+yyyy}", 7, 20, "per=yyyy+region"),
        ("{seq:3,skip=13}", 7, 14, "skip=4/7"),
        ("{seq:3,skip=A}", 7, 13, "base 10"),
        ("{seq:3,hold=88}", 7, 14, "hold=*888"),
        ("{seq:3,hold=*}", 7, 13, "hold=*888"),
        ("{rand:33}", 6, 8, "1 to 32"),
        ("{rand:3,start=1}", 8, 15, "base"),
        ("{yyyy:4}", 5, 7, "{yyyy}"),
        ("{any:3}", 0, 7, "[manual]"),
        ("{check}", 0, 7, "damm"),
        ("{check:crc}", 7, 10, "verhoeff"),
        ("{check:damm,over=letters}", 12, 24, "over=digits"),
        ("{check:damm,of=digits}", 12, 21, "over"),
        ("{registered:%B}", 12, 14, "%Y"),
        ("{registered:%Y%-m}", 14, 16, "%m"),
        ("{registered:%H}", 12, 14, "now"),
        ("{registered:%%}", 12, 14, "%Y%m%d"),
        ("{now}", 0, 5, "{now:%Y%m%d}"),
        ("{region:two}", 8, 11, "{region:2}"),
        ("{name:initials}", 6, 14, "initials3"),
        ("", 0, 0, "{seq:6}"),
        ("A\u200bB{seq:3}", 1, 2, "zero width space"),
        (" A{seq:3}", 0, 1, "space"),
        ("A\tB{seq:3}", 1, 2, "invisible"),
        ("{seq:5,ba\nse=10}", 9, 10, "invisible"),
        ("{re\u200bgion}{seq:3}", 3, 4, "zero width space"),
        ("{registered:%Y\n}{seq:3}", 14, 15, "invisible"),
        ("{registered:%Y }{seq:3}", 14, 15, "space"),
        ("{registered: %Y}{seq:3}", 12, 13, "space"),
    ],
)
def test_what_is_wrong_is_named_at_its_place(text: str, start: int, end: int, said: str) -> None:
    with pytest.raises(InvalidPattern) as caught:
        parse_pattern(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{YYYY}{seq:3}", "{yyyy}"),
        ("{year}{seq:3}", "{yyyy}"),
        ("{seq6}", "{seq:6}"),
        ("{Region}{seq:3}", "{region}"),
        ("{regoin}{seq:3}", "{region}"),
        ("{流水号:6}", "{seq"),
        ("{xyzzy}{seq:3}", "yyyy"),
    ],
)
def test_an_unknown_token_names_those_there_are(text: str, meant: str) -> None:
    with pytest.raises(InvalidPattern) as caught:
        parse_pattern(text, FIELDS)
    assert meant in str(caught.value)
    assert "seq yyyy yy mm dd hh mi ss q ww jjj rand check" in str(caught.value)


def test_fields_of_ones_own_are_tokens() -> None:
    (token, _) = parse_pattern("{渠道:2}{seq:3}", FIELDS).tokens
    assert isinstance(token, FieldToken)
    assert token.field == "渠道"


@pytest.mark.parametrize(
    ("text", "low", "high"), [("GD{any:2-8}", 2, 8), ("GD{any:5}", 5, 5), ("GD{any:0-3}", 0, 3)]
)
def test_forms_for_codes_by_hand_have_free_characters(text: str, low: int, high: int) -> None:
    (_, token) = parse_manual_form(text).tokens
    assert isinstance(token, Any)
    assert (token.low, token.high) == (low, high)


@pytest.mark.parametrize("text", ["{any}", "{any:8-2}", "{any:0}", "{any:x}", "{any:65}"])
def test_free_characters_need_a_sensible_count(text: str) -> None:
    with pytest.raises(InvalidPattern):
        parse_manual_form(text)


@given(any_patterns)
def test_patterns_are_equal_by_their_text(text: str) -> None:
    pattern = parse_pattern(text)
    assert pattern == parse_pattern(text)
    assert pattern != parse_manual_form(text)
    assert "".join(text[t.start : t.end] for t in pattern.tokens) == text


@given(st.text("{}seqyandrtchkilufo:=,%-0169 AＡ｛"))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    error = None
    try:
        parse_pattern(text, FIELDS)
    except InvalidPattern as raised:
        error = raised
    if error is not None:
        assert 0 <= error.start <= error.end <= len(text)
        assert str(error)


_TABLES = {"region": {"广东": "GD"}, "type": {"VIP": "V"}}


@given(
    any_patterns,
    st.integers(0, 80),
    st.text("{}:,=%+/*-0169 seqandyrchkliopv５：｝\u200b\n", max_size=3),
    st.integers(0, 3),
    st.booleans(),
)
def test_every_fault_has_its_place_and_is_said_on_one_line(
    text: str, at: int, wrong: str, cut: int, by_hand: bool
) -> None:
    """Right patterns with a slip in them, read and tried: whatever is wrong can be underlined."""
    at = min(at, len(text))
    text = text[:at] + wrong + text[at + cut :]
    error = None
    try:
        pattern = (parse_manual_form if by_hand else parse_pattern)(text, FIELDS)
        validate(pattern, _TABLES, "registered", ("registered", "birthday"))
    except InvalidPattern as raised:
        error = raised
    if error is not None:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.start < error.end or not text.strip()
        for said in (str(error), in_chinese(error)):
            assert said
            assert "\n" not in said


def in_chinese(error: InvalidPattern) -> str:
    sentence = zh_CN.lookup(error.template)
    assert sentence is not None, error.template
    return sentence.format(**error.params)
