"""Bringing files in: what columns are taken for, profiles, the steps on the screen."""

TEXTS: dict[str, str] = {
    # the command
    "Bring customers in from a CSV or XLSX file; - reads standard input.\n"
    "Headers are matched to fields by themselves. With a column of codes, rows match customers by "
    "code, else nothing matches. A row that the same file brought in before is skipped, so that an "
    "import that was stopped goes on where it was. Nothing is lost unasked: a column that fits no "
    "field becomes a field, a value that its field cannot read is kept and flagged. What a column "
    "is goes by --map, --profile, the last import of a file with these headers, the known exports "
    "of other systems, the headers, the values, in this order; --dry-run says which.": (
        "从 CSV 或 XLSX 文件导入客户；- 表示读取标准输入。\n"
        "表头自动对应字段。有编码列时按编码匹配已有客户，否则不匹配。同一文件导入过的行会跳过，"
        "中断的导入因此可以接着进行。不会擅自丢弃内容：没有对应字段的列成为新字段，"
        "字段读不懂的值按原样保留并标记。一列对应什么，依次看：--map、--profile、"
        "上次导入同样表头的文件时的选择、已知系统的导出格式、表头、列里的值；--dry-run 会说明理由。"
    ),
    "Column COL is FIELD, - leaves it out, + makes it a field of its own; can be repeated, "
    "several columns for one field are joined.": (
        "COL 列对应 FIELD 字段，- 表示不导入，+ 表示单独成为新字段；"
        "可重复，多列对应同一字段时合并。"
    ),
    "Read the columns as this profile says (kehao profiles list); - is headers and values alone.": (
        "按这个导入方案读取各列（见 kehao profiles list）；- 表示只看表头和值。"
    ),
    "What becomes of the file's codes (keep); alias: new ones are given, the old ones find the "
    "customer.": ("文件里的编码如何处理（keep 保留）；alias：发新编码，旧编码仍可找到客户。"),
    "Whether the first row is headers (found out).": "第一行是不是表头（自动判断）。",
    "{count} rows have a value that its field can't read: kept as it came, flagged.": (
        "{count} 行有字段读不懂的值：已按原样保留并标记。"
    ),
    "The first row is taken for a customer, not for headers (--header yes).": (
        "第一行被当作客户而不是表头（如是表头请加 --header yes）。"
    ),
    # profiles
    "How the columns of files are understood, kept under names.": "文件各列对应方式的命名方案。",
    "All profiles: the house's own, and the known exports of other systems.": (
        "全部导入方案：本单位保存的，以及已知系统的导出格式。"
    ),
    "What one profile says of each column.": "一个导入方案中各列的对应方式。",
    "Keep under NAME how the columns of FILE are understood; kehao import --profile NAME then "
    "reads files like it in the same way.": (
        "把 FILE 各列的对应方式保存为 NAME；以后 kehao import --profile NAME 就照此读取同类文件。"
    ),
    "Take one of the house's own profiles away.": "删除本单位保存的一个导入方案。",
    "Export of": "导出自",
    "Kept by": "保存人",
    "Profile {name} is kept.": "已保存导入方案 {name}。",
    "Profile {name} is removed.": "已删除导入方案 {name}。",
    "Import profile kept": "保存导入方案",
    "Import profile removed": "删除导入方案",
    "There is no profile {name}: there are {known}.": "没有导入方案 {name}，现有：{known}。",
    "There is no profile {name} of the house's own.": "本单位没有保存过导入方案 {name}。",
    "A profile's name has 1 to {most} characters and does not begin with -.": (
        "导入方案的名称须为 1 到 {most} 个字符，且不以 - 开头。"
    ),
    "A file without headings can't be kept as a profile.": "没有表头的文件不能保存为导入方案。",
    # what columns are taken for
    "Earlier codes": "曾用编码",
    "chosen": "人工选择",
    "by the profile": "按导入方案",
    "as last time": "同上次",
    "known export": "已知导出格式",
    "by its header": "看表头",
    "by its values": "看列里的值",
    "{field}, if it has none": "{field}（为空时取此列）",
    "part of {field}": "{field}的一部分",
}
