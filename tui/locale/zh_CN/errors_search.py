"""What is wrong with a query, a sort order or a column."""

TEXTS: dict[str, str] = {
    "The query is too long: at most {most} characters.": "查询太长：最多 {most} 个字符。",
    "The query has too many parts: at most {most}, brackets at most {deep} deep.": (
        "查询的条件太多：最多 {most} 个，括号最多 {deep} 层。"
    ),
    "The query has too many values: at most {most}.": "查询中的值太多：最多 {most} 个。",
    "This ) closes nothing: take it out, or put it in quotes.": (
        "这个 ) 没有对应的 (：请删掉，或放在引号里。"
    ),
    "The bracket that opens here is not closed: add a ) at its end.": (
        "这里的括号没有收尾：请在末尾加上 )。"
    ),
    "There is nothing between these brackets.": "括号里没有内容。",
    "The quote that opens here is not closed: add one at its end.": (
        "这里的引号没有收尾：请在末尾加上引号。"
    ),
    "OR stands between two things, as in (Beijing OR Shanghai); as a word it goes in quotes.": (
        "OR 两边都要有内容，如 (北京 OR 上海)；若要搜索 OR 这个词，请加引号。"
    ),
    "Write what to leave out right after the minus, as in -type:VIP.": (
        "减号后面要紧跟需要排除的内容，如 -类型:VIP。"
    ),
    "A value is missing here: write it right after the sign, as in {name}:value.": (
        "这里缺少值：请紧跟着写，如 {name}:值。"
    ),
    "There is no field {name}. Did you mean {near}?": "没有字段 {name}。是否指 {near}？",
    "There is no field {name}. To search for it as words, put it in quotes.": (
        "没有字段 {name}。若要按文字搜索，请加引号。"
    ),
    "{field} has no order: > < and .. are for dates, numbers and codes.": (
        "{field} 没有大小之分：> < 和 .. 只用于日期、数字和编码。"
    ),
    "{value} is no date: write 2026-01-31, 2026-01, 2026, today, this-month or -90d.": (
        "{value} 不是日期：请写成 2026-01-31、2026-01、2026、今天、本月 或 -90天。"
    ),
    "{value} is no number: write 120 or 99.5.": "{value} 不是数字：请写成 120 或 99.5。",
    "{value} is neither yes nor no.": "{value} 既不是“是”，也不是“否”。",
    "{first} is after {last}: a range goes from the smaller to the greater.": (
        "{first} 在 {last} 之后：范围要从小到大写。"
    ),
    "archived takes yes, no or any, not {value}.": "归档 只能是 是、否 或 全部，不能是 {value}。",
    "flag takes the name of a field, as in flag:phone; there is none called {value}.": (
        "存疑 后面写字段名，如 存疑:电话；没有叫 {value} 的字段。"
    ),
    "{field} is masked for you: give its whole value, without * or a range.": (
        "{field} 对您隐去：请给出完整的值，不能用 * 或范围。"
    ),
    "{field} is masked for you: it cannot be sorted by.": "{field} 对您隐去，不能按它排序。",
    "{field} is masked for you: it cannot be counted by.": "{field} 对您隐去，不能按它统计。",
    "Customers cannot be sorted by {name}: choose one of their fields.": (
        "客户不能按 {name} 排序：请选择一个字段。"
    ),
    "Customers cannot be counted by {name}: choose one of their fields.": (
        "客户不能按 {name} 统计：请选择一个字段。"
    ),
    "A rule is the same for everyone: write an account's name in place of “me”.": (
        "规则对所有人都一样：请写出账号名，不要写“我”。"
    ),
    "There is no column {name}: choose one of the fields.": "没有列 {name}：请选择一个字段。",
}
