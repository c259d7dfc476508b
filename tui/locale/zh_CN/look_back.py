"""One customer from a backup, beside the one of today."""

from typing import Final

TEXTS: Final = {
    "From a backup": "与备份对照",
    "Customer from a backup": "备份中的客户",
    "Which backup": "哪一份备份",
    "Another one…": "另一份…",
    "A backup of this store: a file on this machine, or s3://bucket/prefix/file.": (
        "本库的一份备份：这台机器上的文件，或 s3://桶/前缀/文件。"
    ),
    "Recovery key": "恢复密钥",
    "It opens the backup: fourteen groups of four characters, written down when the store was "
    "made. It is neither shown nor kept.": (
        "用来打开备份：十四组、每组四个字符，建库时抄下的。不会显示，也不会保存。"
    ),
    "Reading the backup": "正在读取备份",
    "{code} on {time}: {count} of {all} differ, {chosen} chosen to be taken back.": (
        "{code}，{time}：{all} 项中有 {count} 项不同，已选 {chosen} 项取回。"
    ),
    "Choose": "选择",
    "All or none": "全选或全不选",
    "Take back": "取回",
    "Here nothing is different.": "这里没有不同。",
    "A code is not taken back here: C in the details changes it.": (
        "编码不在这里取回：在详情中按 C 更改。"
    ),
    "This field is no longer in use.": "这个字段已停用。",
    "Nothing is chosen: Space chooses the field under the cursor.": (
        "还没有选择：空格选择光标所在的字段。"
    ),
    "{code}: taken back from the backup: {fields}. It can be undone.": (
        "{code}：已从备份取回：{fields}。可以撤销。"
    ),
}
