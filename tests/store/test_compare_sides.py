"""What is here and not there, there and not here, which fields differ; and what mends each side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import NotPermitted, WrongUsage
from store.session import Session
from store.transfer.imports.comparing import Comparison, Difference
from store.transfer.imports.options import Options

SignIn = Callable[[str], Session]

OURS = "code,name,phone,city,tags\nA1,甲,13800138000,深圳,VIP\nA2,乙,,上海,\nA3,丙,,,\n"
THEIRS = (
    "Kundennr,Firma,Telefon,Ort,tags\n"
    "a1,甲,138-0013-8000,广州,VIP\nA3,丙,,,\nA4,丁,,,\nA3,丙,,,again\n"
)
MAP = {"Kundennr": "code", "Firma": "name", "Telefon": "phone", "Ort": "city"}


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    session = sign_in("manager")
    session.transfer.run_import(OURS.encode())
    return session


def compared(session: Session, path: Path, **more: object) -> Comparison:
    options = Options(MAP, unmapped="drop", on_match="update")
    return session.comparing.run(path, options, **more)  # type: ignore[arg-type]


def test_each_difference_is_found(manager: Session, tmp_path: Path) -> None:
    told: list[Difference] = []
    result = compared(manager, written(tmp_path / "theirs.csv", THEIRS), tell=told.append)
    assert (result.here, result.there, result.same) == (3, 4, 1)
    assert [(one.kind, one.code, one.row) for one in told] == [
        ("differs", "A1", 2),
        ("there", "A4", 4),
        ("unclear", "A3", 5),
        ("here", "A2", 0),
    ]
    assert dict(told[0].fields) == {"city": ("深圳", "广州")}  # the phone is the same
    assert result.fields == {"city": 1}
    assert not result.alike


def test_what_is_written_for_here_mends_us(manager: Session, tmp_path: Path) -> None:
    theirs = written(tmp_path / "theirs.csv", THEIRS.replace("A3,丙,,,again\n", ""))
    compared(manager, theirs, here=tmp_path / "here.csv")
    manager.transfer.run_import(tmp_path / "here.csv", on_match="update")
    after = compared(manager, theirs)
    assert (after.only_there, after.differing, after.only_here) == (0, 0, 1)
    assert manager.customers.get("A1").values["city"] == "广州"


def test_what_is_written_for_there_has_their_headers(manager: Session, tmp_path: Path) -> None:
    theirs = written(tmp_path / "theirs.csv", THEIRS)
    compared(manager, theirs, there=tmp_path / "there.csv")
    lines = (tmp_path / "there.csv").read_text("utf-8-sig").splitlines()
    assert lines == [
        "Kundennr,Firma,Telefon,Ort,tags",
        "A1,甲,13800138000,深圳,VIP",
        "A2,乙,,上海,",
    ]
    assert manager.log.list("action:export.run")[0].object == "there.csv"


def test_without_codes_a_field_must_be_named(manager: Session, tmp_path: Path) -> None:
    theirs = written(tmp_path / "theirs.csv", "name,city\n甲,深圳\n戊,\n")
    with pytest.raises(WrongUsage, match="--match FIELD"):
        manager.comparing.run(theirs, Options(on_match="update"))
    result = manager.comparing.run(theirs, Options(match="name", on_match="update"))
    assert (result.same, result.only_here, result.only_there) == (1, 2, 1)


def test_who_may_not_see_personal_fields_does_not_compare_them(
    boss: Session, manager: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    boss.staff.save_role("importer", ["customer.read", "import.run"])
    boss.staff.add("imp", ["importer"], "correct horse battery")
    session = sign_in("imp")
    theirs = written(tmp_path / "theirs.csv", OURS.replace("13800138000", "139"))
    result = session.comparing.run(theirs, Options(on_match="update"))
    assert (result.same, result.left_out) == (3, ("phone",))
    with pytest.raises(NotPermitted):
        session.comparing.run(theirs, Options(on_match="update"), there=tmp_path / "out.csv")


values = st.sampled_from(["", "x", "y"])
sides = st.dictionaries(st.sampled_from([f"A{n}" for n in range(6)]), st.tuples(values, values))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(theirs=sides)
def test_the_figures_are_those_of_two_dictionaries(
    boss: Session, tmp_path: Path, theirs: dict[str, tuple[str, str]]
) -> None:
    ours = {"A0": ("x", ""), "A1": ("", "y"), "A2": ("x", "x"), "A3": ("", "")}
    boss.transfer.run_import(
        "\n".join(
            ["code,name,city,notes", *(f"{c},n,{a},{b}" for c, (a, b) in ours.items())]
        ).encode()
    )
    lines = ["code,name,city,notes", *(f"{c},n,{a},{b}" for c, (a, b) in theirs.items())]
    path = written(tmp_path / "theirs.csv", "\n".join(lines))
    result = boss.comparing.run(path, Options(on_match="update"))
    assert result.only_here == len(ours.keys() - theirs.keys())
    assert result.only_there == len(theirs.keys() - ours.keys())
    assert result.differing == sum(ours[c] != theirs[c] for c in ours.keys() & theirs.keys())
    assert result.same == sum(ours[c] == theirs[c] for c in ours.keys() & theirs.keys())
