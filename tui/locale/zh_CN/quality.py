"""The quality of the records, cleaning and suggestions: the Chinese of their sentences."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "--dates takes {allowed}, not {value}.": "--dates 可用 {allowed}，没有 {value}。",
    "There is no column of dates called {column}.": "没有名为 {column} 的日期列。",
    "Not a number that can be dialled from anywhere: it is flagged.": (
        "这不是从外地也能拨通的号码：将标为存疑。"
    ),
    "The dates of {column} can mean two days each, and are kept as they came: say which with "
    "--dates.": "“{column}”列的日期各可指两天，已照原样保留：请用 --dates 说明写法。",
    "{column}: is {example} day/month (dmy) or month/day (mdy)? Enter leaves them as they are": (
        "{column}：{example} 是 日/月（dmy）还是 月/日（mdy）？直接回车则照原样保留"
    ),
    "is takes {words}, not {value}.": "is 可用 {words}，没有 {value}。",
    "A rule cannot ask for is:, which changes by itself: ask for a field.": (
        "编码规则不能用 is:，它自己会变：请用字段。"
    ),
    "A check cannot ask for is: itself: ask for fields.": "检查不能用 is:：请用字段。",
    "Standards: {key} is not as it should be: {right}.": "质量要求：{key} 写得不对，应为 {right}。",
    "{label} must not be empty: the house demands it.": "{label}必须填写：这是本单位的要求。",
    "There are suggestions for {known}, not for {field}.": "可补全的字段有 {known}，没有 {field}。",
    "Standing": "质量",
    "Stale": "久未更新",
    "Incomplete": "不完整",
    "Complete": "完整率",
    "Unreadable": "存疑",
    "Fail a check": "不合规",
    "Day": "日期",
    "Customers": "客户",
    "Counted {at}: {count} customers.": "统计于 {at}：{count} 位客户。",
    "Nothing is counted yet: kehao quality --recount counts.": (
        "还没有统计过：kehao quality --recount 立即统计。"
    ),
    "lack a field that they must have": "缺少必填字段",
    "were not touched for too long": "太久没有更新",
    "have a value that cannot be read": "有存疑的值",
    "do not fit a check of the house": "不符合本单位的检查",
    "have no {field} (required)": "缺{field}（必填）",
    "have no {field}": "缺{field}",
    "have an unreadable {field}": "{field}存疑",
    "Suggested": "建议",
    "Why": "理由",
    "Nothing to suggest.": "没有可补全的。",
    "the region field says so itself": "地区字段里写着",
    "the address begins with it": "地址开头就是",
    "the city lies there": "城市在那里",
    "the credit code was given out there": "信用代码由当地登记机关发放",
    "the telephone has its area code": "电话区号是那里的",
    "the mobile number was given out there": "手机号归属地",
    "the city's area code before the local number": "本地号码加上城市的区号",
    "the name has the legal form of a company": "名称有公司的组织形式",
    "Quality standards changed": "质量要求变更",
    "As it came": "原样",
    "quality": "资料质量统计",
    "Quality: {incomplete} incomplete, {stale} stale, {flagged} unreadable.": (
        "资料质量：{incomplete} 位不完整，{stale} 位久未更新，{flagged} 位有存疑的值。"
    ),
    "Quality of the records": "资料质量",
    "What could be filled in": "可补全的内容",
    "What the house demands": "本单位的要求",
    "Count anew": "重新统计",
    "Trend": "趋势",
    "Fill in": "补全",
    "Clean": "整理",
    "Demands": "要求",
    "Take": "采用",
    "Put in": "填入",
    "Counted {at}: {count} customers, {share} of what is required is there.": (
        "统计于 {at}：{count} 位客户，必填内容已有 {share}。"
    ),
    "Customers who": "客户",
    "Share": "占比",
    "Day before": "较前日",
    "All": "全部",
    "stale": "久未更新",
    "incomplete": "不完整",
    "failing": "不合规",
    "Query": "查询",
    "Enter lists them.": "回车列出他们。",
    "Counting": "正在统计",
    "Looking what cleaning would change": "正在查看整理会改变什么",
    "Everything is in today's form already.": "所有资料都已是今天的写法。",
    "{field}: {count} values": "{field}：{count} 个值",
    "Clean {count} customers?": "整理 {count} 位客户？",
    "Cleaning": "正在整理",
    "Cleaned: {count} customers. u undoes it.": "已整理 {count} 位客户。按 u 撤销。",
    "Stopped after {count} customers; the same goes on.": (
        "已在 {count} 位客户后停止；再次整理会继续。"
    ),
    "Looking…": "正在查找…",
    "{count} suggestions, {taken} taken. Ctrl-S puts the taken ones in.": (
        "{count} 条建议，采用 {taken} 条。Ctrl-S 填入采用的。"
    ),
    "None is taken: Space takes one, a all.": "还没有采用：空格采用一条，a 采用全部。",
    "Put {count} values in?": "填入 {count} 个值？",
    "Filling in": "正在补全",
    "Filled in for {count} customers.": "已为 {count} 位客户补全。",
    "Days until a record is stale, required fields by type, checks. Ctrl-S puts it in force.": (
        "多少天不更新算陈旧、各类型的必填字段、检查。Ctrl-S 使之生效。"
    ),
    "The changed standards are not in force.": "修改过的要求还没有生效。",
    "Dates such as {example}": "像 {example} 这样的日期",
    "Dates": "日期",
    "can mean two days: they are kept as they came, flagged": "可指两天：照原样保留并标为存疑",
    "are day, month, year": "是 日/月/年",
    "are month, day, year": "是 月/日/年",
    "are year, month, day": "是 年/月/日",
    "How good the records are, and the trend.": "客户资料的质量和趋势。",
    "What could be filled in, and why.": "哪些可以补全，为什么。",
    "How dates are written where the column itself does not say it; can be repeated.": (
        "列里看不出日期怎么写时，由此说明；可以写多次。"
    ),
    "How good the records are: complete, fresh, readable, and as the house wants them.\n"
    "Each figure has the query that finds those customers. The last count is shown at once; "
    "--recount counts anew (kehao run-due does so daily).\n"
    "What the house demands is TOML: --standards prints it, --apply FILE puts it in force.": (
        "客户资料的质量：是否完整、新鲜、可读、合乎要求。\n"
        "每个数字都带有找到这些客户的查询。立即显示上次的统计；--recount 重新统计"
        "（kehao run-due 每天统计一次）。\n"
        "本单位的要求是 TOML：--standards 输出，--apply 文件 使之生效。"
    ),
    "Count everything anew.": "全部重新统计。",
    "The counts of so many days, oldest first.": "这么多天的统计，旧的在前。",
    "Print what the house demands, as TOML.": "以 TOML 输出本单位的要求。",
    "Demand what FILE says; - standard input.": "按该文件要求；- 表示标准输入。",
    "What could be filled in for the customers that QUERY finds (an empty one: all), and why: "
    "regions and cities from addresses, credit codes and telephone numbers, area codes from "
    "cities. Nothing is changed without --accept, which puts in what is listed, as one group.": (
        "查询找到的客户（空查询为全部）有哪些可以补全，为什么：由地址、信用代码、电话得出地区和"
        "城市，由城市得出区号。不加 --accept 不作任何修改；加上则填入所列各项，作为一组操作。"
    ),
    "Only for these fields.": "只看这些字段。",
    "At most so many (200).": "最多这么多（200）。",
    "Put in what is listed.": "填入所列各项。",
    "Read what is stored for the customers that QUERY finds (an empty one: all) once more, as if "
    "it came in now: telephone numbers in E.164, names in one width, regions and cities by their "
    "official divisions. One group of operations: kehao log undo --group takes it back.": (
        "把查询找到的客户（空查询为全部）的资料像刚录入一样重新读一遍：电话按 E.164，名称统一"
        "全半角，地区和城市按行政区划。作为一组操作，kehao log undo --group 可撤销。"
    ),
    "How dates are written that can mean two days.": "可指两天的日期怎么写。",
    "Go on with a stopped run.": "继续中断的一次。",
    "Bring what is stored into today's form.": "把已有资料整理成今天的写法。",
}
