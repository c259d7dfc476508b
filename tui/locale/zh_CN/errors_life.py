"""What the store says of the life of codes, of merging and of undoing."""

TEXTS: dict[str, str] = {
    # undoing
    "Operation {seq} is undone already, by operation {later}.": (
        "操作 {seq} 已由操作 {later} 撤销。"
    ),
    "Operation {seq} is a whole import: undo its group, {group}.": (
        "操作 {seq} 是一次完整的导入：请撤销整批 {group}。"
    ),
    "There is no operation {seq} that you may see.": "没有您可以查看的操作 {seq}。",
    "There is no group {group} with anything left to undo.": (
        "批次 {group} 不存在，或已没有可撤销的内容。"
    ),
    "Operation {seq} cannot be undone: {who} has changed {what} since (operation {later}). "
    "That one must be undone first.": (
        "操作 {seq} 无法撤销：{who} 之后又改动了{what}（操作 {later}）。须先撤销那一次。"
    ),
    "Operation {seq} cannot be undone: its customer is gone since operation {later}.": (
        "操作 {seq} 无法撤销：自操作 {later} 起，这位客户已不在。"
    ),
    "Operation {seq} cannot be undone: {what} is not as it left it any more.": (
        "操作 {seq} 无法撤销：{what}已不是它留下的样子。"
    ),
    "Operation {seq} cannot be undone: the log does not say what the view was before.": (
        "操作 {seq} 无法撤销：日志中没有视图此前的样子。"
    ),
    "Operation {seq} cannot be undone: the view is {who}'s own.": (
        "操作 {seq} 无法撤销：该视图是 {who} 自己的。"
    ),
    "Operation {seq} cannot be undone: whether {field} is masked is changed under Fields.": (
        "操作 {seq} 无法撤销：{field} 是否掩码请在“字段”中更改。"
    ),
    "Operation {seq} cannot be undone: the field {field} is not in use any more.": (
        "操作 {seq} 无法撤销：字段 {field} 已停用。"
    ),
    "Operation {seq} ({action}) cannot be undone: it changed no customer, code, rule, field or "
    "view.": ("操作 {seq}（{action}）无法撤销：它没有改动客户、编码、规则、字段或视图。"),
    "Operation {seq} cannot be undone: {object} was erased for good.": (
        "操作 {seq} 无法撤销：{object} 已被永久删除。"
    ),
    "Operation {seq} cannot be undone: the block's last day is past. Reserve another.": (
        "操作 {seq} 无法撤销：这批预留已到期。请另行预留。"
    ),
    "Operation {seq} cannot be undone: one of the two customers is gone.": (
        "操作 {seq} 无法撤销：两位客户中有一位已不在。"
    ),
    "Operation {seq} cannot be undone: a code that was made void stays so.": (
        "操作 {seq} 无法撤销：作废的编码不再恢复。"
    ),
    "Operation {seq} cannot be undone: the block's last day, {until}, is past.": (
        "操作 {seq} 无法撤销：这批预留已于 {until} 到期。"
    ),
    # merging and changing
    "{code} is one customer: choose two to merge.": "{code} 是同一位客户：请选择两位来合并。",
    "This customer was merged into {code}: look there.": "这位客户已并入 {code}：请到那里查看。",
    "The code {code} is reserved: nobody has it yet.": "编码 {code} 是预留的：还没有客户使用。",
    "Somebody else is renumbering the same customers right now: wait until that is done.": (
        "有人正在给同一些客户重新编码：请等那边完成。"
    ),
    "Somebody else is changing this customer or the rules just now: try again.": (
        "有人正在修改这位客户或规则：请再试一次。"
    ),
    "{code} is the customer's code already: a code never changes its spelling.": (
        "{code} 已是这位客户的编码：编码的写法不会更改。"
    ),
    "This needs a reason: say why, for the log.": "这一步需要理由：请说明原因，将记入日志。",
    "The code {code} is void already.": "编码 {code} 已经作废。",
    "The code {code} is {holder}'s, and what finds a customer stays: only codes that nobody has "
    "can be made void.": (
        "编码 {code} 属于 {holder}，能找到客户的编码会一直保留：只有无人使用的编码可以作废。"
    ),
    # reserving
    "The code {code} is reserved for {owner} until {until}: choose another.": (
        "编码 {code} 为 {owner} 预留至 {until}：请换一个。"
    ),
    "The code {code} was reserved for {owner} until {until}, which is past: choose another.": (
        "编码 {code} 曾为 {owner} 预留至 {until}，已过期：请换一个。"
    ),
    "There is no block R{id}: see kehao codes reservations.": (
        "没有预留批次 R{id}：请看 kehao codes reservations。"
    ),
    "The block R{id} of {owner} has no code left.": "{owner} 的预留批次 R{id} 已没有剩余编码。",
    "Say which block or which codes to release.": "请写明要释放哪一批或哪些编码。",
    "The code {code} is not reserved: there is nothing to release.": (
        "编码 {code} 不是预留的：没有可释放的。"
    ),
    "{value} is neither a reserved code nor a block: see kehao codes reservations.": (
        "{value} 既不是预留的编码，也不是预留批次：请看 kehao codes reservations。"
    ),
    "A block has 1 to {most} codes.": "一批预留 1 至 {most} 个编码。",
    "Say for whom the codes are: an account's name or other words, at most 80 characters.": (
        "请写明编码留给谁：账户名或其他文字，最多 80 个字。"
    ),
    "{value} is no date: write the last day like 2026-12-31.": (
        "{value} 不是日期：最后一天请写成 2026-12-31 的样子。"
    ),
    "{value} is past: give the last day on which the codes may be used.": (
        "{value} 已过去：请写编码可用的最后一天。"
    ),
}
