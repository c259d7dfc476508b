"""An import brings in everyone once, keeps what it cannot read, and rejects only what it must."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import CodeTaken, InvalidValue, KehaoError, NotPermitted, WrongUsage
from store.session import Session
from store.transfer.imports.importing import ImportResult
from store.transfer.imports.others import Other

SignIn = Callable[[str], Session]

NORTH = """customerID,companyName,contactName,address,city,region,postalCode,country,phone,fax
ALFKI,Alfreds Futterkiste,Maria Anders,Obere Str. 57,Berlin,NULL,12209,Germany,030-0074321,030-1
ANATR,Ana Trujillo,Ana Trujillo,Avda. Constitución 2222,México D.F.,NULL,05021,Mexico,(5) 1,NULL
BOLID,"Bólido, Comidas",Martín Sommer,C/ Araquil 67,Madrid,WA,28023,Spain,(91) 555 22 82,
"""
DIRTY = (
    "\ufeffCode,Name,Type,Phone,Notes\r\n"
    "GR-00001,  许娜\u3000,个人,+86 177-5080-0427,\r\n"
    "GR-O0006,苏明一,个人,17765715731,\r\n"
    ",武汉科力普教育咨询集团有限公司,企业,13277084567,\r\n"
    "QY-00010,昆明市顺成电子商务集团有限公司,企业,18756851017,\r\n"
    "QY-00010,佛山绿芙贸易有限公司,企业,13223715209,\r\n"
    "QY-00010,昆明市顺成电子商务集团有限公司,企业,18756851017,\r\n"
    'GR-00041,董明涵,个人,15529578200,"a\nb"\r\n'
    'QY-00301,"=HYPERLINK(""http://x"",""y"")",企业,+86 175-5749-7579,\r\n'
    "VIP-00302,[/x]张三[@click=app.quit()],VIP,13690505138,\r\n"
    "QY-00303,李\x1b]0;pwned\x07四,企业,问前台,\r\n"
    " QY-00304 ,王五,企业,,\r\n"
    "QY-00305,,企业,13690505138,\r\n"
)


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    return sign_in("manager")


def bring(session: Session, text: str, **options: object) -> ImportResult:
    result: ImportResult = session.transfer.run_import(text.encode(), **options)  # type: ignore[arg-type]
    if not result.stopped and not result.refused:
        counted = result.added + result.updated + result.skipped + result.rejected
        assert result.read == counted
    return result


def customers(session: Session) -> dict[str, str]:
    with session.reading() as conn:
        return dict(conn.execute("SELECT code, name FROM customer ORDER BY id"))


def head(session: Session) -> int:
    with session.reading() as conn:
        seq: int = conn.execute("SELECT max(seq) FROM operation").fetchone()[0]
        return seq


def test_a_list_from_another_system(manager: Session) -> None:
    result = bring(manager, NORTH)
    assert (result.read, result.added, result.rejected) == (3, 3, 0)
    assert result.unmapped == ("fax",)
    assert list(customers(manager)) == ["ALFKI", "ANATR", "BOLID"]
    alfreds = manager.customers.get("ALFKI").values
    assert alfreds["contact"] == "Maria Anders"
    assert alfreds["region"] == ""
    assert alfreds["fax"] == "030-1"
    assert manager.customers.get("BOLID").values["name"] == "Bólido, Comidas"
    assert manager.fields.all()["fax"].personal


def test_the_same_file_again_changes_nothing(manager: Session) -> None:
    bring(manager, NORTH)
    again = bring(manager, NORTH)
    assert (again.added, again.skipped, again.rejected) == (0, 3, 0)
    assert len(customers(manager)) == 3


def test_a_list_without_codes_is_brought_in_once_and_gets_codes_by_rule(manager: Session) -> None:
    text = "姓名,手机\n王伟,13800138000\n王伟,13900139000\n"
    assert bring(manager, text).added == 2
    assert customers(manager) == {"CUST000001": "王伟", "CUST000002": "王伟"}
    assert bring(manager, text).skipped == 2
    assert len(customers(manager)) == 2


def test_what_a_dirty_list_becomes(manager: Session) -> None:
    result = bring(manager, DIRTY)
    assert (result.read, result.added, result.skipped, result.rejected) == (12, 9, 1, 2)
    assert [number for number, _ in result.reasons] == [6, 13]
    taken, nameless = (error for _, error in result.reasons)
    assert isinstance(taken, CodeTaken)
    assert "row 5" in str(taken)
    assert isinstance(nameless, InvalidValue)
    kept = customers(manager)
    assert kept["GR-00001"] == "许娜"
    assert kept["GR-O0006"] == "苏明一"
    assert kept["CUST000001"] == "武汉科力普教育咨询集团有限公司"
    assert kept["QY-00010"] == "昆明市顺成电子商务集团有限公司"
    assert kept["QY-00301"] == '=HYPERLINK("http://x","y")'
    assert kept["VIP-00302"] == "[/x]张三[@click=app.quit()]"
    assert kept["QY-00303"] == "李]0;pwned四"
    assert kept["QY-00304"] == "王五"
    assert manager.customers.get("GR-00041").values["notes"] == "a\nb"
    strange = manager.customers.get("QY-00303")
    assert strange.values["phone"] == "问前台"
    assert strange.flags == ("phone",)


def test_a_rejected_row_stays_rejected_for_its_reason_when_run_again(manager: Session) -> None:
    bring(manager, DIRTY)
    again = bring(manager, DIRTY)
    assert (again.added, again.skipped, again.rejected) == (0, 10, 2)
    assert "row 5" in str(again.reasons[0][1])


def test_no_code_of_the_file_is_given_away_to_a_row_without_one(manager: Session) -> None:
    result = bring(manager, "code,name\n,first\nCUST000001,second\n,third\nCUST000004,fourth\n")
    assert (result.added, result.rejected) == (4, 0)
    assert customers(manager) == {
        "CUST000001": "second",
        "CUST000004": "fourth",
        "CUST000005": "first",
        "CUST000006": "third",
    }


def test_rows_match_customers_who_have_the_code_already(manager: Session) -> None:
    manager.customers.add({"name": "here before"}, code="A-1")
    result = bring(manager, "code,name\na-1,other\nA-2,new\nA-1,third\n")
    assert (result.added, result.skipped, result.rejected) == (1, 2, 0)
    assert customers(manager) == {"A-1": "here before", "A-2": "new"}


def test_a_code_that_cannot_be_given_rejects_its_row_only(manager: Session) -> None:
    gone = manager.customers.add({"name": "gone"}, code="A-1")
    manager.customers.delete(gone.id, "by wish")
    result = bring(manager, f"code,name\nA-1,x\n{'Z' * 80},y\nA-2,z\n")
    assert (result.added, result.rejected) == (1, 2)
    assert customers(manager) == {"A-2": "z"}


def test_a_dry_run_says_the_same_and_writes_nothing(manager: Session) -> None:
    before = head(manager)
    dry = bring(manager, DIRTY + "QY-00999,x,新类型,1,\n", dry_run=True)
    assert head(manager) == before
    assert customers(manager) == {}
    real = bring(manager, DIRTY + "QY-00999,x,新类型,1,\n")
    for name in ("read", "added", "updated", "skipped", "rejected", "possible_duplicates"):
        assert getattr(dry, name) == getattr(real, name), name
    assert [(n, str(e)) for n, e in dry.reasons] == [(n, str(e)) for n, e in real.reasons]


def test_a_dry_run_defines_no_field(manager: Session) -> None:
    assert bring(manager, NORTH, dry_run=True).added == 3
    assert "fax" not in manager.fields.all()


def test_strict_writes_nothing_if_any_row_would_be_rejected(manager: Session) -> None:
    before = head(manager)
    refused = bring(manager, DIRTY, strict=True)
    assert refused.refused
    assert (refused.added, refused.rejected) == (0, 2)
    assert head(manager) == before
    fine = bring(manager, NORTH, strict=True)
    assert (fine.added, fine.refused) == (3, False)


def test_rejected_rows_go_to_a_file_that_can_be_mended_and_brought_in(
    manager: Session, tmp_path: Path
) -> None:
    path = tmp_path / "rejects.csv"
    bring(manager, DIRTY, rejects=path, describe=lambda error: f"! {error}")
    text = path.read_text("utf-8-sig")
    assert text.splitlines()[0] == "kehao row,kehao reason,Code,Name,Type,Phone,Notes"
    assert text.splitlines()[1].startswith("6,! The code QY-00010 is that of row 5 already")
    mended = text.replace("QY-00010,", "QY-00011,").replace("QY-00305,,", "QY-00305,赵六,")
    result = bring(manager, mended)
    assert (result.added, result.rejected, result.unmapped) == (2, 0, ())
    assert customers(manager)["QY-00305"] == "赵六"


def test_no_rejected_rows_make_no_file(manager: Session, tmp_path: Path) -> None:
    bring(manager, NORTH, rejects=tmp_path / "rejects.csv")
    assert not (tmp_path / "rejects.csv").exists()


def test_a_mended_row_brings_in_what_the_first_would_have(manager: Session, tmp_path: Path) -> None:
    path = tmp_path / "rejects.xlsx"
    bring(manager, "code,name,city,notes,source\nA1,,NULL,'=1,=2\n", rejects=path)
    mended = manager.transfer.run_import(path, mapping={"kehao row": "name"})
    assert mended.added == 1
    values = manager.customers.get("A1").values
    assert (values["city"], values["notes"], values["source"]) == ("", "=1", "=2")


def test_a_place_for_rejects_that_is_none_is_told_before_anything_is_written(
    manager: Session, tmp_path: Path
) -> None:
    with pytest.raises(KehaoError):
        bring(manager, NORTH, rejects=tmp_path / "none" / "r.csv")
    assert customers(manager) == {}


def test_rejected_rows_are_not_written_over_the_file_they_come_from(
    manager: Session, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name\nA-1,甲\nA-1,乙\n")
    other = tmp_path / "other.csv"
    other.symlink_to(path)
    for rejects in (path, other, str(path)):
        with pytest.raises(InvalidValue, match="is the file that is imported"):
            manager.transfer.run_import(path, rejects=rejects)
    assert path.read_text() == "code,name\nA-1,甲\nA-1,乙\n"
    assert manager.search.count("") == 0


def test_a_wrong_byte_at_the_end_stops_the_import_before_its_first_row(manager: Session) -> None:
    lines = [f"A{n},客户{n}\n".encode() for n in range(3000)]
    data = b"code,name\n" + b"".join(lines) + b"B,\xff\n"
    with pytest.raises(InvalidValue, match="3002"):
        manager.transfer.run_import(data)
    assert customers(manager) == {}


@pytest.mark.parametrize("mode", ["notes", "drop"])
def test_what_fits_no_field_goes_where_it_is_told(manager: Session, mode: str) -> None:
    assert bring(manager, NORTH, unmapped=mode).unmapped == ("fax",)
    assert "fax" not in manager.fields.all()
    notes = manager.customers.get("ALFKI").values["notes"]
    assert notes == ("fax: 030-1" if mode == "notes" else "")


def test_who_may_not_define_fields_loses_nothing_either(sign_in: SignIn, manager: Session) -> None:
    boss = sign_in("boss")
    boss.staff.save_role("importer", {"import.run", "customer.read"})
    boss.staff.add("ida", ("importer",), "correct horse battery")
    ida = sign_in("ida")
    assert bring(ida, NORTH).added == 3
    assert manager.customers.get("ALFKI").values["notes"] == "fax: 030-1"


def test_a_column_with_values_but_no_header_is_kept_and_an_empty_one_is_not(
    manager: Session,
) -> None:
    result = bring(manager, "code,name,,empty,\nA1,x,7,,\nA2,y,,,,beyond\n")
    assert result.unmapped == ("column 3", "empty", "column 6")
    assert manager.customers.get("A1").values["column_3"] == "7"
    assert manager.customers.get("A2").values["column_6"] == "beyond"
    assert "empty" not in manager.fields.all()


def test_a_person_s_map_is_obeyed(manager: Session) -> None:
    bring(manager, "A,B,phone\nx,y,1\n", mapping={"A": "code", "B": "名称", "phone": "-"})
    assert customers(manager) == {"x": "y"}
    assert manager.customers.get("x").values["phone"] == ""


def test_a_file_without_names_is_refused_with_what_to_do(manager: Session) -> None:
    with pytest.raises(InvalidValue, match="--map"):
        bring(manager, "orderID,shipVia\n1,2\n")
    with pytest.raises(WrongUsage):
        bring(manager, "name\nx\n", match="phone")
    with pytest.raises(WrongUsage):
        bring(manager, "name\nx\n", unmapped="away")


def test_likely_duplicates_are_counted_and_kept(manager: Session) -> None:
    manager.customers.add({"name": "深圳华为", "phone": "138 0013 8000"})
    result = bring(
        manager,
        "名称,电话,联系人\n"
        "深圳华为,+86 13800138000,\n"  # somebody in the store
        "大疆,1,张三\n"
        "大疆,2,张三\n"  # somebody in this file, by the contact
        "王伟,13911112222,王伟\n"
        "王伟,13933334444,王伟\n"  # one's own name is no evidence
        "腾讯,,\n"
        "腾讯,,\n",
    )
    assert (result.added, result.possible_duplicates) == (7, 2)
    told = [(one.row, bool(one.code), one.earlier_row) for one in result.alike]
    assert told == [(2, True, 0), (4, False, 3)]
    pairs = {(one.first.name, one.second.name) for one in manager.duplicates.list()}
    assert pairs == {("深圳华为", "深圳华为"), ("大疆", "大疆")}


def test_all_of_it_is_one_group_and_one_line_says_what_was_done(manager: Session) -> None:
    result = bring(manager, DIRTY)
    with manager.reading() as conn:
        actions = dict(
            conn.execute(
                "SELECT action, count(*) FROM operation WHERE group_id = ? GROUP BY action",
                (result.group,),
            )
        )
    assert actions["customer.add"] == 9
    assert actions["import.run"] == 1
    (line,) = manager.log.list("action:import.run")
    assert line.after is not None
    assert line.after["added"] == 9
    assert manager.log.verify().ok


@pytest.mark.parametrize("name", ["clerk", "viewer", "admin", "auditor"])
def test_only_those_who_may_import(sign_in: SignIn, name: str) -> None:
    session = sign_in(name)
    with pytest.raises(NotPermitted):
        bring(session, NORTH)
    with pytest.raises(NotPermitted):
        session.transfer.plan("x.csv")


def test_a_plan_shows_what_would_become_of_the_columns(manager: Session, tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    path.write_text(NORTH, "gb18030")
    plan = manager.transfer.plan(path)
    assert plan.headers[:3] == ("customerID", "companyName", "contactName")
    assert plan.targets[:3] == ("code", "name", "contact")
    assert plan.unmapped == ("fax",)
    assert [new.name for new in plan.new_fields.values()] == ["fax"]
    assert (plan.match, plan.rows, plan.encoding) == ("code", 3, "gb18030")
    assert plan.samples[0][0] == "ALFKI"


def test_a_code_of_somebody_with_quite_another_name_is_told(manager: Session) -> None:
    bring(manager, "编码,名称\nA1,深圳华为技术有限公司\nA2,杭州阿里\nA3,北京百度\n")
    former = manager.customers.get("A3")
    manager.customers.edit(
        former.id, {"name": "百度网讯"}, version=former.version, names=[("former", "北京百度")]
    )
    file = "编码,名称\nA1,华为技术\nA2,青岛樱花涂料厂\nA3,北京百度\nA9,新的\n"
    result = bring(manager, file, dry_run=True)
    assert (result.added, result.skipped, result.others) == (1, 3, 1)
    (doubt,) = [one for one in result.doubtful if one.why == "other"]
    assert (doubt.row, doubt.other) == (3, Other(3, "A2", "杭州阿里"))
    updating = bring(manager, file, dry_run=True, on_match="update")
    assert (updating.updated, updating.others) == (3, 1)


def test_earlier_codes_match_nobody_whose_code_a_rule_made(manager: Session) -> None:
    made = [manager.customers.add({"name": f"在此{n}"}).code for n in (1, 2)]
    file = f"编码,名称\n{made[0]},别处甲\nB-7,别处乙\n"
    first = bring(manager, file, codes="alias", on_match="update")
    assert (first.added, first.updated, first.rejected) == (1, 0, 1)
    assert "taken already" in str(first.reasons[0][1])
    assert manager.customers.get(made[0]).values["name"] == "在此1"
    again = bring(manager, file.replace("乙", "丙"), codes="alias", on_match="update")
    assert (again.updated, manager.customers.get("B-7").values["name"]) == (1, "别处丙")


def test_a_code_that_is_void_says_so(manager: Session) -> None:
    made = manager.customers.add({"name": "甲"})
    manager.customers.delete(made.id, "x")
    result = bring(manager, f"编码,名称\n{made.code},乙\n")
    assert result.rejected == 1
    assert "void" in str(result.reasons[0][1])
