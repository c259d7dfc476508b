"""What is exported is what was asked for, as its reader may see it, and comes back the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import store
from store.customers.fields import MASK
from store.engine.cancel import Cancel
from store.errors import InvalidQuery, InvalidValue, NotPermitted, Stopped
from store.log.export import LogExport
from store.session import Session
from store.sign_in.opening import Store
from store.transfer.formats.opening import open_table
from store.transfer.imports.source import Source

SignIn = Callable[[str], Session]

LIST = (
    "code,name,phone,email,notes,标签,简称,会员卡\n"
    'A1,"=HYPERLINK(""http://x"")",+86 138-0013-8000,a@b.cn,"一\n二",重点；老客户,华为；HW,K-1\n'
    "A2,'quoted',-5,@x,NULL,,,=1\n"
    "A3,[/x]张三,13800138000,,'NULL,,,\n"
)


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    session = sign_in("manager")
    session.transfer.run_import(LIST.encode())
    return session


def read(path: Path) -> list[list[str]]:
    table = open_table(Source(path))
    return [table.headers, *(cells for _, cells in table.rows())]


def test_the_codes_of_divisions_are_a_column(sign_in: SignIn, tmp_path: Path) -> None:
    manager = sign_in("manager")
    for region, city in (("广东", "深圳"), ("广东", "Nowhere"), ("", "厦门"), ("", "Springfield")):
        manager.customers.add({"name": f"{region} {city}", "region": region, "city": city})
    path = tmp_path / "divisions.csv"
    manager.exports.run(path, columns=["name", "division_code"], sort="division_code")
    assert dict(read(path)[1:]) == {
        "广东 深圳": "440300",
        "广东 Nowhere": "440000",
        "厦门": "350200",
        "Springfield": "",
    }


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx", "all.tsv"])
def test_a_store_goes_through_a_file_into_another_one(
    manager: Session, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    assert manager.exports.run(path).written == 3
    made = store.create(tmp_path / "other", admin="boss", password="correct horse battery")
    other = made.store.sign_in("boss", "correct horse battery")
    other.fields.define("会员卡", "text")
    assert other.transfer.run_import(path).added == 3
    for code in ("A1", "A2", "A3"):
        mine, theirs = manager.customers.get(code), other.customers.get(code)
        assert theirs.values == mine.values
        assert (theirs.names, theirs.tags) == (mine.names, mine.tags)
    assert other.customers.get("A1").values["name"] == '=HYPERLINK("http://x")'
    assert other.customers.get("A3").values["notes"] == "NULL"
    other.close()


def test_the_query_the_columns_and_the_order_are_obeyed(manager: Session, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    result = manager.exports.run(
        path, "has:phone", ["name", "code", "short_name"], sort="-code", headers={"code": "编码"}
    )
    assert result.written == 3
    assert read(path)[0] == ["name", "编码", "short_name"]
    assert [row[1] for row in read(path)[1:]] == ["A3", "A2", "A1"]
    assert read(path)[3][2] == "华为; HW"


def test_it_is_logged_with_what_was_asked_for(manager: Session, tmp_path: Path) -> None:
    manager.exports.run(tmp_path / "x.csv", "张三", ["code"])
    (line,) = manager.log.list("action:export.run")
    assert line.object == "x.csv"
    assert line.after == {"query": "张三", "columns": ["code"], "count": 1}


def test_masked_values_stay_masked(sign_in: SignIn, manager: Session, tmp_path: Path) -> None:
    boss = sign_in("boss")
    boss.staff.save_role("exporter", {"export.run", "customer.read"})
    boss.staff.add("eva", ("exporter",), "correct horse battery")
    path = tmp_path / "x.csv"
    sign_in("eva").exports.run(path, "", ["code", "phone", "name"])
    assert read(path)[3] == ["A3", MASK, "[/x]张三"]


@pytest.mark.parametrize("name", ["clerk", "viewer", "admin", "auditor"])
def test_only_those_who_may_export(sign_in: SignIn, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotPermitted):
        sign_in(name).exports.run(tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()


def test_what_cannot_be_asked_leaves_no_file(manager: Session, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with pytest.raises(InvalidQuery):
        manager.exports.run(path, "nosuch:1")
    with pytest.raises(InvalidValue):
        manager.exports.run(path, "nobody-at-all", ["nosuch"])
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Stopped):
        manager.exports.run(path, cancel=cancel)
    assert list(tmp_path.glob("*x.csv*")) == []


@pytest.mark.parametrize("name", ["kehao.db", "keyring.json", "throttle.json", "list.csv"])
def test_nothing_is_written_into_a_stores_own_folder(
    sign_in: SignIn, house: Store, tmp_path: Path, name: str
) -> None:
    boss = sign_in("boss")
    before = {path.name: path.read_bytes() for path in house.folder.glob("keyring.json")}
    linked = tmp_path / "link"
    linked.symlink_to(house.folder)
    source = tmp_path / "list.csv"
    source.write_text("code,name\nA-1,甲\nA-1,乙\n")
    for path in (house.folder / name, linked / name):
        for write in (
            lambda path=path: boss.exports.run(path),
            lambda path=path: boss.transfer.run_import(source, rejects=path),
            lambda path=path: LogExport(sign_in("auditor")).run(path),
        ):
            with pytest.raises(InvalidValue, match="lies in the folder of a store"):
                write()
    assert {path.name: path.read_bytes() for path in house.folder.glob("keyring.json")} == before
    assert boss.search.count("") == 0


def test_an_empty_answer_is_a_file_of_headers(manager: Session, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert manager.exports.run(path, "nobody-at-all", ["code"]).written == 0
    assert read(path) == [["code"]]
