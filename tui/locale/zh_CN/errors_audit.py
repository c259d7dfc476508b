"""What an audit of the codes finds, and what can be done about it."""

TEXTS: dict[str, str] = {
    "Give the customer another code, or leave it: it stays taken, and rule {rule} v{version} goes "
    "on.": "给该客户换一个编码，或保持不变：该编码仍被占用，规则 {rule} v{version} 继续使用。",
    "The code {code} shows number {shown} and is kept as number {kept} of its counter.": (
        "编码 {code} 显示的流水号是 {shown}，登记的却是 {kept}。"
    ),
    "{text} in the code {code} says {says}; the record's {field} is {value}.": (
        "编码 {code} 中的 {text} 表示 {says}，而记录中的{field}是 {value}。"
    ),
    "Correct {field} in the record, or give the customer a new code.": (
        "更正记录中的{field}，或给该客户换新编码。"
    ),
    "The codes {code} and {other} are the same.": "编码 {code} 与 {other} 是同一个编码。",
    "Give one of the two customers another code.": "给其中一位客户换一个编码。",
    "The code {code} is compared by something that is not its text: it was changed from outside.": (
        "编码 {code} 的比对值与其文本不符：有人从外部改动过。"
    ),
    "Somebody changed the store from outside: verify the log, and compare with a backup.": (
        "有人从外部改动了数据库：请校验日志，并与备份对照。"
    ),
    "The codes {code} and {other} are easily taken for each other.": (
        "编码 {code} 与 {other} 容易看混。"
    ),
    "Give one of the two customers another code, or keep in mind that they differ.": (
        "给其中一位客户换一个编码，或留意两者不同。"
    ),
    "There is no counter {counter}: kehao codes numbers lists them.": (
        "没有流水号计数器 {counter}：kehao codes numbers 可列出全部。"
    ),
    "Nobody can say what became of number {first} of the counter {counter}.": (
        "计数器 {counter} 的 {first} 号去向不明。"
    ),
    "Nobody can say what became of the numbers {first} to {last} of the counter {counter}.": (
        "计数器 {counter} 的 {first} 至 {last} 号去向不明。"
    ),
    "The counter {counter} of the rule {rule} has {left} of {capacity} numbers left.": (
        "规则 {rule} 的计数器 {counter} 还剩 {left} 个号（共 {capacity} 个）。"
    ),
    "The counter {counter} of the rule {rule} has {left} of {capacity} numbers left: at the last "
    "90 days' pace until {day}.": (
        "规则 {rule} 的计数器 {counter} 还剩 {left} 个号（共 {capacity} 个）：按最近 90 天的速度，"
        "可用到 {day}。"
    ),
    "Save a version of the rule {rule} with more places.": (
        "为规则 {rule} 保存一个位数更多的新版本。"
    ),
    "Save a version of the rule {rule} one place wider, {pattern}: it goes on from here.": (
        "为规则 {rule} 保存加宽一位的新版本 {pattern}：流水号从当前位置继续。"
    ),
    "There is no job {job}: choose from {known}.": "没有任务 {job}：可选 {known}。",
    "A job is done {known}, not {every}.": "任务的周期是 {known}，不能是 {every}。",
    "Another process is doing what is due: leave it to that one.": (
        "另一个进程正在执行到期任务：由它完成即可。"
    ),
    "{value} is not JOB=HOW, as audit=weekly is.": "{value} 不是 JOB=HOW 的形式，如 audit=weekly。",
    "Give --key-file or --initial-password-file, not both.": (
        "--key-file 与 --initial-password-file 只能用一个。"
    ),
    "There is already a file {path}: choose another, its content is not overwritten.": (
        "文件 {path} 已存在：请另选一个，不会覆盖原内容。"
    ),
}
