"""Sign-in, first start, lock, settings, help, palette, dialogs, keys."""

TEXTS: dict[str, str] = {
    # sections and scopes
    "Everywhere": "任何界面",
    "Customers": "客户",
    "Code rules": "编码规则",
    "Operation log": "操作日志",
    "Staff": "员工",
    "Settings": "设置",
    "Sign in": "登录",
    "Locked": "已锁定",
    "Dialogs": "对话框",
    "Confirmation": "确认",
    "Long work": "耗时操作",
    "First start": "首次启动",
    # roles
    "viewer": "查看员",
    "clerk": "业务员",
    "manager": "主管",
    "administrator": "管理员",
    "auditor": "审计员",
    # actions
    "All commands": "全部命令",
    "Help": "帮助",
    "Lock": "锁定",
    "Draw the screen again": "重绘屏幕",
    "Sign out": "退出登录",
    "Quit": "退出",
    "中文 / English": "中文 / English",
    "Language": "语言",
    "Colours": "配色",
    "Change password": "修改密码",
    "Key as shipped": "恢复默认按键",
    "Back": "返回",
    "Close": "关闭",
    "Yes": "是",
    "No": "否",
    "Stop": "停止",
    "Leave": "离开",
    "Go on": "继续",
    # sign-in
    "Customer codes by rule, unique for ever, and the customers behind them.": (
        "按规则生成、永不重复的客户编码，以及编码背后的客户资料。"
    ),
    "Your name": "姓名",
    "Password": "密码",
    "Enter signs in.": "按 Enter 登录。",
    "Your role does not include this: {action}.": "您的角色没有这项权限：{action}。",
    "Name and password, then Enter.": "请输入姓名和密码，再按 Enter。",
    "Signing in…": "正在登录…",
    "After the wait, the right password signs in as ever.": (
        "等待结束后，用正确的密码即可照常登录。"
    ),
    "Your session was ended by an administrator: sign in again.": (
        "您的登录已被管理员结束：请重新登录。"
    ),
    "You have signed out.": "您已退出登录。",
    "Your roles open no section yet: ask an administrator for one.": (
        "您的角色还没有可用的界面：请联系管理员授予角色。"
    ),
    # password
    "Your password was given to you for one time: choose your own to go on.": (
        "您现在用的是一次性密码：请设置自己的密码后继续。"
    ),
    "Password now": "当前密码",
    "New password (12 characters or more)": "新密码（至少 12 个字符）",
    "New password again": "再次输入新密码",
    "Enter goes on, Esc leaves all as it was.": "按 Enter 继续，按 Esc 放弃修改。",
    "All three fields, then Enter.": "请填写全部三项，再按 Enter。",
    "The two new passwords differ: type the second one again.": (
        "两次输入的新密码不一致：请重新输入第二个。"
    ),
    "Changing the password…": "正在修改密码…",
    "The password is changed.": "密码已修改。",
    # first start
    "Your name here": "您的姓名",
    "Password again": "再次输入密码",
    "Time zone": "时区",
    "Here a new encrypted store is made, in {path}.": "将在 {path} 新建一个加密的数据库。",
    "A password has 12 characters or more; several words are good. "
    "Enter goes on to the next field, and makes the store after the last.": (
        "密码至少 12 个字符，可用几个词组成。按 Enter 到下一项，填完最后一项即新建数据库。"
    ),
    "Who administers this store? Type a name.": "由谁管理这个数据库？请输入姓名。",
    "The two passwords differ: type the second one again.": (
        "两次输入的密码不一致：请重新输入第二个。"
    ),
    "Making the store…": "正在新建数据库…",
    "The recovery key": "恢复密钥",
    "Copy this key to paper and keep it where your passwords are not. It is shown this once and "
    "kept nowhere. When everyone's password is lost, or a backup is to be restored, it is the "
    "only way back to the data.": (
        "请把这个密钥抄在纸上，与密码分开保管。它只显示这一次，不会保存在任何地方。"
        "所有人的密码都丢失时，或恢复备份时，只有它能找回数据。"
    ),
    "To show that you have it: type its last group from your copy.": (
        "为确认您已抄好：请按抄写的内容输入最后一组。"
    ),
    "That is not the last group of the key: compare your copy with it.": (
        "这不是密钥的最后一组：请核对您抄写的内容。"
    ),
    # lock
    "Locked by {name}.": "已由 {name} 锁定。",
    "Your password and Enter go on; Ctrl-Q signs out and leaves.": (
        "输入密码并按 Enter 继续；按 Ctrl-Q 退出登录并离开。"
    ),
    "In the demonstration it is: {password}": "演示用的密码是：{password}",
    "Checking…": "正在核对…",
    # dialogs
    "Type {word} and press Enter to go on; Esc leaves all as it is.": (
        "输入 {word} 并按 Enter 继续；按 Esc 保持不变。"
    ),
    "y: {verb}.  n, Esc or Enter: leave all as it is.": ("y：{verb}。 n、Esc 或 Enter：保持不变。"),
    "That is not {word}.": "输入的不是 {word}。",
    "Leave without saving?": "不保存就离开？",
    "Ctrl-Q leaves Kehao.": "按 Ctrl-Q 退出客号。",
    # long work
    "Stopping at the next safe place…": "将在下一个安全点停止…",
    "{done} done, {rate} a second": "已完成 {done}，每秒 {rate}",
    "{done} of {total}, {rate} a second, about {left} left": (
        "{done} / {total}，每秒 {rate}，约剩 {left}"
    ),
    # help and palette
    "Keys": "按键",
    "in Ctrl-P": "见 Ctrl-P",
    "In every list and form": "所有列表和表单",
    "Arrows, h j k l": "方向键、h j k l",
    "Move": "移动",
    "Move by pages, to the ends": "翻页、到首尾",
    "Next and previous field": "下一项、上一项",
    "Open, or go on; never deletes": "打开或继续，绝不删除",
    "Back, one step at a time": "逐级返回",
    "Ctrl-K: in the row of keys ^ stands for Ctrl": "即 Ctrl-K：按键行中 ^ 表示 Ctrl",
    "Mouse": "鼠标",
    "Click and wheel; with Shift the terminal marks and copies as usual": (
        "单击、滚轮；按住 Shift 拖动，由终端照常选中和复制"
    ),
    "Input method": "输入法",
    "Letters go to it: use the other keys, or turn it off with Shift": (
        "字母会进入输入法：用其他键，或按 Shift 切到英文"
    ),
    "An input method is on: Shift turns it off; the keys named below work with it.": (
        "输入法开着：按 Shift 切到英文；下面列出的键可直接用。"
    ),
    "Type a few letters of the command": "输入命令的几个字",
    "No command is called that: fewer letters find more.": "没有这样的命令：少输几个字试试。",
    # settings
    "Keys: Enter on a row, then press the new key.": "按键：在一行上按 Enter，再按新的键。",
    "Dark": "深色",
    "Light": "浅色",
    "No colours": "无颜色",
    "New key for “{label}”": "“{label}”的新按键",
    "Press the key. Esc leaves it as it is.": "请按键。按 Esc 保持不变。",
    "This key always does the same: choose another.": "这个键用途固定：请换一个。",
    "{key} already does “{label}” there: choose another key.": (
        "{key} 已用于“{label}”：请换一个键。"
    ),
    # key files
    "The key file {file} cannot be read; the keys are as shipped.": (
        "按键文件 {file} 无法读取，按键保持默认。"
    ),
    "The key file {file} is too large; the keys are as shipped.": (
        "按键文件 {file} 太大，按键保持默认。"
    ),
    "The key file is not valid TOML; the keys are as shipped.": (
        "按键文件不是有效的 TOML，按键保持默认。"
    ),
    "The key file names {action}, which is no action.": "按键文件里的 {action} 不是可用的操作。",
    "The key file gives {action} a key that cannot be used.": (
        "按键文件给 {action} 的键不能使用。"
    ),
    "The key {key} is given to both {action} and {other}; {action} keeps its own.": (
        "按键 {key} 同时给了 {action} 和 {other}；{action} 保持默认。"
    ),
    "That is too much for a terminal's clipboard: mark less, or export.": (
        "内容超过终端剪贴板的容量：请少选一些，或使用导出。"
    ),
    "Handed to your terminal's clipboard; some terminals do not take it.": (
        "已交给您的终端剪贴板；有些终端不接受。"
    ),
    # faults
    "The machine refused it: {why} ({path}). Put that right and try again.": (
        "系统拒绝了操作：{why}（{path}）。请处理后重试。"
    ),
    "This section is missing from the installation: install Kehao again.": (
        "安装中缺少这个界面：请重新安装客号。"
    ),
    "Kehao stopped at a fault of its own; what was saved is safe. Start it again, and report "
    "number {number} ({kind}, {place}).": (
        "客号因自身故障停止，已保存的数据不受影响。"
        "请重新启动，并报告编号 {number}（{kind}，{place}）。"
    ),
}
