"""What others do meanwhile: live lists, announcements, conflicts on saving."""

TEXTS: dict[str, str] = {
    ", ": "、",
    "{who} has changed: {fields}.": "{who} 修改了：{fields}。",
    "{who} has archived this customer.": "{who} 已把这个客户归档。",
    "{who} has brought this customer back.": "{who} 已恢复这个客户。",
    "{who} has deleted this customer.": "{who} 已删除这个客户。",
    "{who} has merged this customer into {code}.": "{who} 已把这个客户合并到 {code}。",
    "Enter shows it.": "回车键打开它。",
    "Esc goes back.": "Esc 返回。",
    "Saving keeps both changes, and asks where they clash.": (
        "保存时两边的修改都保留，冲突处会询问。"
    ),
    "Saving asks where what you typed shall go.": "保存时会询问您输入的内容放到哪里。",
    "{who} made this: {value}": "{who} 已改为：{value}",
    "changed by {who}": "已由 {who} 修改",
    "Go on with {code}?": "继续编辑 {code}？",
    "The form then shows that customer with what you typed: look, then save.": (
        "表单将显示该客户和您输入的内容：请查看后再保存。"
    ),
    "Go on there": "继续",
    "Save it as a new customer?": "另存为新客户？",
    "What stands in the form gets a new code; masked values are left out.": (
        "表单中的内容将得到新的编码；被遮盖的值不保存。"
    ),
    "Save as new": "另存为新客户",
    "What you typed stays here until you leave.": "您输入的内容会保留，直到您离开。",
    "Somebody else": "别人",
    "{who} changed {code} while you did. To be chosen: {count}; all else is merged.": (
        "您编辑 {code} 时 {who} 也作了修改。需要选择：{count} 项；其余已合并。"
    ),
    "before: {value}": "原为：{value}",
    "{code} has left this list: {who} has changed it.": "{code} 已不在此列表中：{who} 修改了它。",
}
