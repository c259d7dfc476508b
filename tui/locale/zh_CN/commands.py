"""What the commands say, and what the doctor finds."""

TEXTS: dict[str, str] = {
    # usage
    "{what} See {command} --help.": "{what}用法见 {command} --help。",
    "{what}": "{what}",
    "There is no option {value}.": "没有选项 {value}。",
    "There is no command {value}: choose from {known}.": "没有命令 {value}：可用 {known}。",
    "{command} needs one of: {known}.": "{command} 后面要写：{known} 之一。",
    "{value} is missing.": "缺少 {value}。",
    "{value} needs a value, and one only.": "{value} 需要且只需要一个值。",
    "{value} is one argument too many.": "{value} 是多余的参数。",
    "{value} is not FIELD=VALUE.": "{value} 不是“字段=值”的形式。",
    "{value} is not COL=FIELD.": "{value} 不是“列=字段”的形式。",
    "{value} is no number: write 0 or more in digits.": "{value} 不是数量：请写 0 或更大的数字。",
    "The field {name} is given twice.": "字段 {name} 写了两次。",
    "There is no language {value}: choose zh or en.": "没有语言 {value}：请选 zh 或 en。",
    "(Character {position}.)": "（第 {position} 个字符）",
    "{path} cannot be used: {why}.": "{path} 无法使用：{why}。",
    "The machine refused: {why}.": "系统拒绝了：{why}。",
    "The full screen needs a terminal; name a command: kehao --help lists them.": (
        "全屏界面需要终端；请写明命令，kehao --help 可查看全部命令。"
    ),
    # signing in
    "Account: ": "姓名：",
    "Password of {name}: ": "{name} 的密码：",
    "New password for {name}: ": "{name} 的新密码：",
    "Once more: ": "再输入一次：",
    "The two passwords differ: try again.": "两次输入的密码不一致：请重试。",
    "Who signs in? Give --user NAME or set KEHAO_USER.": (
        "由谁登录？请用 --user 姓名，或设置 KEHAO_USER。"
    ),
    "There is no terminal to ask for the password on: give --password-file FILE.": (
        "没有可以询问密码的终端：请用 --password-file 文件。"
    ),
    "There is no password file {path}.": "没有密码文件 {path}。",
    "The password file {path} can be read by others on this machine: run chmod 600 on it.": (
        "本机的其他账户能读密码文件 {path}：请对它执行 chmod 600。"
    ),
    "The password file is not UTF-8 text.": "密码文件不是 UTF-8 文本。",
    "The password file is empty: its first line is the password.": (
        "密码文件是空的：它的第一行就是密码。"
    ),
    # a new store
    "The store stands in {path}; {admin} signs in to it.": "数据库已建在 {path}，由 {admin} 登录。",
    "The recovery key is in {path}: keep it away from the store.": (
        "恢复密钥在 {path}：请与数据库分开保管。"
    ),
    "Recovery key, shown this once and kept nowhere: write it down, away from the store.": (
        "恢复密钥只显示这一次，不会保存：请抄下来，与数据库分开保管。"
    ),
    "The recovery key does not belong in the store's own folder: whoever copies that would have "
    "both.": "恢复密钥不能放在数据库自己的文件夹里：否则复制它的人会两样都得到。",
    "{path} exists already: name a new file for the recovery key.": (
        "{path} 已经存在：请为恢复密钥另起一个文件名。"
    ),
    "The recovery key could not be written to {path} ({why}): no store was made.": (
        "恢复密钥无法写入 {path}（{why}）：没有新建数据库。"
    ),
    # customers
    "Customer": "客户",
    "Other name": "其他名称",
    "Old codes": "曾用编码",
    "Archived": "已归档",
    "Version": "版本",
    "Created": "创建时间",
    "Changed": "修改时间",
    "Count": "数量",
    "{value} (not understood)": "{value}（无法识别）",
    "A code is not changed like a field: use kehao codes change.": (
        "编码不能像字段那样修改：请用 kehao codes change。"
    ),
    "{code} is erased; its codes are never given again.": (
        "{code} 已彻底删除，它的编码不会再给任何人。"
    ),
    "No customer fits.": "没有符合条件的客户。",
    # codes and rules
    "Rule": "规则",
    "Issued": "给出时间",
    "Near: {codes}": "相近的编码：{codes}",
    "No.": "序号",
    "When": "条件",
    "always": "总是",
    "Pattern": "编码格式",
    "Date": "日期",
    "{path} is not UTF-8 text.": "{path} 不是 UTF-8 文本。",
    "{value} is not UTF-8 text.": "{value} 不是 UTF-8 文本。",
    "The rules are in force.": "规则已生效。",
    "{count} customers; {differing} have another code than these rules would give, and keep it; "
    "{failing} could be given none.": (
        "共 {count} 个客户；{differing} 个的编码与这些规则给的不同，保持不变；"
        "{failing} 个无法给出编码。"
    ),
    "{rule}: {customers} customers on {counters} counters, the fullest at {fullest} of "
    "{capacity}.": (
        "{rule}：{customers} 个客户，{counters} 个流水号，最满的用了 {capacity} 中的 {fullest}。"
    ),
    "Version {version}: {pattern} ({who}, {when})": "版本 {version}：{pattern}（{who}，{when}）",
    # files
    "Nothing was written; this is what would be.": "没有写入；以下是将会发生的结果。",
    "Nothing was written; rows rejected: {count}.": "没有写入；被拒绝的行数：{count}。",
    "{read} rows read in {seconds} s: {added} added, {updated} updated, {skipped} skipped, "
    "{rejected} rejected.": (
        "{seconds} 秒读取 {read} 行：新增 {added}，更新 {updated}，跳过 {skipped}，"
        "拒绝 {rejected}。"
    ),
    "Row {row}: {why}": "第 {row} 行：{why}",
    "Rule {rule}: {why}": "规则 {rule}：{why}",
    "Written to {path}: {count} rows.": "已写入 {path}：{count} 行。",
    "Rejected rows go to a file, not to standard output.": "被拒绝的行请写入文件，不能用标准输出。",
    "Stopped. The same import goes on from here.": "已停止。再次导入同一文件会从这里继续。",
    # log
    "Time": "时间",
    "Who": "操作人",
    "Action": "操作",
    "Object": "对象",
    "What": "内容",
    "Nothing fits.": "没有符合条件的记录。",
    "The log holds: {count} operations. Head: {head}": "操作日志完整：{count} 条。链头：{head}",
    "The log is broken at operation {seq}: {why}.": "操作日志在第 {seq} 条断开：{why}。",
    # staff
    "locked for {seconds} seconds": "锁定 {seconds} 秒",
    "One-time password of {name}, shown this once: {password}": (
        "{name} 的一次性密码，只显示这一次：{password}"
    ),
    # demonstration
    "The demonstration has 0 to {most} customers.": "演示的客户数为 0 到 {most}。",
    "The demonstration needs a terminal.": "演示需要终端。",
    "Making {count} sample customers…": "正在生成 {count} 个示例客户…",
    "A demonstration on made-up data, wiped when you leave. Enter signs in.": (
        "这是用虚构数据做的演示，离开时全部清除。按 Enter 登录。"
    ),
    "Others to try, with the same password ({password}): {others}.": (
        "也可以用同一密码（{password}）试试：{others}。"
    ),
    "{name} ({role})": "{name}（{role}）",
    ", ": "、",
    ": ": "：",
    # doctor
    "The store is well.": "数据库状况良好。",
    "disk": "磁盘",
    "keyring": "密钥环",
    "integrity": "完整性",
    "codes": "编码",
    "chain": "日志链",
    "{path} is a link: a store holds only files.": "{path} 是链接：数据库里只能有文件。",
    "{path} belongs to another account: run chown on it.": (
        "{path} 属于另一个账户：请对它执行 chown。"
    ),
    "The disk of {path} is full: looking goes on, every change is refused until there is room "
    "again.": "{path} 所在磁盘已满：可以继续查看，腾出空间之前不接受任何改动。",
    "Only {free} MB are free on the disk of {path}: make room, or saving may fail.": (
        "{path} 所在磁盘只剩 {free} MB：请清理空间，否则可能无法保存。"
    ),
    "{path} was changed from outside: restore it from a backup.": (
        "{path} 被外部改动过：请从备份恢复。"
    ),
    "The account {name} has no key in the keyring: reset its password.": (
        "账户 {name} 在密钥环中没有密钥：请重置它的密码。"
    ),
    "The operation log is broken at line {seq}: {what}. Keep this store as it is and compare it "
    "with a backup.": "操作日志在第 {seq} 条断开：{what}。请保持数据库原样，并与备份对照。",
    "The database is damaged ({why}): restore it from a backup.": (
        "数据库已损坏（{why}）：请从备份恢复。"
    ),
    "The code {code} is not in the namespace.": "编码 {code} 不在编码总表中。",
    "The code {code} has no customer.": "编码 {code} 没有对应的客户。",
}
