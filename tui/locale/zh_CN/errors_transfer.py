"""What importing and exporting say when they cannot."""

TEXTS: dict[str, str] = {
    # files
    "There is no file {path}.": "没有文件 {path}。",
    "There is no folder {path}.": "没有文件夹 {path}。",
    "{path} is a folder: name a CSV or XLSX file.": "{path} 是文件夹：请指定 CSV 或 XLSX 文件。",
    "{path} is a folder: name a file in it.": "{path} 是文件夹：请指定其中的文件。",
    "{path} lies in the folder of a store: write to another folder.": (
        "{path} 位于数据库的文件夹中：请写到其他文件夹。"
    ),
    "{path} is the file that is imported: name another for rejected rows.": (
        "{path} 就是要导入的文件：请为被拒绝的行另选一个文件。"
    ),
    "{path} can't be read: {why}.": "无法读取 {path}：{why}。",
    "{path} can't be written: {why}.": "无法写入 {path}：{why}。",
    "{file} is empty.": "{file} 是空的。",
    "{file} was changed while it was read: start again when it is whole.": (
        "读取期间 {file} 被改动：请等它写完后重新开始。"
    ),
    "More than {most} MB came from {file}: save it as a file and name that.": (
        "从 {file} 读到的内容超过 {most} MB：请先保存为文件，再指定该文件。"
    ),
    "{path} has more than {most} MB: no such file is so large.": (
        "{path} 超过 {most} MB：这种文件不会这么大。"
    ),
    "Files of kind {ending} can't be written: use .csv or .xlsx.": (
        "不能写 {ending} 文件：请用 .csv 或 .xlsx。"
    ),
    "A text of {length} characters fits no cell of a workbook: export as CSV.": (
        "有一段 {length} 个字符的文字放不进工作簿的单元格：请导出为 CSV。"
    ),
    # reading tables
    "There is no encoding {name}: use utf-8, gb18030 or utf-16.": (
        "没有编码 {name}：请用 utf-8、gb18030 或 utf-16。"
    ),
    "Line {line} of {file} has bytes ({byte}) that are not {encoding}: save the file as UTF-8, "
    "or say which encoding it has.": (
        "{file} 第 {line} 行的字节（{byte}）不是 {encoding}：请把文件另存为 UTF-8，或指明它的编码。"
    ),
    "Row {row} of {file} can't be read: look for a quotation mark that is never closed.": (
        "{file} 第 {row} 行无法读取：请检查是否有没闭合的引号。"
    ),
    "Row {row} of {file}, column {column}: this cell is longer than {limit} characters, no "
    "customer's data is; shorten it or take the column out.": (
        "{file} 第 {row} 行第 {column} 列：单元格超过 {limit} 个字符，客户资料不会这么长；"
        "请缩短内容，或去掉这一列。"
    ),
    "Row {row} of {file}, column {column}: this cell goes on over {lines} lines and is longer than "
    "{limit} characters; look for a quotation mark that is never closed.": (
        "{file} 第 {row} 行第 {column} 列：单元格跨了 {lines} 行，超过 {limit} 个字符；"
        "请检查是否有没闭合的引号。"
    ),
    "{file} is no workbook, it has no sheets.": "{file} 不是工作簿，没有工作表。",
    "{file} has no sheet {sheet}: it has {sheets}.": (
        "{file} 没有工作表 {sheet}，只有：{sheets}。"
    ),
    "{file} can't be read as a workbook: {why}.": "{file} 无法作为工作簿读取：{why}。",
    "{file} would take too much memory ({size} MB unpacked, {cells} cells from the first to the "
    "last): save it as CSV.": (
        "{file} 太占内存（解压后 {size} MB，首尾单元格之间共 {cells} 格）：请另存为 CSV。"
    ),
    "{file} is no XLSX workbook: save it as XLSX or CSV.": (
        "{file} 不是 XLSX 工作簿：请另存为 XLSX 或 CSV。"
    ),
    # columns
    "The file has no column {column}: it has {columns}.": "文件没有“{column}”列，只有：{columns}。",
    "There is no field {field}: {near}.": "没有字段 {field}，可用：{near}。",
    "{file} has no column for the customer's name: say which with --map COLUMN=name. "
    "It has {columns}.": (
        "{file} 里找不到客户名称列：请用 --map 列名=name 指明。现有的列：{columns}。"
    ),
    "The file has no column for {field} to match by: say which with --map.": (
        "文件里没有可用来匹配的 {field} 列：请用 --map 指明。"
    ),
    "--{option} is one of {allowed}, not {value}.": (
        "--{option} 只能是 {allowed} 之一，不能是 {value}。"
    ),
    # rows
    "The code {code} is that of row {row} already: give one of them another code.": (
        "编码 {code} 已被第 {row} 行使用：请给其中一行换一个编码。"
    ),
    "{count} customers have this {field}: which one is meant can't be told.": (
        "有 {count} 个客户的 {field} 相同，无法判断是哪一个。"
    ),
    "{file} is being imported by somebody else right now: wait until that is done.": (
        "别人正在导入 {file}：请等导入结束。"
    ),
}
