"""Names, passwords and recovery keys as people type them: taken, or refused with the reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InvalidValue
from store.keys.credentials import check_name, check_password
from store.keys.recovery import ALPHABET, read_recovery, write_recovery
from store.text import FORBIDDEN, fold

ROOT = Path(__file__).parents[2]
LONGEST = ("three blind mice, see how they run " * 4)[:128]
KEYS = st.binary(min_size=32, max_size=32)

# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王芳", "王芳"),
        ("li.si", "li.si"),
        ("  Li_Si-2 ", "Li_Si-2"),
        ("7号柜台", "7号柜台"),
        ("e\u0301mile", "émile"),
        ("欧阳\u200b娜娜", "欧阳娜娜"),
        ("x" * 32, "x" * 32),
    ],
)
def test_a_name_is_kept_clean(typed: str, kept: str) -> None:
    assert check_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\u200b",
        "x" * 33,
        "a b",
        "a/b",
        "a@b",
        "[/x]",
        "-x",
        ".x",
        "_",
        "..",
        "a\u3164",
        "ﷺ",
        "½",
        "🙂",
        "a'b",
        "a\u0301\u0301\u0301",
    ],
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        check_name(typed)
    assert refused.value.field == "name"


@given(st.text(max_size=40))
def test_a_kept_name_is_kept_again_and_holds_nothing_dangerous(typed: str) -> None:
    try:
        name = check_name(typed)
    except InvalidValue:
        return
    assert check_name(name) == name
    assert 1 <= len(name) <= 32
    assert not FORBIDDEN.search(name)
    assert not set(fold(name)) & set(" /\\\"'[]{}<>:*?")


# -- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        LONGEST[:12],
        LONGEST,
        "十二个汉字就够长了没问题",
        "lower case only",
        "😀😎🙈🙉🙊😀🙃😎🙉😀🙈🙊",
    ],
)
def test_length_is_nearly_all_that_a_password_needs(text: str) -> None:
    assert check_password("王芳", text) == text


@pytest.mark.parametrize("text", ["", "x" * 11, "x" * 129, "e\u0301" * 11])
def test_a_password_too_short_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="12 to 128"):
        check_password("王芳", text)


def test_accents_count_once_however_they_are_typed() -> None:
    assert check_password("王芳", "e\u0301tude" * 3) == "étude" * 3


@pytest.mark.parametrize(
    "text", ["long enough\x00", "long enough\x1b[2J", "long enough\ud800\ud800"]
)
def test_a_password_nobody_can_type_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="invisible"):
        check_password("王芳", text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("zhang.weiguo", "zhang.weiguo"),
        ("zhang.weiguo", "ZhangWeiguo2024"),
        ("zhang.weiguo", "zhangweiguo!!!!"),
        ("zhang.weiguo", "ougiew.gnahz"),
        ("zhangwei", "zhangweizhangwei"),
        ("li", "lililililili"),
        ("王芳", "王芳王芳王芳王芳王芳王芳"),
        ("王芳", "1-王-芳-1-王-芳-1!"),
        ("li", "ＬＩＬＩＬＩＬＩＬＩＬＩ"),
    ],
)
def test_the_name_in_disguise_is_no_password(name: str, text: str) -> None:
    with pytest.raises(InvalidValue, match="account name"):
        check_password(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("li", "lily of the valley"),
        ("zhangwei", "zhangwei likes long walks"),
        ("...", ". - . _ ! - .."),
    ],
)
def test_a_password_may_hold_the_name_beside_enough_else(name: str, text: str) -> None:
    assert check_password(name, text) == text


@given(st.text("王li12", min_size=3, max_size=200).filter(lambda text: not 6 < len(text) < 12))
def test_a_refusal_never_shows_the_password(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        check_password(text, text)
    assert text not in str(refused.value)
    assert text not in map(str, refused.value.params.values())


# -- the recovery key ----------------------------------------------------------------------------


@given(KEYS)
def test_a_recovery_key_reads_back(private: bytes) -> None:
    text = write_recovery(private)
    assert [len(group) for group in text.split("-")] == [4] * 14
    assert set(text) <= {*ALPHABET, "-"}
    assert read_recovery(text) == private


@given(KEYS, st.data())
def test_case_spaces_dashes_and_lookalikes_do_not_matter(
    private: bytes, data: st.DataObject
) -> None:
    typed = ""
    for character in write_recovery(private):
        looks = {"0": "0Oo", "1": "1IiLl", "-": ["", " ", "-", "—", "\n", " - "]}
        typed += data.draw(st.sampled_from(looks.get(character, character + character.lower())))
    assert read_recovery(typed) == private


@given(KEYS, st.integers(0, 55), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_told_with_its_group(
    private: bytes, place: int, character: str
) -> None:
    letters = write_recovery(private).replace("-", "")
    if letters[place] == character:
        return
    with pytest.raises(InvalidValue, match="mistyped") as refused:
        read_recovery(letters[:place] + character + letters[place + 1 :])
    assert refused.value.field == "recovery_key"
    assert refused.value.params.get("group", place // 4 + 1) == place // 4 + 1


def test_two_neighbours_exchanged_are_told_with_their_group() -> None:
    letters = write_recovery(bytes(range(32))).replace("-", "")
    assert letters[20] != letters[21]
    with pytest.raises(InvalidValue, match="group 6"):
        read_recovery(letters[:20] + letters[21] + letters[20] + letters[22:])


def test_a_missing_or_foreign_character_is_told() -> None:
    text = write_recovery(bytes(range(32)))
    with pytest.raises(InvalidValue, match="56 letters and digits, this has 55"):
        read_recovery(text[:-1])
    with pytest.raises(InvalidValue, match="this has 0"):
        read_recovery("")
    for foreign in "Uu!é客\x1b":
        with pytest.raises(InvalidValue, match="Group 2 "):
            read_recovery(text[:5] + foreign + text[6:])


@given(st.text(max_size=80))
def test_any_text_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        read_recovery(text)
    assert refused.value.field == "recovery_key"
    assert set(refused.value.params) <= {"field", "group", "expected", "found"}


def test_the_form_of_a_recovery_key_is_fixed_for_ever() -> None:
    assert (
        write_recovery(bytes(range(32)))
        == "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFK-W0CB"
    )


def test_two_sign_ins_at_once_in_one_process_both_end() -> None:
    """Two runs of Argon2 with several lanes in two threads once waited for each other for ever."""
    program = (
        "from threading import Thread\n"
        "from store.keys.password import STANDARD, spend\n"
        "runs = [Thread(target=spend, args=('x' * 12, STANDARD)) for _ in range(4)]\n"
        "[run.start() for run in runs]\n"
        "[run.join() for run in runs]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, cwd=ROOT)
