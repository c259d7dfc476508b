"""`kehao quality`, `suggest` and `clean`: figures with their queries, mending in one group."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Kehao


def test_figures_lead_to_lists(kehao_as: Kehao) -> None:
    figures = kehao_as("quality", "--json").object
    assert figures["customers"] == 3
    assert figures["incomplete"] == 1
    for name, query in figures["queries"].items():
        if name in figures:
            assert kehao_as("count", query, "--json").object["count"] == figures[name]
    shown = kehao_as("quality", "--lang", "zh").out
    assert "is:incomplete" in shown
    assert "缺少必填字段" in shown
    days = kehao_as("quality", "--trend", "7", "--json").objects
    assert [day["customers"] for day in days] == [3]


def test_standards_from_a_file(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "standards.toml"
    file.write_text('[stale]\ndays = 10\n[required]\nany = ["email"]\n', "utf-8")
    assert kehao_as("quality", "--apply", str(file), "--json").object["stale"]["days"] == 10
    text = kehao_as("quality", "--standards").out
    assert kehao_as("quality", "--apply", "-", stdin=text).code == 0
    assert kehao_as("count", "is:incomplete", "--json").object["count"] == 2
    file.write_text("stale = 1", "utf-8")
    assert kehao_as("quality", "--apply", str(file)).code == 4
    assert kehao_as("quality", "--apply", "nowhere.toml").code == 4
    assert kehao_as("quality", "--apply", str(file), user="李娜").code == 3


def test_suggestions_are_listed_then_accepted(kehao_as: Kehao) -> None:
    listed = kehao_as("suggest", "深圳晴川", "--json").objects
    assert [(one["field"], one["value"], one["reason"]) for one in listed] == [
        ("city", "深圳", "landline")
    ]
    assert kehao_as("customers", "show", "CUST000001", "--json").object["city"] == ""
    accepted = kehao_as("suggest", "深圳晴川", "--accept", "--json").objects
    assert accepted[-1]["changed"] == 1
    assert kehao_as("customers", "show", "CUST000001", "--json").object["city"] == "深圳"
    assert kehao_as("suggest", "--fields", "nose").code == 2


def test_cleaning_is_tried_done_and_undone(kehao_as: Kehao) -> None:
    tried = kehao_as("clean", "--dry-run", "--json").object
    assert (tried["changed"], tried["unchanged"]) == (0, 3)
    done = kehao_as("clean", "--json").object
    assert (done["changed"], done["group"]) == (0, None)
    assert kehao_as("clean", "--dates", "ydm").code == 2
    assert kehao_as("clean", user="李娜").code == 3


def test_scripts_get_e164_people_read_numbers_as_they_are_dialled(kehao_as: Kehao) -> None:
    assert kehao_as("customers", "show", "CUST000001", "--json").object["phone"] == "+8675555500001"
    assert "0755-55500001" in kehao_as("customers", "show", "CUST000001").out
    assert "0755-55500001" in kehao_as("search", "深圳晴川").out
    assert "0755-55500001" in kehao_as("export", "-", "--columns", "phone").out


def test_dates_are_asked_about_by_name(kehao_as: Kehao, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,注册日期\n甲,03/04/2026\n", "utf-8")
    told = kehao_as("import", str(file), "--dry-run", "--json").object
    assert told["ambiguous_dates"] == ["注册日期"]
    assert kehao_as("import", str(file), "--dates", "注册日期=xyz").code == 2
    assert kehao_as("import", str(file), "--dates", "生日=dmy").code == 2
    assert kehao_as("import", str(file), "--dates", "注册日期=mdy").code == 0
    assert kehao_as("count", "registered:2026-03-04", "--json").object["count"] == 1
