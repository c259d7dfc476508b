"""The screen of checkpoints, and verifying by them."""

from typing import Final

TEXTS: Final = {
    "Checkpoints": "存证点",
    "Make one now": "立即建立",
    "Verify the log": "校验日志",
    "Verify the operation log": "校验操作日志",
    "{key}: make one now.": "{key}：立即建立一个。",
    "Those the store remembers prove nothing: verify by ones that were kept elsewhere.": (
        "数据库记得的存证点不能作证：请用另处保存的存证点校验。"
    ),
    "The newest is of operation {seq}, {age}. Checkpoints: {count}.": (
        "最新的见证到第 {seq} 条操作，{age}。存证点共 {count} 个。"
    ),
    "{count} min old": "{count} 分钟前",
    "{count} h old": "{count} 小时前",
    "{count} days old": "{count} 天前",
    "Where the checkpoint goes": "存证点写到哪里",
    "A file is added to, in a folder a new one is made.": "文件则追加，文件夹则新建一个文件。",
    "It is worth most where nobody who can reach the store can change it.": (
        "放在能接触数据库的人改不到的地方最有用。"
    ),
    "Checkpoint of operation {seq}, written to {file}.": "第 {seq} 条操作的存证点已写入 {file}。",
    "File or folder of checkpoints that were kept elsewhere": "另处保存的存证点：文件或文件夹",
    "Public key that signed them": "签署它们的公钥",
    "Empty: the log is proven by its own chain alone, which shows no end that was cut off and no "
    "older database put back. Enter goes on.": (
        "留空：只按日志自身的链校验，看不出末尾被截去或换回了旧的数据库。按回车继续。"
    ),
    "A public key goes with checkpoints: name their file as well.": (
        "公钥要与存证点一起用：请同时写出它们的文件。"
    ),
    "{count} operations hold by themselves.": "{count} 条操作自身完好。",
    "Last link of the chain:": "链的末端：",
}
