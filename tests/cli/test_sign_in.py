"""One-time codes, sessions and the house's demands by command, as people and scripts use them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from store.staff import totp
from tests.cli.conftest import ADMIN, Kehao, call
from tui.locale import zh_CN
from tui.terminal.qr import qr_lines

SECRET = b"12345678901234567890"


NOW = totp.step_at(time.time())


def code(steps: int = 0) -> str:
    """One of the codes that are good while the tests run, by its place after another."""
    return totp.code_of(SECRET, NOW + steps)


@pytest.fixture(autouse=True)
def _known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    global NOW
    NOW = totp.step_at(time.time())
    monkeypatch.setattr(totp, "new_secret", lambda: SECRET)
    monkeypatch.setattr(totp, "DRIFT", 40)


def test_codes_are_set_up_asked_for_and_switched_off(
    kehao_as: Kehao, folder: Path, tmp_path: Path
) -> None:
    on = kehao_as("staff", "totp", "on", stdin=code(-3) + "\n")
    assert on.code == 0
    assert totp.written(SECRET) in on.out
    recovery = re.findall(r"^[A-Z0-9]{5}-[A-Z0-9]{5}$", on.out, re.MULTILINE)
    assert len(recovery) == 10
    without = kehao_as("count", "--json")
    assert (without.code, without.out) == (3, "")
    assert "one-time code" in without.err
    file = tmp_path / "code"
    file.touch(mode=0o600)
    file.write_text(code(-2), "utf-8")
    assert kehao_as("count", "--json", "--code-file", str(file)).object == {"count": 3}
    again = kehao_as("count", "--json", "--code-file", str(file))
    assert (again.code, again.err) == (
        3,
        "That code is wrong, or was used before: wait for the next.\n",
    )
    file.write_text(recovery[0], "utf-8")
    off = kehao_as("staff", "totp", "off", "--json", "--code-file", str(file), stdin=code(-1))
    assert off.object == {"name": ADMIN, "codes": False}
    assert kehao_as("count").code == 0


def test_with_json_no_secret_stands_on_standard_output(kehao_as: Kehao) -> None:
    on = kehao_as("staff", "totp", "on", "--json", stdin=code())
    assert on.object == {"name": ADMIN, "codes": True}
    assert totp.written(SECRET) in on.err
    assert len(re.findall(r"^[A-Z0-9]{5}-[A-Z0-9]{5}$", on.err, re.MULTILINE)) == 10


def test_a_wrong_first_code_sets_nothing_up(kehao_as: Kehao) -> None:
    wrong = kehao_as("staff", "totp", "on", "--json", stdin="000000\n")
    assert (wrong.code, wrong.out) == (4, "")
    assert kehao_as("count").code == 0
    assert kehao_as("staff", "totp", "perhaps").code == 2
    assert kehao_as("staff", "totp", "on", "李娜").code == 2


def test_an_administrator_takes_the_codes_of_another_away(kehao_as: Kehao) -> None:
    assert kehao_as("staff", "totp", "on", user="李娜", stdin=code()).code == 0
    assert kehao_as("staff", "totp", "off", "李娜", user="周婷").code == 3
    off = kehao_as("staff", "totp", "off", "李娜", "--reason", "lost", "--json")
    assert off.object == {"name": "李娜", "codes": False}
    assert kehao_as("count", user="李娜").code == 0


def test_sessions_are_listed_and_ended(kehao_as: Kehao, folder: Path) -> None:
    import store
    from store.errors import SessionEnded
    from tests.cli.conftest import PASSWORD

    other = store.open(folder).sign_in("李娜", PASSWORD, client="10.0.0.7")
    mine = kehao_as("sessions", "list", "--json").objects
    assert [(one["name"], one["own"]) for one in mine] == [(ADMIN, True)]
    everybody = kehao_as("sessions", "list", "--all", "--json").objects
    assert {one["name"]: one["client"] for one in everybody}["李娜"] == "10.0.0.7"
    assert kehao_as("sessions", "list", "--all", user="李娜").code == 3
    assert kehao_as("sessions", "end", other.session_id, user="周婷").code == 4
    ended = kehao_as("sessions", "end", other.session_id[:8], "--json")
    assert ended.object["name"] == "李娜"
    with pytest.raises(SessionEnded):
        other.customers.add({"name": "x"})


def test_the_house_sets_its_demands(kehao_as: Kehao) -> None:
    shown = kehao_as("staff", "policy", "password.classes=3", "session.max_hours=8", "--json")
    values = {one["name"]: one["value"] for one in shown.objects}
    assert (values["password.classes"], values["session.max_hours"]) == ("3", "8")
    assert kehao_as("staff", "policy", "password.classes").code == 2
    assert kehao_as("staff", "policy", "password.classes=9").code == 4
    assert kehao_as("staff", "policy", "password.classes=1", user="李娜").code == 3


def test_every_setting_explains_itself_in_both_languages(kehao_as: Kehao) -> None:
    from store.safety import SETTINGS

    assert [one.means for one in SETTINGS.values() if not zh_CN.lookup(one.means)] == []
    assert "会话最长几小时" in kehao_as("staff", "policy", "--lang", "zh").out


def test_the_qr_code_is_square_and_fits_a_terminal() -> None:
    lines = qr_lines(totp.uri(SECRET, "li.si", "Kehao"))
    assert {len(line) for line in lines} == {len(lines) * 2 - 1}
    assert len(lines) <= 21
    assert set("".join(lines)) <= set("█▀▄ ")


@pytest.mark.parametrize("name", ["boss", "li.xiaoming.2", "王小明", "欧阳小明子"])
def test_a_window_of_24_rows_has_room_for_the_code(name: str) -> None:
    import segno

    text = totp.uri(SECRET, name, "Kehao")
    lines = qr_lines(text, 20)
    assert len(lines) <= 20
    matrix = segno.make_qr(text, error="l", boost_error=False).matrix
    rim = (len(lines[0]) - len(matrix)) // 2
    assert rim >= 1
    second = [sign in "█▄" for sign in lines[0]]
    row = [True] * rim + [not dark for dark in matrix[0]] + [True] * rim
    assert second == (row if rim == 1 else [True] * len(row))


def test_what_is_drawn_is_the_code_module_by_module() -> None:
    import segno

    text = totp.uri(SECRET, "王敏", "Kehao")
    matrix = segno.make_qr(text, error="l", boost_error=False).matrix
    drawn = []
    for line in qr_lines(text):
        drawn += [[sign in "█▀" for sign in line], [sign in "█▄" for sign in line]]
    inside = [row[2 : 2 + len(matrix)] for row in drawn[2 : 2 + len(matrix)]]
    assert inside == [[not dark for dark in row] for row in matrix]
    assert all(all(row) for row in drawn[:2])


def test_a_code_file_that_is_not_there_is_told(kehao_as: Kehao, tmp_path: Path) -> None:
    missing = kehao_as("count", "--code-file", str(tmp_path / "none"))
    assert (missing.code, len(missing.err.splitlines())) == (4, 1)
    assert call("count", "--code-file").code == 2


def test_a_second_person_approves_by_command(kehao_as: Kehao, tmp_path: Path) -> None:
    assert kehao_as("staff", "policy", "approval.actions=role.edit").code == 0
    asked = kehao_as("staff", "role", "李娜", "manager", "--json", user="赵磊")
    assert (asked.code, asked.out) == (3, "")
    assert "second person" in asked.err
    (request,) = kehao_as("approvals", "list", "--json").objects
    assert request["asked_by"] == "赵磊"
    assert request["details"] == {"roles": ["manager"], "before": ["clerk"]}
    assert "Roles: manager; Before: clerk" in kehao_as("approvals", "list").out
    number = str(request["id"])
    assert kehao_as("approvals", "approve", number, user="赵磊").code == 4
    assert kehao_as("approvals", "approve", number, "--json").object["decision"] == "yes"
    done = kehao_as("staff", "role", "李娜", "manager", "--json", user="赵磊")
    assert done.object["roles"] == ["manager"]
    assert kehao_as("staff", "role", "李娜", "clerk", user="赵磊").code == 3
    last = str(kehao_as("approvals", "list", "--json").objects[-1]["id"])
    assert kehao_as("approvals", "refuse", last, "--json").object["decision"] == "no"
    assert kehao_as("approvals", "list", "--json").objects == []
    assert len(kehao_as("approvals", "list", "--all", "--json").objects) == 2
    assert kehao_as("approvals", "approve", "x").code == 2
