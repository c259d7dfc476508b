"""The life of codes, merging and undoing: commands and screens."""

TEXTS: dict[str, str] = {
    # words
    "Block": "预留批次",
    "For": "留给",
    "Until": "有效期至",
    "Left": "剩余",
    "Of": "总数",
    "Last": "最后",
    "First": "最先",
    "open": "可用",
    "released": "已释放",
    "expired": "已到期",
    "Codes expired": "预留到期",
    "Code made void": "编码作废",
    "Undone": "撤销",
    "Number": "数量",
    "Merged": "并入的编码",
    "The other customer": "另一位客户",
    "Undoes operation": "撤销的操作",
    "First operation": "最初的操作",
    "Done again": "重新执行",
    "Record": "记录",
    "Rows": "行",
    # commands
    "Read, verify and undo operations.": "查看、校验和撤销操作。",
    "Explain, change, reserve and renumber codes.": "解读、更改、预留编码和重新编码。",
    "Add a customer; its code comes by rule. --set code=... gives one by hand, for those who may, "
    "or out of a block of one's own.": (
        "新增客户，编码由规则生成。有权限的人可用 --set code=… 手工指定，或使用自己预留的编码。"
    ),
    "Make two records of one customer one. KEEP keeps its code and what it says; what is empty is "
    "filled from OTHER, whose codes find KEEP from now on.": (
        "把同一位客户的两条记录合为一条。KEEP 保留编码和内容，空缺处由 OTHER 补上，"
        "OTHER 的编码从此找到 KEEP。"
    ),
    "Use the next code of this block (R12 or 12).": "使用这批预留的下一个编码（R12 或 12）。",
    "The blocks that are open, the newest first.": "可用的预留批次，新的在前。",
    "Give the customer who has CODE another one: NEW, or without NEW the next by rule.\n"
    "The old code stays an alias for ever and finds the customer. NEW may be one of the customer's "
    "own earlier codes.": (
        "给编码为 CODE 的客户换成 NEW；不写 NEW 则按规则取下一个。\n"
        "旧编码永远是曾用编码，仍能找到客户。NEW 可以是这位客户自己的曾用编码。"
    ),
    "Give back blocks (R12 or 12) or single reserved codes: they are void and never given.": (
        "释放整批预留（R12 或 12）或单个预留编码：它们作废，不再发放。"
    ),
    "Give the customers of QUERY the codes that the rules give them now; who has such a code "
    "keeps it.\n"
    "Old codes become aliases. After a stop the same command goes on. It is undone as one: kehao "
    "log undo --group.": (
        "按现行规则给 QUERY 找到的客户重新编码；编码已合规则的保持不变。\n"
        "旧编码成为曾用编码。停止后再执行同一命令会接着做。可整批撤销：kehao log undo --group。"
    ),
    "Set the next N codes of a rule aside for somebody, as a block, up to a day.\n"
    "An account named as OWNER may use them (customers add --from-block); so may all who may "
    "reserve codes. What is left after the day is void.": (
        "把规则接下来的 N 个编码作为一批留给某人，到某日为止。\n"
        "名为 OWNER 的账户可以使用（customers add --from-block），有预留权限的人也可以。"
        "过期未用的作废。"
    ),
    "Make CODE void, so that it is never given: a reserved one, or one that nobody ever had.": (
        "把 CODE 作废，永不发放：可以是预留的，或从未有人用过的编码。"
    ),
    "For whom: an account, or other words.": "留给谁：账户，或其他文字。",
    "A field that the rule's codes show; can be repeated.": "编码中体现的字段；可重复。",
    "The last day, like 2026-12-31.": "最后一天，如 2026-12-31。",
    "Also those used up, released or expired.": "包括已用完、已释放和已到期的。",
    "Use this rule for all of them.": "全部使用这条规则。",
    "Write all old and new codes to FILE (CSV or XLSX).": "把全部新旧编码写入文件（CSV 或 XLSX）。",
    "Undo operation SEQ, or with --group all operations of a group, by new operations.\n"
    "Refused where a later change is in the way. Adding is undone by taking the customer away: its "
    "code stays void. An undo can be undone. After a stop the same command goes on.": (
        "以新的操作撤销操作 SEQ；用 --group 撤销一批中的全部操作。\n"
        "之后又有改动的会被拒绝。撤销新增即撤下客户，其编码保持作废。撤销本身也可以撤销。"
        "停止后再执行同一命令会接着做。"
    ),
    "Of a group, undo also if some of it cannot be undone.": "批次中有无法撤销的，也撤销其余的。",
    "The group to undo.": "要撤销的批次。",
    "Operations undone: {count}. This undo is group {group}.": (
        "已撤销 {count} 个操作。本次撤销是批次 {group}。"
    ),
    "Operation {seq} is undone, by operation {new}.": "操作 {seq} 已撤销，由操作 {new} 完成。",
    "Stopped. The same command goes on from here.": "已停止。再执行同一命令会从这里接着做。",
    "Give a code or a block, not both.": "编码和预留批次只能写一个。",
    "{old} is now {new}; the old code still finds it.": "{old} 已改为 {new}；旧编码仍能找到它。",
    "It had {new} before: its own earlier code is in force again.": (
        "它以前就用过 {new}：自己的曾用编码重新生效。"
    ),
    "{code} is void: it is never given.": "{code} 已作废：永不发放。",
    "Block R{id}: {count} codes from {first} to {last}, for {owner} until {until}.": (
        "预留批次 R{id}：{count} 个编码，从 {first} 到 {last}，留给 {owner}，有效期至 {until}。"
    ),
    "That is fewer than the {count} asked for.": "少于所要的 {count} 个。",
    "No codes are reserved.": "没有预留的编码。",
    "Codes released: {count}. They are never given.": "已释放 {count} 个编码。它们不再发放。",
    "Would change: {changed}. Right already: {kept}. Cannot be: {failed}.": (
        "将更改：{changed}。已合规则：{kept}。无法更改：{failed}。"
    ),
    "Changed: {changed}. Right already: {kept}. Could not be: {failed}. Group: {group}": (
        "已更改：{changed}。已合规则：{kept}。无法更改：{failed}。批次：{group}"
    ),
    # screens: codes
    "Change the code": "更改编码",
    "Change the code {code}": "更改编码 {code}",
    "Had before: {codes}": "曾用：{codes}",
    "{code} stays an old code of this customer for ever.": (
        "{code} 永远保留为这位客户的曾用编码。"
    ),
    "New code": "新编码",
    "Old code": "旧编码",
    "Why not": "原因",
    "empty: the next by rule": "留空：按规则取下一个",
    "for the log; it is needed": "记入日志，必填",
    "By rule {rule} now: {code}": "按规则 {rule} 现在是：{code}",
    "By rule: ": "按规则：",
    "Say why: the log keeps it.": "请说明原因：将记入日志。",
    "the next by rule": "按规则的下一个",
    "Change {old} to {new}?": "把 {old} 改为 {new}？",
    # screens: merging
    "Merging": "合并",
    "Merge": "合并",
    "The other stays": "改留另一位",
    "Merge two customers": "合并两位客户",
    "{code} stays": "{code} 保留",
    "{code} goes into it": "{code} 并入",
    "Merge {other} into {keep}?": "把 {other} 并入 {keep}？",
    "One record is left. The log can undo it.": "只留一条记录。可从日志撤销。",
    "{other} is merged into {keep}.": "{other} 已并入 {keep}。",
    "Choose two customers with Space, then merge them.": "请用空格选中两位客户，再合并。",
    # screens: renumbering
    "Renumber": "重新编码",
    "Renumbering": "正在重新编码",
    "By which rule": "用哪条规则",
    "By which rule?": "用哪条规则？",
    "To a file": "写入文件",
    "Renumber: {query}": "重新编码：{query}",
    "Renumber {count} customers": "给 {count} 位客户重新编码",
    "Old codes stay and find their customers. It is one group, undone as one.": (
        "旧编码保留，仍能找到客户。全部是一批，可整批撤销。"
    ),
    "Give {count} customers new codes?": "给 {count} 位客户换新编码？",
    "Every code is what its rule gives: there is nothing to change.": (
        "编码都已合规则：没有要改的。"
    ),
    "A file on this machine, .csv or .xlsx.": "本机上的文件，.csv 或 .xlsx。",
    "Esc stops it; the same goes on.": "按 Esc 停止；再做一次会接着做。",
    "Stopped; the same goes on.": "已停止；再做一次会接着做。",
    "Working the new codes out": "正在推算新编码",
    "All by rule {rule}.": "全部按规则 {rule}。",
    "The first are shown; w writes all to a file.": "只显示前一部分；按 w 把全部写入文件。",
    "each by the rule that fits": "各按适用的规则",
    "Old and new codes to a file": "把新旧编码写入文件",
    "Writing": "正在写入",
    # screens: reservations
    "Reservations": "预留编码",
    "Reserve": "预留",
    "Release": "释放",
    "All or open": "全部或可用",
    "Reserve codes": "预留编码",
    "Enter: a new customer with the block's next code. On the command line: kehao customers add "
    "--from-block R1.": (
        "按 Enter：用这批的下一个编码新增客户。命令行：kehao customers add --from-block R1。"
    ),
    "Next code": "下一个编码",
    "Make a code void": "作废编码",
    "Make {code} void": "作废 {code}",
    "Make {code} void?": "作废 {code}？",
    "A reserved code, or one that nobody ever had: it is never given then.": (
        "预留的编码，或从未有人用过的编码：作废后永不发放。"
    ),
    "all kept": "全部保留",
    "Release block R{id}: {count} codes?": "释放预留批次 R{id} 的 {count} 个编码？",
    "They are void then, and never given. The log can undo it.": (
        "释放后作废，不再发放。可从日志撤销。"
    ),
    "Nothing is left of this block.": "这批已没有剩余。",
    "n reserves a block.": "按 n 预留一批。",
    "an account, or other words": "账户，或其他文字",
    "what the codes show: region=广东 type=企业": "编码中体现的字段：region=广东 type=企业",
    "how many codes": "多少个编码",
    "{value} is no number: write 1 or more.": "{value} 不是数量：请写 1 或更大。",
    "Releasing": "正在释放",
    "Reserving": "正在预留",
    # screens: undoing
    "Undo": "撤销",
    "Undo the group": "整批撤销",
    "Undo operation {seq}: {what}?": "撤销操作 {seq}：{what}？",
    "That is an operation of its own in the log, and can be undone in its turn.": (
        "撤销本身也是日志中的一次操作，也可以再撤销。"
    ),
    "Undo the whole group {group}?": "撤销整批 {group}？",
    "Every operation of it, the newest first; refused if a later change is in the way.": (
        "从最新的开始撤销其中每个操作；如之后又有改动则拒绝。"
    ),
    "Undoing": "正在撤销",
}
