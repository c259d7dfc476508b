"""What is said of changes to many customers at once, on the screen and by commands."""

TEXTS: dict[str, str] = {
    # keys, menu
    "Change to many": "批量修改",
    "Value for many": "批量赋值",
    "See what changes": "预览修改",
    "Do it": "执行",
    "Put a tag on": "加标签",
    "Take a tag off": "去标签",
    "Change the owner": "更换负责人",
    "Export the selected": "导出选中的客户",
    "Set: {field}": "设置：{field}",
    "Empty: {field}": "清空：{field}",
    "{who}: what is to be done?": "{who}：要做什么？",
    "1 customer": "1 个客户",
    "The selected customers": "选中的客户",
    "{count} selected, {hidden} of them not in this list": (
        "已选 {count} 个，其中 {hidden} 个不在此列表中"
    ),
    # what is typed
    "Put a tag on {who}": "给 {who}加标签",
    "Take a tag off {who}": "给 {who}去标签",
    "several: a, b": "可多个：甲, 乙",
    # the preview
    "Empty {field} of {who}?": "清空 {who}的{field}？",
    "Put {tags} on {who}?": "给 {who}加标签 {tags}？",
    "Take {tags} off {who}?": "给 {who}去掉标签 {tags}？",
    "Tagging": "正在处理标签",
    "have the value already": "个已是此值",
    "are empty already": "个已为空",
    "have it already": "个已有此标签",
    "do not have it": "个没有此标签",
    "are archived already": "个已归档",
    "are not archived": "个未归档",
    "stays": "不变",
    "Counting what changes…": "正在统计会改变什么……",
    "{count} will change": "将修改 {count} 个",
    "{first}, {then}": "{first}，{then}",
    "{count} cannot be changed": "{count} 个无法修改",
    "others {count}": "其他 {count}",
    "Now: {values}": "现值：{values}",
    "It stands in the log as one group, and is undone as one.": ("在日志中记为一组，可整组撤销。"),
    "Still counting: a moment.": "还在统计，请稍候。",
    "Nothing would change.": "没有要修改的内容。",
    # what came of it
    "y goes on in the same group; Esc leaves it so, and u undoes it.": (
        "y 在同一组中继续；Esc 保持现状，之后可用 u 撤销。"
    ),
    "{count} were so already": "{count} 个本来如此",
    "{count} could not be changed": "{count} 个未能修改",
    "u undoes it.": "按 u 撤销。",
    "{count} are left to do.": "还有 {count} 个未处理。",
    # commands
    "Change fields of a customer, or with --query of many; an empty value (FIELD=) clears the "
    "field.\n"
    "--query changes all whom it finds as one group: kehao log undo --group.": (
        "修改一个客户的字段，或用 --query 修改多个；值为空（FIELD=）则清空该字段。\n"
        "--query 把找到的所有客户作为一组修改，可用 kehao log undo --group 整组撤销。"
    ),
    "Put tags on a customer and take others off, or with --query on and off many.": (
        "给一个客户加标签、去标签，或用 --query 处理多个客户。"
    ),
    "Take a customer, or with --query many, out of everyday lists; nothing is lost.": (
        "归档一个客户，或用 --query 归档多个：不再出现在日常列表中，资料不丢失。"
    ),
    "Bring an archived customer back, or with --query many.": (
        "恢复一个已归档的客户，或用 --query 恢复多个。"
    ),
    "A tag to put on; can be repeated.": "要加的标签；可多次给出。",
    "One to take off; can be repeated.": "要去掉的标签；可多次给出。",
    "Not one customer but all whom QUERY finds; '' is all that are not archived.": (
        "不是一个客户，而是 QUERY 找到的所有客户；'' 表示所有未归档的客户。"
    ),
    "Go on with a change of yours that was stopped: it stays one group.": (
        "继续自己被中止的修改：仍为同一组。"
    ),
    "Give a CODE, or --query QUERY for many (--query '' is all).": (
        "请给出 CODE，或用 --query QUERY 处理多个（--query '' 为全部）。"
    ),
    "Give a CODE or --query, not both.": "CODE 与 --query 只能给其一。",
    "--dry-run and --group go with --query.": "--dry-run 和 --group 须与 --query 同用。",
    "Stopped. The same command with --group {group} goes on.": (
        "已停止。同一命令加 --group {group} 可继续。"
    ),
    # what the store says
    "There is no change of yours of this kind with the group {group}.": (
        "没有您自己做的、组号为 {group} 的此类修改。"
    ),
    "Somebody else keeps saving this customer.": "别人一直在保存这个客户。",
    "The house wants each customer to have a {label} of its own: one gets it.": (
        "按规定每个客户的{label}须各不相同：只有一个能得到它。"
    ),
    "This customer is gone: it was deleted or merged.": "这个客户已不在：已被删除或合并。",
    "No tag is given: name one to put on or to take off.": "没有给出标签：请写明要加或要去的标签。",
    "The tag {tag} cannot be put on and taken off at once.": "标签 {tag} 不能同时加上又去掉。",
    "No value is given: name a field and what it is to be.": "没有给出值：请写明字段和它的值。",
}
