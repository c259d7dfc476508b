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
    "One place wider": "加宽一位",
    "Held-back numbers": "靓号",
    "Examples": "示例",
    "New customer with it": "用它新建客户",
    "{end}; w makes it one place wider and goes on": "{end}；按 w 加宽一位并接着往下发",
    "w: one place wider. {rule}, {end}": "按 w 加宽一位。{rule}，{end}",
    "This rule is not in force yet: it gives no codes.": "这条规则还没有生效，不发编码。",
    "The example is the draft now: nothing is in force by that.": ("示例已放入草稿，尚未生效。"),
    "Beginning of the code": "编码的开头",
    "No held-back number is free here.": "这里没有空着的靓号。",
    "A rule with fields lists them once it has given a code.": (
        "含字段的规则要先发过编码，才能列出靓号。"
    ),
    "{rule}: {count} free": "{rule}：{count} 个空着",
    "The customer decides the rest of this code: type it into the form.": (
        "编码的其余部分取决于客户：请在表单里填写。"
    ),
    "Rule {rule} nears its end. {end}. kehao rules widen: one place wider, and on.": (
        "规则 {rule} 的号快用完了。{end}。kehao rules widen：加宽一位并接着往下发。"
    ),
    "{code} can be read in two ways: with a - between its segments it could not.": (
        "{code} 有两种读法：在各段之间加 - 就不会了。"
    ),
    "counters": "计数器",
    "None is free.": "没有空着的号。",
    "To give one: {command}": "给出其中一个：{command}",
    "There is no example {name}: choose from {known}.": "没有示例 {name}：可选 {known}。",
}
