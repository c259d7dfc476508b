"""The health of codes: audit, numbers explained, scheduled work, near codes."""

TEXTS: dict[str, str] = {
    # roles
    "service": "服务账号",
    # kinds of findings
    "Same code twice": "编码重复",
    "Changed from outside": "外部改动",
    "Unexplained number": "号码去向不明",
    "Wrong number": "流水号不符",
    "Wrong check digit": "校验位错误",
    "Not as the rule": "不符合规则",
    "Against the record": "与记录矛盾",
    "Easily confused": "容易看混",
    "Counter near its end": "流水号将用尽",
    # what became of a number
    "given to a customer": "已发给客户",
    "given by hand": "手工指定",
    "came with an import": "随导入而来",
    "taken by another code": "被其他编码占用",
    "set aside": "已预留",
    "set aside, given back": "预留后释放",
    "made void": "已作废",
    "skipped by the rule": "规则跳过",
    "held back": "留作靓号",
    "stepped over by an import": "因导入而越过",
    "unexplained": "去向不明",
    "Codes audited": "审计编码",
    # codes audit, codes numbers
    "Audit all codes and numbers.": "审计全部编码和流水号。",
    "What became of a counter's numbers.": "说明一个计数器的每个号码。",
    "Audit all codes: no two the same, each as its rule gives it, check digits, segments against "
    "the record, codes easily taken for each other, every number explained, counters near their "
    "end. Changes nothing; exit code 1 when something is found.": (
        "审计全部编码：有无重复、是否符合规则、校验位、各段是否与记录一致、是否容易看混、"
        "每个流水号的去向、将用尽的计数器。不作任何改动；有发现时退出码为 1。"
    ),
    "Show so many findings of a kind (0: all); all are counted.": (
        "每类最多显示这么多条（0 为全部）；全部计数。"
    ),
    "… and {count} more; --limit 0 shows all.": "… 另有 {count} 条；--limit 0 显示全部。",
    "{codes} codes and {counters} counters audited; {count} numbers unexplained.": (
        "已审计 {codes} 个编码、{counters} 个计数器；去向不明的号码 {count} 个。"
    ),
    "What became of every number of a counter: issued, given by hand, skipped, held back, stepped "
    "over, reserved, released, voided. COUNTER is a key as this command lists them, or a code that "
    "the counter gave; without it, the counters there are.": (
        "说明计数器每个号码的去向：已发出、手工指定、跳过、留作靓号、越过、预留、释放、作废。"
        "COUNTER 是本命令列出的计数器，或该计数器给出的编码；不写则列出全部计数器。"
    ),
    "Show so many runs of numbers.": "最多显示这么多段号码。",
    ", {count} skipped by the rule": "，其中规则跳过 {count} 个",
    "From": "从",
    "To": "到",
    "Became": "去向",
    "This counter has given no number yet.": "该计数器还没有给出号码。",
    "Counter": "计数器",
    "Start": "起始",
    "Last number": "最后号码",
    "No counter has given a number yet.": "还没有计数器给出过号码。",
    # run-due
    "Do whatever is due: for cron or a timer.": "执行到期任务：供 cron 或定时器调用。",
    "Do whatever is due. Daily: reservations (void what is left of those that have run out), "
    "search (mend its index and merge it), backup (to kehao backup folders, when some are set; old "
    "ones go), checkpoint (of the log, to where kehao log settings says). Monthly: audit (of the "
    "codes). Then the jobs that people set up with kehao jobs. --list shows them.\n"
    "For cron or a systemd timer, as often as you like; two at once do nothing twice. Exit code 1 "
    "when a job failed or the audit found something.\n"
    "An account for it: kehao staff add-service robot --key-file FILE; then kehao --key-file FILE "
    "run-due.": (
        "执行到期任务。每天：预留（作废已到期预留的剩余号码）、搜索（修补并合并索引）、备份（写到 "
        "kehao backup folders 设定的文件夹，并删除旧备份）、存证点（写到 kehao log settings 设定的"
        "地方）。每月：审计编码。然后是用 kehao jobs 设立的任务。--list 列出各项。\n"
        "供 cron 或 systemd 定时器调用，次数不限；两个同时运行也不会重复执行。有任务失败或审计有"
        "发现时退出码为 1。\n"
        "为此建立账号：kehao staff add-service robot --key-file FILE；然后 kehao --key-file FILE "
        "run-due。"
    ),
    "Show the jobs, and do none.": "列出任务，不执行。",
    "How often a job is done: daily, weekly, monthly or never; does none now.": (
        "任务的周期：daily 每天、weekly 每周、monthly 每月、never 从不；此时不执行。"
    ),
    "Nothing is due.": "没有到期任务。",
    "Reservations: {count} codes ran out.": "预留：{count} 个编码已到期。",
    "Audit: {count} codes, nothing found.": "审计：{count} 个编码，未发现问题。",
    "Audit: {codes} codes, {count} findings: kehao codes audit shows them.": (
        "审计：{codes} 个编码，{count} 项发现：用 kehao codes audit 查看。"
    ),
    "Job": "任务",
    "How often": "周期",
    "Last done": "上次执行",
    "Due": "到期",
    "daily": "每天",
    "weekly": "每周",
    "monthly": "每月",
    "switched off": "已关闭",
    "audit": "编码审计",
    "reservations": "预留到期",
    "search": "搜索",
    "Search: whole.": "搜索：完好。",
    "Search: made whole again by {fields}.": "搜索：已按{fields}重建。",
    "Search would miss customers by {field}: kehao run-due makes it whole again.": (
        "按{field}搜索会漏掉客户：kehao run-due 会把它补全。"
    ),
    # the audit's screen
    "Audit the codes": "审计编码",
    "Audit of the codes": "编码审计",
    "To the rule": "转到规则",
    "Audit again": "重新审计",
    "Auditing all codes": "正在审计全部编码",
    "Stopped: nothing was found out. r audits again.": "已停止：没有结果。按 r 重新审计。",
    "What was found": "发现",
    "Nothing found: all codes and numbers are as they should be.": (
        "未发现问题：全部编码和流水号正常。"
    ),
    "Only: {kind}": "仅：{kind}",
    "Enter leads to the rule and its wider version.": "回车转到规则及其加宽的版本。",
    "This leads nowhere in Kehao: see what to do below the list.": (
        "此项没有可转到的地方：处理办法见列表下方。"
    ),
    "This finding is about no rule.": "此项与规则无关。",
    "All findings": "全部发现",
    "Which findings": "显示哪些发现",
    # near codes at the search box
    "Enter shows the customer.": "回车显示该客户。",
    "No customer fits. Codes near it: {codes}.": "没有符合条件的客户。相近的编码：{codes}。",
    "The code below is given, not one by rule.": "将使用下面填写的编码，不按规则给号。",
    "Did you mean {code} ({name})? Enter shows the customer.": (
        "是否要找 {code}（{name}）？回车显示该客户。"
    ),
    "Or {code} ({name})?": "或者 {code}（{name}）？",
    "{code} is void: nobody has it, nobody will.": "{code} 已作废：没有客户使用，今后也不会使用。",
    "{code} is set aside; no customer has it yet.": "{code} 已预留，还没有客户使用。",
    "{code} is an earlier code of {now} ({name}), archived.": (
        "{code} 是 {now}（{name}）的曾用编码，该客户已归档。"
    ),
    "{code} is an earlier code of {now} ({name}).": "{code} 是 {now}（{name}）的曾用编码。",
    "{code} is the code of {name}, archived.": "{code} 是 {name} 的编码，该客户已归档。",
    "{code} is the code of {name}.": "{code} 是 {name} 的编码。",
}
