"""Fields of the house's own, and choice lists."""

TEXTS: dict[str, str] = {
    "Fields": "字段",
    "Form": "表单",
    "One of a few": "单选",
    "Retire": "停用",
    "Field": "字段",
    "Called": "显示名",
    "Kind": "类别",
    "Masked": "隐去",
    "masked": "隐去",
    "Choices": "选项",
    "{count} choices": "{count} 个选项",
    "A field of the house's own: e changes its words and choices, x retires it.": (
        "自定义字段：按 e 修改显示名和选项，按 x 停用。"
    ),
    "A built-in field with a list of choices: e changes the list.": (
        "带选项的内置字段：按 e 修改选项。"
    ),
    "A built-in field: it stays as it is.": "内置字段：不能修改。",
    "The list is empty yet: e puts choices in.": "选项列表还是空的：按 e 填写选项。",
    "The house has no fields of its own yet: n defines one.": "还没有自定义字段：按 n 定义一个。",
    "Only the house's own fields are retired; this one is built in.": (
        "只有自定义字段可以停用；这是内置字段。"
    ),
    "Retire the field {name}?": "停用字段 {name}？",
    "It is shown no more. What customers have in it is kept, not deleted.": (
        "它将不再显示。客户已有的值会保留，不会删除。"
    ),
    "The field {name} is retired.": "字段 {name} 已停用。",
    # forms
    "New field": "新字段",
    "Field {name}": "字段 {name}",
    "Name: one word, as queries, imports and rules call it": (
        "名称：一个词，查询、导入和规则中使用"
    ),
    "What people call it": "显示名",
    "Kind; it stays for ever": "类别；以后不能改",
    "Masked for those who may not see personal values": "对无权查看个人信息的人隐去",
    "Choices, one a line, in their order": "选项，每行一个，按顺序",
    "Arrows change a kind, Tab goes on, Ctrl-S saves.": (
        "方向键改类别，Tab 到下一项，Ctrl-S 保存。"
    ),
    "The field {name} is there.": "字段 {name} 已定义。",
    "The field {name} is changed.": "字段 {name} 已修改。",
    "Choices of {name}": "{name}的选项",
    "Customers keep what they have, also when it is no longer offered. Ctrl-S saves.": (
        "客户已有的值会保留，即使不再列为选项。Ctrl-S 保存。"
    ),
    "{name} has {count} choices now.": "{name} 现有 {count} 个选项。",
}
