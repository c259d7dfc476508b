"""The filter pane, ranges by calendar, and the query's editor."""

TEXTS: dict[str, str] = {
    # actions and scopes
    "Calendar": "日历",
    "Query": "查询",
    "Leave out": "排除",
    "Find a value": "查找值",
    "Clear all": "全部清除",
    "First, then last": "选首日、末日",
    "Whole month": "整月",
    "Whole quarter": "整季",
    "Whole year": "整年",
    "The day before": "前一天",
    "The day after": "后一天",
    "A week earlier": "前一周",
    "A week later": "后一周",
    "The month before": "上个月",
    "The month after": "下个月",
    "The year before": "上一年",
    "The year after": "下一年",
    "Apply": "应用",
    "Leave as it was": "保持原样",
    "Edit the query": "编辑查询",
    # the pane
    "today": "今天",
    "this week": "本周",
    "this month": "本月",
    "last month": "上月",
    "this quarter": "本季",
    "this year": "今年",
    "last year": "去年",
    "after today": "今天以后",
    "{count} more: type to find": "还有 {count} 个：键入查找",
    "nothing fits": "没有匹配的值",
    "me ({name})": "我（{name}）",
    # ranges
    "{year}-{month}": "{year} 年 {month} 月",
    "Mo": "一",
    "Tu": "二",
    "We": "三",
    "Th": "四",
    "Fr": "五",
    "Sa": "六",
    "Su": "日",
    "Space: first day, then last. m month, q quarter, y year, t today; "
    "PgUp PgDn month, < > year; or type a date.": (
        "空格：先选首日，再选末日。m 整月，q 整季，y 整年，t 今天；"
        "PgUp PgDn 换月，< > 换年；也可直接输入日期。"
    ),
    "Both numbers count; empty leaves that side open.": "两端都包含在内；留空表示不限。",
    "Write a number like 120 or 99.5.": "请填写数字，如 120 或 99.5。",
    "This is less than the first number.": "这个数小于前一个数。",
}
