"""A server for many people: the door, keys, setting up, checking."""

from typing import Final

TEXTS: Final = {
    # the door
    "{path} can't be used here: name a plain file in your own folder {folder}, or - for your own "
    "machine's end of the line.": (
        "这里不能使用 {path}：请写您自己的文件夹 {folder} 中的普通文件，"
        "或写 - 表示您自己机器的那一端。"
    ),
    "You came in as {name}: sign in as that.": "您是以 {name} 的身份进来的：请用这个姓名登录。",
    "{option} is fixed on this server: leave it out.": "这台服务器上 {option} 已固定：请去掉它。",
    "kehao {value} is for whoever runs the server, on the server itself.": (
        "kehao {value} 只供管理服务器的人在服务器上使用。"
    ),
    "kehao server enter is for sshd to call.": "kehao server enter 由 sshd 调用。",
    "kehao server enter comes first: its options stand after it.": (
        "kehao server enter 要写在最前面，选项跟在后面。"
    ),
    "{value} is no option of kehao server enter.": "kehao server enter 没有选项 {value}。",
    "{value} is no whole path, as in /srv/kehao/store.": (
        "{value} 不是完整路径，例如 /srv/kehao/store。"
    ),
    "The command has a quotation mark that is not closed.": "命令里有一个引号没有配对。",
    "The server doesn't know whose key this is: ask an administrator.": (
        "服务器不知道这是谁的密钥：请找管理员。"
    ),
    "There is no store on this server yet: ask an administrator.": (
        "这台服务器上还没有数据库：请找管理员。"
    ),
    # one's own files
    "{count} written: kehao files get {name} fetches the file.": (
        "已写出 {count} 条：用 kehao files get {name} 取走文件。"
    ),
    "Your own files on a server: exports to take home.": (
        "您在服务器上的文件：可以取走的导出结果。"
    ),
    "Every file in your own folder.": "您文件夹中的所有文件。",
    "Write the file to standard output: ssh host files get NAME >NAME": (
        "把文件写到标准输出：ssh host files get NAME >NAME"
    ),
    "Remove the file.": "删除文件。",
    "Size": "大小",
    "Removed: {name}": "已删除：{name}",
    "This is for people whom a server serves: here the files are your own.": (
        "这是给服务器所服务的人用的：在这里文件本来就是您自己的。"
    ),
    # keys of staff
    "Fingerprint": "指纹",
    "Comment": "备注",
    "SSH keys that open a server's door.": "打开服务器入口的 SSH 密钥。",
    "SSH keys of staff: a key opens the door, the password signs in.": (
        "员工的 SSH 密钥：密钥只开门，登录仍要密码。"
    ),
    "Every key, and whose it is.": "所有密钥及其主人。",
    "As lines of the file that sshd reads.": "写成 sshd 读取的文件中的行。",
    "Give an account the public key in FILE (name.pub); - is standard input.": (
        "给账号添加 FILE（name.pub）中的公钥；- 为标准输入。"
    ),
    "Take a key from an account, or all of its keys; its sessions end.": (
        "收回账号的一个密钥或全部密钥；由它进来的会话随即结束。"
    ),
    "{name} has the key {fingerprint}.": "{name} 有了密钥 {fingerprint}。",
    "sshd knows it when kehao server setup --write has written it.": (
        "运行 kehao server setup --write 写入后，sshd 才认识它。"
    ),
    "{owner} has this key already: everyone needs a key of their own.": (
        "{owner} 已有这个密钥：每人都要有自己的密钥。"
    ),
    "{name} has no such key: kehao staff key list.": (
        "{name} 没有这个密钥：见 kehao staff key list。"
    ),
    "This is no public SSH key: give the file that ends in .pub, from ssh-keygen -t ed25519.": (
        "这不是 SSH 公钥：请给出 ssh-keygen -t ed25519 生成的 .pub 文件。"
    ),
    "This is a private key, which nobody else should have: give the file that ends in .pub.": (
        "这是私钥，不应交给别人：请给出 .pub 文件。"
    ),
    "This RSA key is too short: make one with ssh-keygen -t ed25519.": (
        "这个 RSA 密钥太短：请用 ssh-keygen -t ed25519 生成一个。"
    ),
    # setting up
    "Set up a server for many people, and check it.": "设置供多人使用的服务器，并检查它。",
    "Show what a server needs: sshd's block, the keys of staff, the timer, sudo's line. --write "
    "writes each after showing it and asking. The keys come from kehao staff key list --lines, "
    "which the account that serves runs.": (
        "显示服务器需要的内容：sshd 配置段、员工密钥、定时器、sudo 的一行。--write 逐个显示、询问后"
        "写入。密钥来自 kehao staff key list --lines，由提供服务的账号运行。"
    ),
    "What kehao staff key list --lines gave; - is standard input.": (
        "kehao staff key list --lines 的输出；- 为标准输入。"
    ),
    "{path}, line {line}: kehao staff key list --lines does not write this.": (
        "{path} 第 {line} 行：kehao staff key list --lines 不会这样写。"
    ),
    "The machine's account that serves (kehao).": "提供服务的机器账号（kehao）。",
    "A public key for an account of Kehao, beside those of --lines; can be repeated.": (
        "在 --lines 之外再给一个客号账号的公钥；可重复。"
    ),
    "A folder that all may read and write, beside their own; can be repeated.": (
        "除各自文件夹外，大家都可读写的文件夹；可重复。"
    ),
    "Also sudo's line, by which this group of shell users runs kehao.": (
        "另加 sudo 的一行，让这个组的机器用户运行 kehao。"
    ),
    "A shell user whose name in Kehao is another; can be repeated.": (
        "在客号中另有姓名的机器用户；可重复。"
    ),
    "Write the files, each shown and asked for first.": "写入文件，每个都先显示、询问。",
    "With --write: do not ask.": "与 --write 同用：不询问。",
    "Write below this folder (an image).": "写到这个文件夹之下（镜像）。",
    "Nothing is written yet.": "还没有写入任何文件。",
    "Each file is shown first.": "每个文件都先显示。",
    "First make the account; its shell must be a real one:": (
        "先建立机器账号；它的 shell 必须是真的："
    ),
    "Then make its store:": "然后建立数据库：",
    "Which store is served, and who is who": "用哪个数据库，谁是谁",
    "The keys that open the door, from the store": "打开入口的密钥，取自数据库",
    "sshd: nothing but Kehao for this account": "sshd：这个账号只能用客号",
    "systemd: what is due, done": "systemd：执行到期的工作",
    "systemd: when": "systemd：什么时候",
    "The command that sudo runs": "sudo 运行的命令",
    "sudo: shell users run just that": "sudo：机器用户只能运行它",
    "Write {path}? Type yes: ": "写入 {path}？输入“是”：",
    "Written.": "已写入。",
    "It is there already, the same.": "已经有了，内容相同。",
    "Then: sshd -t && systemctl reload ssh; systemctl enable --now kehao-due.timer;": (
        "然后：sshd -t && systemctl reload ssh；systemctl enable --now kehao-due.timer；"
    ),
    "kehao server check tells what is open.": "再用 kehao server check 检查有无漏洞。",
    "The keys in {path} stay: no --lines, no --key.": (
        "{path} 中的密钥保持不变：没有给出 --lines 或 --key。"
    ),
    "There is no terminal to ask on: give --yes to write all that is shown.": (
        "没有可以询问的终端：给出 --yes 就写入所显示的全部内容。"
    ),
    "{value} is not {form}.": "{value} 不是 {form}。",
    "{value} is no name of an account of the machine.": "{value} 不能作机器账号的名字。",
    "{value} is no whole path without blanks, as in /srv/kehao/store.": (
        "{value} 不是没有空格的完整路径，例如 /srv/kehao/store。"
    ),
    "{path} can be changed by others on this machine: run chmod 600 on it.": (
        "这台机器上的其他人可以改动 {path}：请对它运行 chmod 600。"
    ),
    "{path} is not what kehao server setup writes: store and allow hold whole paths.": (
        "{path} 不是 kehao server setup 所写的样子：store 和 allow 要写完整路径。"
    ),
    # checking
    "Test a server that runs: what sshd really does for the account, whose keys are let in and "
    "how, who can change what. Exit code 1 when something stands open.": (
        "检查运行中的服务器：sshd 对这个账号实际怎么做，放进哪些密钥、怎样放进，谁能改动什么。"
        "发现漏洞时退出码为 1。"
    ),
    "The sshd to ask.": "要询问的 sshd。",
    "Its configuration, if another.": "它的配置文件（如果另有）。",
    "What sshd calls as the forced command: serves the person whose key was shown. Not for people "
    "to call.": "sshd 作为强制命令调用：为出示密钥的人服务。不由人来调用。",
    "The account of Kehao that is served.": "所服务的客号账号。",
    "The key that was shown.": "出示的密钥。",
    "The file that says whose key was shown.": "说明密钥主人的文件。",
    "A folder that may be named.": "可以使用的文件夹。",
    "Nothing stands open.": "没有发现漏洞。",
    "There is no account {name} on this machine.": "这台机器上没有账号 {name}。",
    "sshd can't be asked: {why}.": "无法询问 sshd：{why}。",
    "sshd has {option} {value}, and {wanted} is needed: kehao server setup.": (
        "sshd 的 {option} 是 {value}，需要 {wanted}：见 kehao server setup。"
    ),
    "sshd lets clients set {value}: write AcceptEnv none.": (
        "sshd 允许客户端设置 {value}：请写 AcceptEnv none。"
    ),
    "sshd reads the environment from files: PermitUserEnvironment no.": (
        "sshd 会从文件读取环境变量：请写 PermitUserEnvironment no。"
    ),
    "sshd forces another command than kehao server enter.": (
        "sshd 的强制命令不是 kehao server enter。"
    ),
    "sshd asks a command for keys, which this check does not read.": (
        "sshd 通过命令取得密钥，这里检查不到。"
    ),
    "The forced command can't see the key: ExposeAuthInfo yes is needed.": (
        "强制命令看不到密钥：需要 ExposeAuthInfo yes。"
    ),
    "The forced command starts Python without -I: kehao server setup.": (
        "强制命令启动 Python 时没有 -I：见 kehao server setup。"
    ),
    "{path}, line {line}: no key that Kehao knows.": "{path} 第 {line} 行：不是客号认识的密钥。",
    "{path}, line {line}: restrict is missing.": "{path} 第 {line} 行：缺少 restrict。",
    "{path}, line {line}: {option} opens what restrict shuts.": (
        "{path} 第 {line} 行：{option} 打开了 restrict 关上的东西。"
    ),
    "{path}, line {line}: it sets the environment.": "{path} 第 {line} 行：它设置了环境变量。",
    "{path}, line {line}: {what}.": "{path} 第 {line} 行：{what}。",
    "it does not say whose key it is": "没有写明是谁的密钥",
    "it opens a shell": "它打开一个 shell",
    "The login shell {shell} refuses the forced command: usermod -s /bin/sh {name}.": (
        "登录 shell {shell} 拒绝强制命令：请运行 usermod -s /bin/sh {name}。"
    ),
    "{path} is there: sshd can be made to run it.": "有 {path}：可以让 sshd 去运行它。",
    "{path} is a link.": "{path} 是链接。",
    "{path} can be read by others on this machine.": "这台机器上的其他人可以读取 {path}。",
    "{path} can be changed by others on this machine.": "这台机器上的其他人可以改动 {path}。",
    "{path} belongs to another account.": "{path} 属于另一个账号。",
    "{path} belongs to the account that it guards.": "{path} 属于它所看守的账号。",
    "{path} may not be allowed: the store lies there.": "不能开放 {path}：数据库在那里。",
    "{path} can't be read.": "{path} 无法读取。",
}
