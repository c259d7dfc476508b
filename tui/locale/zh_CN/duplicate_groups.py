"""Groups of customers who hang together through pairs."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "{code} is in no open pair: see kehao duplicates list.": (
        "{code} 不在任何待判定的成对中：见 kehao duplicates list。"
    ),
    "Name at least one that is merged into {code}.": "请至少给出一个要并入 {code} 的客户。",
    "{code} is named twice.": "{code} 给出了两次。",
    "These are {count} customers: at most {most} are merged at once.": (
        "共 {count} 个客户：一次最多合并 {most} 个。"
    ),
    "{code} is not among those that are merged: no value is taken from it.": (
        "{code} 不在要合并的客户之中：不能取它的值。"
    ),
    "{code} has no {name} to take.": "{code} 没有可取的 {name}。",
    "{first} and {second} were decided to be different: leave one of them out, or allow "
    "it (kehao duplicates merge --unlike).": (
        "{first} 与 {second} 已判定为不同：请排除其中一个，或明确允许"
        "（kehao duplicates merge --unlike）。"
    ),
    "{first} and {second} do not look like one ({score}%): leave one of them out, or allow "
    "it (kehao duplicates merge --unlike).": (
        "{first} 与 {second} 不像同一客户（{score}%）：请排除其中一个，或明确允许"
        "（kehao duplicates merge --unlike）。"
    ),
    "Three or more customers who hang together through pairs, the likest first.": (
        "由成对相连的三个或更多客户，最相似的在前。"
    ),
    "{count} of {all}": "{all} 中的 {count}",
    "Pairs": "成对",
    "No group is there to be decided.": "没有待判定的成组客户。",
    "Who hangs together with a customer through pairs, side by side, and how alike every two of "
    "them are; those who are the least alike are said first.": (
        "并列显示与某客户由成对相连的所有客户，以及两两的相似度；最不相似的两个先说。"
    ),
    "{count} of {all} are shown.": "显示 {all} 个中的 {count} 个。",
    "Weakest link: {link}": "最弱的一环：{link}",
    "not found alike": "未列为成对",
    "{pair}, {state}: {why}": "{pair}，{state}：{why}",
    "Merge customers into the first one, whose code stays; all their codes find it.": (
        "把客户并入第一个，保留其编码；所有编码都能找到它。"
    ),
    "Merge customers into the first one, whose code stays; all their codes find it. One group of "
    "operations: kehao log undo --last takes all of it back. When two of them do not look like "
    "one, nothing is done.": (
        "把客户并入第一个，保留其编码；所有编码都能找到它。作为一组操作记录："
        "kehao log undo --last 可全部撤销。其中若有两个不像同一客户，则什么也不做。"
    ),
    "Whose value of this field stays; can be repeated.": "该字段保留谁的值；可重复。",
    "Who is left out, and remembered as not the same; can be repeated.": (
        "排除谁，并记住不是同一客户；可重复。"
    ),
    "Also when two of them do not look like one.": "其中有两个不像同一客户时也合并。",
    "{count} are merged into {keep}.": "{count} 个已并入 {keep}。",
    "Several who may be one": "可能是同一客户的几户",
    "Whole group": "整组",
    "Stays": "保留",
    "Likeness": "与保留者相似",
    "the survivor": "保留",
    "left aside": "排除",
    "{count} hang together through pairs.": "{count} 户由成对相连。",
    "There is nothing to choose here.": "此处无需选择。",
    "There is no value to take here.": "此处没有可取的值。",
    "The others go into this one: let another one stay first.": (
        "其余都并入此户：请先改为保留另一户。"
    ),
    "Nobody is left to be merged.": "没有可合并的了。",
    "Merge {count} into {keep}?": "把 {count} 户并入 {keep}？",
    "{codes} will find {keep}.": "用 {codes} 也能找到 {keep}。",
    "Two of them do not look like one. {link}": "其中有两户不像同一客户。{link}",
    "{codes}: remembered as not the same.": "{codes}：记住不是同一客户。",
    "These two hang together with nobody else.": "这两户没有与其他客户相连。",
}
