"""New keys for the store, the pepper, accounts for programs."""

TEXTS: dict[str, str] = {
    # kehao keys
    "New keys for the store, when somebody left.": "有人离职时，为数据库更换密钥。",
    "The store's keys: a new data key, a new recovery key, the pepper.": (
        "数据库的密钥：更换数据密钥、恢复密钥，以及胡椒密钥（pepper）。"
    ),
    "Put the store under a new data key, after somebody left who may have copied the old one. "
    "Everybody else is signed out first; passwords and the recovery key stay.": (
        "有人离职且可能复制过旧密钥时，为数据库换上新的数据密钥。"
        "其他人会先被退出登录；密码和恢复密钥不变。"
    ),
    "How long open sessions have to be gone (60).": "等待其他会话退出的秒数（60）。",
    "SECONDS": "秒数",
    "Signing everybody else out…": "正在让其他人退出登录…",
    "The store has a new data key; {accounts} accounts open it, {sessions} sessions were ended.": (
        "数据库已换上新的数据密钥；{accounts} 个账号可以打开它，结束了 {sessions} 个会话。"
    ),
    "Backups made before still open with the recovery key of their time.": (
        "以前的备份仍用当时的恢复密钥打开。"
    ),
    "Make a new recovery key; the old one opens nothing any more, but backups made before.": (
        "生成新的恢复密钥；旧的恢复密钥除以前的备份外不再能打开任何东西。"
    ),
    "The new recovery key could not be written to {path} ({why}), and the old one opens nothing: "
    "make another with kehao keys recovery.": (
        "新的恢复密钥无法写入 {path}（{why}），旧的已不能使用："
        "请用 kehao keys recovery 再生成一个。"
    ),
    "How the keys stand; never a secret.": "查看密钥的情况；不含任何秘密。",
    "Saved": "已保存",
    "{count} times": "{count} 次",
    "Accounts": "账号",
    "Pepper": "胡椒密钥",
    "none": "无",
    "Not yet changed over": "尚未更换",
    "A second secret beside every password, in a place of its own: a copied store folder is no "
    "use without it.": (
        "每个密码之外的第二个秘密，另行存放：没有它，复制走的数据库文件夹毫无用处。"
    ),
    "Make a pepper in a new file, on another disk or machine part than the store. Every later "
    "sign-in needs it: name it in KEHAO_PEPPER_FILE (or give it as the systemd credential "
    "kehao-pepper), and keep a copy. Passwords get it one by one, at their next sign-in.": (
        "在新文件里生成胡椒密钥，放在与数据库不同的磁盘或位置。以后每次登录都需要它："
        "用 KEHAO_PEPPER_FILE 指明（或作为 systemd 凭据 kehao-pepper 提供），并保留一份副本。"
        "各账号的密码在下次登录时逐个加上它。"
    ),
    "The pepper is in {path}: keep a copy of it away from the store.": (
        "胡椒密钥已写入 {path}：请另留一份副本，与数据库分开保管。"
    ),
    "From now on Kehao needs it: KEHAO_PEPPER_FILE={path}": (
        "从现在起客号需要它：KEHAO_PEPPER_FILE={path}"
    ),
    "Go on without a pepper: passwords lose it at their next sign-in.": (
        "不再使用胡椒密钥：各账号的密码在下次登录时去掉它。"
    ),
    "The pepper file is needed until these have signed in once more: {names}.": (
        "在以下账号再登录一次之前，仍需要胡椒密钥文件：{names}。"
    ),
    "No password has a pepper any more: its file is needed no longer.": (
        "已没有密码使用胡椒密钥：不再需要它的文件。"
    ),
    # what can go wrong
    "Somebody else is changing the keys of this store: leave it to them.": (
        "另一个人正在更换这个数据库的密钥：请交给对方完成。"
    ),
    "The keys of this store are being changed: sign in again in a minute.": (
        "正在更换这个数据库的密钥：请稍等一分钟再登录。"
    ),
    "{who} still has the store open: nothing was changed; end that and try again.": (
        "{who} 仍打开着数据库：未作任何更改；请结束后再试。"
    ),
    "A new key writes the whole database anew: {needed} MB are needed on the disk of {path}, "
    "{free} MB are free.": (
        "更换密钥要重写整个数据库：{path} 所在磁盘需要 {needed} MB，现有 {free} MB 可用。"
    ),
    "The pepper does not belong in the store's own folder: whoever copies that would have both.": (
        "胡椒密钥不应放在数据库自己的文件夹里：复制该文件夹的人会同时得到两者。"
    ),
    "There is no pepper file {path}: mount or copy it there, then try again.": (
        "没有胡椒密钥文件 {path}：请挂载或复制到该处后再试。"
    ),
    "{path} is no pepper file, or was damaged: put your copy of it there.": (
        "{path} 不是胡椒密钥文件，或已损坏：请用您保留的副本替换。"
    ),
    "The pepper of this store is not the one that was given, or none was: name its file in "
    "KEHAO_PEPPER_FILE.": (
        "没有给出胡椒密钥，或给出的不属于这个数据库：请用 KEHAO_PEPPER_FILE 指明它的文件。"
    ),
    # the recovery key
    "Give an account a new password by the recovery key, when every password is lost, or the "
    "pepper. Nobody signs in for it; --password-file holds the new password.": (
        "所有密码或胡椒密钥丢失时，凭恢复密钥为一个账号设置新密码。无需登录；"
        "--password-file 里是新密码。"
    ),
    "The recovery key is this file's first line; without it the terminal asks.": (
        "恢复密钥是这个文件的第一行；不写则由终端询问。"
    ),
    "Recovery key: ": "恢复密钥：",
    "{name} signs in with the new password.": "{name} 现在用新密码登录。",
    "Password set by the recovery key": "凭恢复密钥设置密码",
    # off-boarding
    "Then put the store under a new data key, as keys rotate does: whoever leaves may have copied "
    "the old one.": ("然后像 keys rotate 一样为数据库换上新的数据密钥：离职者可能复制过旧的。"),
    "A key that was copied still opens copies of the store: kehao keys rotate.": (
        "如果密钥曾被复制，它仍能打开数据库的副本：可用 kehao keys rotate 更换。"
    ),
    "The store has a new data key. Others sign in again as ever.": (
        "数据库已换上新的数据密钥。其他人照常重新登录即可。"
    ),
    "{name} may have copied the one in use, which opens copies of the store. Everybody else is "
    "signed out for a minute; passwords stay.": (
        "{name} 可能复制过现用的数据密钥，它能打开数据库的副本。"
        "其他人会退出登录约一分钟；密码不变。"
    ),
    "New data key": "更换数据密钥",
    # accounts for programs
    "Sign a program in: its account and its key are in this file (KEHAO_KEY_FILE).": (
        "程序登录：账号和密钥在这个文件里（KEHAO_KEY_FILE）。"
    ),
    "The key file {path} is not of {name}.": "密钥文件 {path} 不是 {name} 的。",
    "{path} is no key file: kehao staff add-service makes one.": (
        "{path} 不是密钥文件：用 kehao staff add-service 生成。"
    ),
    "Add an account for a program, with a key file instead of a password. It may do what is due "
    "and nothing else: kehao --key-file FILE run-due. It opens no screen, and sees no customer.": (
        "添加供程序使用的账号，用密钥文件代替密码。它只能执行到期任务："
        "kehao --key-file FILE run-due。它不能打开界面，也看不到客户。"
    ),
    "The key is written into this new file, which only you can read.": (
        "把密钥写入这个新文件，只有您能读取。"
    ),
    "For a program: make a key in place of a password, write it into this new file, which only you "
    "can read; --key-file signs in with it.": (
        "供程序使用：生成密钥代替密码，写入这个只有您能读取的新文件；用 --key-file 登录。"
    ),
    "Its key is in {path}: kehao --key-file {path} signs in with it.": (
        "它的密钥在 {path}：用 kehao --key-file {path} 登录。"
    ),
    "A key file is for a program: name a command, as run-due is.": (
        "密钥文件供程序使用：请写明命令，例如 run-due。"
    ),
    "{name} is an account for a program, and opens no screen: sign in with your own.": (
        "{name} 是供程序使用的账号，不能打开界面：请用您自己的账号登录。"
    ),
    # the log
    "Sessions ended": "结束会话",
    "Pepper changed": "更换胡椒密钥",
}
