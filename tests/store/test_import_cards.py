"""vCards as phones, Outlook and Google write them come in as customers with their contacts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InvalidValue, KehaoError
from store.session import Session
from store.transfer.formats.opening import open_table
from store.transfer.imports.source import Source

SignIn = Callable[[str], Session]


def read(data: bytes) -> list[dict[str, str]]:
    table = open_table(Source(data))
    return [
        {name: cell for name, cell in zip(table.headers, cells, strict=True) if cell}
        for _, cells in table.rows()
    ]


def card(*lines: str, version: str = "3.0") -> bytes:
    made = ("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")
    return "\r\n".join(made).encode()


ANDROID = card(
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;",
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=",
    "=E4=BC=9F",
    "TEL;WORK:0755-1234567",
    "TEL;CELL;PREF:138-0013-8000",
    "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=8D=8E=E4=B8=BA;",
    "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZ",
    " AAAA",
    "",
    "NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab",
    version="2.1",
)
IPHONE = card(
    "PRODID:-//Apple Inc.//iPhone OS 17.0//EN",
    "N:Doe;Jane;;;",
    "FN:Jane Doe",
    "ORG:ACME\\, Inc.;Sales",
    "TITLE:Buyer",
    "item1.EMAIL;type=INTERNET;type=HOME:home@acme.example",
    "item2.EMAIL;type=INTERNET;type=pref:jane@acme.example",
    "item2.X-ABLabel:_$!<Work>!$_",
    "TEL;type=CELL;type=VOICE;type=pref:+1 555 0100",
    "item3.ADR;type=WORK;type=pref:;;1 Main St\\nFloor 2;Springfield;IL;62701;USA",
    "BDAY:1996-04-15",
    "CATEGORIES:vip,partner",
    "NOTE:first line\\nsecond\\, with a co",
    " mma",
    "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 3_000_000,
)
OUTLOOK = card(
    "N;LANGUAGE=zh-cn;CHARSET=gb2312:" + "李;四",
    "ORG;LANGUAGE=zh-cn:深圳晴川",
    "TEL;WORK;FAX:0755-99",
    "TEL;WORK;VOICE:0755-11",
    "ADR;WORK;PREF:;;科技路1号;深圳;广东;518000;中国",
    "EMAIL;PREF;INTERNET:li@x.cn",
    version="2.1",
)
FOUR = card(
    "FN:王五",
    "TEL;VALUE=uri;PREF=2:tel:+86-755-2",
    'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+86-755-1',
    "BDAY:19960415",
    "X-KEHAO-CODE:A-1",
    "X-KEHAO-CREDIT-CODE:91440300708461136T",
    "X-WECHAT:wang5",
    "UID:urn:uuid:1",
    version="4.0",
)


def test_android_with_quoted_printable() -> None:
    assert read(ANDROID) == [
        {
            "name": "华为",
            "contact": "张伟",
            "phone": "138-0013-8000",
            "phone 2": "0755-1234567",
            "notes": "a\r\nb",
        }
    ]


def test_iphone_with_groups_folds_and_a_picture() -> None:
    assert read(IPHONE) == [
        {
            "name": "ACME, Inc.",
            "contact": "Jane Doe",
            "title": "Buyer",
            "department": "Sales",
            "phone": "+1 555 0100",
            "email": "jane@acme.example",
            "email 2": "home@acme.example",
            "address": "1 Main St Floor 2",
            "city": "Springfield",
            "region": "IL",
            "postal_code": "62701",
            "country": "USA",
            "birthday": "1996-04-15",
            "tags": "vip; partner",
            "notes": "first line\nsecond, with a comma",
        }
    ]


def test_outlook_without_a_full_name() -> None:
    (one,) = read(OUTLOOK)
    assert (one["name"], one["contact"], one["city"]) == ("深圳晴川", "李四", "深圳")
    assert (one["phone"], one["phone 2"]) == ("0755-11", "0755-99")


def test_version_4_and_our_own_fields() -> None:
    (one,) = read(FOUR)
    assert (one["name"], one["phone"], one["birthday"]) == ("王五", "+86-755-1", "1996-04-15")
    assert (one["code"], one["credit_code"]) == ("A-1", "91440300708461136T")
    assert one["wechat"] == "wang5"
    assert "uid" not in one


def test_a_value_that_is_not_what_its_encoding_says_is_passed_over() -> None:
    (one,) = read(card("FN:王五", "NOTE;ENCODING=b:é", "TITLE;ENCODING=b:/w=="))
    assert one == {"name": "王五"}


def test_many_cards_become_customers(sign_in: SignIn) -> None:
    manager = sign_in("manager")
    result = manager.transfer.run_import(ANDROID + IPHONE + FOUR)
    assert (result.read, result.added, result.rejected) == (3, 3, 0)
    assert manager.customers.get("A-1").values["name"] == "王五"
    assert manager.search.count("contact:张伟") == 1
    again = manager.transfer.run_import(ANDROID + IPHONE + FOUR)
    assert (again.added, again.skipped) == (0, 3)


def test_a_whole_file_in_gb18030() -> None:
    data = card("FN:" + "朱镕基金会", "ORG:" + "深圳晴川贸易有限公司").decode().encode("gb18030")
    assert read(data) == [{"name": "深圳晴川贸易有限公司", "contact": "朱镕基金会"}]


@pytest.mark.parametrize(
    "data", [b"BEGIN:VCARD\nFN:A\n", card("FN:A") + b"FN:B\n", b"BEGIN:VCARD\n" * 3]
)
def test_a_broken_file_is_told(data: bytes) -> None:
    with pytest.raises(InvalidValue, match="BEGIN:VCARD and END:VCARD"):
        read(data)


SIGNS = (
    *("FN", "N", "ORG", ":", ";", ",", "=", "\\", "\n", " ", "\r\n", "TEL", "item1.", "客", '"'),
    *("ENCODING=", "QUOTED-PRINTABLE", "BASE64", "CHARSET=", "utf-8", "=E5"),
    *("END:VCARD\n", "BEGIN:VCARD\n"),
)
tokens = st.sampled_from(SIGNS)


@given(st.lists(tokens, max_size=40))
def test_any_mess_of_signs_is_read_or_told_in_a_line(parts: list[str]) -> None:
    try:
        read(("BEGIN:VCARD\n" + "".join(parts) + "\nEND:VCARD\n").encode())
    except KehaoError as error:
        told = str(error)
    else:
        return
    assert "\n" not in told
