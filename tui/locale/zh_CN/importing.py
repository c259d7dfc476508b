"""Bringing files in: what columns are taken for, profiles, the steps on the screen."""

TEXTS: dict[str, str] = {
    # the command
    "Bring customers in from a file (CSV, any delimited text, XLSX, XLS, ODS, JSON lines, vCard; - "
    "reads standard input) or a database: postgresql://USER@HOST/DB, mysql://…, mssql://…, "
    "sqlite:///…, or source:NAME/TABLE for one that kehao sources keeps.\n"
    "Headers are matched to fields by themselves. With a column of codes, rows match customers by "
    "code, else nothing matches. A row that the same file brought in before is skipped, so that an "
    "import that was stopped goes on where it was. Nothing is lost unasked: a column that fits no "
    "field becomes a field, a value that its field cannot read is kept and flagged. What a column "
    "is goes by --map, --profile, the last import of a file with these headers, the known exports "
    "of other systems, the headers, the values, in this order; --dry-run says which.": (
        "从文件（CSV、任何分隔文本、XLSX、XLS、ODS、JSON 行、vCard；- 表示标准输入）"
        "或数据库导入客户："
        "postgresql://用户@主机/库、mysql://…、mssql://…、sqlite:///…，"
        "或 kehao sources 保存的 source:名称/表名。\n"
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
    "The codes of {column} are kept (--codes new gives new ones).": (
        "沿用“{column}”列的编码（要发新编码请加 --codes new）。"
    ),
    "{count} have the code of a customer of another name.": "{count} 行的编码属于另一名称的客户。",
    "{count} have a code that looks mistyped.": "{count} 行的编码疑似笔误。",
    "{count} rows have a code that looks mistyped.": "{count} 行的编码疑似笔误。",
    "Row {row}: {code}, not {mended}?": "第 {row} 行：{code}，是否应为 {mended}？",
    "Meant {mended}?": "应为 {mended}？",
    "{code} is {name}: another customer?": "{code} 是{name}：是另一个客户？",
    "Row {row} is {name}, {code} is {other}.": "第 {row} 行是{name}，而 {code} 是{other}。",
    (
        "{count} rows have the code of a customer with quite another name: if they are others, "
        "bring them in with --codes new."
    ): "{count} 行的编码属于名称完全不同的客户：如确为其他客户，请加 --codes new 导入。",
    "Bring in the whole house of {file}?": "整库导入 {file}？",
    "Fields, lists, rules and customers come in as they were, with all codes.": (
        "字段、选项、规则和客户连同全部编码原样导入。"
    ),
    "This takes a store that has no customers yet.": "只能导入还没有客户的库。",
    "chosen": "人工选择",
    "by the profile": "按导入方案",
    "as last time": "同上次",
    "known export": "已知导出格式",
    "by its header": "看表头",
    "by its values": "看列里的值",
    "{field}, if it has none": "{field}（为空时取此列）",
    "part of {field}": "{field}的一部分",
    "Columns without a field become new fields: {columns}.": (
        "没有对应字段的列成为新字段：{columns}。"
    ),
    "Columns without a field go into the notes: {columns}.": (
        "没有对应字段的列写入备注：{columns}。"
    ),
    "Columns without a field are left out: {columns}.": ("没有对应字段的列不导入：{columns}。"),
    "Columns without a field that hold nothing: {columns}.": (
        "没有对应字段且没有内容的列：{columns}。"
    ),
    # the steps
    "Check": "检查",
    "Result": "结果",
    "Codes and matches": "编码与匹配",
    "A file to import: type its path (Tab completes it), or choose one below. source:NAME/TABLE "
    "reads from a database.": (
        "要导入的文件：输入路径（Tab 补全），或在下面选择。source:名称/表名 从数据库读取。"
    ),
    "A file in your own folder on the server: type its name, or choose it below. "
    "source:NAME/TABLE reads from a database.": (
        "服务器上您自己文件夹里的文件：输入文件名，或在下面选择。source:名称/表名 从数据库读取。"
    ),
    "In {folder}": "位置：{folder}",
    "Name a file first, or choose one of the list.": "请先写出文件，或从列表中选择。",
    "Looking at the database…": "正在查看数据库…",
    "No table is named. Which one of {source}?": "没有写明表。读取 {source} 的哪张表？",
    "Name a table too: {example}.": "还要写明表：{example}。",
    "Nothing here begins with {text}.": "这里没有以 {text} 开头的。",
    "the first row is a customer, not headings (h)": "第一行是客户，不是表头（h 切换）",
    "No column is the customer's name: Enter on the one that is.": (
        "没有哪一列是客户名称：请在那一列上按 Enter。"
    ),
    "Enter changes what a column is; ! marks what a field can't read.": (
        "Enter 改变一列的对应；! 表示字段读不懂的值。"
    ),
    "No column of this sheet is the customer's name: s, or Enter on it.": (
        "这张工作表没有哪一列是客户名称：按 s 换一张，或在那一列上按 Enter。"
    ),
    "sheet {sheet}, {count} more (s)": "工作表“{sheet}”，另有 {count} 张（按 s 换）",
    "Read which sheet?": "读取哪张工作表？",
    "Sheet {sheet} of {file} has no column for the customer's name: say which with --map "
    "COLUMN=name, or name another sheet with --sheet. It has {columns}; there are also the sheets "
    "{sheets}.": (
        "{file} 的工作表“{sheet}”没有客户名称列：请用 --map 列=name 指定，"
        "或用 --sheet 读另一张工作表。它的列：{columns}；另有工作表：{sheets}。"
    ),
    "a field of its own": "单独成为新字段",
    "as proposed": "按建议",
    "by headings and values alone": "只看表头和值",
    "the known export": "已知的导出格式",
    "kept by {name}": "{name} 保存",
    "Read the columns by": "各列的读取方式",
    "Keep as a profile": "保存方案",
    "Files with these headings can then be read in the same way.": (
        "以后同样表头的文件可以照此读取。"
    ),
    "Enter changes a line. Ctrl-S tries the import without changing anything.": (
        "Enter 修改一行。Ctrl-S 先试导入，不作任何改动。"
    ),
    "the file has none: new ones are given by the rules": "文件里没有：按规则发新编码",
    "The file's codes": "文件里的编码",
    "kept, as the customers' codes": "保留，作为客户编码",
    "a column like others; new codes are given by the rules": ("当作普通的列，另按规则发新编码"),
    "earlier codes, which find the customer; new ones are given": (
        "成为曾用编码，仍可找到客户；另发新编码"
    ),
    "No row is doubtful. Ctrl-S brings them all in.": "没有存疑的行。Ctrl-S 全部导入。",
    "What is doubtful": "存疑之处",
    "looks like a customer who is there": "与已有客户相似",
    "a value can't be read": "有读不懂的值",
    "mended": "已改好",
    "{count} with values that can't be read.": "{count} 行有读不懂的值。",
    "The first {count} are shown.": "只显示前 {count} 行。",
    "This column can't be written here: change it in the file.": (
        "这一列不能在这里修改：请在文件里改。"
    ),
    "Leave the import?": "离开导入？",
    "The import is not done: {count} rows mended or left out.": (
        "导入尚未完成：已修改或剔除 {count} 行。"
    ),
    "A row that matches by {field}": "按{field}匹配上的行",
    "{label}: {what}.": "{label}：{what}。",
    "Rows written into: {count}.": "改过的行：{count}。",
    "Rows left out: {count}.": "不导入的行：{count}。",
    "Rejected rows, if any, go to {file}.": "如有被拒绝的行，写到 {file}。",
    "Stopped: the same import goes on from there (Esc, then Ctrl-S).": (
        "已停止：同一导入可以接着进行（Esc，再 Ctrl-S）。"
    ),
    "{seconds} s, {rate} rows a second. In the log it is group {group}.": (
        "用时 {seconds} 秒，每秒 {rate} 行。操作日志中的分组：{group}。"
    ),
    "u takes all of it back.": "按 u 全部撤销。",
    "Rejected rows are in {file}; m mends them here.": (
        "被拒绝的行在 {file} 中；按 m 在这里修改。"
    ),
    "Take the whole import back?": "撤销整个导入？",
    "Customers that it added go, those that it changed are as before.": (
        "导入新增的客户会移除，改动过的客户恢复原样。"
    ),
    "Their codes are never given to anybody else; the same file may bring them again.": (
        "这些编码不会发给别人；同一文件可以再次导入它们。"
    ),
    "The import is taken back: {count} customers.": "已撤销导入：{count} 个客户。",
    "Stopped: {count} customers are taken back so far; u goes on.": (
        "已停止：目前已撤销 {count} 个客户；按 u 接着撤销。"
    ),
    # keys
    "Write": "改写",
    "Check again": "再检查",
    "Profile": "导入方案",
    "Headings or not": "有无表头",
    "Another sheet": "另一张工作表",
    "Undo all": "全部撤销",
    "Mend rejected rows": "改被拒绝的行",
    "Another file": "另一个文件",
}
