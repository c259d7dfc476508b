"""A code with a letter where the file's other codes have a digit is seen before it comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.session import Session
from store.transfer.imports.mistyped import Forms, forms_of

LISTED = [f"GR-{number:05}" for number in range(1, 60)]
FORMS = forms_of([*LISTED, "GR-O0006", *[f"SH{number:04}" for number in range(40)]])
LETTERS = {"0": "Oo", "1": "Il", "5": "Ss", "8": "B", "2": "Zz"}


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("GR-O0006", "GR-00006"),
        ("GR-0OO06", "GR-00006"),
        ("GR-0001l", "GR-00011"),
        ("SH0O12", "SH0012"),
        ("SHO012", "SH0012"),
        ("GR-00006", ""),
        ("SH0012", ""),
        ("GB-O0006", ""),
        ("GR-A0006", ""),
        ("老客户O0", ""),
    ],
)
def test_what_was_meant(code: str, meant: str) -> None:
    assert FORMS.mended(code) == meant


def test_a_form_that_is_common_is_no_slip() -> None:
    half = forms_of([*LISTED, *[f"GR-O{number:04}" for number in range(8)]])
    assert half.mended("GR-O0006") == ""
    assert Forms().mended("GR-O0006") == ""
    assert forms_of(LISTED[:4]).mended("GR-O0006") == ""


@given(st.data())
def test_one_slip_is_found_again(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(LISTED))
    places = [place for place, sign in enumerate(code) if sign in LETTERS]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    letter = data.draw(st.sampled_from(LETTERS[code[place]]))
    assert FORMS.mended(code[:place] + letter + code[place + 1 :]) == code


@given(st.lists(st.from_regex(r"[A-Z]{1,3}-?[0-9]{3,6}", fullmatch=True)), st.text())
def test_what_is_proposed_has_a_form_of_the_file(codes: list[str], odd: str) -> None:
    forms = forms_of(codes)
    for code in [*codes, odd]:
        if mended := forms.mended(code):
            assert forms.mended(mended) == ""
            assert len(mended) == len(code)


def test_the_dry_run_and_the_result_name_them(boss: Session) -> None:
    rows = "".join(f"GR-{number:05},客户{number}\n" for number in range(1, 30))
    file = f"编码,名称\n{rows}GR-O0030,苏明一\n".encode()
    tried = boss.transfer.run_import(file, dry_run=True)
    assert (tried.added, tried.mistyped) == (30, 1)
    (doubt,) = tried.doubtful
    assert (doubt.row, doubt.why, doubt.mended) == (31, "mistyped", "GR-00030")
    mended = boss.transfer.run_import(file, corrections={31: {"code": "GR-00030"}})
    assert (mended.added, mended.mistyped) == (30, 0)
    assert boss.customers.get("GR-00030").values["name"] == "苏明一"


def test_new_codes_leave_nothing_to_doubt(boss: Session) -> None:
    rows = "".join(f"GR-{number:05},客户{number}\n" for number in range(1, 30))
    file = f"编码,名称\n{rows}GR-O0030,苏明一\n".encode()
    assert boss.transfer.run_import(file, dry_run=True, codes="new").mistyped == 0
