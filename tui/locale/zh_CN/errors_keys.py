"""What the keyring, the recovery key, passwords and the sign-in throttle say."""

TEXTS: dict[str, str] = {
    # signing in
    "Name or password is wrong.": "姓名或密码不正确。",
    "The password is wrong.": "密码不正确。",
    "The keys of this store have changed since you signed in: sign in again.": (
        "登录之后，数据库的密钥已更换：请重新登录。"
    ),
    # names and passwords
    "An account needs a name.": "请填写账号名。",
    "An account name has at most {limit} characters, this has {found}.": (
        "账号名最多 {limit} 个字符，现在有 {found} 个。"
    ),
    "{value} cannot be an account name: take letters, digits, dots, underscores and dashes, "
    "beginning with a letter or digit.": (
        "{value} 不能用作账号名：请用汉字、字母、数字、点、下划线或连字符，"
        "并以汉字、字母或数字开头。"
    ),
    "There is already an account {name}.": "账号 {name} 已经存在。",
    "There is no account {name}.": "没有账号 {name}。",
    "{name} is the last account that can open the store: add another first.": (
        "{name} 是最后一个能打开数据库的账号：请先添加另一个账号。"
    ),
    "A password has {shortest} to {longest} characters, this has {found}.": (
        "密码要有 {shortest} 到 {longest} 个字符，现在有 {found} 个。"
    ),
    "A password cannot hold control or invisible characters.": "密码里不能有控制字符或不可见字符。",
    "The password is too much like the account name: choose another.": (
        "密码与账号名太相似：请换一个。"
    ),
    # the recovery key
    "A recovery key has {expected} letters and digits, this has {found}: compare it with your "
    "copy.": "恢复密钥有 {expected} 个字母和数字，现在有 {found} 个：请与您抄写的副本核对。",
    "Group {group} of the recovery key holds a character that no recovery key has: compare it "
    "with your copy.": "恢复密钥第 {group} 组里有一个不可能出现的字符：请与您抄写的副本核对。",
    "The recovery key is mistyped in or next to group {group}: compare it with your copy.": (
        "恢复密钥第 {group} 组或相邻处有误：请与您抄写的副本核对。"
    ),
    "The recovery key is mistyped: compare it with your copy, group by group.": (
        "恢复密钥有误：请与您抄写的副本逐组核对。"
    ),
    "This recovery key is complete, but not the one of this store: look for another copy.": (
        "这个恢复密钥本身完整，但不属于这个数据库：请找另一份副本。"
    ),
    # the keyring
    "The keyring was changed, but not by Kehao (its MAC does not hold): restore it from a "
    "backup.": "密钥环被客号以外的程序改动过（MAC 不符）：请从备份恢复密钥环。",
    "{path} is missing: without it nobody can open the store; restore it from a backup.": (
        "缺少 {path}：没有它，谁也打不开数据库；请从备份恢复。"
    ),
    "{path} is not a complete keyring: restore it from a backup.": (
        "{path} 不是完整的密钥环：请从备份恢复。"
    ),
    "{path} was damaged or edited since Kehao wrote it: restore it from a backup.": (
        "{path} 在客号写入之后损坏或被改动过：请从备份恢复。"
    ),
    "{path} is damaged or was changed ({where}): restore the keyring from a backup.": (
        "{path} 已损坏或被改动（{where}）：请从备份恢复密钥环。"
    ),
    "{path} has Argon2 figures for {account} that Kehao does not accept: restore the keyring "
    "from a backup.": "{path} 中账号 {account} 的 Argon2 参数不可接受：请从备份恢复密钥环。",
    "{path} was written by a newer Kehao (version {version}): update Kehao.": (
        "{path} 由更新版本的客号写入（版本 {version}）：请升级客号。"
    ),
    "Somebody else changed the keyring at the same time: try again.": (
        "另一个人同时改动了密钥环：请再试一次。"
    ),
    "The last change of the data key is not finished: sign in again to finish it.": (
        "上一次更换数据密钥尚未完成：请重新登录以完成它。"
    ),
    # the files
    "{path} cannot be read ({reason}): check the store's folder, or restore a backup.": (
        "无法读取 {path}（{reason}）：请检查数据库所在的文件夹，或从备份恢复。"
    ),
    "{path} cannot be written ({reason}): check the disk and the folder's permissions.": (
        "无法写入 {path}（{reason}）：请检查磁盘和文件夹的权限。"
    ),
    "{path} is not a file of Kehao: restore it from a backup.": (
        "{path} 不是客号的文件：请从备份恢复。"
    ),
    "Others on this machine may open {path}: run chmod 600 on it.": (
        "这台机器上的其他用户可以打开 {path}：请对它执行 chmod 600。"
    ),
    "Another Kehao has held {path} for {seconds} seconds: try again.": (
        "另一个客号进程占用 {path} 已有 {seconds} 秒：请再试一次。"
    ),
}
