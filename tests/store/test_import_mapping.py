"""What a column is goes by the values too, by what was chosen last time, and by named profiles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.customers import credit_code
from store.customers.fields import BUILT_IN
from store.errors import InvalidValue, NotFound, NotPermitted, WrongUsage
from store.session import Session
from store.transfer.imports.planning import Plan
from store.transfer.mapping.joining import Joint, join
from store.transfer.mapping.signs import signs_of

SignIn = Callable[[str], Session]

BODIES = ("91440300MA5D1K2X0", "91330100MA27W3XN7", "91110108MA01C8JG9")
CREDIT = [body + credit_code.check_character(body) for body in BODIES]
HEADLESS = (
    f"王建国,13500000001,{CREDIT[0]},jianguo@example.cn,2024-03-01\n"
    f"苏州临湖贸易有限公司,13500000002,{CREDIT[1]},lake@example.cn,2024-03-02\n"
    f"南京紫金科技有限公司,13500000003,{CREDIT[2]},zijin@example.cn,2024-03-03\n"
    f"扬州瘦西湖餐饮有限公司,13500000004,,west@example.cn,2024-03-04\n"
)


@pytest.fixture
def manager(sign_in: SignIn) -> Session:
    return sign_in("manager")


def planned(session: Session, text: str, **said: object) -> Plan:
    return session.transfer.plan(text.encode(), **said)  # type: ignore[arg-type]


def taken(plan: Plan) -> dict[str, tuple[str, str]]:
    return {h: (t, w) for h, t, w in zip(plan.headers, plan.targets, plan.why, strict=True)}


@pytest.mark.parametrize(
    ("values", "targets"),
    [
        (["13800000001", "+86 139-0000-0002", "010-55500001"], ("phone",)),
        (CREDIT, ("credit_code",)),
        (["a@example.com", "b@example.com", ""], ("email",)),
        (["https://a.example", "www.b.example/x", "NULL"], ("website",)),
        (["广东", "浙江省", "广西壮族自治区"], ("region", "city")),
        (["苏州市", "杭州市", "伊犁州", "延边自治州", "无锡市"], ("city", "region")),
        (["杭州云禾软件有限公司", "Cedar & Finch Ltd", "王伟"], ("name",)),
        (["三百元", "五百元", "一千元"], ()),
        (["13800000001"], ("phone",)),
        (["x", "y", "13800000001"], ()),
    ],
)
def test_what_values_say(values: list[str], targets: tuple[str, ...]) -> None:
    assert signs_of(values, BUILT_IN).targets == targets


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_values_say_something_or_nothing(values: list[str]) -> None:
    signs = signs_of(values, BUILT_IN)
    assert {*signs.targets, *signs.bare} <= {*BUILT_IN, "code"}


def test_headings_that_say_nothing_leave_it_to_the_values(manager: Session) -> None:
    plan = planned(
        manager,
        "名称,甲,乙,传真\n"
        + "".join(f"公司{n},1350000000{n},a{n}@b.cn,1360000000{n}\n" for n in range(5)),
    )
    assert taken(plan) == {
        "名称": ("name", "name"),
        "甲": ("phone", "values"),
        "乙": ("email", "values"),
        "传真": ("", ""),
    }


def test_a_heading_that_the_values_belie_is_not_believed(manager: Session) -> None:
    text = (
        "客户名称,联系方式,邮箱\n甲公司,a@example.cn,13500000001\n乙公司,b@example.cn,13500000002\n"
    )
    assert planned(manager, text).targets == ("name", "email", "phone")


def test_codes_that_fit_a_rule_of_the_store(manager: Session) -> None:
    text = "代号X,客户名称\n" + "".join(f"CUST{n:06d},公司{n}\n" for n in range(1, 6))
    assert taken(planned(manager, text))["代号X"] == ("code", "values")


def test_a_file_whose_first_row_is_a_customer(manager: Session) -> None:
    plan = planned(manager, HEADLESS)
    assert not plan.headed
    assert plan.targets == ("name", "phone", "credit_code", "email", "registered")
    assert plan.rows == 4
    result = manager.transfer.run_import(HEADLESS.encode())
    assert (result.read, result.added) == (4, 4)
    again = manager.transfer.run_import(HEADLESS.encode())
    assert (again.added, again.skipped) == (0, 4)


def test_whether_there_are_headings_can_be_said(manager: Session) -> None:
    assert planned(manager, HEADLESS, header="yes", mapping={"1": "name"}).rows == 3
    plan = planned(manager, "客户名称,电话\n甲,13500000001\n", header="no", mapping={"1": "name"})
    assert (plan.rows, plan.headed) == (2, False)
    with pytest.raises(WrongUsage, match="header"):
        planned(manager, HEADLESS, header="perhaps")


def test_headings_are_not_taken_for_a_customer(manager: Session) -> None:
    for header in ("Name,Phone", "客户,号码1", "甲,乙", "2024,2025"):
        text = f"{header}\n" + "".join(f"公司{n},1350000000{n}\n" for n in range(5))
        assert planned(manager, text, mapping={"1": "name"}).headed


def test_given_and_family_name_are_joined_in_the_right_order(manager: Session) -> None:
    plan = planned(manager, "Last Name,First Name,Phone\nQuist,Nora,1\n沈,文静,2\n")
    assert plan.targets[1] == "name"
    manager.transfer.run_import(
        b"Last Name,First Name,Phone\nQuist,Nora,1\n\xe6\xb2\x88,\xe6\x96\x87\xe9\x9d\x99,2\n"
    )
    with manager.reading() as conn:
        names = [name for (name,) in conn.execute("SELECT name FROM customer ORDER BY id")]
    assert names == ["Nora Quist", "沈文静"]


def test_several_columns_that_a_person_puts_into_one_field(manager: Session) -> None:
    text = "名称,手机,座机,路,号\n甲,,010-5550001,湖西路,8号\n乙,13500000001,010-5550002,,\n"
    said = {"手机": "phone", "座机": "phone", "路": "address", "号": "address"}
    manager.transfer.run_import(text.encode(), mapping=said)
    with manager.reading() as conn:
        rows = conn.execute("SELECT phone, address, custom FROM customer ORDER BY id").fetchall()
    assert rows[0] == ("010-5550001", "湖西路8号", "{}")
    assert rows[1][0] == "+8613500000001"
    assert "010-5550002" in rows[1][2]


@given(
    st.lists(st.sampled_from(["", "a", "NULL", "王", " b "]), min_size=4, max_size=4),
    st.sampled_from(["first", "person", "address", "words", "list", "lines"]),
)
def test_nothing_is_lost_when_columns_are_joined(cells: list[str], how: str) -> None:
    joint = Joint("name", (1, 3, 0), how)  # type: ignore[arg-type]
    after = join(cells, [joint])
    held = sorted("".join(cell.replace("NULL", "").split()) for cell in cells)
    joined = "".join(sorted("".join("".join(after).replace("NULL", "").split())))
    assert "".join(sorted("".join(held))) == joined.replace(",", "").replace(";", "")


def test_what_was_chosen_last_time_is_proposed_for_the_same_headings(manager: Session) -> None:
    manager.transfer.run_import(
        "代号,称呼,甲\nX1,甲公司,茶\n".encode(),
        mapping={"称呼": "name", "甲": "source", "代号": "-"},
    )
    plan = planned(manager, "甲,代号,称呼\n咖啡,X2,乙公司\n")
    assert taken(plan) == {
        "甲": ("source", "last"),
        "代号": ("-", "last"),
        "称呼": ("name", "last"),
    }
    said = planned(manager, "甲,代号,称呼\n咖啡,X2,乙公司\n", mapping={"甲": "notes"})
    assert taken(said)["甲"] == ("notes", "said")
    bare = planned(manager, "甲,代号,称呼\n咖啡,X2,乙公司\n", profile="-", mapping={"称呼": "name"})
    assert taken(bare)["代号"] == ("", "")


def test_a_dry_run_is_not_remembered(manager: Session) -> None:
    text = "代号,称呼\nX1,甲公司\n".encode()
    manager.transfer.run_import(text, mapping={"称呼": "name"}, dry_run=True)
    with pytest.raises(InvalidValue, match="name"):
        manager.transfer.plan(text)


def test_a_profile_keeps_the_mapping_and_the_choices(manager: Session) -> None:
    text = "No,Who,Tel A,Tel B\nK-1,甲公司,,13500000001\n"
    manager.profiles.save(
        "展会",
        text.encode(),
        mapping={"Who": "name", "Tel A": "phone", "Tel B": "phone"},
        codes="alias",
    )
    plan = planned(manager, "Tel B,No,Who,Tel A\n13500000001,K-1,甲公司,\n", profile="展会")
    assert plan.codes == "alias"
    assert taken(plan)["Who"] == ("name", "profile")
    manager.transfer.run_import(text.encode(), profile="展会")
    found = manager.customers.get("K-1")
    assert (found.values["phone"], found.aliases) == ("+8613500000001", ("K-1",))
    assert [p.name for p in manager.profiles.list() if not p.shipped] == ["展会"]
    manager.profiles.remove("展会")
    with pytest.raises(NotFound, match="展会"):
        manager.profiles.get("展会")
    with pytest.raises(NotFound):
        manager.profiles.remove("zoho")
    actions = [op.action for op in manager.log.list("object:展会")]
    assert actions.count("profile.save") == 1
    assert actions.count("profile.remove") == 1


def test_a_profile_has_a_name_and_headings(manager: Session) -> None:
    for name in ("", "-", "x" * 41):
        with pytest.raises(InvalidValue):
            manager.profiles.save(name, b"name\na\n")
    with pytest.raises(InvalidValue, match="headings"):
        manager.profiles.save("x", HEADLESS.encode())


def test_profiles_are_for_those_who_import(sign_in: SignIn) -> None:
    with pytest.raises(NotPermitted):
        sign_in("clerk").profiles.list()


def test_yes_and_no_become_such_a_field(manager: Session) -> None:
    text = "客户名称,开票\n甲,是\n乙,否\n丙,是\n丁,\n"
    manager.transfer.run_import(text.encode())
    assert manager.field_map()["开票"].kind == "yesno"
    with manager.reading() as conn:
        customs = [row[0] for row in conn.execute("SELECT custom FROM customer ORDER BY id")]
    assert customs == ['{"开票": "yes"}', '{"开票": "no"}', '{"开票": "yes"}', "{}"]
