"""What comes in is brought into one form, and the log keeps what was given."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers import dates, divisions, names
from store.customers.dates import read_date
from store.customers.divisions import above, find_city, in_text
from store.customers.fields import BUILT_IN, Field
from store.customers.names import normalised_name
from store.customers.values import read_value
from store.session import Session
from store.text import clean
from store.transfer.mapping import dates as file_dates
from store.transfer.mapping.dates import date_order, file_date

REGION = Field("region", "choice", "Region", choices=("广东", "内蒙古", "上海"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ＡＣＭＥ　Ｔｒａｄｉｎｇ", "ACME Trading"),
        ("王　伟", "王伟"),
        ("欧阳 娜娜", "欧阳 娜娜"),
        ("山田 太郎", "山田 太郎"),
        ("华为技术(深圳) 有限公司", "华为技术（深圳）有限公司"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("ABC (中国) Ltd", "ABC （中国） Ltd"),
        ("[@click=app.quit()]张三", "[@click=app.quit()]张三"),
        ("第①分店™", "第①分店™"),
        ("ｶﾅﾓﾘ", "カナモリ"),
        ("李 Wei", "李 Wei"),
    ],
)
def test_names(given: str, kept: str) -> None:
    assert normalised_name(given) == kept


@given(st.text(max_size=20).map(clean))
def test_a_kept_name_stays_as_it_is(text: str) -> None:
    once = normalised_name(text)
    assert normalised_name(once) == once
    assert bool(once) == bool(text)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026年1月31日", "2026-01-31"),
        ("2026.1.31", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("2026/1/31 08:15", "2026-01-31"),
        ("2026-01-31T08:15:00+08:00", "2026-01-31"),
        ("二〇二六年一月三十一日", "2026-01-31"),
        ("民国115年1月31日", "2026-01-31"),
        ("2026年2月30日", None),
        ("03/04/2026", None),
    ],
)
def test_dates(given: str, kept: str | None) -> None:
    assert read_date(given) == kept


def test_a_column_of_dates_says_itself_in_which_order_they_are() -> None:
    assert date_order(["03/04/2026", "31/01/2026"]).order == "dmy"
    assert date_order(["03/04/2026", "01/31/2026"]).order == "mdy"
    assert date_order(["23/10/05", "01/02/03"]).must_ask
    assert date_order(["30/10/35", "23/10/45"]).order == "dmy"
    unsure = date_order(["03/04/2026", "2026-01-31", "05/06/2026"])
    assert (unsure.must_ask, unsure.ambiguous, unsure.examples[0]) == (True, 2, "03/04/2026")
    torn = date_order(["31/01/2026", "01/31/2026", "03/04/2026"])
    assert (torn.contradicts, torn.must_ask) == (True, True)
    assert date_order(["46053", "45000", "", "44000"]).order == "serial"
    assert not date_order(["2026-01-31", "46053"]).order
    assert file_date("46053", "serial") == "2026-01-31"


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["dmy", "mdy"]))
def test_a_date_in_a_known_order_is_that_day(day: object, order: str) -> None:
    written = f"{day:%d/%m/%Y}" if order == "dmy" else f"{day:%m/%d/%Y}"
    assert file_date(written, order) == str(day)


def test_an_ambiguous_column_is_kept_flagged_and_told_or_read_as_said(boss: Session) -> None:
    file = "name,registered\n甲,03/04/2026\n乙,05/06/2026\n".encode()
    plan_said = boss.transfer.run_import(file, dry_run=True)
    assert plan_said.ambiguous_dates == ("registered",)
    result = boss.transfer.run_import(file, dates={"": "dmy"})
    assert result.ambiguous_dates == ()
    rows = boss.search.page("", sort="name", columns=("name", "registered", "flags")).rows
    assert sorted(rows) == [("乙", "2026-06-05", ""), ("甲", "2026-04-03", "")]
    other = boss.transfer.run_import("name,registered\n丙,07/08/2026\n".encode())
    assert other.ambiguous_dates == ("registered",)
    assert boss.search.count("flag:registered") == 1


@pytest.mark.parametrize(
    ("given", "kept", "fits"),
    [
        ("广东省", "广东", True),
        ("Guangdong", "广东", True),
        ("440000", "广东", True),
        ("内蒙古自治区", "内蒙古", True),
        ("上海市", "上海", True),
        ("深圳市", "深圳市", False),
        ("浙江省", "浙江省", False),
    ],
)
def test_regions_are_those_of_the_house_by_any_of_their_names(
    given: str, kept: str, fits: bool
) -> None:
    assert read_value(REGION, given) == (kept, fits)


@pytest.mark.parametrize(
    ("text", "code", "province", "city"),
    [
        ("广东省深圳市南山区科技园1号", "440305", "广东", "深圳"),
        ("上海市浦东新区张江路", "310115", "上海", "上海"),
        ("延边朝鲜族自治州延吉市", "222401", "吉林", "延边"),
        ("海南省琼海市", "469002", "海南", "琼海"),
        ("湖北省襄樊市", "420600", "湖北", "襄阳"),
        ("河南省新乡市", "410700", "河南", "新乡"),
    ],
)
def test_an_address_begins_with_its_division(
    text: str, code: str, province: str, city: str
) -> None:
    found = in_text(text)
    assert found is not None
    assert found.code == code
    upper, middle = above(found)
    assert upper is not None
    assert middle is not None
    assert (upper.short, middle.short) == (province, city)


@pytest.mark.parametrize(
    "street", ["南京东路1号", "朝阳区建国路", "和平路8号", "四川北路100号", ""]
)
def test_the_name_of_a_street_is_no_city(street: str) -> None:
    assert in_text(street) is None


def test_cities_by_their_short_name_and_mail_in_small_letters() -> None:
    assert read_value(BUILT_IN["city"], "深圳市") == ("深圳", True)
    assert read_value(BUILT_IN["city"], "某个市") == ("某个市", True)
    assert read_value(BUILT_IN["email"], "王伟 <Wei@Example.COM>") == ("Wei@example.com", True)
    assert read_value(BUILT_IN["email"], "mailto:a@B.cn") == ("a@b.cn", True)
    city = find_city("吉林")
    assert city is not None
    assert city.code == "220200"


def test_the_log_keeps_what_was_given_sealed_where_it_says_more(boss: Session) -> None:
    typed = boss.customers.add({"name": "王　伟", "phone": "(0755)2876-1234", "region": "广东省"})
    plain = boss.customers.add({"name": "李四", "phone": "13800138000", "region": "广东"})
    lines = {line.object: line for line in boss.log.list("action:customer.add")}
    first, second = lines[typed.code].after, lines[plain.code].after
    assert first is not None
    assert second is not None
    assert first["given"] == {"name": "王 伟", "phone": "(0755)2876-1234", "region": "广东省"}
    assert "given" not in second
    with boss.reading() as conn:
        (raw,) = conn.execute(
            "SELECT after FROM operation WHERE object = ? AND action = 'customer.add'",
            (typed.code,),
        ).fetchone()
    assert "2876" not in raw
    edited = boss.customers.edit(plain.id, {"phone": "+86 139 0013 9000"}, version=1)
    assert edited.values["phone"] == "+8613900139000"
    (line,) = boss.log.list("action:customer.edit")
    assert line.after is not None
    assert line.after["given"] == {"phone": "+86 139 0013 9000"}
    assert boss.log.verify().ok
    boss.undo.one(line.seq)
    assert boss.customers.by_id(plain.id).values["phone"] == "+8613800138000"


def test_an_import_keeps_it_too_and_updates_as_well(boss: Session) -> None:
    boss.transfer.run_import("code,name,phone\nA1,甲,021 5555 6666 x 12\n".encode())
    (line,) = boss.log.list("action:customer.add")
    assert line.after is not None
    assert line.after["given"] == {"phone": "021 5555 6666 x 12"}
    boss.transfer.run_import("code,name,phone\nA1,甲,(010) 1234-5678\n".encode(), on_match="update")
    (line,) = boss.log.list("action:customer.edit")
    assert line.after is not None
    assert line.after["given"] == {"phone": "(010) 1234-5678"}


def test_who_may_not_see_a_value_sees_not_what_was_given(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    made = boss.customers.add({"name": "甲", "phone": "(0755)2876-1234"})
    seen = sign_in("auditor").log.of_customer(made.id)
    assert "2876" not in repr(seen)


def test_the_examples_run() -> None:
    for module in (names, dates, divisions, file_dates):
        assert doctest.testmod(module).failed == 0
