"""The help pages of the commands."""

TEXTS: dict[str, str] = {
    # the page itself
    "Usage: {usage}": "用法：{usage}",
    "Commands:": "命令：",
    "Options:": "选项：",
    "With every command:": "所有命令通用：",
    "[OPTIONS]": "[选项]",
    "COMMAND": "命令",
    "Show this help.": "显示本帮助。",
    "The store's folder (KEHAO_STORE).": "数据库文件夹（KEHAO_STORE）。",
    "The account to sign in with (KEHAO_USER).": "登录的账户（KEHAO_USER）。",
    "The password is this file's first line; - reads standard input (KEHAO_PASSWORD_FILE). "
    "Without it the terminal asks.": (
        "密码是这个文件的第一行；- 表示标准输入（KEHAO_PASSWORD_FILE）。不写则由终端询问。"
    ),
    "The language of messages (KEHAO_LANG).": "提示语言（KEHAO_LANG）。",
    "Answer with one JSON object a line on standard output.": (
        "在标准输出上每行给出一个 JSON 对象。"
    ),
    "客号 Kehao: customer codes by rule, unique for ever, and the customers behind them.\n"
    "With no command: the full screen.": (
        "客号 Kehao：按规则生成、永不重复的客户编码，以及编码背后的客户资料。\n"
        "不写命令则打开全屏界面。"
    ),
    "Exit codes: 0 done; 1 failed, or a check found something; 2 wrong usage; 3 not permitted, or "
    "sign-in refused; 4 no such thing, or invalid data; 5 store busy, locked, damaged or newer.": (
        "退出码：0 完成；1 失败，或检查发现问题；2 用法错误；3 没有权限，或登录被拒绝；"
        "4 没有这个对象，或数据无效；5 数据库忙、被锁定、损坏或版本更新。"
    ),
    # demo and init
    "Try Kehao on a throwaway store with sample data.": "用一次性的示例数据试用客号。",
    "Try Kehao on a throwaway store with sample staff, rules and customers. The sign-in is filled "
    "in: Enter signs in as a manager. Nothing is kept.": (
        "用一次性的示例员工、规则和客户试用客号。登录信息已填好：按 Enter 以主管身份登录。"
        "不保留任何内容。"
    ),
    "How many sample customers (2000).": "示例客户的数量（2000）。",
    "Make a new, encrypted store.": "新建加密的数据库。",
    "Make a new, encrypted store in the folder of --store.\n"
    "The first account is administrator and manager. The recovery key opens the store when every "
    "password is lost: keep it on paper, away from the store. It is kept nowhere else.": (
        "在 --store 指定的文件夹里新建加密的数据库。\n"
        "第一个账户兼任管理员和主管。所有密码都丢失时，恢复密钥能打开数据库："
        "请抄在纸上，与数据库分开保管。别处不会保存它。"
    ),
    "The first account's name.": "第一个账户的姓名。",
    "Write the recovery key to this new file; else it is printed, once.": (
        "把恢复密钥写入这个新文件；不写则只显示一次。"
    ),
    "The time zone of dates in codes and of days (Asia/Shanghai).": (
        "编码中的日期和每天的起止所用的时区（Asia/Shanghai）。"
    ),
    # customers, search
    "Add, show, change customers.": "新增、查看、修改客户。",
    "Add a customer; its code comes by rule. --set code=... gives one by hand, for those who "
    "may.": ("新增客户，编码按规则生成。有权限的人可用 --set code=... 手工指定。"),
    "A field's value, for example --set name=深圳明日贸易; can be repeated.": (
        "字段的值，例如 --set name=深圳明日贸易；可写多次。"
    ),
    "A tag; can be repeated.": "标签；可写多次。",
    "Why, for the log.": "原因，记入操作日志。",
    "Show the customer who has CODE, or had it once.": "查看现在或曾经使用编码 CODE 的客户。",
    "Bring an archived customer back.": "恢复已归档的客户。",
    "Erase a customer for good, from the log too. Its codes are never given again.": (
        "彻底删除客户，包括日志中的个人资料。它的编码不会再给任何人。"
    ),
    "Find customers.": "查找客户。",
    "Find customers, newest first. QUERY is what the search box takes; an empty one finds all that "
    "are not archived.\n"
    "Words must all be found: Chinese, pinyin (qingchuan), initials (szqc), the beginning or end "
    'of a phone, codes old and new. "In quotes" they stand as written.\n'
    "field:value, field:a,b for any of them, * for anything (city:深*), field:1..9 from and to, "
    "field:>=9 and > <= <. Fields go by their Chinese names as well, custom ones by their labels.\n"
    "Dates: 2026-01-31, 2026-01, 2026-q1, 2026, today, this-week, last-month, this-quarter, "
    "next-year, and -90d, -3m counted from today.\n"
    "-WHAT leaves out; (a OR b) is either; has:phone missing:email ask for a value; tag:VIP; "
    "owner:me; created:today, changed:-7d..; flag:phone for values that could not be read; "
    "archived:yes, or archived:any for both.\n"
    "What the code says: rule:NAME, code.seq:100..200, code.legacy:yes, and code.X for each "
    "segment X of your rules: code.region:GD or what it stands for (code.region:广东), "
    "code.yyyy:2026, code.check:7. Sort by code; columns and count --by take code.X, too.": (
        "查找客户，新的在前。QUERY 与搜索框相同；为空则列出所有未归档的客户。\n"
        "词：每个都要找到，可用中文、拼音（qingchuan）、首字母（szqc）、电话的开头或结尾、现用或"
        "曾用编码；加引号则原样查找。\n"
        "字段:值；字段:a,b 表示任一；* 代表任意内容（城市:深*）；字段:1..9 表示从…到…；"
        "字段:>=9，也可用 > <= <。字段可用英文名、中文名，自定义字段用其名称。\n"
        "日期：2026-01-31、2026-01、2026-q1、2026、今天、本周、上月、本季、明年，以及从今天算起的 "
        "-90天、-3月。\n"
        "-条件 表示排除；(a OR b) 表示或者；有:电话 缺:邮箱；标签:VIP；负责人:我；新增:今天、"
        "修改:-7天..；存疑:电话 是未能识别的值；归档:是，或 归档:全部。\n"
        "编码的含义：规则:名称、流水号:100..200、外来编码:是；规则里的每一段 X 都可写 编码.X："
        "编码.地区:GD 或其含义 编码.地区:广东，code.yyyy:2026，编码.校验位:7。"
        "排序用 code；--columns 和 count --by 也可用 code.X。"
    ),
    "Sort by FIELD, -FIELD backwards.": "按 FIELD 排序，-FIELD 为倒序。",
    "At most so many.": "最多这么多条。",
    "The fields to print, in this order.": "要输出的字段，按此顺序。",
    "Count customers, also by the values of a field.": "统计客户数，也可按字段的值统计。",
    "Count the customers that QUERY finds, or how many have each value of a field.": (
        "统计 QUERY 找到的客户数，或某个字段每个值的客户数。"
    ),
    "Count by the values of FIELD, most first.": "按 FIELD 的值统计，多的在前。",
    # rules and codes
    "See and apply code rules.": "查看和应用编码规则。",
    "The rules in their order: the first whose condition fits gives the code.": (
        "按顺序列出规则：第一条符合条件的规则给出编码。"
    ),
    "One rule with its versions.": "一条规则及其各个版本。",
    "Make the rules of a TOML file the whole ordered list; proved before they count.": (
        "用 TOML 文件中的规则作为完整的规则列表；生效前先验证。"
    ),
    "Only say what would change.": "只说明会有哪些变化。",
    "The rules as the TOML file that apply takes.": "把规则输出为 apply 可用的 TOML 文件。",
    "Explain codes.": "解释编码。",
    "What each part of CODE says, its state and customer; for one that does not exist what is "
    "wrong and which are near (exit code 4).": (
        "CODE 各段的含义、状态和客户；不存在的编码则说明错在哪里、有哪些相近编码（退出码 4）。"
    ),
    # files
    "The sheet of a workbook (the first).": "工作簿中的工作表（默认第一个）。",
    "The file's encoding (found out).": "文件的编码（默认自动识别）。",
    "Rows match customers by this field.": "按这个字段匹配客户。",
    "What becomes of a row that matches (skip).": "匹配到的行如何处理（默认 skip）。",
    "What becomes of columns that fit no field (fields).": (
        "没有对应字段的列如何处理（默认 fields）。"
    ),
    "Only say what would happen.": "只说明会发生什么。",
    "Write rejected rows, with the reasons, to FILE.": "把被拒绝的行和原因写入 FILE。",
    "Write nothing, and exit 1, if any row is rejected.": (
        "只要有一行被拒绝，就什么都不写入，退出码为 1。"
    ),
    "Only the customers that it finds.": "只包括它找到的客户。",
    "The fields to write, in this order.": "要导出的字段，按此顺序。",
    # log
    "Read and verify the operation log.": "查看和验证操作日志。",
    "Operations, oldest first. QUERY: action: actor: object: at: group: and words, for example "
    "'actor:王敏 action:customer at:>-7d'.": (
        "操作记录，旧的在前。QUERY：action: actor: object: at: group: 和词，"
        "例如 'actor:王敏 action:customer at:>-7d'。"
    ),
    "Prove that no operation was changed, removed or put in between.": (
        "证明没有操作记录被改动、删除或插入。"
    ),
    "Write operations to FILE: .csv, .tsv and .xlsx are tables, anything else and - JSON lines.": (
        "把操作记录写入 FILE：.csv、.tsv、.xlsx 为表格，其他扩展名和 - 为 JSON 行。"
    ),
    "Only the operations that fit.": "只包括符合条件的操作。",
    # staff
    "Staff accounts and their roles.": "员工账户及其角色。",
    "Every account.": "所有账户。",
    "Add an account. Without --initial-password-file a one-time password is printed once.": (
        "新增账户。不写 --initial-password-file 则显示一次性密码，只显示一次。"
    ),
    "The same as ROLE, as staff add has it.": "与 ROLE 相同，写法同 staff add。",
    "viewer, clerk, manager, administrator, auditor, service or one of your own; can be "
    "repeated.": (
        "viewer、clerk、manager、administrator、auditor、service 或自定义角色；可写多次。"
    ),
    "The first password is this file's first line.": "初始密码是这个文件的第一行。",
    "Give an account exactly these roles.": "让账户只拥有这些角色。",
    "Close an account; its open sessions end.": "停用账户，其已登录的会话随即结束。",
    "Open a disabled account again.": "重新启用账户。",
    "Give an account a one-time password, printed once.": "重置为一次性密码，只显示一次。",
    "Let an account sign in at once after too many wrong passwords.": (
        "解除因多次输错密码造成的锁定。"
    ),
    # doctor
    "Check the store's health.": "检查数据库的状况。",
    "Check the store's health: who can reach its files, room on the disk, keyring, integrity, the "
    "log's chain, codes, versions. Changes nothing; exit code 1 when something is found.": (
        "检查数据库的状况：谁能访问文件、磁盘空间、密钥环、完整性、日志链、编码、版本。"
        "不做任何改动；发现问题时退出码为 1。"
    ),
}
