"""Help of the commands that read from elsewhere."""

TEXTS: dict[str, str] = {
    "What is here and not in a file or a database, and the other way round.": (
        "与文件或其他数据库对账：各自多了什么、少了什么。"
    ),
    "Bring customers in from a file or a database.": "从文件或其他数据库导入客户。",
    "Other databases by a name.": "按名称使用的其他数据库。",
    "Other databases by a name: kehao import source:NAME/TABLE reads from them.": (
        "按名称使用的其他数据库：kehao import source:名称/表名 从中读取。"
    ),
    "The column by which --name knows its rows again.": "--name 用哪一列认出已导入的行。",
    "What stands between cells (found out).": "单元格之间的分隔符（自动识别）。",
    "The table of a database.": "数据库的表。",
    "Or one SELECT of it.": "或一条 SELECT。",
    "Run again under this name, it brings in only the rows that it has not yet.": (
        "以同一名称再次运行，只导入还没有的行。"
    ),
    "The database's password is this file's first line (else the terminal asks).": (
        "数据库的密码是此文件的第一行（否则在终端询问）。"
    ),
    "Column COL is FIELD, - leaves it out; can be repeated.": (
        "COL 列对应 FIELD 字段，- 表示不读；可重复。"
    ),
    "Write what is missing or other here: kehao import FILE --match … --on-match update mends "
    "us.": ("写出本库缺少或不同的：kehao import 文件 --match … --on-match update 即可修补本库。"),
    "Write what is missing or other there, under their headers: it mends them.": (
        "写出对方缺少或不同的，用对方的表头：供对方修补。"
    ),
    "Compare customers with a file or a database: what is here and not there, there and not here, "
    "and which fields differ. They are the same by their code, or by --match FIELD. Nothing is "
    "changed; exit code 1 says that something differs.": (
        "把客户与文件或数据库对账：仅本库有的、仅对方有的、哪些字段不一致。"
        "按编码或 --match 字段 认定同一位。不改动任何内容；退出码 1 表示有差异。"
    ),
    "What makes a row and a customer one.": "按哪个字段认定行与客户是同一位。",
    "Connect to a source and list its tables.": "连接数据源并列出它的表。",
    "Forget a source and its password.": "删除数据源及其密码。",
    "Keep a database: postgresql://USER@HOST/DB, mysql://…, mssql://… or sqlite:///FILE. Its "
    "certificate is verified unless it is on this machine; ?sslrootcert=FILE names who signed it, "
    "?sslmode=require does without the proof, ?timeout=SECONDS waits longer than 60, ?table=NAME "
    "is read by default. The password is asked for, and never shown again.": (
        "保存一个数据库：postgresql://用户@主机/库、mysql://…、mssql://… 或 sqlite:///文件。"
        "不在本机的都验证证书；?sslrootcert=文件 指明签发机构，?sslmode=require 放弃验证，"
        "?timeout=秒数 比 60 秒等得更久，?table=表名 是默认读取的表。密码会询问，之后不再显示。"
    ),
    "The sources there are, never their passwords.": "列出数据源，从不显示密码。",
    "Only this role may use it; can be repeated (all who may import or export).": (
        "只有此角色可用；可重复（默认所有能导入或导出的人）。"
    ),
}
