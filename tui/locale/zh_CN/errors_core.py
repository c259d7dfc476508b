"""What the store says of codes, rules, customers, fields, staff, the log and its files."""

TEXTS: dict[str, str] = {
    # codes and counters
    "Rule {rule} finds no free random code any more: give it more places.": (
        "规则 {rule} 已找不到空闲的随机编码：请增加位数。"
    ),
    (
        "The code {code} was given before and is void now: no code is given twice, choose another."
    ): "编码 {code} 曾经给出，现已作废：编码不会给出两次，请换一个。",
    "The code {code} is taken already ({other}): choose another.": (
        "编码 {code} 已被占用（{other}）：请换一个。"
    ),
    "counter exhausted: rule {rule} has given its last number ({counter}); save a version whose "
    "number is one place wider.": (
        "流水号用尽：规则 {rule} 已给出最后一个号（{counter}）；请保存一个流水号多一位的新版本。"
    ),
    # rules
    "There is a code table for {field}, which is no field.": "代码表对应的 {field} 不是字段。",
    "The rule {rule} could give {code} from two counters: put a literal between its segments, or "
    "make their widths fixed.": (
        "规则 {rule} 可能从两个流水号得到同一个 {code}：请在段之间加固定文字，或固定各段的宽度。"
    ),
    "The rule's date is a date field or now: {date} is not.": (
        "规则的日期应是日期字段或 now：{date} 不是。"
    ),
    "The rules {rule} and {other} could both give {code}: change one of them so that their codes "
    "differ.": "规则 {rule} 和 {other} 都可能得到 {code}：请修改其中一条，使编码互不相同。",
    "No rule fits this customer: add a last rule without a condition.": (
        "没有规则适用于这个客户：请在最后加一条没有条件的规则。"
    ),
    "There is no rule {name}: see kehao rules list.": (
        "没有规则 {name}：请用 kehao rules list 查看。"
    ),
    # fields and values
    "A field's name is one word of letters, digits and _: {value} is not.": (
        "字段名是由字母、数字和 _ 组成的一个词：{value} 不是。"
    ),
    "There is already a field {value}.": "已经有字段 {value}。",
    "A field is one of {kinds}, not {value}.": "字段类别应是 {kinds} 之一，而不是 {value}。",
    "A choice field needs at least one choice.": "选项字段至少要有一个选项。",
    "There is no custom field {name}.": "没有自定义字段 {name}。",
    "There is no field {name}.": "没有字段 {name}。",
    "{label}: {value} is no phone number; use digits, spaces, + and -.": (
        "{label}：{value} 不是电话号码；请用数字、空格、+ 和 -。"
    ),
    "{label} is too long: at most {most} characters.": "{label} 太长：最多 {most} 个字符。",
    "{label} has no choice {value}: choose from {choices}.": (
        "{label} 没有选项 {value}：请从 {choices} 中选择。"
    ),
    "{label}: {value} is no date; write it like 2026-01-31.": (
        "{label}：{value} 不是日期；请写成 2026-01-31 的形式。"
    ),
    "{label}: {value} is no number; write it like 1234.5.": (
        "{label}：{value} 不是数字；请写成 1234.5 的形式。"
    ),
    "{label}: {value} is neither yes nor no.": "{label}：{value} 既不是“是”也不是“否”。",
    "{label}: {value} is no mail address; write it like name@example.com.": (
        "{label}：{value} 不是邮箱地址；请写成 name@example.com 的形式。"
    ),
    # customers
    "A customer needs a name.": "客户必须有名称。",
    "The code {code} is longer than {most} characters.": "编码 {code} 超过 {most} 个字符。",
    "The code {code} has no form that codes given by hand may have: {forms}.": (
        "编码 {code} 不符合手工编码允许的格式：{forms}。"
    ),
    "Another name is one of {kinds}.": "其他名称的类别应是 {kinds} 之一。",
    "This customer is gone: somebody deleted it.": "这个客户已不存在：有人删除了它。",
    "No customer has the code {code}: kehao codes explain says why.": (
        "没有客户使用编码 {code}：用 kehao codes explain 查看原因。"
    ),
    "The code {code} is void: nobody has it.": "编码 {code} 已作废：没有客户使用它。",
    "Somebody else has changed {code} since it was read ({fields}): compare and choose.": (
        "{code} 读取之后已被别人修改（{fields}）：请比较后选择。"
    ),
    "A tag has 1 to 40 characters and no comma: {value} has not.": (
        "标签为 1 到 40 个字符，不含逗号：{value} 不符合。"
    ),
    "Names are changed one at a time.": "名称只能逐个修改。",
    "Deleting for good needs a reason.": "永久删除必须填写原因。",
    "The name is empty.": "名称为空。",
    "{code} has no other name {name}.": "{code} 没有其他名称 {name}。",
    "{code} has no tag {tag}.": "{code} 没有标签 {tag}。",
    "A view's name has 1 to 40 characters.": "视图名称为 1 到 40 个字符。",
    "You have no view {name}.": "您没有视图 {name}。",
    # the store's files
    "Stopped.": "已停止。",
    "SQLite {version} can damage a store: install sqlcipher3 0.6.4 or newer.": (
        "SQLite {version} 可能损坏数据库：请安装 sqlcipher3 0.6.4 或更新的版本。"
    ),
    "{path} can be read by others on this machine: run chmod {mode} on it.": (
        "本机的其他用户可以读取 {path}：请对它执行 chmod {mode}。"
    ),
    "Customer number {id} has lost the key of its log lines: restore the store from a backup.": (
        "第 {id} 号客户在日志里的密钥丢了：请从备份恢复数据库。"
    ),
    "{path} is empty or cut short ({size} bytes): restore it from a backup.": (
        "{path} 为空或被截断（{size} 字节）：请从备份恢复。"
    ),
    "{path} is cut short in the middle of a page: restore it from a backup.": (
        "{path} 在一页中间被截断：请从备份恢复。"
    ),
    "{path} is not encrypted: it is no Kehao store.": "{path} 没有加密：它不是客号的数据库。",
    "There is no store at {path}: kehao init makes one.": (
        "{path} 没有数据库：用 kehao init 新建一个。"
    ),
    "{path} cannot be read with this keyring: one of the two is damaged or from another store; "
    "restore both from one backup.": (
        "这个密钥环打不开 {path}：其中之一已损坏，或来自别的数据库；请从同一份备份恢复两者。"
    ),
    "The store is busy: another piece of work holds it. Try again.": (
        "数据库正忙：另一项操作正在使用它。请重试。"
    ),
    "The disk of {path} is full: what was being saved was not. Free some space and try again.": (
        "{path} 所在磁盘已满：正在保存的内容没有保存。请腾出空间后重试。"
    ),
    "{path} cannot be written: {why}.": "无法写入 {path}：{why}。",
    "{path} is damaged: restore it from a backup.": "{path} 已损坏：请从备份恢复。",
    "This store was made by a newer Kehao: update Kehao on this machine.": (
        "这个数据库由更新版本的客号建立：请在本机更新客号。"
    ),
    "The store has lost its guard {trigger}: somebody changed it from outside; restore it from a "
    "backup.": "数据库缺少保护机制 {trigger}：有人从外部改动过它；请从备份恢复。",
    "{path} is not empty: choose a new folder.": "{path} 不是空的：请选择一个新文件夹。",
    "{path} is missing: restore it from a backup.": "缺少 {path}：请从备份恢复。",
    "The store at {path} was begun and not finished: run kehao init again, or the restore.": (
        "{path} 的数据库没有建完：请重新运行 kehao init 或恢复命令。"
    ),
    "Somebody else is making a store in {path} right now: wait until that is done.": (
        "有人正在 {path} 新建数据库：请等待完成。"
    ),
    "The keyring is older than the store: an old copy was put back; restore both from one "
    "backup.": "密钥环比数据库旧：有人放回了旧的副本；请从同一份备份恢复两者。",
    "There is no time zone {value}: write it like Asia/Shanghai.": (
        "没有时区 {value}：请写成 Asia/Shanghai 的形式。"
    ),
    # sessions, staff, roles
    "Too many wrong attempts: wait {seconds} seconds and try again.": (
        "密码错误次数过多：请等待 {seconds} 秒后重试。"
    ),
    "{name} may not do this: it takes the permission “{permission}”.": (
        "{name} 不能进行此操作：需要权限“{permission}”。"
    ),
    "Change the one-time password first: kehao asks for a new one.": (
        "请先修改一次性密码：客号会要求设置新密码。"
    ),
    "You have signed out: sign in again.": "您已退出登录：请重新登录。",
    "Your session was ended: sign in again.": "您的登录已被结束：请重新登录。",
    "Your account was disabled: ask an administrator.": "您的账号已停用：请联系管理员。",
    "The new password is the old one: choose another.": "新密码与旧密码相同：请换一个。",
    "A role's name has 1 to 32 characters without spaces.": "角色名为 1 到 32 个字符，不含空格。",
    "There is no permission {value}.": "没有权限 {value}。",
    "There is no account {name}: see kehao staff list.": (
        "没有账号 {name}：请用 kehao staff list 查看。"
    ),
    "An account needs at least one role.": "账号至少要有一个角色。",
    "Nobody would be left to manage staff and roles: give another account the role administrator "
    "first.": "这样就没有人能管理员工和角色了：请先给另一个账号授予管理员角色。",
    "There is already an account {name}: choose another name.": (
        "已经有账号 {name}：请换一个名称。"
    ),
    "The role {name} is shipped and stays: edit it.": "角色 {name} 是预置的，不能删除：可修改它。",
    "{holder} still has the role {name}: take it away first.": (
        "{holder} 还有角色 {name}：请先取消授予。"
    ),
    "You cannot disable your own account.": "不能停用自己的账号。",
    "There is no role {name}: choose from {known}.": "没有角色 {name}：请从 {known} 中选择。",
    # the log
    "{value} is no date: write 2026-01-31, 2026-01, 2026, today or -7d.": (
        "{value} 不是日期：请写成 2026-01-31、2026-01、2026、today 或 -7d。"
    ),
    "The log has no field {name}: use action, actor, object, at or group.": (
        "日志没有字段 {name}：可用 action、actor、object、at、group。"
    ),
    "a line is missing": "缺少一行",
    "a line was changed": "有一行被改动",
}
