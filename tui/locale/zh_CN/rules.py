"""Code rules: list, editor, versions, code tables, dry run."""

TEXTS: dict[str, str] = {
    # keys and sections
    "One rule": "一条规则",
    "Code tables": "代码表",
    "Codes by hand": "手工编码",
    "Versions": "版本",
    "Dry run": "试运行",
    "Put in force": "生效",
    "Drop the draft": "放弃草稿",
    "Keep in the draft": "存入草稿",
    "Segments": "段",
    "From pinyin": "按拼音填写",
    "Other list": "另一列表",
    "Leave as it is": "保持不变",
    # list
    "The first rule that fits a customer gives its code.": "适用于客户的第一条规则给出它的编码。",
    "Draft: {what}. a puts it in force, u drops it.": "草稿：{what}。按 a 生效，按 u 放弃。",
    "new": "新增",
    "edited": "已修改",
    "{count} new": "新增 {count} 条",
    "{count} edited": "修改 {count} 条",
    "{count} retired": "停用 {count} 条",
    "code tables": "代码表",
    "codes by hand": "手工编码",
    "another order": "顺序有变",
    "No rule is left in the draft.": "草稿里没有规则了。",
    "n writes one.": "按 n 新建。",
    "Version {version} by {who}, {when}": "版本 {version}，{who}，{when}",
    "The draft of the rules is not in force.": "规则草稿尚未生效。",
    "Retire the rule {name}?": "停用规则 {name}？",
    "It gives no more codes once the draft is in force. What it gave stays explained.": (
        "草稿生效后它不再给出编码。它以前给出的编码仍可解读。"
    ),
    "Drop the draft?": "放弃草稿？",
    "The rules in force stay as they are; what was changed here is lost.": (
        "生效中的规则不变；这里的修改会丢失。"
    ),
    "This rule is new: it has no version before it is in force.": (
        "这是新规则：生效之前没有版本。"
    ),
    "Trying the rules on every customer": "正在对所有客户试用规则",
    "Putting the rules in force": "正在使规则生效",
    "Stopped: the rules in force are as they were.": "已停止：生效中的规则没有变。",
    "Somebody has put other rules in force since you began: note what you changed, drop the "
    "draft with u, and change the new ones.": (
        "您开始修改之后，有人使别的规则生效了：请记下您的修改，按 u 放弃草稿，再修改新的规则。"
    ),
    # editor
    "a query such as type:VIP; empty fits every customer": (
        "查询条件，如 type:VIP；留空则适用于所有客户"
    ),
    "such as {example}; Ctrl-O lists the segments": "如 {example}；Ctrl-O 列出可用的段",
    "the moment the code is given": "给出编码的时刻",
    "Codes appear as soon as the rule can be read.": "规则写完整后，这里会显示编码。",
    "No customer fits yet. An example: {code}": "还没有适用的客户。示例：{code}",
    "Codes that customers would get; nothing is given by looking": (
        "客户会得到的编码（仅供查看，不会占用）"
    ),
    "now {code}": "现为 {code}",
    "The rule needs a name.": "请填写规则名称。",
    "There is a rule {name} already: choose another.": "已经有规则 {name}：请换一个名称。",
    "Changes to the rule {name} are not in the draft.": "规则 {name} 的修改尚未存入草稿。",
    "Another name makes this a new rule, and retires {name}.": (
        "换了名称就是一条新规则，{name} 会停用。"
    ),
    "Leave without keeping?": "不保存就离开？",
    # kinds of segments
    "fixed text": "固定文字",
    "counter": "流水号",
    "field": "字段",
    "number of six places": "六位流水号",
    "number without any 4 in it": "不含 4 的流水号",
    "number; those like *888 are left to be given by hand": "流水号；*888 之类的靓号留给手工指定",
    "number in digits and letters without I O S V Z": "数字和字母（不含 I O S V Z）的流水号",
    "number that begins anew every year": "每年重新开始的流水号",
    "year of the rule's date": "规则日期的年份",
    "year, two places": "两位年份",
    "month": "月",
    "day": "日",
    "quarter": "季度",
    "week": "周",
    "the moment of giving the code": "给出编码的时刻",
    "first letters of the name's pinyin": "名称的拼音首字母",
    "random characters": "随机字符",
    "a brace in the code": "编码中的花括号",
    "{field} as a date": "{field}（日期）",
    "{field} by its code table": "{field}（按代码表）",
    "check digit by {method}": "校验位（{method}）",
    # code tables
    "Entries": "代码数",
    "Value": "值",
    "Its code": "代码",
    "No value has a code yet.": "还没有值有代码。",
    "* a rule uses this field.": "* 有规则使用这个字段。",
    "{values} values have no code ({count} customers): a rule that uses the field refuses them.": (
        "{values} 个值没有代码（{count} 个客户）：使用该字段的规则无法给它们编码。"
    ),
    "Every value has a code.": "每个值都有代码。",
    "A code table for which field?": "为哪个字段建代码表？",
    "A value of {field}": "{field}的值",
    "Code for {value}": "{value} 的代码",
    "Letters or digits; in use: {codes}": "字母或数字；已使用：{codes}",
    "{value} has a code already: {code}.": "{value} 已有代码：{code}。",
    "{code} counts as the same code as {other} of {value}: write {other}, or another.": (
        "{code} 与 {value} 的 {other} 算同一个代码：请写 {other}，或换一个。"
    ),
    "A code has no blank and no invisible character.": "代码不能含空格或不可见字符。",
    "Take the code of {value} out?": "去掉 {value} 的代码？",
    "Rules that use this field give no code to customers with this value then.": (
        "这样，使用该字段的规则将无法给这个值的客户编码。"
    ),
    "{count} codes from pinyin; {left} are left to write.": (
        "按拼音填写了 {count} 个代码；还有 {left} 个需要填写。"
    ),
    "Nothing to propose: write the codes that are missing with e.": (
        "没有可填写的：请按 e 填写缺少的代码。"
    ),
    "Changed code tables are not in the draft.": "代码表的修改尚未存入草稿。",
    # codes by hand
    "One form a line, such as {example}: that many free characters. Without any line the usual "
    "form holds: 1 to 32 letters, digits, - _ / .": (
        "每行一种格式，如 {example}：若干个任意字符。一行也没有时用默认格式："
        "1 到 32 个字母、数字、- _ / ."
    ),
    "Line {line}: {why}": "第 {line} 行：{why}",
    # versions
    "Version {version}": "版本 {version}",
    "Versions of {name}": "{name} 的版本",
    "Since": "起始时间",
    "Codes": "编码数",
    "Nothing before": "之前没有",
    # dry run
    "Tried on {count} customers.": "已对 {count} 个客户试用。",
    "{count} have a code that these rules would not have given; they keep it.": (
        "{count} 个客户的编码不是这些规则会给出的；它们保留原编码。"
    ),
    "Every code there is could have come from these rules.": "现有的编码都符合这些规则。",
    "To {count} these rules could give no code.": "有 {count} 个客户无法由这些规则得到编码。",
    "Numbers that each rule has": "各规则的流水号",
    "{count} customers": "{count} 个客户",
    "no counter": "没有流水号",
    "counters: {counters}, each of {capacity} numbers, the fullest {used} % used": (
        "{counters} 组流水号，每组 {capacity} 个，用得最多的一组已用 {used}%"
    ),
    "Examples: code now, code by these rules": "示例：现有编码、按这些规则的编码",
    "Nothing is changed yet. y puts the rules in force; Tab: a reason.": (
        "尚未作任何更改。按 y 使规则生效；按 Tab 填写原因。"
    ),
    "Reason, for the log": "原因（记入日志）",
}
