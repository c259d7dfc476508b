"""Undoing and doing again what one has changed oneself: the Chinese of its sentences."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "Undo my last change": "撤销我的上一次改动",
    "Do again what I undid": "重做我撤销的改动",
    "My own changes": "我的改动",
    "Do again": "重做",
    "Doing again": "正在重做",
    "Undo: {what}?": "撤销：{what}？",
    "Do again: {what}?": "重做：{what}？",
    "Undone: {what}": "已撤销：{what}",
    "Done again: {what}": "已重做：{what}",
    "From {at}.": "做于 {at}。",
    "There is nothing of yours left to undo.": "没有可撤销的改动了。",
    "Give the number of an operation, --group ID, or --last.": (
        "请给出操作序号、--group ID 或 --last。"
    ),
    "Your own newest change that is not undone.": "自己最近一次未撤销的改动。",
    "Do again what you undid last, as long as you changed nothing since.": (
        "重做自己最近撤销的改动；此后另有改动则不行。"
    ),
    "There is nothing to do again: nothing of yours was undone last.": (
        "没有可重做的：最近没有撤销过自己的改动。"
    ),
    "There is nothing to do again: u undoes, then this takes it back.": (
        "没有可重做的：先用 u 撤销，再用此键恢复。"
    ),
    "Stopped after {done} of {count}; the same key goes on.": (
        "已停止：{count} 项中完成 {done} 项；再按同一键继续。"
    ),
    "{count} could not be:": "{count} 项未能撤销：",
    "Look at operation {seq}": "查看操作 {seq}",
    "Undo the rest, all that nothing is in the way of": "撤销其余没有冲突的部分",
    "Leave it, and undo the change before it": "不动它，撤销再前一次改动",
    "A customer was deleted for good after it: that stays as it is.": (
        "此后有客户被永久删除：那一次不会恢复。"
    ),
    "The customer is taken away, and its code stays void for ever.": (
        "这位客户将被移除，其编码永远作废。"
    ),
    "The codes of the block that are free become void.": "这批编码中未用的将作废。",
    "Customers it added are taken away, and their codes stay void for ever.": (
        "导入时新增的客户将被移除，其编码永远作废。"
    ),
    "The rules before it come in force again; codes stay as they are.": (
        "此前的编码规则重新生效；已有编码不变。"
    ),
    "It is not from just now: see that this is what you mean.": (
        "这不是刚才的改动：请确认要撤销的正是它。"
    ),
    "import of {count} customers": "导入 {count} 位客户",
    "{who}, {did}": "{who}，{did}",
    "{what} of {count} customers": "{count} 个客户的{what}",
    "{count} changes of your own, newest first, {zone}": "我的改动 {count} 次，从新到旧，{zone}",
    "You have changed nothing yet that could be undone.": "还没有可以撤销的改动。",
    "Deleting for good cannot be undone.": "永久删除无法撤销。",
    "It is undone already; ctrl+r does again what you undid last.": (
        "它已撤销；按 ctrl+r 重做最近撤销的一次。"
    ),
    "stays for good": "无法撤销",
    "undone": "已撤销",
    "undone by {name}": "已由 {name} 撤销",
    "undone: {done} of {count}": "已撤销 {done}/{count}",
}
