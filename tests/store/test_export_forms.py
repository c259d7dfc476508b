"""Every form an export can have says what the customers are, and nothing else."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import WrongUsage
from store.session import Session
from store.transfer.exports.exporting import FORMS, form_of, write_table
from store.transfer.formats.markdown import write_markdown
from store.transfer.formats.vcard_writing import card, write_cards

COLUMNS = ["code", "name", "contact", "phone", "city", "notes", "tags", "会员卡"]
ROW = [
    "A-1",
    "深圳晴川；贸易",
    "王 伟",
    "+8613800138000",
    "深圳",
    "一\n二, 三",
    "重点, 老客户",
    "=1",
]


def test_json_lines_are_objects_without_what_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    assert write_table(path, COLUMNS, [ROW, ["", "x", *[""] * 6]]) == 2
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert first == dict(zip(COLUMNS, ROW, strict=True))
    assert second == {"name": "x"}


def test_a_card_says_the_organisation_and_the_person() -> None:
    lines = list(card(dict(zip(COLUMNS, ROW, strict=True))))
    assert lines == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:王 伟",
        "N:王 伟;;;;",
        "ORG:深圳晴川；贸易",
        "TEL;TYPE=WORK,VOICE:+8613800138000",
        "NOTE:一\\n二\\, 三",
        "ADR;TYPE=WORK:;;;深圳;;;",
        "CATEGORIES:重点,老客户",
        "X-KEHAO-CODE:A-1",
        "X-KEHAO-会员卡:=1",
        "END:VCARD",
    ]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_no_line_of_a_card_is_longer_than_75_bytes_and_none_is_lost(text: str) -> None:
    file = io.BytesIO()
    write_cards(file, ["name"], [[text or "x"]])
    written = file.getvalue()
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    whole = written.replace(b"\r\n ", b"").decode("utf-8")
    name = re.search(r"^FN:(.*)\r$", whole, re.M)
    assert name is not None
    assert re.sub(r"\\(.)", r"\1", name[1]) == (text or "x")


@given(st.lists(st.text(max_size=20), min_size=2, max_size=2))
def test_a_row_of_markdown_is_one_line_of_as_many_cells(row: list[str]) -> None:
    file = io.BytesIO()
    write_markdown(file, ["a", "b"], [row])
    line = file.getvalue().decode("utf-8").split("\n")[2]
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.CSV", "csv"), ("a.tab", "tsv"), ("a.ndjson", "jsonl"), ("a.vcf", "vcf"), ("a.x", "csv")],
)
def test_the_ending_says_the_form(name: str, form: str) -> None:
    assert form_of(name) == form
    assert form_of(name, "md") == "md"


def test_a_form_that_there_is_not_is_refused_by_name(boss: Session, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="pdf can't be written: choose csv"):
        boss.exports.run(tmp_path / "a.csv", form="pdf")
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_from_the_store(boss: Session, tmp_path: Path, form: str) -> None:
    boss.customers.add({"name": "甲公司", "contact": "张三", "phone": "13800138000"})
    path = tmp_path / f"all.{form}"
    assert boss.exports.run(path, headers={"name": "客户"}).written == 1
    assert path.stat().st_size > 50
    if form == "vcf":  # goes by fields, whatever stands over them
        assert "ORG:甲公司" in path.read_text("utf-8")
