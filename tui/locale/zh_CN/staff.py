"""Staff accounts, and roles as a matrix of permissions."""

TEXTS: dict[str, str] = {
    # keys
    "Roles": "角色",
    "Permissions": "权限",
    "One-time password": "一次性密码",
    "Unlock": "解除锁定",
    "Disable": "停用",
    "Enable": "启用",
    "Give or take": "授予或取消",
    "New role": "新角色",
    "Several of a list": "多选列表",
    # accounts
    "Account": "账号",
    "Account name": "账号名称",
    "State": "状态",
    "Last sign-in": "上次登录",
    "never": "从未",
    "active": "正常",
    "disabled": "已停用",
    "waits {time}": "等待 {time}",
    "one-time password": "一次性密码",
    "Signs in with an own password.": "使用自己的密码登录。",
    "Disabled: X enables it again.": "已停用：按 X 重新启用。",
    "Too many wrong passwords: u lets it sign in at once.": (
        "密码错误次数过多：按 u 可立即允许登录。"
    ),
    "Has a one-time password that was not used yet; p makes a new one.": (
        "一次性密码尚未使用；按 p 可重新生成。"
    ),
    "May do {count} things": "有{count}项权限",
    "Roles are given by those who may edit roles.": "只有可以修改角色的人才能授予角色。",
    "Give {name} a one-time password?": "给 {name} 一个一次性密码？",
    "The password in use ends at once, and so do open sessions of this account.": (
        "当前密码立即失效，该账号已登录的会话也会结束。"
    ),
    "Making a one-time password…": "正在生成一次性密码…",
    "One-time password of {name}": "{name} 的一次性密码",
    "Hand it over in person. It is shown this once and kept nowhere.": (
        "请当面交给本人。它只显示这一次，不会保存在任何地方。"
    ),
    "At the first sign-in {name} chooses a password.": "{name} 首次登录时会设置自己的密码。",
    "Your own password is changed in the settings (F9).": "自己的密码请在设置（F9）中修改。",
    "{name} may sign in at once.": "{name} 可以立即登录。",
    "Disable {name}?": "停用 {name}？",
    "Nobody signs in with it any more, and its open sessions end. Nothing is deleted.": (
        "此账号将不能再登录，已登录的会话会结束。不会删除任何内容。"
    ),
    "{name} is disabled.": "{name} 已停用。",
    "{name} is disabled already; X enables.": "{name} 已经停用；按 X 启用。",
    "{name} is enabled.": "{name} 已启用。",
    "{name} has other roles now.": "{name} 的角色已更改。",
    # forms
    "New account": "新账号",
    "Roles of {name}": "{name} 的角色",
    "nothing yet": "暂无",
    "The account needs a name: the one to sign in with.": "请填写账号的姓名：登录时使用。",
    "Give it at least one role with Space.": "请按空格至少授予一个角色。",
    "Space gives or takes a role, Ctrl-S saves.": "空格授予或取消角色，Ctrl-S 保存。",
    "Making the account…": "正在新建账号…",
    # roles
    "{role} may: {what}.": "{role} 可以：{what}。",
    "{role} may not: {what}.": "{role} 不可以：{what}。",
    "Space gives or takes; nothing is in force before Ctrl-S.": (
        "空格授予或取消；按 Ctrl-S 之后才生效。"
    ),
    "Not saved yet: {names}. Ctrl-S saves.": "尚未保存：{names}。按 Ctrl-S 保存。",
    "Changed roles are not saved: {names}.": "修改过的角色尚未保存：{names}。",
    "Save with Ctrl-S first.": "请先按 Ctrl-S 保存。",
    "Nothing was changed.": "没有修改。",
    "Save these roles?": "保存这些角色？",
    "{role} may from now on: {what}.": "{role} 从此可以：{what}。",
    "{role} may no longer: {what}.": "{role} 不再可以：{what}。",
    "The roles are saved and in force.": "角色已保存并生效。",
    "Name of the new role": "新角色的名称",
    "It begins with what {role} may do.": "它以 {role} 的权限为起点。",
    "There is a role {name} already.": "已经有角色 {name}。",
    "The role {name} is there: give and take, then save.": (
        "角色 {name} 已新建：请授予或取消权限，然后保存。"
    ),
    "Remove the role {name}?": "删除角色 {name}？",
    "Only a role that nobody has can be removed.": "只有无人使用的角色才能删除。",
    "The role {name} is removed.": "角色 {name} 已删除。",
}
