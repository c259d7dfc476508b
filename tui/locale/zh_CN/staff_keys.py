"""The page of the SSH keys of staff."""

from typing import Final

TEXTS: Final = {
    "SSH keys": "SSH 密钥",
    "New SSH key": "新的 SSH 密钥",
    "{count} keys: each opens the door, the password signs in": (
        "{count} 个密钥：密钥只开门，登录仍要密码"
    ),
    "No key yet: with n, paste the line of a file that ends in .pub.": (
        "还没有密钥：按 n，粘贴 .pub 文件中的那一行。"
    ),
    "{name} has the key now; sshd after kehao server setup.": (
        "{name} 已有此密钥；运行 kehao server setup 后 sshd 才认识。"
    ),
    "The key of {name} opens nothing any more.": "{name} 的这个密钥再也打不开任何东西。",
    "Sessions that came by it end.": "由它进来的会话随即结束。",
    "Take this key from {name}?": "收回 {name} 的这个密钥？",
    "Public key: the one line of a file that ends in .pub": "公钥：.pub 文件中的那一行",
    "Paste it and press Ctrl-S. Never a private key.": "粘贴后按 Ctrl-S。切勿粘贴私钥。",
    "Whose key is it?": "是谁的密钥？",
    "Take it away": "收回",
    "{fingerprint}: {name} added it.": "{fingerprint}：由 {name} 添加。",
}
