"""What fields are called in a query: by name, in Chinese, or by a custom field's label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from store.customers.fields import BUILT_IN, Field
from store.text import fold

DIVISION: Final = "division_code"
"""The column of the official code of a customer's city or region (GB/T 2260)."""
SYSTEM: Final[dict[str, Field]] = {
    field.name: field
    for field in (
        Field("code", "text", "Code"),
        Field("tag", "text", "Tag"),
        Field("archived", "yesno", "Archived"),
        Field("created", "date", "Added"),
        Field("changed", "date", "Changed"),
        Field("flag", "text", "Unreadable value"),
        Field("is", "text", "Standing"),
        Field("rule", "text", "Rule"),
        Field("code.seq", "number", "Code: number"),
        Field("code.legacy", "yesno", "Code from elsewhere"),
    )
}
"""What a query can ask of every customer besides its fields."""

OF_CODES: Final = ("rule", "code.seq", "code.legacy")
"""What can be asked and shown of every code, besides its segments."""
SEGMENT: Final = "code."
"""`code.region` is the segment `region` of the customer's present code."""
_WIDTHS: Final = {
    "yyyy": 4, "yy": 2, "mm": 2, "dd": 2, "hh": 2, "mi": 2, "ss": 2, "q": 1, "ww": 2, "jjj": 3,
}  # fmt: skip


def _joined(label: str) -> str:
    return fold(label).replace(" ", "_").replace("-", "_")


_SHOWN: Final = {"Last change": "changed", "Tags": "tag", "Customer name": "name"}
"""Labels that people see on a column, where they are not those of the fields."""
ENGLISH: Final[dict[str, str]] = {
    _joined(label): name
    for label, name in (
        *((field.label, field.name) for field in (*BUILT_IN.values(), *SYSTEM.values())),
        *_SHOWN.items(),
    )
}
"""English labels in small letters, their spaces as _: `added`, `contract_end`."""

_LABEL: Final = re.compile(r"[^\W\d_]\w*(?:\.\w+)*")
"""What can stand before the colon of a test."""
PRESENCE: Final = ("has", "missing")
"""`has:FIELD` and `missing:FIELD`."""

CHINESE: Final[dict[str, str]] = {
    word: name
    for name, words in {
        "name": "名称 客户 客户名称 姓名 公司",
        "type": "类型 客户类型",
        "status": "状态",
        "level": "等级 客户等级 级别",
        "region": "地区 区域 省份 省",
        "city": "城市 市",
        "address": "地址",
        "postal_code": "邮编 邮政编码",
        "country": "国家",
        "industry": "行业",
        "owner": "负责人",
        "contact": "联系人",
        "title": "职务 职位",
        "phone": "电话 手机 联系电话 手机号",
        "email": "邮箱 邮件 电子邮件 电邮",
        "website": "网站 网址",
        "credit_code": "信用代码 统一社会信用代码 税号",
        "source": "来源 客户来源",
        "registered": "注册 注册日期 登记日期",
        "birthday": "生日 出生日期",
        "contract_end": "合同到期 合同到期日 到期",
        "notes": "备注 说明",
        "code": "编码 客户编码 编号 曾用编码",
        "tag": "标签",
        "archived": "归档 已归档",
        "created": "新增 创建 创建时间 新增时间",
        "changed": "修改 更新 修改时间",
        "flag": "存疑 标记",
        "is": "质量 状况",
        "rule": "规则 编码规则",
        "code.seq": "流水号 编码.流水号",
        "code.legacy": "外来编码 编码.外来",
        "code.check": "编码.校验位",
        "has": "有",
        "missing": "缺 无",
    }.items()
    for word in words.split()
}


def find_field(name: str, fields: Mapping[str, Field]) -> Field | None:
    """The field that goes by this name, Chinese name or label; None if there is none.

    A label may have - or _ for its spaces.
    """
    name = fold(name)
    name = CHINESE.get(name, name) if name not in fields else name
    found = SYSTEM.get(name) or fields.get(name)
    if found is not None:
        return found
    for field in fields.values():
        if field.custom and name in (fold(field.label).replace(" ", ""), fold(field.label)):
            return field
    label = _joined(name)
    for field in fields.values():
        if field.custom and _joined(field.label) == label:
            return field
    if (meant := ENGLISH.get(label)) is not None:
        return SYSTEM.get(meant) or fields.get(meant)
    head, dot, token = name.partition(".")
    if not dot or not token or CHINESE.get(head, head) != "code":
        return None
    of = find_field(token, fields)
    return segment_field(SEGMENT + (of.name if of is not None else token))


def is_segment(name: str) -> bool:
    """Whether a field's name means a segment of the code, whatever codes there are."""
    return name.startswith(SEGMENT) and name not in SYSTEM


def segment_field(name: str) -> Field:
    """The segment of the code with this name (`code.region`) as something to ask for."""
    return Field(name, "number" if segment_width(name) else "text", name)


def segment_width(name: str) -> int:
    """How many digits a part of a date has in a code; 0 for other segments, which are texts."""
    return _WIDTHS.get(name.removeprefix(SEGMENT), 0)


def written_name(name: str, fields: Mapping[str, Field], *, chinese: bool) -> str:
    """What a field is called in a query for people: 类型, a custom field's label, 编码.地区."""
    field = fields.get(name)
    if field is not None and field.custom:
        label = field.label.replace(" ", "")
        found = find_field(label, fields) if _LABEL.fullmatch(label) else None
        return label if found is not None and found.name == name else name
    if not chinese:
        return name
    word = next((word for word, meant in CHINESE.items() if meant == name), "")
    if not word and name.startswith(SEGMENT):
        token = name.removeprefix(SEGMENT)
        word = f"编码.{written_name(token, fields, chinese=True)}"
    found = find_field(word, fields) if word else None
    return word if found is not None and found.name == name else name


def presence(name: str, fields: Mapping[str, Field]) -> str:
    """`has` or `missing` if the name means one of them (and no field), else ''."""
    name = fold(name)
    name = CHINESE.get(name, name) if name not in fields else name
    return name if name in PRESENCE else ""


def nearest(name: str, fields: Mapping[str, Field]) -> str:
    """The known name that looks, or in pinyin sounds, most like this one; '' if none does."""
    from difflib import get_close_matches

    from store.search.spelling import forms

    for word in CHINESE:
        if fold(name) in forms(word)[1:]:
            return word

    known = [*fields, *SYSTEM, *PRESENCE, *CHINESE]
    return next(iter(get_close_matches(fold(name)[:40], known, 1, 0.65)), "")
