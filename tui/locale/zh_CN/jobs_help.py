"""`kehao jobs`: help and answers."""

TEXTS: dict[str, str] = {
    "Imports and exports on schedule.": "按日程进行的导入和导出。",
    "Imports and exports that come back by the calendar; kehao run-due does them.": (
        "按日程进行的导入和导出；由 kehao run-due 执行。"
    ),
    "Your jobs, or all of them if you may set jobs up.": "您的任务；可以设立任务的人看到全部。",
    "What a job does, for whom, and how it stands.": "任务做什么、为谁做、现状如何。",
    "Set a job up: --from FOLDER or source:NAME brings customers in, --to FOLDER, mailto:ADDRESS,… "
    "or source:NAME takes them out.\n"
    "A folder's files are brought in once each, by their content; rejected rows are put beside "
    "them. A file that goes out bears the job's name and the day.\n"
    "It is done for you: with your permissions as they are then, and what you see masked stays "
    "masked. kehao run-due does it when it is due; kehao jobs run at once.": (
        "设立任务：--from FOLDER 或 source:NAME 导入客户，--to FOLDER、mailto:ADDRESS,… 或 "
        "source:NAME 导出客户。\n"
        "文件夹中的文件按内容各导入一次；被拒绝的行放在旁边。导出的文件以任务名和日期命名。\n"
        "任务以您的身份执行：用您届时的权限，您看不到的内容保持隐藏。到期时由 kehao run-due 执行；"
        "kehao jobs run 立即执行。"
    ),
    "Change what is named; the rest of the job stays. From then on it is done for you. Without any "
    "option: ask a second person for it again.": (
        "更改所指明的部分，其余不变。此后以您的身份执行。不带选项：再次请另一人批准。"
    ),
    "Another name.": "另一个名称。",
    "Let a job rest.": "暂停任务。",
    "Let a job that rests be done again.": "恢复暂停的任务。",
    "Remove a job and its history; the files it wrote stay.": "删除任务及其历史；写出的文件保留。",
    "Do a job at once, due or not. Exit code 1 when it failed.": (
        "立即执行任务，不论是否到期。失败时退出码为 1。"
    ),
    "The runs of a job, newest first.": "任务的执行记录，最新的在前。",
    "So many (20).": "条数（20）。",
    "Bring in: a folder or source:NAME.": "导入：文件夹或 source:NAME。",
    "Take out: a folder, mailto:ADDRESS,… or source:NAME.": (
        "导出：文件夹、mailto:ADDRESS,… 或 source:NAME。"
    ),
    "How often (daily).": "多久一次（daily 每日）。",
    "In: only files with such names, as *.csv.": "导入：只取这样命名的文件，如 *.csv。",
    "Out: whom it finds. In: the SELECT for a database.": (
        "导出：查询找到的客户。导入：数据库的 SELECT。"
    ),
    "Out: this saved view, as it is at each time.": "导出：这个视图，以届时的内容为准。",
    "Out: the fields, in order.": "导出：字段及其顺序。",
    "Out: csv, tsv, xlsx, jsonl, vcf, md.": "导出：csv、tsv、xlsx、jsonl、vcf、md。",
    "Out: only the last N files stay (0: all).": "导出：只保留最近 N 个文件（0：全部）。",
    "Out: only who changed since last time.": "导出：只含上次以来有变化的客户。",
    "Out by mail: the source that is the mail server.": "邮件导出：作为邮件服务器的来源。",
    "The table of a database.": "数据库的表。",
    "In: the column that tells a database's rows.": "导入：区分数据库各行的列。",
    "In: column COL is FIELD, - leaves it out; can be repeated.": (
        "导入：列 COL 是字段 FIELD，- 表示不导入；可重复。"
    ),
    "In: the sheet of workbooks (the first).": "导入：工作簿的工作表（第一个）。",
    "In: the files' encoding (found out).": "导入：文件的编码方式（自动识别）。",
    "In: rows match customers by this field.": "导入：按此字段匹配客户。",
    "In: what then becomes of it (skip).": "导入：匹配上的行如何处理（skip 跳过）。",
    "In: what becomes of columns that fit no field (fields).": (
        "导入：对不上字段的列如何处理（fields 新建字段）。"
    ),
    "In: what becomes of the files' codes (keep).": "导入：文件中的编码如何处理（keep 保留）。",
    "In: the columns are those of this profile (by headings and values alone).": (
        "导入：按这个导入方案识别各列（不指定则只按标题和内容）。"
    ),
    "Say --from or --to: where it brings in from, or takes out to.": (
        "请用 --from 或 --to 说明从哪里导入或导出到哪里。"
    ),
    "A job brings in or takes out: say --from or --to.": (
        "任务要么导入要么导出：--from 和 --to 只用其一。"
    ),
    "It waits for a second person: kehao approvals list. It is done once they agree.": (
        "正在等另一人批准：kehao approvals list。批准后才会执行。"
    ),
    "There are no jobs: kehao jobs add sets one up.": "还没有任务：kehao jobs add 可设立。",
    "Removed: {name}.": "已删除：{name}。",
    "Your job {name} failed: kehao jobs show {name} says why.": (
        "您的任务“{name}”失败了：kehao jobs show {name} 会说明原因。"
    ),
}
