"""Errors about counters near their end, held-back numbers and wider numbers."""

from typing import Final

TEXTS: Final = {
    "Rule {rule} holds no numbers back: its pattern would say so, as in {example}.": (
        "规则 {rule} 没有保留的号码：格式里要写明，例如 {example}。"
    ),
    "The number of rule {rule} cannot be made wider: its pattern is {pattern}.": (
        "规则 {rule} 的流水号不能再加宽：编码格式为 {pattern}。"
    ),
    "Counter {counter} of rule {rule} has {left} of {whole} numbers left: kehao rules "
    "widen makes it one place wider.": (
        "规则 {rule} 的计数器 {counter} 还剩 {left} 个号（共 {whole}）："
        "用 kehao rules widen 加宽一位。"
    ),
    "Counter {counter} of rule {rule} has {left} of {whole} numbers left, used up on {day} "
    "at its pace: kehao rules widen makes it one place wider.": (
        "规则 {rule} 的计数器 {counter} 还剩 {left} 个号（共 {whole}），按近期速度 {day} 用完："
        "用 kehao rules widen 加宽一位。"
    ),
}
