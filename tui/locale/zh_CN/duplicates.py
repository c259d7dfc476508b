"""Customers who are in the store twice."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "{field} differs": "{field}不同",
    "{field} partly the same": "{field}部分相同",
    "{field} nearly the same": "{field}几乎相同",
    "{field} sounds the same": "{field}读音相同",
    "{field} the same, turned round": "{field}相同，次序颠倒",
    "{field} the same but shorter": "{field}相同，一方为简写",
    "{field} the same": "{field}相同",
    "to be decided": "待判定",
    "put off": "暂缓",
    "not the same": "不是同一客户",
    "never looked at": "尚未比对过",
    "Customers who are here twice: find them, decide, merge.": "重复的客户：查找、判定、合并。",
    "Look through the whole store and put pairs that may be one customer into the queue. "
    "What was decided stays decided, unless one of the two has changed much.": (
        "查遍整个数据库，把可能是同一客户的成对列入待判定队列。已判定的不再提出，除非其中一方变动较大。"
    ),
    "From 0 to 1 (0.5).": "0 到 1（默认 0.5）。",
    "From 0 to 1 (0).": "0 到 1（默认 0）。",
    "{value} is no score: it is from 0 to 1.": "{value} 不是相似度：应在 0 到 1 之间。",
    "A score is from 0 to 1.": "相似度在 0 到 1 之间。",
    "A pair is one of {choices}.": "成对的状态只能是：{choices}。",
    "{code} is one customer: name two.": "{code} 是同一个客户：请给出两个。",
    "Stopped. What was found is in the queue; the next search begins anew.": (
        "已停止。已找到的在队列中；下次查找从头开始。"
    ),
    "{customers} customers, {compared} pairs compared in {seconds} s: {found} to decide.": (
        "{customers} 个客户，{seconds} 秒内比对 {compared} 对：{found} 对待判定。"
    ),
    "The pairs to be decided, the likest first.": "待判定的成对客户，最相似的在前。",
    "Also those set aside, or decided to be different (open).": (
        "也可列出暂缓的，或已判定为不同的（默认 open）。"
    ),
    "At most N (200).": "最多 N 对（默认 200）。",
    "At most N (5).": "最多 N 个（默认 5）。",
    "Score": "相似度",
    "Both codes": "两个编码",
    "Names": "名称",
    "Why": "理由",
    "No pair is there to be decided.": "没有待判定的成对客户。",
    "Two customers side by side, how likely they are one, and what speaks for it.": (
        "并列显示两个客户：是同一客户的可能性，以及理由。"
    ),
    "Say what two customers are: same (the second goes into the first, whose code stays), "
    "different (never asked again unless one changes much), later, or open (take that back).": (
        "判定两个客户：same 是同一客户（第二个并入第一个，保留第一个的编码），different 不是"
        "（除非一方变动较大，不再提出），later 暂缓，open 收回判定。"
    ),
    "With same: keep the second one's value of this field; can be repeated.": (
        "与 same 同用：该字段保留第二个客户的值；可重复。"
    ),
    "--take goes with same.": "--take 只能与 same 同用。",
    "{first} and {second}: {state}.": "{first} 与 {second}：{state}。",
    "Who in the store looks like a customer with these values; nothing is added.": (
        "数据库中谁与具有这些值的客户相似；不会新增客户。"
    ),
    "A field's value, for example --set name=华为技术; can be repeated.": (
        "字段的值，例如 --set name=华为技术；可重复。"
    ),
    "Nobody in the store looks like that.": "数据库中没有相似的客户。",
    "Two customers told apart or set aside": "判定两个客户不同或暂缓",
    "Duplicates looked for": "查找重复客户",
    "{count} look like customers that are here already: kehao duplicates list shows them.": (
        "有 {count} 行像是已有的客户：用 kehao duplicates list 查看。"
    ),
    "row {row}": "第 {row} 行",
    "Row {row} looks like {who}.": "第 {row} 行像是 {who}。",
    "Like {who}, {score}: ": "像 {who}，{score}：",
    "Left stays with its code. + is taken over from the right, - is on the left alone; "
    "* stays as on the left unless you choose, and the log keeps the right one. "
    "{codes} will find the left one.": (
        "保留左边及其编码。+ 取自右边，- 只在左边有；* 保留左边的值，也可另选，"
        "右边的值留在日志里。用 {codes} 也能找到左边。"
    ),
    "right stays": "保留右边",
    "Whose value stays": "保留谁的值",
    "Marked: the right one's value stays. The log keeps the other one.": (
        "已勾选：保留右边的值。另一个值留在日志里。"
    ),
    "Left | right": "左 | 右",
    "Nothing differs: there is nothing to choose.": "没有不同之处：无需选择。",
    "Take it so": "就这样",
    "Duplicates": "重复客户",
    "One": "一方",
    "Other": "另一方",
    "In all": "共几户",
    "f looks through the whole store.": "按 f 查遍整个数据库。",
    "{count} pairs, {state}": "{count} 对，{state}",
    "{first} and {second} are remembered as not the same.": (
        "已记住：{first} 与 {second} 不是同一客户。"
    ),
    "{first} and {second} are put off.": "{first} 与 {second} 已暂缓。",
    "{first} and {second} are to be decided again.": "{first} 与 {second} 重新列入待判定。",
    "{customers} customers looked at: {found} pairs to be decided.": (
        "已查看 {customers} 个客户：{found} 对待判定。"
    ),
    "Looking for duplicates": "正在查找重复客户",
    "Same: merge": "同一客户",
    "Not the same": "不同",
    "Later": "暂缓",
    "Find": "查找",
    "Other pairs": "其他成对",
    "To be decided again": "重新待判定",
}
