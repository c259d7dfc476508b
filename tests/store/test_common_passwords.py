"""The commonest passwords are refused, plain or thinly disguised; good ones are not."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InvalidValue
from store.keys.common_passwords import common, listed
from store.keys.common_passwords_build import COUNT, build
from store.keys.credentials import check_password
from store.staff.accounts import one_time_password

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2024!",
        "P@ssw0rd2024",
        "12345678901234",
        "qwertyuiop123",
        "dragondragon",
        "iloveyou2026!!",
        "!!!sunshine!!!",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaaa",
        "abcdefghijklm",
        "zyxwvutsrqpon",
        "ＰＡＳＳＷＯＲＤ１２３４",
        "123456password",
        "123456789monkey987654321"[:15],
    ],
)
def test_what_everybody_thinks_of_is_refused(password: str) -> None:
    with pytest.raises(InvalidValue, match="commonest") as refused:
        check_password("王芳", password)
    assert refused.value.field == "password"
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "a rather different one",
        "深圳的天气今天很好呀真的",
        "7391-blue-84620",
        "x9Kd-22lq-Vb71",
        "dragon eats sunshine",
    ],
)
def test_what_is_longer_than_a_common_one_is_taken(password: str) -> None:
    assert check_password("王芳", password) == password


def test_every_long_one_of_the_list_is_refused_and_the_list_is_whole() -> None:
    assert len(listed()) == COUNT
    assert all(common(one) for one in listed() if len(one) >= 12)


@given(st.sampled_from(sorted(one for one in listed() if len(one) >= 4)), st.integers(0, 99999999))
def test_digits_behind_a_common_one_do_not_help(one: str, tail: int) -> None:
    assert common(f"{one}{tail}")


@given(st.text(min_size=12, max_size=128))
def test_any_text_gets_an_answer(text: str) -> None:
    assert common(text) in (True, False)


def test_made_passwords_are_never_refused_and_the_worst_text_is_quick() -> None:
    for _ in range(300):
        assert not common(one_time_password())
        assert not common(secrets.token_urlsafe(32))
    began = time.perf_counter()
    common("1!" * 64)
    common("1" * 63 + "a" + "1" * 64)
    assert time.perf_counter() - began < 0.5


def test_the_file_is_what_its_maker_makes() -> None:
    shipped = sorted(listed())
    import zlib

    assert zlib.decompress(build(shipped)).decode().split("\n") == shipped


def test_the_list_is_not_read_before_a_password_is_chosen() -> None:
    code = "import sys, store.keys.credentials; print('store.keys.common_passwords' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
