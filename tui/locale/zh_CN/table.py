"""The table: columns, views and their keys, the frequency sheet, comparing, jumping."""

TEXTS: dict[str, str] = {
    # actions
    "Count the column's values": "统计此列的值",
    "Compare two": "对比两个",
    "Jump to": "跳转",
    "Column to the left": "此列左移",
    "Column to the right": "此列右移",
    "Column narrower": "此列变窄",
    "Column wider": "此列变宽",
    "Freeze the column": "冻结此列",
    "Hide the column": "隐藏此列",
    "Sort up by the column": "按此列升序",
    "Sort down by the column": "按此列降序",
    **{f"View {key}": f"视图 {key}" for key in range(1, 10)},
    "The view on that key": "该键上的视图",
    "Update": "更新",
    "Rename": "改名",
    "Choose the value": "选值",
    "Leave out": "排除",
    "By value or number": "按值或数量排",
    "Year, month, day": "年、月、日",
    "Swap sides": "左右互换",
    "What was typed before": "上一条输入",
    "What was typed after": "下一条输入",
    # scopes
    "Frequency sheet": "频次表",
    "Two side by side": "两个客户对比",
    "Jump": "跳转",
    # columns
    "The code stays the first column.": "客户编码始终是第一列。",
    "The code cannot be hidden: it names the customer.": "客户编码不能隐藏：客户以它为名。",
    "{field} stays at the left now.": "{field}已固定在左侧。",
    "{field} is let go from the left.": "{field}不再固定在左侧。",
    "{field} is hidden; c shows it again.": "{field}已隐藏；按 c 可恢复显示。",
    "{field} is not counted: everyone has another one.": "{field}不作统计：每个客户各不相同。",
    "{field} cannot be counted: choose another column.": "不能按{field}统计：请选择另一列。",
    # views
    "view {name}, changed": "视图 {name}（已改动）",
    "No view stands on {key}: w puts one there.": "{key} 上没有视图：按 w 可放一个。",
    "1 to 9 puts the view on that key, 0 on none.": "按 1 到 9 把视图放到该键，按 0 取消。",
    "{key} shows it.": "按 {key} 即可显示。",
    "{key} shows {name}.": "按 {key} 显示 {name}。",
    "{name} stands on no key.": "{name} 不在任何数字键上。",
    "Only views of your own can be changed.": "只能修改自己的视图。",
    "Let {name} show the list as it stands now?": "让 {name} 改为当前的列表？",
    "The view is called {name} now.": "视图现名 {name}。",
    # frequency sheet
    "Values of {field}": "{field}的值",
    "Number": "数量",
    "Share": "占比",
    "(none)": "（无）",
    "{count} values among {customers} customers": "{customers} 个客户，{count} 个值",
    "the {count} most frequent values among {customers} customers": (
        "{customers} 个客户中最常见的 {count} 个值"
    ),
    "by year": "按年",
    "by month": "按月",
    "by day": "按日",
    "{count} chosen": "已选 {count} 个",
    "Enter shows who has the value, - leaves them out.": "按 Enter 只看有此值的客户，按 - 排除。",
    "Only dates are counted by year, month and day.": "只有日期可按年、月、日统计。",
    # comparing
    "Two customers side by side": "两个客户对比",
    "Choose two customers with Space, or one and put the cursor on another.": (
        "请用空格选择两个客户，或选一个再把光标移到另一个上。"
    ),
    "{count} of {all} differ and stand first. * both have a value, - only the left one, "
    "+ only the right one.": (
        "{all} 项中有 {count} 项不同，排在前面。* 两边都有值，- 只有左边有，+ 只有右边有。"
    ),
    "The code says": "编码含义",
    # jumping
    "code, row, 50%, a screen or a column; Esc leaves": "编码、行号、50%、页面或列名；Esc 离开",
    "The list is empty: there is no row to go to.": "列表是空的：没有可去的行。",
    "The list has {count} rows.": "列表共 {count} 行。",
    "Nobody has the code {code}.": "没有客户用编码 {code}。",
    "Enter takes {code}.": "按 Enter 选 {code}。",
    "{text} is no code, row, screen or column shown.": "{text} 不是编码、行号、页面或显示的列。",
    "{code} ({name}) is not in this list.": "{code}（{name}）不在此列表中。",
    "Open the customer": "打开此客户",
    "Show it among all customers": "在全部客户中显示",
    # errors of the store
    "You have a view {name} already: choose another name.": "您已有视图 {name}：请换个名称。",
    "A view's key is 1 to 9, or 0 for none; not {value}.": (
        "视图的键为 1 到 9，0 表示没有；不能是 {value}。"
    ),
}
