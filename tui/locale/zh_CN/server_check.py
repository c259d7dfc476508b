"""What the check of a server finds in sudo's lines, the program and the timer."""

from typing import Final

TEXTS: Final = {
    "The account is locked, and sshd without PAM refuses it: usermod -p '*' {name}.": (
        "账号已锁定，不用 PAM 的 sshd 会拒绝它：请运行 usermod -p '*' {name}。"
    ),
    "The account has a password, and who knows it gets a shell: usermod -p '*' {name}.": (
        "账号设有密码，知道的人能得到 shell：请运行 usermod -p '*' {name}。"
    ),
    "The account can't start {path}: {why}. Install it where every account can read it.": (
        "账号无法启动 {path}：{why}。请装到每个账号都能读取的地方。"
    ),
    "Nothing does what is due: there is no {path}. kehao server setup.": (
        "到期的工作没有人做：没有 {path}。见 kehao server setup。"
    ),
    "The timer is not switched on: systemctl enable --now {name}.": (
        "定时器没有启用：请运行 systemctl enable --now {name}。"
    ),
    "sudo's lines can't be read: {why}.": "无法读取 sudo 的配置：{why}。",
    "sudo's lines are not as they should be: {why}.": "sudo 的配置有误：{why}。",
    "sudo hands the caller's environment on to {path}: kehao server setup.": (
        "sudo 会把调用者的环境变量交给 {path}：见 kehao server setup。"
    ),
    "sudo lets {name} itself run {command} as others.": (
        "sudo 让 {name} 自己以他人身份运行 {command}。"
    ),
    "sudo lets {who} run {command} as {name}.": "sudo 让 {who} 以 {name} 的身份运行 {command}。",
    "sudo lets {who} run {command} not only as {name}: write ({name}).": (
        "sudo 让 {who} 不只以 {name} 的身份运行 {command}：请写 ({name})。"
    ),
    "sudo lets {who} set the environment of {command}: take SETENV away.": (
        "sudo 让 {who} 设置 {command} 的环境变量：请去掉 SETENV。"
    ),
    "There is no {path}, which sudo is to run.": "没有 sudo 要运行的 {path}。",
    "{path} does not start this program as sudo needs it: kehao server setup.": (
        "{path} 没有按 sudo 的需要启动本程序：见 kehao server setup。"
    ),
    "{name} can't run {path}.": "{name} 无法运行 {path}。",
}
