"""Counters near their end, held-back numbers, example rule files: on screens and in commands."""

TEXTS: dict[str, str] = {
    "{counter}: {left} of {whole} numbers left": "{counter}：还剩 {left} 个号（共 {whole}）",
    "{counter}: {left} of {whole} numbers left, used up on {day} at the pace of late": (
        "{counter}：还剩 {left} 个号（共 {whole}），按近期速度 {day} 用完"
    ),
    "Rule {rule} nears its end. {end}. Code rules, w: a version one place wider that goes on.": (
        "规则 {rule} 的号快用完了。{end}。到“编码规则”按 w：加宽一位并接着往下发。"
    ),
    "Rule files to begin with; with a NAME, that file for apply.": (
        "可以拿来就用的规则文件；写上 NAME 则输出该文件，供 apply 使用。"
    ),
    "Make the number of the rule NAME one place wider; it goes on from the number reached.": (
        "把规则 NAME 的流水号加宽一位，从已发到的号接着往下发。"
    ),
    "Free codes with a number that RULE holds back, for those who may give one.": (
        "规则 RULE 留出的靓号中还没有给出的，供有权手工给号的人选用。"
    ),
    "Only codes that begin so.": "只列出这样开头的编码。",
    "What it does": "作用",
    "Held number": "靓号",
    "Passed": "已越过",
    "None is free.": "没有空着的号。",
    "To give one: {command}": "给出其中一个：{command}",
    "There is no example {name}: choose from {known}.": "没有示例 {name}：可选 {known}。",
}
