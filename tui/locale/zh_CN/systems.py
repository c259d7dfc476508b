"""What the operating system and the reader of TOML say, inside our own sentences (`why`)."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # the operating system (`os.strerror`)
    "Operation not permitted": "系统不允许",
    "No such file or directory": "没有这个文件或文件夹",
    "Input/output error": "读写出错",
    "Permission denied": "没有权限",
    "Device or resource busy": "正被占用",
    "File exists": "已经存在",
    "Not a directory": "路径中有一段不是文件夹",
    "Is a directory": "这是文件夹",
    "Invalid argument": "参数无效",
    "Too many open files": "打开的文件太多",
    "File too large": "文件太大",
    "No space left on device": "磁盘已满",
    "Read-only file system": "磁盘是只读的",
    "Broken pipe": "对方已断开",
    "File name too long": "文件名太长",
    "Too many levels of symbolic links": "符号链接层数太多",
    "Disk quota exceeded": "磁盘配额已用完",
    "Stale file handle": "网络磁盘上的文件已失效",
    "Network is unreachable": "网络不通",
    "No route to host": "连不到这台主机",
    "Connection refused": "连接被拒绝",
    "Connection reset by peer": "连接被对方断开",
    "Connection timed out": "连接超时",
    "Name or service not known": "找不到这个主机名",
    "Temporary failure in name resolution": "暂时查不到主机名",
    "Cannot allocate memory": "内存不足",
    # the reader of TOML
    (
        "This is no TOML, line {line}, column {column}: {why}. Write texts in double quotes."
    ): "这不是 TOML，第 {line} 行第 {column} 列：{why}。文字请用双引号括起来。",
    "This is no TOML: {why}.": "这不是 TOML：{why}。",
    "Invalid statement": "语句无效",
    "Invalid value": "值无效",
    "Invalid initial character for a key part": "键不能这样开头",
    "Invalid date or datetime": "日期或时间无效",
    "Cannot overwrite a value": "同一个值写了两次",
    "Expected '=' after a key in a key/value pair": "键后面缺少等号",
    "Expected ']' at the end of a table declaration": "表的声明缺少右方括号",
    "Expected ']]' at the end of an array declaration": "数组表的声明缺少两个右方括号",
    "Expected newline or end of document after a statement": "一条语句之后应当换行",
    "Unclosed array": "数组没有结束",
    "Unclosed inline table": "内联表没有结束",
    "Unterminated string": "文字没有结束引号",
}
