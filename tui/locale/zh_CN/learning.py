"""Rules learned from old codes: the command and the screen."""

TEXTS: dict[str, str] = {
    "no code": "没有编码",
    "the same code as in row {row}": "与第 {row} 行的编码相同",
    "another form: {length} characters": "形式不同：{length} 个字符",
    "{text} where the others have {right}": "此处为 {text}，其他编码为 {right}",
    "{field} is {value}, which gives {right}, not {text}": (
        "{field}为 {value}，应得 {right}，而不是 {text}"
    ),
    "{field} is empty or unreadable": "{field}为空或无法识别",
    "{text} is no date": "{text} 不是日期",
    "the check character is not right ({method})": "校验位不对（{method}）",
    "no number where the others have one": "流水号处不是数字",
    "its number lies far beyond the others ({highest})": "号码远超其他编码（最大 {highest}）",
    "written otherwise; in the rule's form it is {right}": "写法不同；按规则的形式是 {right}",
    "{field}: {count} values, each with a text of its own": "{field}：{count} 个值，各有固定代码",
    "the first letters of {field}": "{field}的拼音首字母",
    "{parts} as in the column {field}": "{parts} 与“{field}”列一致",
    "{parts}: every value could be a date, and chance would not do that": (
        "{parts}：每个值都可以是日期，不会是巧合"
    ),
    "{counters} counters, {full} % of their numbers used, up to {highest}": (
        "{counters} 个流水号，号码用到 {full}%，最大 {highest}"
    ),
    "check digit {method}: {right} of {tried} right": (
        "校验位 {method}：{tried} 个中 {right} 个正确"
    ),
    "one value with two texts in {field}: {lines}": "{field}的同一个值有两种代码：{lines}",
    "(by chance: 1 in 10^{power})": "（巧合的可能：10^{power} 分之一）",
    "{count} codes are too few: it takes {least}.": "{count} 个编码太少：至少要 {least} 个。",
    "the codes have no form in common.": "这些编码没有共同的形式。",
    "two check methods fit alike, {one} and {other}: more codes would decide.": (
        "{one} 与 {other} 两种校验方法都符合：编码多一些才能判定。"
    ),
    "what stands at character {place} varies, and no column explains it: a list with more columns "
    "may.": "第 {place} 个字符处有变化，没有哪一列能解释：请用带更多列的清单。",
    "{field} shows in two places in two ways.": "{field}在两处以两种写法出现。",
    "nothing in the codes counts.": "编码中没有流水号。",
    "{text} is the same in all codes and may be a date or a fixed text: a list over a longer time, "
    "or with its dates, would decide.": (
        "所有编码中的 {text} 都相同，可能是日期，也可能是固定文字："
        "要用时间更长或带日期的清单才能判定。"
    ),
    "the numbers have no leading zeros, so the codes grow longer.": (
        "号码没有补零，编码会越来越长。"
    ),
    "the numbers end at {highest}: too few to tell how they go on.": (
        "号码只到 {highest}：太少，看不出怎样接着编。"
    ),
    "the numbers are strewn: no counter gave them.": "号码散乱，不是流水号。",
    "the numbers can be read in two ways: more codes would decide.": (
        "号码有两种读法：编码多一些才能判定。"
    ),
    "{count} of {total} codes do not fit the likeliest pattern.": (
        "{total} 个编码中有 {count} 个不符合最可能的格式。"
    ),
    "no pattern stood the proof.": "没有格式通过验证。",
    "makes {count} of {total} codes ({share} %)": (
        "能得出 {total} 个编码中的 {count} 个（{share}%）"
    ),
    "{count} exceptions": "{count} 个例外",
    "learned": "学得的规则",
    "{file} is written. Its counters go on above the list's, imported or not; import the list "
    "itself to keep its codes. Next: kehao rules apply {file} --dry-run": (
        "已写入 {file}。无论清单是否导入，流水号都从清单之后接着编；要保留原有编码，请导入清单。"
        "下一步：kehao rules apply {file} --dry-run"
    ),
    "No rule found: {why}": "没有找到规则：{why}",
    "when {field} is {value}": "条件：{field} 为 {value}",
    "row {row}": "第 {row} 行",
    "and {count} more (--json lists them all)": "另有 {count} 个（--json 列出全部）",
    "Learn rules from the codes of a FILE and its other columns; without FILE, from the codes in "
    "the store. Nothing is changed.": (
        "从 FILE 中的编码和其他列学出规则；不写 FILE 则用数据库里的编码。不改动任何数据。"
    ),
    "The column of the codes (found).": "编码所在的列（默认自动识别）。",
    "Write the rules for apply.": "把规则写成 apply 可用的文件。",
    "Learn from codes": "从编码学规则",
    "Learn from existing codes": "从已有编码学规则",
    "Take into the draft": "放入草稿",
    "A CSV or XLSX file with the codes, then Enter; empty: the codes in the store.": (
        "输入含有编码的 CSV 或 XLSX 文件，按回车；留空则用数据库里的编码。"
    ),
    "Learning from the codes": "正在从编码学规则",
    "Stopped; nothing was learned.": "已停止，没有学到规则。",
    "Which column holds the codes?": "哪一列是编码？",
    "A rule is proposed only where the codes prove it.": "只有编码本身能证明的规则才会提出。",
    "Taken, the counters go on above these codes, whether the list is imported or not.": (
        "放入后，无论清单是否导入，流水号都从这些编码之后接着编。"
    ),
    "What it does not explain": "不能解释的",
}
