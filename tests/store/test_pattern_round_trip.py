"""What a pattern makes reads back to the segments it was made of, for all tokens and options;
where a pattern is ambiguous by its nature, that is said, with a code to prove it."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import CounterExhausted
from store.pattern import (
    METHODS,
    finish,
    next_number,
    parse_manual_form,
    parse_pattern,
    read,
    reader,
    resolve,
    two_readings,
)
from store.pattern.numbers import decode
from store.pattern.reading import Reader
from store.pattern.tokens import DATE_PARTS
from tests.conftest import examples
from tests.store.pattern_samples import TABLES, any_patterns, initials, moments, values

_parts = st.lists(
    st.one_of(
        st.text("ABVX019-/.{}", min_size=1, max_size=3).map(
            lambda text: text.replace("{", "{{").replace("}", "}}")
        ),
        st.sampled_from(
            [f"{{{part}}}" for part in DATE_PARTS]
            + ["{region}", "{type:2}", "{level}", "{name:initials1}", "{name:initials9}"]
            + ["{now:%H-%M:%S}", "{birthday:%G%V%u}", "{registered:%Y/%j}", "{now:%q}"]
        ),
        st.builds("{{rand:{},base={}}}".format, st.integers(1, 6), st.sampled_from([16, 31, 36])),
    ),
    max_size=4,
).map("".join)
_options = st.lists(
    st.sampled_from(
        ["base=16", "base=31", "start=7", "step=3", "skip=4/7", "hold=*88/1*/77", "per=none"]
    ),
    max_size=4,
    unique_by=lambda option: option.partition("=")[0],
)
_seqs = st.builds(
    lambda width, options: "{seq:" + ",".join([str(width), *options]) + "}",
    st.just(2) | st.integers(4, 9),
    _options,
).filter(lambda text: not ("hold" in text and not text.startswith("{seq:2")))
_checks = st.sampled_from(["", *(f"{{check:{method},over=digits}}" for method in METHODS)])
patterns = st.builds("{}{}{}{}{}".format, _parts, _seqs, _parts, _checks, _parts)


@settings(max_examples=examples(300), deadline=None)
@given(patterns | any_patterns, values, moments, st.integers(0, 90), st.randoms())
def test_reading_undoes_making_or_the_code_has_two_readings(
    text: str, customer: dict[str, str], moment: datetime, number: int, random: Random
) -> None:
    pattern = parse_pattern(text)
    seq = pattern.seq
    assert seq is not None
    resolved = resolve(pattern, customer, moment, "now", TABLES, initials)
    try:
        made = finish(resolved, next_number(seq, number), random.randrange)
    except CounterExhausted:
        return
    reading = read(pattern, made.text, TABLES)
    assert reading.ok, [str(problem.error) for problem in reading.problems]
    cuts = set(reader(pattern, TABLES).cuts(made.text))
    assert tuple(segment.text for segment in made.segments) in cuts
    if len(cuts) == 1:
        assert reading.segments == made.segments
        assert reading.number == decode(made.segments[pattern.tokens.index(seq)].text, seq.base)
    else:
        assert len([t for t in pattern.tokens if _elastic(t.token)]) > 1


def _elastic(token: str) -> bool:
    return token in ("level", "name")


@settings(max_examples=examples(60), deadline=None)
@given(any_patterns)
def test_a_pattern_that_is_ambiguous_proves_it(text: str) -> None:
    pattern = parse_pattern(text)
    code = two_readings(pattern, TABLES)
    if code is not None:
        first, second, *_ = Reader(pattern, TABLES).cuts(code)
        assert first != second
        assert "".join(first) == "".join(second) == code


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("CUST{seq:6}", False),
        ("{level}{seq:3}", False),
        ("{level}-{name:initials3}{seq:3}", False),
        ("{level}{seq:3}{level}", False),
        ("{name:initials2}{level}{seq:2}", True),
        ("{name:initials3}{name:initials3}{seq:2}", True),
        ("{name:initials3}-{name:initials3}{seq:2}", False),
        ("{name:initials3}{seq:2}{name:initials2}", False),
    ],
)
def test_which_patterns_are_ambiguous(text: str, ambiguous: bool) -> None:
    assert (two_readings(parse_pattern(text), TABLES) is not None) == ambiguous


@given(patterns)
def test_at_most_one_segment_of_unequal_lengths_is_never_ambiguous(text: str) -> None:
    pattern = parse_pattern(text)
    if sum(_elastic(token.token) for token in pattern.tokens) < 2:
        assert two_readings(pattern, TABLES) is None


@given(st.text("AB01-_/.", min_size=2, max_size=8))
def test_free_characters_read_as_they_are(free: str) -> None:
    form = parse_manual_form("GD{any:2-8}")
    reading = read(form, "GD" + free, TABLES)
    assert reading.ok
    assert [segment.text for segment in reading.segments] == ["GD", free]
