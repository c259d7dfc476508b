"""Errors of learning rules from old codes, and of counters that go on."""

TEXTS: dict[str, str] = {
    "No rule was found in these codes, so there is nothing to write.": (
        "从这些编码中没有找到规则，没有可写的内容。"
    ),
    "No column of {columns} is known to hold codes: name it with --column.": (
        "{columns} 各列中认不出哪一列是编码：请用 --column 指明。"
    ),
    "How far counters have come is written {right}.": "流水号已编到哪里写作 {right}。",
    "[reached] names a counter and its last number, as in {right}; {key} does not.": (
        "[reached] 写明流水号和最后的号码，如 {right}；{key} 不是这样。"
    ),
}
