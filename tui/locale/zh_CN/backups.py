"""Backups: the command, what it says, and what can be wrong with a backup."""

from typing import Final

TEXTS: Final = {
    # words
    "backup": "备份",
    "backups": "备份",
    "Backup failed": "备份失败",
    "Store restored from a backup": "从备份恢复数据库",
    "Operations": "操作数",
    "Bytes": "字节",
    # the command
    "Make, verify and restore backups.": "创建、校验和恢复备份。",
    "Make a backup in each folder DIR, which must exist, or s3://bucket/prefix; without DIR in "
    "those that kehao backup folders names. It is made while people work, sealed to the recovery "
    "key, and read back before it counts; then those that are no longer kept are removed.": (
        "在每个文件夹 DIR（必须已存在）或 s3://桶/前缀 里各做一份备份；不写 DIR 则用 "
        "kehao backup folders 设定的文件夹。备份时大家照常工作；备份用恢复密钥封存，"
        "写完重新读一遍才算数，然后删除不再保留的旧备份。"
    ),
    "Prove a backup: a file, or s3://bucket/prefix/file. Without the recovery key: its header, "
    "size and digest; with it: every chunk, the keyring, the database and the chain of the "
    "operation log. A file needs no sign-in.": (
        "校验备份：文件，或 s3://桶/前缀/文件。没有恢复密钥时检查文件头、大小和摘要；有恢复密钥时"
        "检查每一块数据、密钥环、数据库和操作日志链。校验文件不需要登录。"
    ),
    "Make a store of a backup (a file, or s3://bucket/prefix/file) in a new folder, on any "
    "machine, with the recovery key; proven before it stands. Everybody signs in with the password "
    "of then. The old store is not touched.": (
        "用恢复密钥在任意机器的新文件夹里由备份（文件，或 s3://桶/前缀/文件）恢复出数据库，"
        "校验通过才算数。大家用备份当时的密码登录。不会改动旧数据库。"
    ),
    "For s3://…: the storage's address. Without it sign in, and what kehao backup storage has set "
    "up is used.": ("用于 s3://…：存储的地址。不写则登录，使用 kehao backup storage 设定的存储。"),
    "--endpoint, --key and --secret-file go with s3://bucket/prefix/file.": (
        "--endpoint、--key 和 --secret-file 只用于 s3://桶/前缀/文件。"
    ),
    "Give --endpoint, --key and --secret-file together.": (
        "--endpoint、--key 和 --secret-file 要一起写。"
    ),
    "{value} names no backup in a bucket: write s3://bucket/prefix/file.": (
        "{value} 没有写明桶里的备份：请写成 s3://桶/前缀/文件。"
    ),
    "Recovery key: ": "恢复密钥：",
    "The backups that were made or tried, newest first.": "做过或试过的备份，最新的在前。",
    "Set the folders that kehao run-due backs up to, once a day; without DIR show them. An "
    "unmounted disk is noticed.": (
        "设定 kehao run-due 每天备份到哪些文件夹；不写 DIR 则列出。磁盘没有挂载会被发现。"
    ),
    "How many backups are kept: of each of so many days, weeks and months the last one. "
    "Without options show it.": (
        "保留多少备份：最近若干天、若干周、若干月各留最后一份。不写选项则显示。"
    ),
    "The recovery key is this file's first line (-: standard input); else asked for.": (
        "恢复密钥是这个文件的第一行（-：标准输入）；不写则当场输入。"
    ),
    "The recovery key is this file's first line (-: standard input).": (
        "恢复密钥是这个文件的第一行（-：标准输入）。"
    ),
    "The new store's folder.": "新数据库的文件夹。",
    "Give this account a new password: --password-file's, or as typed.": (
        "给这个账户设新密码：取自 --password-file，或当场输入。"
    ),
    "At most so many.": "最多这么多条。",
    "Back up nowhere by schedule.": "不再定时备份。",
    "Days (7).": "天数（7）。",
    "Weeks (4).": "周数（4）。",
    "Months (12).": "月数（12）。",
    "Show what the customer with CODE was in a backup of this store and is now different. "
    "Written in the log.": "显示编码为 CODE 的客户在本库某份备份里与现在有哪些不同。会记入日志。",
    "Make the customer with CODE again what a backup of this store says, by a normal edit "
    "that is logged and can be undone. The code stays. See first: kehao backup show.": (
        "把编码为 CODE 的客户改回本库某份备份里的样子：这是一次普通修改，会记入日志，可以撤销。"
        "编码不变。请先用 kehao backup show 查看。"
    ),
    "Just this; repeatable.": "只取这个字段；可写多次。",
    "Set up S3-compatible storage: folders can then be s3://bucket/prefix as well. Without "
    "options show its address. The keys are kept in the encrypted store and shown to nobody.": (
        "设定 S3 兼容存储：之后文件夹也可以写 s3://桶/前缀。不写选项则显示它的地址。"
        "密钥保存在加密的数据库里，不会显示给任何人。"
    ),
    "The storage's address, https://…": "存储的地址，https://…",
    "The access key's name.": "访问密钥的名称。",
    "The secret is this file's first line.": "密钥是这个文件的第一行。",
    "The region (us-east-1).": "区域（us-east-1）。",
    "Forget the storage and its keys.": "忘掉这个存储和它的密钥。",
    "Give --endpoint, --key and --secret-file together, or --forget.": (
        "--endpoint、--key 和 --secret-file 要一起写，或写 --forget。"
    ),
    "No S3 storage is set up.": "没有设定 S3 存储。",
    "{value} is no address of S3 storage: it begins with https://.": (
        "{value} 不是 S3 存储的地址：应以 https:// 开头。"
    ),
    "S3 storage needs an access key and its secret.": "S3 存储需要访问密钥的名称和密钥。",
    "{value} names no bucket: write s3://bucket/prefix.": (
        "{value} 没有写明桶：请写成 s3://桶/前缀。"
    ),
    "No S3 storage is set up: kehao backup storage does it.": (
        "没有设定 S3 存储：用 kehao backup storage 设定。"
    ),
    "S3 storage takes one package more: pip install boto3.": (
        "使用 S3 存储还要装一个包：pip install boto3。"
    ),
    "The storage of {address} did not do it ({why}): check the address, the bucket and the keys.": (
        "{address} 的存储没有照办（{why}）：请检查地址、桶和密钥。"
    ),
    # on the screen
    "Last backup": "最近备份",
    "{time}, the last attempt failed": "{time}，最近一次失败",
    # what it says
    "Customer looked up in a backup": "在备份中查看客户",
    "This customer is gone now.": "这个客户现在已经没有了。",
    "Then": "当时",
    "Now": "现在",
    "Nothing is different from the backup.": "与备份没有不同。",
    "No customer had the code {code} when this backup was made.": (
        "做这份备份时没有客户使用编码 {code}。"
    ),
    "There is no field {name}.": "没有字段 {name}。",
    "{path} is a backup of another store.": "{path} 是另一个数据库的备份。",
    "Where to? Name a folder, or set some: kehao backup folders DIR.": (
        "备份到哪里？请写出文件夹，或先设定：kehao backup folders DIR。"
    ),
    "Backup of {count} operations, {bytes} bytes, verified: {file}": (
        "已备份 {count} 条操作，{bytes} 字节，已校验：{file}"
    ),
    "Older backups removed: {count}.": "已删除旧备份 {count} 份。",
    "Backup of {at} UTC, {count} operations.": "备份时间 {at} UTC，共 {count} 条操作。",
    "It opens, and all that it holds is whole.": "能够打开，内容完整。",
    "The file is as it was written. What it holds takes the recovery key to prove.": (
        "文件与写入时一致。内容要用恢复密钥才能校验。"
    ),
    "The store of {at} UTC stands in {path}, with {count} operations.": (
        "{at} UTC 的数据库已恢复到 {path}，共 {count} 条操作。"
    ),
    "Passwords go with a pepper that is not here: name its file in KEHAO_PEPPER_FILE, or restore "
    "again with --reset NAME.": (
        "密码要与胡椒值一起使用，而这里没有：请用 KEHAO_PEPPER_FILE 指明它的文件，"
        "或加 --reset 姓名 重新恢复。"
    ),
    "There is no backup yet.": "还没有备份。",
    "Folder": "文件夹",
    "File": "文件",
    "Name folders or give --none, not both.": "要么写出文件夹，要么用 --none，不能同时用。",
    "No folder is set for scheduled backups.": "没有设定定时备份的文件夹。",
    "Kept: the last of {daily} days, {weekly} weeks and {monthly} months.": (
        "保留：最近 {daily} 天、{weekly} 周、{monthly} 个月各一份。"
    ),
    "Backups: {count} made.": "备份：完成 {count} 份。",
    "No backup was made in {folder}.": "{folder} 没有备份成功。",
    # errors
    "{path} is no Kehao backup, or its beginning is damaged.": (
        "{path} 不是客号的备份，或文件开头已损坏。"
    ),
    "The header of {path} is damaged: take another backup.": (
        "{path} 的文件头已损坏：请换一份备份。"
    ),
    "{path} is cut short or has grown: {size} bytes instead of {whole}; take another backup.": (
        "{path} 被截短或变长：{size} 字节，应为 {whole} 字节；请换一份备份。"
    ),
    "{path} is damaged: what it holds is not what was written; take another backup.": (
        "{path} 已损坏：内容与写入时不符；请换一份备份。"
    ),
    "{path} opens, but is not whole ({why}): take another backup.": (
        "{path} 能打开，但不完整（{why}）：请换一份备份。"
    ),
    "The operation log in {path} is broken at line {seq}: take an older backup, and find out what "
    "happened.": "{path} 中的操作日志在第 {seq} 条断开：请换更早的备份，并查明原因。",
    "There is no backup {path}.": "没有备份 {path}。",
    "There is no folder {path} for backups: mount the disk, or make the folder.": (
        "没有备份用的文件夹 {path}：请挂载磁盘，或建立这个文件夹。"
    ),
    "A backup inside the store's own folder would go with it: name another folder, best on another "
    "disk.": ("放在数据库自己文件夹里的备份会跟它一起丢失：请换一个文件夹，最好在另一块磁盘上。"),
    "A backup takes {needed} MB on the disk of {path} while it is made, and {free} MB are free: "
    "make room.": "备份过程需要 {path} 所在磁盘 {needed} MB，只剩 {free} MB：请腾出空间。",
    "No backup could be written to {path} ({why}): check that disk.": (
        "无法把备份写入 {path}（{why}）：请检查那块磁盘。"
    ),
    "Too many backups were begun in {path} at once.": "同时在 {path} 里开始的备份太多。",
    "The copy in {path} cannot be written ({why}): check the disk.": (
        "无法在 {path} 写入副本（{why}）：请检查磁盘。"
    ),
    "This recovery key is complete, but not the one that this backup was made for: look for "
    "another copy.": "恢复密钥完整，但不是这份备份当时的恢复密钥：请找另一份抄本。",
    "{path} is no file with a recovery key.": "{path} 不是恢复密钥文件。",
    "The recovery key cannot be read from {path} ({why}).": "无法从 {path} 读取恢复密钥（{why}）。",
    "The store could not be restored to {path} ({why}): check that disk.": (
        "无法把数据库恢复到 {path}（{why}）：请检查那块磁盘。"
    ),
    "{value} is not a number of backups to keep: give 0 to {most}.": (
        "{value} 不是可用的备份保留数：请写 0 到 {most}。"
    ),
    "The last backup failed: {why}": "上次备份失败：{why}",
    "The last backup is of {at}, more than {days} days ago: kehao backup create makes one.": (
        "最近的备份是 {at}，已超过 {days} 天：用 kehao backup create 备份。"
    ),
    "There is no backup of this store: kehao backup create makes one.": (
        "这个数据库还没有备份：用 kehao backup create 备份。"
    ),
}
