"""The house's standards, what they make of each customer, and the figures over all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.due import DueService
from store.errors import CannotUndo, InvalidQuery, InvalidValue, NotPermitted
from store.quality.standards import SHIPPED, read_standards, write_standards
from store.session import Session

STANDARDS = """
demand = true
[stale]
days = 90
[stale.level]
A = 30
[required]
any = ["phone"]
"企业" = ["phone", "region", "负责人"]
[[check]]
name = "own mail"
type = "企业"
query = "-email:*qq.com"
"""


@pytest.fixture
def kept(boss: Session) -> Session:
    """Five customers; two of them were not touched for 40 and 100 days."""
    add = boss.customers.add
    add({"name": "甲公司", "type": "企业", "phone": "13800138000", "region": "广东", "owner": "李"})
    add({"name": "乙公司", "type": "企业", "phone": "13800138001", "email": "x@qq.com"})
    add({"name": "丙", "type": "个人", "level": "A", "phone": "13800138002"})
    add({"name": "丁", "type": "个人", "level": "B"})
    add({"name": "戊", "phone": "2876 1234"})
    with boss.writing("customer.edit") as change:
        for name, days in (("丙", 40), ("丁", 100)):
            change.conn.execute(
                "UPDATE customer SET changed = strftime('%Y-%m-%dT%H:%M:%S.000Z', 'now', ?)"
                " WHERE name = ?",
                (f"-{days} days", name),
            )
    return boss


def found(session: Session, query: str) -> set[str]:
    return {name for (name,) in session.search.page(query, columns=("name",)).rows}


def test_standards_are_written_as_they_are_read(boss: Session) -> None:
    fields = boss.field_map()
    read = read_standards(STANDARDS, fields)
    assert read.required["企业"] == ("phone", "region", "owner")
    assert read_standards(write_standards(read), fields) == read
    assert read_standards(write_standards(SHIPPED), fields) == SHIPPED


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("stale = 5", InvalidValue),
        ("[stale]\ndays = 0", InvalidValue),
        ("[stale.level]\nA = 'x'", InvalidValue),
        ("[required]\nany = ['nose']", InvalidValue),
        ("[[check]]\nname = 'x'", InvalidValue),
        ("[[check]]\nquery = 'type:('", InvalidQuery),
        ("[[check]]\nquery = 'is:stale'", InvalidQuery),
        ("country = 'Mars'", InvalidValue),
        ("what = 1", InvalidValue),
        ("= =", InvalidValue),
    ],
)
def test_a_wrong_standard_is_refused(boss: Session, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        boss.quality.set_standards(text)
    assert boss.quality.standards() == SHIPPED


def test_standing_is_part_of_the_query_language(kept: Session) -> None:
    assert found(kept, "is:stale") == {"丁"}
    assert found(kept, "is:incomplete") == {"乙公司", "丙", "丁", "戊"}
    assert found(kept, "is:failing") == set()
    kept.quality.set_standards(STANDARDS)
    assert found(kept, "is:stale") == {"丙", "丁"}
    assert found(kept, "质量:久未更新 level:A") == {"丙"}
    assert found(kept, "is:incomplete") == {"乙公司", "丁"}
    assert found(kept, "is:failing") == {"乙公司"}
    assert found(kept, "-is:stale,incomplete") == {"甲公司", "戊"}
    kept.customers.edit(4, {"city": "深圳"}, version=1)
    assert found(kept, "is:stale") == {"丙"}
    with pytest.raises(InvalidQuery):
        kept.search.count("is:rotten")


def test_a_rule_cannot_ask_for_what_changes_by_itself(boss: Session) -> None:
    from store.codes.rulefile import read_rules

    with pytest.raises(InvalidQuery):
        boss.rules.apply(
            read_rules(
                '[[rule]]\nname="x"\nwhen="is:stale"\npattern="X{seq:4}"\n'
                '[[rule]]\nname="y"\npattern="Y{seq:4}"\n'
            )
        )


def test_figures_agree_with_the_lists_they_lead_to(kept: Session) -> None:
    kept.quality.set_standards(STANDARDS)
    kept.customers.archive(5)
    figures = kept.quality.count()
    assert figures.customers == kept.search.count("") == 4
    assert figures.incomplete == kept.search.count("is:incomplete") == 2
    assert figures.stale == kept.search.count("is:stale") == 2
    assert figures.flagged == kept.search.count("has:flag") == 0
    assert figures.failing == figures.checks["own mail"] == kept.search.count("is:failing") == 1
    for name, one in figures.fields.items():
        if name != "name":
            assert figures.customers - one.filled == kept.search.count(f"missing:{name}")
    assert (figures.required, figures.lacking) == (8, 3)
    assert figures.types == {"个人": (2, 1), "企业": (2, 1)}
    assert figures.ages == (2, 1, 1, 0, 0)
    assert figures.completeness == pytest.approx(1 - 3 / 8)


def test_the_due_job_keeps_a_row_a_day(boss: Session, sign_in: Callable[[str], Session]) -> None:
    assert boss.quality.last() is None
    boss.customers.add({"name": "甲"})
    done = {one.job: one for one in DueService(boss).run()}
    assert done["quality"].facts["customers"] == 1
    boss.customers.add({"name": "乙"})
    last = boss.quality.last()
    assert last is not None
    assert last.customers == 1
    assert sign_in("viewer").quality.count().customers == 2
    ((day, figures),) = boss.quality.trend()
    assert (day, figures) == (boss.today().isoformat(), last)
    boss.quality.count()
    assert [figures.customers for _, figures in boss.quality.trend()] == [2]


def test_who_types_is_held_to_what_is_demanded_and_files_are_not(kept: Session) -> None:
    kept.quality.set_standards(STANDARDS)
    with pytest.raises(InvalidValue, match="Region"):
        kept.customers.add({"name": "己公司", "type": "企业", "phone": "13800138009"})
    with pytest.raises(InvalidValue, match="Phone"):
        kept.customers.edit(1, {"phone": ""}, version=1)
    assert kept.customers.edit(2, {"city": "深圳"}, version=1).values["city"] == "深圳"
    assert kept.transfer.run_import("name,type\n庚公司,企业\n".encode()).added == 1
    assert found(kept, "is:incomplete") == {"乙公司", "丁", "庚公司"}


def test_standards_are_a_manager_s_logged_and_undone(
    boss: Session, sign_in: Callable[[str], Session]
) -> None:
    with pytest.raises(NotPermitted):
        sign_in("clerk").quality.set_standards(STANDARDS)
    boss.quality.set_standards(STANDARDS, "new year")
    (line,) = boss.log.list("action:quality.standards")
    assert (line.reason, line.before is not None) == ("new year", True)
    boss.undo.one(line.seq)
    assert boss.quality.standards() == SHIPPED
    boss.quality.set_standards("[stale]\ndays = 5")
    with pytest.raises(CannotUndo):
        boss.undo.one(boss.log.list("action:log.undo")[0].seq)


def test_the_country_of_the_house(boss: Session, sign_in: Callable[[str], Session]) -> None:
    clerk = sign_in("clerk")
    boss.quality.set_standards('country = "DE"')
    made = clerk.customers.add({"name": "Alfreds", "phone": "030 901820"})
    assert boss.customers.by_id(made.id).values["phone"] == "+4930901820"
