"""Other databases and kinds of files to read from, comparing with them, and what goes wrong."""

TEXTS: dict[str, str] = {
    # reading files
    "{file} is no whole vCard file: look at line {line} for BEGIN:VCARD and END:VCARD.": (
        "{file} 不是完整的 vCard 文件：请检查第 {line} 行的 BEGIN:VCARD 和 END:VCARD。"
    ),
    "The card on line {line} of {file} has {count} characters in {column}: at most {most} can be "
    "kept, shorten it.": (
        "{file} 第 {line} 行的名片在 {column} 中有 {count} 个字符：最多能保存 {most} 个，请缩短。"
    ),
    "{value} can't stand between cells: name one sign, or tab.": (
        "{value} 不能作分隔符：请指定一个符号，或 tab。"
    ),
    "Row {row} of {file} has a cell of more than {most} characters: shorten it, or look for a "
    "quotation mark that is never closed.": (
        "{file} 第 {row} 行有超过 {most} 个字符的单元格：请缩短，或检查是否有没闭合的引号。"
    ),
    "{file} is an SQLite database: name it as sqlite:///{path}, with --table.": (
        "{file} 是 SQLite 数据库：请写成 sqlite:///{path}，并用 --table 指定表。"
    ),
    "Line {line} of {file} can't be read as JSON ({why}).": (
        "{file} 第 {line} 行不是可读的 JSON（{why}）。"
    ),
    "Line {line} of {file} begins no JSON object that ends within {most} characters: look there "
    "for a quotation mark or a bracket.": (
        "{file} 第 {line} 行开始的 JSON 对象在 {most} 个字符内没有结束：请检查引号和括号。"
    ),
    "Row {row} of {file} has {count} characters in {column}: at most {most} can be kept, shorten "
    "it.": "{file} 第 {row} 行的 {column} 有 {count} 个字符：最多能保存 {most} 个，请缩短。",
    "{file} has more than {most} different keys: one object must be one customer.": (
        "{file} 有超过 {most} 个不同的键：一个对象应是一位客户。"
    ),
    "Item {row} of {file} is no JSON object: write one object {example} a line.": (
        "{file} 的第 {row} 项不是 JSON 对象：请每行写一个对象 {example}。"
    ),
    "{file} is no workbook that can be read: save it as XLSX, ODS or CSV.": (
        "{file} 不是可读的工作簿：请另存为 XLSX、ODS 或 CSV。"
    ),
    # other databases
    "A table and a query are of a database: name its address.": (
        "表和查询属于数据库：请写数据库的地址。"
    ),
    "A query is one SELECT: name the columns it gives, and leave out what would change anything.": (
        "查询是一条 SELECT：请写明它给出的列，去掉会改动数据的部分。"
    ),
    "The query has two columns {column}: name one of them otherwise, with AS.": (
        "查询有两列都叫 {column}：请用 AS 给其中一列改名。"
    ),
    "Say what to read from {where}: --table NAME or --query 'SELECT …'. It has {tables}.": (
        "请说明从 {where} 读什么：--table 表名，或 --query 'SELECT …'。那里有：{tables}。"
    ),
    "{where} has no table {table}: it has {tables}.": "{where} 没有表 {table}，只有：{tables}。",
    "{where} has no column {column}: it has {columns}.": (
        "{where} 没有列 {column}，只有：{columns}。"
    ),
    "Row {row} of {file} has more than {most} characters in {column}: shorten it, or leave the "
    "column out with --query.": (
        "{file} 第 {row} 行的 {column} 超过 {most} 个字符：请缩短，或用 --query 去掉这一列。"
    ),
    "{url} is no whole address: write it like {example}.": (
        "{url} 不是完整的地址：请写成 {example}。"
    ),
    "{url} is no address that can be read: begin it with {known}.": (
        "{url} 不是可读的地址：请以 {known} 开头。"
    ),
    "Leave the password out of the address, others on the machine could see it: it is asked for, "
    "or read from --source-password-file.": (
        "请不要把密码写进地址，机器上的其他人能看到：程序会询问，或从 --source-password-file 读取。"
    ),
    "An address has no option {name}: it has {known}.": "地址没有选项 {name}，只有：{known}。",
    "sslmode is one of {allowed}, not {value}.": "sslmode 只能是 {allowed}，不能是 {value}。",
    "timeout is a number of seconds, not {value}.": "timeout 是秒数，不能是 {value}。",
    "{where} refuses to be read: {why}.": "{where} 拒绝读取：{why}。",
    "{where} can't be opened: {why}.": "无法打开 {where}：{why}。",
    "{where} can't show that it is the one it claims to be ({why}): name its certificate authority "
    "with sslrootcert=FILE in the address, or do without the proof with sslmode=require.": (
        "{where} 无法证明自己的身份（{why}）：请在地址中用 sslrootcert=文件 指明签发机构，"
        "或用 sslmode=require 放弃验证。"
    ),
    "Reading {kind} takes a driver that is not installed: pip install 'kehao[{extra}]'.": (
        "读取 {kind} 需要尚未安装的驱动：pip install 'kehao[{extra}]'。"
    ),
    "{where} does not answer (after {seconds} s): look whether it is well, or allow it more with "
    "timeout=SECONDS in the address.": (
        "{where} 没有回应（已等 {seconds} 秒）：请检查它是否正常，"
        "或在地址中用 timeout=秒数 延长等待。"
    ),
    "Row {row} of {where} is too large ({why}): leave that column out with --query.": (
        "{where} 第 {row} 行太大（{why}）：请用 --query 去掉那一列。"
    ),
    "{where} broke off the connection after {row} rows ({why}): run the same again, it goes on "
    "from there.": "{where} 在 {row} 行后中断了连接（{why}）：请再次运行，会从那里继续。",
    "{where} is no SQLite database, or a damaged one.": "{where} 不是 SQLite 数据库，或已损坏。",
    "{where} does not let {user} in ({why}): give the right name and password.": (
        "{where} 不让 {user} 进入（{why}）：请给出正确的用户名和密码。"
    ),
    "{where}: there is no such database ({why}).": "{where}：没有这个数据库（{why}）。",
    "{where} can't be reached: {why}. Look at the address, and whether it is running.": (
        "连不上 {where}：{why}。请检查地址，以及它是否在运行。"
    ),
    # sources
    "There is no source {name}: kehao sources list shows them.": (
        "没有数据源 {name}：用 kehao sources list 查看。"
    ),
    "{value} is no name for a source: 1 to {most} characters without /.": (
        "{value} 不能作数据源的名称：1 到 {most} 个字符，不含 /。"
    ),
    "The source {name} is for {roles} only.": "数据源 {name} 只供 {roles} 使用。",
    "On this server a database is named as {source}NAME/TABLE: kehao sources list shows them, "
    "an administrator adds them.": (
        "在这台服务器上，数据库写成 {source}名称/表名：用 kehao sources list 查看，由管理员添加。"
    ),
    "There is a source {name} already: remove it first.": "已有数据源 {name}：请先删除它。",
    "There is no role {role}: there are {known}.": "没有角色 {role}，只有：{known}。",
    "Kept: {name}. kehao sources test {name} tries it.": (
        "已保存：{name}。可用 kehao sources test {name} 试连。"
    ),
    "{url} answers. Tables: {tables}.": "{url} 有回应。表：{tables}。",
    "Password kept": "已存密码",
    "By": "添加人",
    "There are no sources: kehao sources add keeps one.": (
        "没有数据源：用 kehao sources add 添加。"
    ),
    "Forgotten: {name}.": "已删除：{name}。",
    "Password of {name} at {where} (empty: none): ": "{name} 在 {where} 的密码（空：没有）：",
    "Source added": "添加数据源",
    "Source removed": "删除数据源",
    "source.edit": "管理数据源",
    "Add and remove other databases to read from and write to": "添加和删除用来读写的其他数据库",
    "A file as a source is added by whoever runs the server, on the server itself.": (
        "以文件作数据源，由服务器的维护者在服务器上添加。"
    ),
    # trying
    "A dry run takes a copy of the store for a while, and {need} MB of room; {free} MB are free on "
    "the disk of {path}.": (
        "试运行要暂时复制一份数据库，需要 {need} MB 空间；{path} 所在磁盘只剩 {free} MB。"
    ),
    # comparing
    "There is no column of codes: say with --match FIELD by what customers and rows are the "
    "same.": ("没有编码列：请用 --match 字段 说明按什么认定客户与行是同一位。"),
    "What mends a side goes to a file, not to standard output.": (
        "用来修补的内容写到文件，不能写到标准输出。"
    ),
    "only here   {code} {name}": "仅本库有  {code} {name}",
    "only there  row {row}: {code} {name}": "仅对方有  第 {row} 行：{code} {name}",
    "unclear     row {row}: {code} {name}: more than one fits": (
        "无法确定  第 {row} 行：{code} {name}：不止一个符合"
    ),
    "differs     {code} {name}: {fields}": "不一致    {code} {name}：{fields}",
    "{here} here, {there} there: {same} the same, {only_here} only here, {only_there} only there, "
    "{differing} differ, {unclear} unclear.": (
        "本库 {here}，对方 {there}：相同 {same}，仅本库有 {only_here}，仅对方有 {only_there}，"
        "不一致 {differing}，无法确定 {unclear}。"
    ),
    "Written: {path}.": "已写入：{path}。",
    "Fields that differ: {fields}.": "不一致的字段：{fields}。",
    "Not compared, you may not see them: {fields}.": "无权查看、未比较：{fields}。",
}
