"""Copying to the clipboard of the terminal: the Chinese of its sentences."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "Copy": "复制",
    "Copying": "复制",
    "Cell": "单元格",
    "Row": "整行",
    "CSV": "CSV",
    "TSV": "TSV",
    "Markdown": "Markdown",
    "Code {code}": "客户编码 {code}",
    "Cell: {field}": "单元格：{field}",
    "Row of {code}": "{code} 的整行",
    "Table of {count}, as CSV": "{count} 行的表，CSV",
    "Table of {count}, for a spreadsheet (TSV)": "{count} 行的表，供电子表格粘贴（TSV）",
    "Table of {count}, as Markdown": "{count} 行的表，Markdown",
    "Nothing is copied: a terminal takes {most} kB, which is {fits} of {count} customers. "
    "Choose fewer, or export to a file.": (
        "没有复制：终端最多接收 {most} kB，即 {count} 位客户中的 {fits} 位。"
        "请少选一些，或导出为文件。"
    ),
    "The cell is empty: nothing is copied.": "单元格是空的：没有复制。",
    "Sent to your terminal: {bytes} bytes, customers: {count}.": (
        "已发送到您的终端：{count} 位客户，{bytes} 字节。"
    ),
    "The log says so: it is an export.": "这算导出，已记入操作日志。",
    "This terminal takes no text from programs: export to a file instead.": (
        "此终端不接收程序送来的文本：请改用导出。"
    ),
    "Nothing to paste? tmux needs: set -s set-clipboard on": (
        "粘贴不出？tmux 需设置：set -s set-clipboard on"
    ),
    "Nothing to paste? In tmux so much needs TERM=tmux-256color.": (
        "粘贴不出？在 tmux 中，这么多内容需要 TERM=tmux-256color。"
    ),
    "Nothing to paste? Then your terminal does not take it (PuTTY, macOS Terminal).": (
        "粘贴不出？那是您的终端不支持（如 PuTTY、macOS 终端）。"
    ),
    "Name at least one column to copy.": "请至少指定一列。",
    "There is nothing to copy any more: read the list again.": "已没有可复制的内容：请刷新列表。",
}
