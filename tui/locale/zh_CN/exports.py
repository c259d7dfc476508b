"""Customers out of the store: files, other databases, work by the calendar."""

TEXTS: dict[str, str] = {
    "Write customers to a file.": "把客户导出为文件。",
    "What stands over the columns: the fields' names, or what people call them.": (
        "列的表头：字段名（names），或中文名称（labels）。"
    ),
    "As what, whatever FILE's name.": "指定格式，不看 FILE 的扩展名。",
    "Only who changed since the last export with this NAME (the first one is whole).": (
        "只导出自上次使用此 NAME 的导出以来有变化的客户（第一次导出全部）。"
    ),
    "Codes that nobody goes by any more: {codes}.": "已不再使用的编码：{codes}。",
    "{form} can't be written: choose {known}.": "不能写成 {form}：请从 {known} 中选择。",
    "A file on this machine: .csv, .xlsx, .jsonl, .vcf (vCard) or .md; or a database: "
    "source:NAME or its address. Enter goes on; the log notes the export.": (
        "本机上的文件：.csv、.xlsx、.jsonl、.vcf（vCard 名片）或 .md；"
        "或数据库：source:NAME 或其地址。"
        "按 Enter 继续；导出会记入日志。"
    ),
    "A file in your own folder on the server: .csv, .xlsx, .jsonl, .vcf (vCard) or "
    ".md; or a database: source:NAME. Enter goes on; the log notes the export.": (
        "服务器上您自己文件夹中的文件：.csv、.xlsx、.jsonl、.vcf（vCard 名片）或 .md；"
        "或数据库：source:NAME。"
        "按 Enter 继续；导出会记入日志。"
    ),
}
