"""Removing accounts for good, and what a second person sees of a request."""

TEXTS: dict[str, str] = {
    # removing
    "Remove an account for good: its key, one-time codes, SSH keys and own views go. What it did "
    "stays in the log under its name, so the name is never given again. To close it for a time: "
    "staff disable.": (
        "永久删除账号：它的密钥、动态验证码、SSH密钥和自己的视图一并删除。它做过的事仍以它的姓名"
        "留在日志里，所以这个姓名不再给别人用。只想暂时停用，请用 staff disable。"
    ),
    "Remove for good": "永久删除",
    "Remove {name} for good?": "永久删除 {name}？",
    "Its key, codes, SSH keys and own views go. What it did stays in the log under its name, which "
    "is never given again. To close it for a time: x.": (
        "它的密钥、验证码、SSH密钥和自己的视图一并删除。做过的事仍以它的姓名留在日志里，"
        "这个姓名不再给别人用。只想暂时停用，请按 x。"
    ),
    "{name} is removed.": "{name} 已删除。",
    "{said} A new data key as well?": "{said}同时更换数据密钥？",
    "removed": "已删除",
    "Account removed": "删除账号",
    "You cannot remove your own account: another administrator does.": (
        "不能删除自己的账号：请另一位管理员来做。"
    ),
    "{name} was the name of an account that was removed, and stays with what it did: choose "
    "another name.": "{name} 是已删除账号的姓名，留给它做过的事：请换一个姓名。",
    "The account {name} was removed, and its key is still in the keyring: remove it once more, "
    "with kehao staff remove.": (
        "账号 {name} 已删除，但它的密钥还在密钥环里：请用 kehao staff remove 再删一次。"
    ),
    # passwords that are too old
    "password too old": "密码已过期",
    "The password is too old: the next sign-in asks for another.": (
        "密码用得太久了：下次登录时会要求更换。"
    ),
    "Set. Your own role takes a one-time code now: kehao staff totp on.": (
        "已设置。您自己的角色现在也必须用动态验证码：kehao staff totp on。"
    ),
    # what a second person sees
    "This takes a second person, and nobody else holds the permission “{permission}”: enable or "
    "add somebody, or bring an account back with kehao keys recover. It waits as request {id}.": (
        "这一步要另一个人批准，但没有别人有“{permission}”权限：请启用或添加一个账号，"
        "或用 kehao keys recover 找回一个账号。申请编号 {id} 在等待。"
    ),
    "Add this account": "新增这个账号",
    "Remove it for good": "永久删除它",
    "Give it a one-time password: whoever asks can sign in with it": (
        "给它一次性密码：申请人可以用它登录"
    ),
    "Enable this account": "启用这个账号",
    "Make a new recovery key: it opens everything": "换新恢复密钥：有它就能打开一切",
    "Go on with what was stopped": "接着做上次停下的",
    "Need a second person for less": "减少需要另一个人批准的操作",
    "Some of their codes": "部分编码",
    "Counted by": "统计字段",
    "At most": "最多",
    "Asked for": "申请内容",
    "; ": "；",
    "May": "可以",
    "{name}: {value}": "{name}：{value}",
}
