"""`kehao search` and `kehao count`: rows, columns, order, and queries that cannot be read."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Kehao


def codes(kehao_as: Kehao, *arguments: str) -> list[str]:
    return [row["code"] for row in kehao_as("search", *arguments, "--json").objects]


def test_an_empty_query_finds_all_and_words_find_by_chinese_and_pinyin(kehao_as: Kehao) -> None:
    assert codes(kehao_as) == ["CUST000003", "CUST000002", "CUST000001"]
    assert codes(kehao_as, "晴川") == ["CUST000001"]
    assert codes(kehao_as, "szqc") == ["CUST000001"]
    assert codes(kehao_as, "region:广东", "-type:个人") == ["CUST000001"]


def test_a_line_is_the_whole_customer_unless_columns_are_named(kehao_as: Kehao) -> None:
    (whole,) = kehao_as("search", "云禾", "--json").objects
    assert whole == kehao_as("customers", "show", "CUST000002", "--json").object
    (named,) = kehao_as("search", "云禾", "--columns", "name,code", "--json").objects
    assert named == {"name": "杭州云禾软件有限公司", "code": "CUST000002"}
    assert list(named) == ["name", "code"]


def test_sort_and_limit(kehao_as: Kehao) -> None:
    assert codes(kehao_as, "--sort", "code", "--limit", "2") == ["CUST000001", "CUST000002"]
    assert codes(kehao_as, "--sort", "-code", "--limit", "1") == ["CUST000003"]
    assert codes(kehao_as, "--limit", "0") == []


def test_a_query_may_begin_with_a_minus_but_a_misspelt_option_is_none(kehao_as: Kehao) -> None:
    assert codes(kehao_as, "-type:个人", "--sort", "code") == ["CUST000001", "CUST000002"]
    assert kehao_as("count", "-type:个人", "--json").object == {"count": 2}
    misspelt = kehao_as("search", "晴川", "--limt")
    assert (misspelt.code, misspelt.out) == (2, "")


def test_counts_and_counts_by_value(kehao_as: Kehao) -> None:
    assert kehao_as("count", "region:广东", "--json").object == {"count": 2}
    assert kehao_as("count", "--by", "region", "--json").objects == [
        {"value": "广东", "count": 2},
        {"value": "浙江", "count": 1},
    ]
    assert kehao_as("count").out == "3\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "foo:3"],
        ["search", "(广州"],
        ["search", "phone:("],
        ["search", "--sort", "foo"],
        ["search", "--columns", "foo"],
        ["count", "--by", "foo"],
    ],
)
def test_what_cannot_be_read_ends_with_4_and_prints_nothing(
    kehao_as: Kehao, arguments: list[str]
) -> None:
    answer = kehao_as(*arguments, "--json")
    assert (answer.code, answer.out) == (4, "")
    assert len(answer.err.splitlines()) == 1


def test_a_broken_query_names_the_place(kehao_as: Kehao) -> None:
    assert kehao_as("search", "广东 phone:(").err.endswith("(Character 10.)\n")


def test_masked_fields_stay_masked_in_rows(kehao_as: Kehao) -> None:
    rows = kehao_as("search", "--columns", "code,phone", "--json", user="周婷").objects
    assert {row["phone"] for row in rows} == {"***", ""}


def test_a_table_for_people_is_aligned_by_cells(kehao_as: Kehao) -> None:
    head, *rows = kehao_as("search", "--columns", "name,code", "--sort", "code").out.splitlines()
    from rich.cells import cell_len

    place = cell_len(head[: head.index("Code")])
    assert {cell_len(row[: row.index("CUST")]) for row in rows} == {place}
    assert kehao_as("search", "nobody-at-all").err == "No customer fits.\n"


def test_one_endless_name_does_not_widen_every_row(kehao_as: Kehao) -> None:
    kehao_as("customers", "add", "--set", "name=" + "x" * 400)
    head, *rows = kehao_as("search", "--columns", "name,code", "--sort", "code").out.splitlines()
    assert max(map(len, rows)) < 430
    assert sorted(map(len, rows))[-2] < 80
    assert len(head) < 80
