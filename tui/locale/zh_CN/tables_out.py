"""Customers into tables of other databases, and a whole house as one file."""

TEXTS: dict[str, str] = {
    "Write customers to FILE. Its ending says as what: .csv, .tsv, .xlsx, .jsonl (JSON lines), "
    ".vcf (vCard), .md (Markdown); - is standard output, as CSV. What you may not see stays "
    "masked.\n"
    "Or to a table of a database: postgresql://USER@HOST/DB, mysql://…, mssql://…, sqlite:///…, or "
    "source:NAME for one that kehao sources keeps. Rows are added, or written over by their code, "
    "all or none. A code that nobody goes by any more keeps its row, which says so.": (
        "把客户导出到 FILE。扩展名决定格式：.csv、.tsv、.xlsx、.jsonl（JSON 行）、"
        ".vcf（vCard 名片）、.md（Markdown）；- 表示标准输出，CSV 格式。"
        "您无权查看的内容保持隐藏。\n"
        "也可导出到数据库的表：postgresql://USER@HOST/DB、mysql://…、mssql://…、sqlite:///…，"
        "或 source:NAME（kehao sources 保存的来源）。按编码添加或覆盖行，要么全部写入，要么都不写。"
        "已不再使用的编码保留其行，并在行中注明。"
    ),
    "The table of a database; made if it is not there.": "数据库的表；没有就新建。",
    "What becomes of a table's row with the same code (update).": (
        "表中已有相同编码的行怎么办（update 覆盖）。"
    ),
    "Add the columns that the table lacks.": "添加表中缺少的列。",
    "{count} customers told: {added} rows added, {updated} changed.": (
        "已写出 {count} 个客户：新增 {added} 行，更改 {updated} 行。"
    ),
    "Codes marked as no longer in use there: {count}.": "在那边标为不再使用的编码：{count} 个。",
    "A row that is there is one of {known}, not {value}.": (
        "已有的行只能是 {known} 之一，不能是 {value}。"
    ),
    "A table is of a database: name its address.": "表属于数据库：请写出数据库的地址。",
    "A table of a database has no file's form: leave it out.": "数据库的表没有文件格式：请去掉它。",
    "{fields} are masked for you, and a mask must not be written over values: leave them out with "
    "--columns.": "{fields} 对您隐藏，不能用隐藏符号覆盖真实的值：请用 --columns 去掉它们。",
    "Say which table of {where} the customers go into: --table NAME.": (
        "请指明客户写入 {where} 的哪个表：--table NAME。"
    ),
    "The name {column} is too long for a column of a database: leave it out with --columns.": (
        "名称 {column} 太长，不能作为数据库的列名：请用 --columns 去掉它。"
    ),
    "{table} in {where} lacks the columns {columns}: add them, have them added with --add-columns, "
    "or name others with --columns.": (
        "{where} 的表 {table} 缺少列 {columns}：请添加它们，或用 --add-columns 自动添加，"
        "或用 --columns 指定其他列。"
    ),
    "{table} in {where} has no key on {column}, so that a code could stand there twice: make it "
    "the primary key, or name a new table.": (
        "{where} 的表 {table} 的列 {column} 不是键，同一编码可能出现两次："
        "请把它设为主键，或指定一个新表。"
    ),
    "{table} in {where} is of the kind {engine}, which can't take back an export that breaks off: "
    "make it InnoDB.": (
        "{where} 的表 {table} 的引擎是 {engine}，导出中断时无法撤回：请改为 InnoDB。"
    ),
    "{where} broke off the connection ({why}); nothing was written there: run the same again.": (
        "{where} 断开了连接（{why}）；那边什么也没有写入：请再运行一次。"
    ),
    "{where} refuses to be written to: {why}. Nothing was written there.": (
        "{where} 拒绝写入：{why}。那边什么也没有写入。"
    ),
    "Everything, as one FILE.zip: customers, fields, lists, rules. kehao import brings it into a "
    "new store.": (
        "全部内容，写成一个 FILE.zip：客户、字段、选项、规则。kehao import 把它带入新的数据库。"
    ),
    "A whole house goes and comes as it is: leave the other options out.": (
        "整库导出和导入不带其他选项：请去掉它们。"
    ),
    "Everything goes into one archive: name a file that ends with .zip.": (
        "全部内容写入一个压缩包：请指定以 .zip 结尾的文件。"
    ),
    "Written to {path}: {count} customers, {fields} own fields, {rules} rules. It is not "
    "encrypted: keep it safe.": (
        "已写入 {path}：{count} 个客户，{fields} 个自定义字段，{rules} 条规则。"
        "文件没有加密，请妥善保管。"
    ),
    "A whole house is for those from whom nothing is masked: export a list instead.": (
        "整库导出只供没有隐藏内容的人使用：请改为导出列表。"
    ),
    "A whole house goes into a store that has no customers yet: make one with kehao init, or "
    "bring a list in instead.": (
        "整库只能导入还没有客户的数据库：请用 kehao init 新建，或改为导入列表。"
    ),
    "{file} was written by a later Kehao: update this one first.": (
        "{file} 由更新版本的客号写成：请先更新本机的客号。"
    ),
    "{file} is no whole house, or a damaged one: {why}.": "{file} 不是整库文件，或已损坏：{why}。",
    "Into a table": "写入数据库的表",
    "Password (empty: none)": "密码（空：没有）",
    "A table that is not there is made. Rows with the same code are written over, all or none; a "
    "code out of use keeps its row, which says so.": (
        "没有的表会新建。相同编码的行被覆盖，要么全部，要么都不写；"
        "不再使用的编码保留其行，并在行中注明。"
    ),
    "Only what changed since the last one of this name (empty: all)": (
        "只导出自上次同名导出以来的变化（空：全部）"
    ),
}
