"""Imports and exports that come back by the calendar: errors, commands, screens."""

TEXTS: dict[str, str] = {
    # errors
    "The job {name} of {owner} failed when it was last done: kehao jobs show {name} says why.": (
        "{owner} 的任务“{name}”上次执行失败：kehao jobs show {name} 会说明原因。"
    ),
    "The job {name} of {owner} waits for a second person: kehao approvals list.": (
        "{owner} 的任务“{name}”在等另一人批准：kehao approvals list。"
    ),
    "{value} is no name for a job: 1 to {most} characters without /, not beginning with . or -, "
    "and none of {known}.": (
        "{value} 不能作任务名：须为 1 到 {most} 个字符，不含 /，不以 . 或 - 开头，且不是 {known}。"
    ),
    "A job is an import or an export.": "任务只能是导入或导出。",
    "This job takes no {option}.": "这个任务用不到 {option}。",
    "A job takes a query or a view, not both.": "任务用查询或视图之一，不能都用。",
    "So many files are kept: 1 to {most}, 0 for all.": "保留的文件数：1 到 {most}，0 为全部。",
    "A job brings in from a folder or a source, not from mail.": (
        "任务从文件夹或来源导入，不能从邮件导入。"
    ),
    "{value} is no mail address.": "{value} 不是邮件地址。",
    "Say through which mail server it goes: --via NAME, of kehao sources list.": (
        "请说明经哪台邮件服务器发送：--via NAME，名称见 kehao sources list。"
    ),
    "There is no view {name}.": "没有视图 {name}。",
    "There is a job {name} already: choose another name.": "已有任务“{name}”：请换一个名称。",
    "There is no job {name}: kehao jobs list shows them.": (
        "没有任务“{name}”：kehao jobs list 列出所有任务。"
    ),
    "A job stays what it is, an import or an export: add another.": (
        "任务的种类（导入或导出）不能改：请另建一个。"
    ),
    "The job {name} is held to the folders of {owner}: kehao run-due does it, or {owner} by "
    "hand.": ("任务“{name}”限于 {owner} 的文件夹：由 kehao run-due 执行，或由 {owner} 手动执行。"),
    "The program itself failed at this ({fault}): tell whoever looks after it.": (
        "程序自身出错（{fault}）：请告诉维护的人。"
    ),
    "Another job is being done: wait until that one is.": "另一个任务正在执行：请等它完成。",
    "Somebody changed the job {name} just now: look again.": "任务“{name}”刚被更改：请再看一下。",
    "{name}, for whom the job {job} is done, has to sign in and change the password first.": (
        "任务“{job}”以 {name} 的身份执行：请 {name} 先登录并更改密码。"
    ),
    "{name}, for whom the job {job} is done, has to sign in and set up one-time codes first.": (
        "任务“{job}”以 {name} 的身份执行：请 {name} 先登录并设置一次性验证码。"
    ),
    "{name}, for whom the job {job} is done, is disabled: somebody else has to take it over with "
    "kehao jobs change, or remove it.": (
        "任务“{job}”以 {name} 的身份执行，而该账号已停用：请他人用 kehao jobs change 接手或删除。"
    ),
    "{path} can't be removed: {why}.": "无法删除 {path}：{why}。",
    "The run was ended from outside before it was done; what it had done until then stays.": (
        "执行中途被外部终止；此前完成的部分保留。"
    ),
    # mail
    "The source {name} is no mail server.": "来源 {name} 不是邮件服务器。",
    "This is no address of a mail server: write it like {example}.": (
        "这不是邮件服务器的地址：请写成 {example}。"
    ),
    "Say which address mails come from: ?from=NAME@HOST after the server.": (
        "请说明发件地址：在服务器后面加 ?from=NAME@HOST。"
    ),
    "The file has more than {most} MB, too much for a mail: export fewer columns, or to a "
    "folder.": ("文件超过 {most} MB，邮件放不下：请减少导出的列，或导出到文件夹。"),
    "{where} refuses the mail: {code} {why}": "{where} 拒收邮件：{code} {why}",
    "{where} takes mails of {most} MB at most, and this is one of {size} MB: export fewer columns, "
    "or to a folder.": (
        "{where} 邮件上限为 {most} MB，而这封有 {size} MB：请减少导出的列，或导出到文件夹。"
    ),
    "{where} can't prove who it is ({why}): mend its certificate, or name who signed it with "
    "?sslrootcert=FILE.": (
        "{where} 无法证明身份（{why}）：请修正其证书，或用 ?sslrootcert=FILE 指明签发者。"
    ),
    "{where} refuses the password of {name}.": "{where} 不接受 {name} 的密码。",
    "{where} can't do what is needed: {why}": "{where} 缺少所需功能：{why}",
    "{where} can't be reached: {why}": "无法连接 {where}：{why}",
    "{path} holds no certificates: {why}": "{path} 中没有证书：{why}",
    "{where} takes no mail for {address}: {code} {why}": (
        "{where} 不接收发给 {address} 的邮件：{code} {why}"
    ),
    # words
    "jobs": "任务",
    "Jobs": "任务",
    "import": "导入",
    "export": "导出",
    "from {where}": "自 {where} 导入",
    "to {where}": "导出到 {where}",
    "paused": "已暂停",
    "not done yet": "尚未执行",
    "failed: {why}": "失败：{why}",
    "is being done, or was killed": "正在执行，或已被终止",
    "{count} rows to {where}": "{count} 行导出到 {where}",
    "done": "完成",
    "{read} rows read: {added} added, {updated} updated, {skipped} skipped, {rejected} rejected": (
        "读取 {read} 行：新增 {added}，更新 {updated}，跳过 {skipped}，拒绝 {rejected}"
    ),
    "{count} files, {said}": "{count} 个文件，{said}",
    "see {files}": "见 {files}",
    "old files removed: {count}": "删除旧文件 {count} 个",
    "Files": "文件",
    "View": "视图",
    "As": "格式",
    "Files kept": "保留文件数",
    "Only what changed": "只导出变化",
    "Through": "经由",
    "Key column": "键列",
    "Columns are": "列对应",
    "Sheet": "工作表",
    "Encoding": "编码方式",
    "Matched by": "匹配字段",
    "When it matches": "匹配上时",
    "Columns that fit no field": "对不上字段的列",
    "To where": "导出到",
    "Codes of the file": "文件中的编码",
    "by headings and values": "按标题和内容识别",
    "Which is": "即",
    "Acts for": "身份",
    "Job set up": "设立任务",
    "Job changed": "更改任务",
    "Job paused": "暂停任务",
    "Job removed": "删除任务",
    "Job resumed": "恢复任务",
    "Job done": "执行任务",
    "Set up jobs: imports and exports that come back by the calendar": (
        "设立任务：按日程进行的导入和导出"
    ),
    "job.edit": "设立任务",
    # screens
    "Your job {name} failed: Jobs, among all commands, says why.": (
        "您的任务“{name}”失败了：在所有命令中打开“任务”可看原因。"
    ),
    "Doing {name}": "正在执行 {name}",
    "Remove the job {name}?": "删除任务“{name}”？",
    "There are no jobs: n sets one up; kehao run-due does them.": (
        "还没有任务：按 n 设立；由 kehao run-due 执行。"
    ),
    "Its history goes with it; the files it wrote stay.": "其历史一并删除；它写出的文件保留。",
    "{name} is kept; it waits for a second person.": "“{name}”已保存；等待另一人批准。",
    "{name} is kept; kehao run-due does it.": "“{name}”已保存；由 kehao run-due 执行。",
    "Tab goes on, arrows change a choice, Ctrl-S saves. It acts for you.": (
        "Tab 到下一项，方向键换选项，Ctrl-S 保存。任务以您的身份执行。"
    ),
    "Job {name}": "任务 {name}",
    "New job": "新任务",
    "a folder, source:NAME or mailto:ADDRESS": "文件夹、source:NAME 或 mailto:ADDRESS",
    "Mail server": "邮件服务器",
    "a name of kehao sources list": "kehao sources list 中的名称",
    "of a database": "数据库的表",
    "the code, if there is one": "编码（如果有）",
    "take out": "导出",
    "bring in": "导入",
    "Place": "位置",
    "skip": "跳过",
    "update": "更新",
    "Runs of a job": "任务的执行记录",
    "It was not done yet.": "尚未执行过。",
    "Began": "开始",
    "Ended": "结束",
    "What became of it": "结果",
    "Do it now": "立即执行",
    "Runs": "执行记录",
    "Pause or resume": "暂停或恢复",
}
