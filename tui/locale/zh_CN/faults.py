"""Room on the disk, and what else a fault of the machine makes the program say."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "Disk: {free} MB left": "磁盘仅剩 {free} MB",
    "{path} is cut short ({size} of {whole} bytes): restore it from a backup.": (
        "{path} 被截断（{whole} 字节只剩 {size}）：请从备份恢复。"
    ),
    "{file} has {count} columns: at most {most} can be imported.": (
        "{file} 有 {count} 列：最多只能导入 {most} 列。"
    ),
    "{path} was deleted, moved or replaced while it was open: what was being saved was not. Sign "
    "in again, and restore a backup if it is gone.": (
        "{path} 在打开期间被删除、移动或替换：正在保存的内容没有保存。请重新登录；如果文件已不在，"
        "请从备份恢复。"
    ),
}
