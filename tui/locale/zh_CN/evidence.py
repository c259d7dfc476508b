"""The log as evidence: checkpoints, proofs, archives."""

TEXTS: dict[str, str] = {
    # checkpoints
    "Checkpoint of operation {seq}.": "第 {seq} 条操作的存证点。",
    "Checkpoints to": "存证点写到",
    "System log": "系统日志",
    "Months kept": "保留月数",
    "Public key": "公钥",
    "File": "文件",
    "Head": "链末端",
    "no folder": "未设文件夹",
    "checkpoint": "存证点",
    "checkpoints": "存证点",
    "No checkpoint was made yet.": "还没有建立过存证点。",
    "No checkpoint of the log was made yet: kehao run-due makes it.": (
        "还没有为操作日志建立过存证点：kehao run-due 会建立。"
    ),
    "The last checkpoint of the log is of {day}: see that kehao run-due runs daily.": (
        "操作日志的上一个存证点是 {day} 的：请确认 kehao run-due 每天运行。"
    ),
    "Say where the checkpoint goes: a file, a folder, - or --syslog.": (
        "请说明存证点写到哪里：文件、文件夹、- 或 --syslog。"
    ),
    "The log is kept {least} months at least, not {months}.": (
        "操作日志至少保留 {least} 个月，不能是 {months} 个月。"
    ),
    "The system log at {path} takes nothing: {why}.": "位于 {path} 的系统日志无法写入：{why}。",
    "{path} is no file of checkpoints.": "{path} 不是存证点文件。",
    "There is no checkpoint in {path}.": "{path} 中没有存证点。",
    "{path}, line {line}: this is no checkpoint of Kehao.": (
        "{path} 第 {line} 行：不是客号的存证点。"
    ),
    "{path}, line {line}: the signature is wrong; somebody changed or forged this checkpoint.": (
        "{path} 第 {line} 行：签名不对；有人改动或伪造了这个存证点。"
    ),
    "{path}, line {line}: this checkpoint is of another store ({store}).": (
        "{path} 第 {line} 行：这个存证点属于另一个数据库（{store}）。"
    ),
    "{path}, line {line}: this checkpoint is signed by another key ({public}) than {expected}.": (
        "{path} 第 {line} 行：签署这个存证点的公钥是 {public}，不是 {expected}。"
    ),
    "This store is older than its checkpoint of operation {seq} ({at} UTC) in {folder}: an old "
    "copy was put back, or the end of its log was lost. Change nothing, keep a copy, and compare "
    "it with the newest backup; kehao log verify --checkpoint says from where. If it was restored "
    "on purpose, name another folder: kehao log settings --folder.": (
        "这个数据库比 {folder} 中第 {seq} 条操作的存证点（{at} UTC）还旧：换回了旧的副本，或日志"
        "末尾丢失。请不要改动，留一份副本，与最新的备份对照；kehao log verify --checkpoint 说明从"
        "哪里起。如果是有意恢复的，请改用另一个文件夹：kehao log settings --folder。"
    ),
    "The counter {counter} stands at {value}, but gave {given} already: an old page was put back; "
    "restore the store from a backup.": (
        "流水号 {counter} 停在 {value}，却已经给出过 {given}：换回了旧的一页；请从备份恢复数据库。"
    ),
    "The customer {code} has lost the key of its log lines: restore the store from a backup.": (
        "客户 {code} 丢失了日志条目的密钥：请从备份恢复数据库。"
    ),
    "An old copy of the store": "数据库是旧副本",
    "Behind its checkpoint of operation": "落后于存证点，操作",
    # the proof
    "its end was cut off, or an older database was put back": "末尾被截去，或换回了旧的数据库",
    "a checkpoint saw another line here; the log was made anew, or an older database put back": (
        "存证点见证的是另一行；日志被重新生成，或换回了旧的数据库"
    ),
    "the store has another key than the one that signed the checkpoints": (
        "数据库的签名密钥与签署存证点的不同"
    ),
    "operations of the last six months were removed": "最近六个月内的操作被移除",
    "The log can't be trusted: {why}.": "操作日志不可信：{why}。",
    "The operation log can't be trusted: {what}. Keep this store as it is and compare it with a "
    "backup.": ("操作日志不可信：{what}。请保持数据库原样，并与备份对照。"),
    "Checkpoints that fit: {count}.": "相符的存证点：{count} 个。",
    "Checkpoints of archived operations, not compared: {count}.": (
        "已归档操作的存证点，未核对：{count} 个。"
    ),
    "Operations 1 to {last} are in archives: --archive verifies those.": (
        "第 1 至 {last} 条操作在归档文件中：用 --archive 校验。"
    ),
    "Operations in archives that hold: {count}.": "归档文件中完好的操作：{count} 条。",
    "The archives don't reach the log in the store: one is missing.": (
        "归档文件与数据库中的日志接不上：缺少一个。"
    ),
    "--public goes with --checkpoint or --archive.": (
        "--public 要与 --checkpoint 或 --archive 一起用。"
    ),
    # archives
    "{path}: operation {seq} is missing.": "{path}：缺少第 {seq} 条操作。",
    "{path} is signed by another key ({public}) than {expected}.": (
        "签署 {path} 的公钥是 {public}，不是 {expected}。"
    ),
    "{path} begins at operation {first}, the log in the store at {start}: remove what is before "
    "it first.": (
        "{path} 从第 {first} 条操作开始，数据库中的日志从第 {start} 条开始：请先移除更早的部分。"
    ),
    "There is nothing in {path} to remove: the store keeps its operations for {months} months.": (
        "{path} 中没有可移除的操作：数据库保留操作 {months} 个月。"
    ),
    "{path} is an archive of another store ({store}).": "{path} 是另一个数据库（{store}）的归档。",
    "No operation in the store is from before {day}.": "数据库中没有 {day} 之前的操作。",
    "{path} is no archive of a Kehao log.": "{path} 不是客号日志的归档文件。",
    "{path} is cut short or was changed: its lines are not those that were signed.": (
        "{path} 不完整或被改动过：内容与签署时不同。"
    ),
    "{path}: the signature is wrong; somebody changed or forged this archive.": (
        "{path}：签名不对；有人改动或伪造了这个归档文件。"
    ),
    "{value} is no day: write it like 2026-01-31.": "{value} 不是日期：请写成 2026-01-31 的形式。",
    "Operations {first} to {last} are in {file}.": "第 {first} 至 {last} 条操作已写入 {file}。",
    "Keep it: log verify --archive {file} proves it.": (
        "请妥善保存：log verify --archive {file} 可校验。"
    ),
    "Operations {first} to {last} are gone from the store: only {file} has them now.": (
        "第 {first} 至 {last} 条操作已从数据库移除：现在只有 {file} 中有。"
    ),
    "{file} holds operations {first} to {last} as they were signed.": (
        "{file} 中第 {first} 至 {last} 条操作与签署时一致。"
    ),
    "The operation log takes no line ({why}): nothing was changed. Run kehao doctor.": (
        "操作日志无法写入（{why}）：什么都没有改。请运行 kehao doctor。"
    ),
    # actions
    "Key for checkpoints made": "生成存证点密钥",
    "Log archived": "归档日志",
    "Archived log removed from the store": "从数据库移除已归档日志",
    # help
    "Remove archived operations from the store.": "从数据库移除已归档的操作。",
    "The checkpoints that were made.": "已建立的存证点。",
    "Checkpoints on schedule; how long the log is kept.": "定期存证点；日志保留多久。",
    "Sign where the log ends, for keeping elsewhere.": "签署日志的末端，另处保存。",
    "Write old operations to a sealed file.": "把旧操作写入签名的归档文件。",
    "The public key that must have signed, as each checkpoint shows it.": (
        "必须由这个公钥签署；每个存证点都写有公钥。"
    ),
    "An archive (log archive) that must be right and join the log; may be given again. With "
    "--public and nothing else it is checked by its signature, without the store.": (
        "归档文件（log archive），必须完好并与日志相接；可多次给出。只与 --public 同用时，按签"
        "名检查，不需要数据库。"
    ),
    "Checkpoints that must fit: a file with one or many, or a folder of such files.": (
        "必须相符的存证点：含一个或多个存证点的文件，或这类文件的文件夹。"
    ),
    "Prove that no operation was changed, removed or put in between.\n"
    "Against someone who holds the database with its key only checkpoints help that are kept "
    "where they can't be changed: with --checkpoint also an end that was cut off, a log made "
    "anew and an older database put back are found.": (
        "证明没有操作记录被改动、删除或插入。\n"
        "若有人持有数据库及其密钥，只有另处保存、无法改动的存证点才有用：加上 --checkpoint，末"
        "尾被截去、日志被重新生成、换回旧数据库也能发现。"
    ),
    "Sign where the log ends now, and write that line to FILE: a file is added to, a folder gets "
    "a new file named by time, - is standard output.\n"
    "Keep checkpoints where nobody who can reach the store can change them: another machine, its "
    "system log, paper. log settings makes them on schedule.": (
        "签署日志当前的末端，把这一行写到 FILE：文件则追加，文件夹则新建按时间命名的文件，- 是"
        "标准输出。\n"
        "请把存证点放在能接触数据库的人改不到的地方：另一台机器、它的系统日志、纸上。log "
        "settings 可设定定期建立。"
    ),
    "Also to the system log (syslog, journald).": "同时写入系统日志（syslog、journald）。",
    "The checkpoints that the store remembers making. They prove nothing of its log: verify "
    "against those that are kept elsewhere.": (
        "数据库记得建立过的存证点。它们不能证明日志：请用另处保存的存证点校验。"
    ),
    "2026-01-31, say.": "例如 2026-01-31。",
    "Write the operations in the store from before a day to FILE, signed, with their MACs. "
    "Nothing is removed. log verify --archive FILE proves such a file; customers' personal "
    "values are sealed in it.": (
        "把数据库中某天之前的操作连同校验码写入 FILE 并签名。不移除任何内容。log verify "
        "--archive FILE 可校验这个文件；其中客户的个人信息是加密的。"
    ),
    "Remove from the store the operations that an archive holds, from the beginning on, as far "
    "as they are older than log settings says (six months at least). The archive and the log are "
    "verified first. There is no way back but the archive. After a stop the same command goes "
    "on.": (
        "从数据库移除归档文件中的操作：从最早的开始，只移除早于 log settings 所定期限的（至少六"
        "个月）。先校验归档文件和日志。移除后只有归档文件中有。中断后用同一命令继续。"
    ),
    "Where checkpoints go on schedule (run-due, daily), and how long the log stays in the store.": (
        "定期存证点写到哪里（run-due，每天），以及日志在数据库中保留多久。"
    ),
    "The folder for checkpoints; '' for none.": "存证点的文件夹；'' 表示不用。",
    "Also to the system log, or not.": "是否同时写入系统日志。",
    "Months that operations stay in the store, 6 at least.": "操作在数据库中保留的月数，至少 6。",
}
