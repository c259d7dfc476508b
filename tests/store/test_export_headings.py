"""A file whose headings are what people call the columns comes back in, in either language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.customers.fields import BUILT_IN
from store.session import Session
from store.transfer.mapping.columns import match_headers
from tui import locale
from tui.words.labels import headings


@pytest.fixture(params=["zh", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[None]:
    before = locale.language()
    locale.use(request.param)
    yield
    locale.use(before)


@pytest.mark.usefixtures("spoken")
def test_every_heading_of_a_whole_export_is_known_again(boss: Session, tmp_path: Path) -> None:
    boss.fields.define("网点", "text")
    (own,) = set(boss.field_map()) - set(BUILT_IN)
    boss.customers.add(
        {"name": "深圳晴川", "phone": "13800000001", own: "南山"},
        tags=["重点"],
        names=[("short", "晴川"), ("former", "老晴川")],
    )
    file = tmp_path / "out.csv"
    fields = boss.field_map()
    written = boss.exports.run(file, headers=headings((), fields))
    (head, row) = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    assert list(match_headers(head, fields).targets) == list(written.columns)
    assert set(head) & set(written.columns) == {own}  # called by its label
    assert "深圳晴川" in row


def test_two_columns_of_one_label_keep_their_names(boss: Session) -> None:
    boss.fields.define("电话", "text")
    locale.use("zh")
    try:
        over = headings(["phone"], boss.field_map())
    finally:
        locale.use("en")
    (own,) = set(boss.field_map()) - set(BUILT_IN)
    assert (over["phone"], over[own]) == ("phone", own)
    assert over["name"] == "客户名称"
