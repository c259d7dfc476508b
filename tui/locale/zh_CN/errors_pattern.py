"""Chinese for what the code language and the rules file have to say."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # A pattern that cannot be read.
    "The pattern is empty: write one such as CUST{example}.": (
        "编码格式为空：请填写，例如 CUST{example}。"
    ),
    "At {position}: this }} closes nothing; write }}}} for a brace in the code.": (
        "第 {position} 个字符：这个 }} 没有对应的 {{；编码里要有花括号，请写 }}}}。"
    ),
    "At {position}: this {{ is not closed; write }} after the token, or {{{{ for a brace in the "
    "code.": (
        "第 {position} 个字符：这个 {{ 没有闭合；请在段名后写 }}，编码里要有花括号则写 {{{{。"
    ),
    "At {position}: {found} is a full-width brace; write {right}.": (
        "第 {position} 个字符：{found} 是全角花括号，请写半角 {right}。"
    ),
    "At {position}: {found} is full-width; write {right}.": (
        "第 {position} 个字符：{found} 是全角字符，请写半角 {right}。"
    ),
    "At {position}: a code cannot have this invisible character ({name}); take it out.": (
        "第 {position} 个字符：编码里不能有这个看不见的字符（{name}），请删掉。"
    ),
    "At {position}: nothing is named between the braces; there are {tokens} and the fields.": (
        "第 {position} 个字符：花括号里没有写段名；可用 {tokens} 和各字段名。"
    ),
    "At {position}: there is no token {token}. There are {tokens}, and the fields.": (
        "第 {position} 个字符：没有 {token} 这种段；可用 {tokens} 和各字段名。"
    ),
    "At {position}: there is no token {token}; {meant} is likely meant. There are {tokens}, and "
    "the fields.": (
        "第 {position} 个字符：没有 {token} 这种段，您要的可能是 {meant}；"
        "可用 {tokens} 和各字段名。"
    ),
    "At {position}: {token} takes nothing after it; write {right}.": (
        "第 {position} 个字符：{token} 后面不能再写别的，请写 {right}。"
    ),
    "At {position}: {option} is no option of {token}; it takes {options}.": (
        "第 {position} 个字符：{token} 没有 {option} 这个选项；可用 {options}。"
    ),
    "At {position}: an option is missing beside this comma; give it or take the comma out.": (
        "第 {position} 个字符：这个逗号旁边缺一个选项；补上它，或删去逗号。"
    ),
    "At {position}: {option} is given twice; keep one.": (
        "第 {position} 个字符：{option} 写了两次，请只留一个。"
    ),
    "At {position}: {option}= has no value; give one or take it out.": (
        "第 {position} 个字符：{option}= 后面没有值，请填写或删掉。"
    ),
    "At {position}: {option}= is a whole number from {lowest} on, not {value}.": (
        "第 {position} 个字符：{option}= 应为不小于 {lowest} 的整数，不能是 {value}。"
    ),
    "At {position}: {value} is no base; there are {bases}.": (
        "第 {position} 个字符：不支持 {value} 进制；可用 {bases}。"
    ),
    "At {position}: say how many places, 1 to {widest} in base {base}, as in {example}.": (
        "第 {position} 个字符：请写明位数，{base} 进制可为 1 到 {widest} 位，例如 {example}。"
    ),
    "At {position}: {value} does not fit in {width} places of base {base}; the largest number is "
    "{largest}.": (
        "第 {position} 个字符：{value} 放不进 {base} 进制的 {width} 位，最大为 {largest}。"
    ),
    "At {position}: the counter would start at {first}, past its last number {last}.": (
        "第 {position} 个字符：流水号从 {first} 开始，已超过末号 {last}。"
    ),
    "At {position}: per= is none, or tokens of the code joined by +, as in {example}.": (
        "第 {position} 个字符：per= 应为 none，或用 + 连接的段名，例如 {example}。"
    ),
    "At {position}: skip= takes single digits of base {base}, several as in {example}; {value} is "
    "none.": (
        "第 {position} 个字符：skip= 只能写 {base} 进制的单个数字，多个写作 {example}；"
        "{value} 不是。"
    ),
    "At {position}: {value} is no form of a number of {width} places: write digits and * for any, "
    "as in {example}.": (
        "第 {position} 个字符：{value} 不是 {width} 位号码的样式：请写数字，用 * 代表任意，"
        "例如 {example}。"
    ),
    "At {position}: hold= takes at most {most} forms.": (
        "第 {position} 个字符：hold= 最多可写 {most} 种样式。"
    ),
    "At {position}: skip= and hold= leave the counter no number at all.": (
        "第 {position} 个字符：skip= 和 hold= 把所有流水号都排除了。"
    ),
    "At {position}: name the check method, as in {example}; there are {methods}.": (
        "第 {position} 个字符：请写明校验方法，例如 {example}；可用 {methods}。"
    ),
    "At {position}: {value} is no check method; there are {methods}.": (
        "第 {position} 个字符：没有 {value} 这种校验方法；可用 {methods}。"
    ),
    "At {position}: a check goes over=all or over=digits, not {value}.": (
        "第 {position} 个字符：校验范围只能是 over=all 或 over=digits，不能是 {value}。"
    ),
    "At {position}: {token} is only for forms of codes given by hand ([manual] allow).": (
        "第 {position} 个字符：{token} 只能用在手工编码的格式里（[manual] allow）。"
    ),
    "At {position}: say how many free characters, 1 to {most}, as in {example}.": (
        "第 {position} 个字符：请写明任意字符的个数，1 到 {most}，例如 {example}。"
    ),
    "At {position}: say how to write the moment, as in {example}.": (
        "第 {position} 个字符：请写明当前时间的格式，例如 {example}。"
    ),
    "At {position}: say how many initials, 1 to 9, as in {example}.": (
        "第 {position} 个字符：请写明取几个首字母，1 到 9，例如 {example}。"
    ),
    "At {position}: after a field stands its width, a date format, or initials, as in {example}.": (
        "第 {position} 个字符：字段名后面应写位数、日期格式或首字母，例如 {example}。"
    ),
    "At {position}: {value} is no part of a date with a fixed number of digits; there are "
    "{directives}.": ("第 {position} 个字符：{value} 不是位数固定的日期部分；可用 {directives}。"),
    "At {position}: {field} is a date without a time of day; {value} goes with now only.": (
        "第 {position} 个字符：{field} 只有日期没有时间，{value} 只能用于 now。"
    ),
    "At {position}: the format shows no part of the date; write it as in {example}.": (
        "第 {position} 个字符：这个格式没有显示日期的任何部分，请参照 {example}。"
    ),
    # A pattern that would not hold.
    "The pattern has nothing that tells two customers apart: add a counter, as {example}, or "
    "random characters, as {other}.": (
        "编码格式里没有能区分两个客户的段：请加流水号（如 {example}）或随机字符（如 {other}）。"
    ),
    "At {position}: a code has one counter; take this second {token} out.": (
        "第 {position} 个字符：一个编码只能有一个流水号，请去掉第二个 {token}。"
    ),
    "At {position}: {token} needs a time of day, and {field} is a date without one: set the "
    "rule's date to now.": (
        "第 {position} 个字符：{token} 需要时间，而 {field} 只有日期：请把规则的日期设为 now。"
    ),
    "At {position}: {field} has no code table, so no customer could get a code: give its values "
    "codes in the code tables ([code_table.{table}] in a file).": (
        "第 {position} 个字符：{field} 没有代码表，任何客户都得不到编码："
        "请在代码表（文件中的 [code_table.{table}]）里为各个值写上代码。"
    ),
    "At {position}: {token} wants {width} characters, and the code table of {field} has {code} "
    "for {value}: change one of them.": (
        "第 {position} 个字符：{token} 要求 {width} 位，而 {field} 代码表里 {value} 的代码是 "
        "{code}：请改其中一个。"
    ),
    "At {position}: a check goes over what stands before it, and no number stands there: put it "
    "after the number.": (
        "第 {position} 个字符：校验位只校验它前面的内容，而前面没有号码：请把它放到流水号后面。"
    ),
    "At {position}: {method} cannot take {characters}, which {source} can give; {methods} can, or "
    "write over=digits.": (
        "第 {position} 个字符：{method} 不能校验 {source} 可能产生的 {characters}；"
        "可改用 {methods}，或写 over=digits。"
    ),
    "At {position}: no method can take {characters}, which {source} can give: write over=digits, "
    "or take them out before the check.": (
        "第 {position} 个字符：没有方法能校验 {source} 可能产生的 {characters}："
        "请写 over=digits，或从校验位前面去掉这些字符。"
    ),
    "At {position}: per={name} names nothing that this code shows; it can name {tokens}.": (
        "第 {position} 个字符：per={name} 不是这个编码里的段；可写 {tokens}。"
    ),
    "At {position}: per={name} counts apart for each {name}, and the code does not show it: "
    "customers of {one} and of {other} would both get {code}. Add {token}, or take {name} out of "
    "per=.": (
        "第 {position} 个字符：per={name} 会按 {name} 分别计数，但编码里看不出 {name}："
        "{one} 和 {other} 的客户都会得到 {code}。请加上 {token}，或从 per= 里去掉 {name}。"
    ),
    "At {position}: with this per= two customers could both get {code}, because its segments can "
    "be cut in two ways: put a - between them, or take per= out.": (
        "第 {position} 个字符：这样写 per=，两个客户可能都得到 {code}，因为各段可以有两种切分："
        "请在段之间加 -，或去掉 per=。"
    ),
    "The code could have {count} characters; at most {most} are taken: make it shorter.": (
        "编码可能长达 {count} 个字符，最多允许 {most} 个：请缩短。"
    ),
    "At {position}: {field} is no date; a format goes with {known}.": (
        "第 {position} 个字符：{field} 不是日期；日期格式可用于 {known}。"
    ),
    "At {position}: {field} is a date; say how to write it, as in {example}.": (
        "第 {position} 个字符：{field} 是日期，请写明格式，例如 {example}。"
    ),
    # A customer that gives no code.
    "The counter has given its last number, {last}: save a version of the rule whose number is "
    "one place wider.": ("流水号已用到末号 {last}：请保存规则的新版本，把流水号加宽一位。"),
    "{field} is empty and the code shows it: fill in {field}, or choose another rule.": (
        "{field} 为空，而编码要用到它：请填写 {field}，或换一条规则。"
    ),
    "{value} is not a date: write {field} as {example}.": (
        "{value} 不是日期：{field} 请写成 {example}。"
    ),
    "{value} has no code in the code table of {field}: add it there, or change {field}.": (
        "{field} 的代码表里没有 {value}：请在代码表里加上，或修改 {field}。"
    ),
    "{value} has the code {code} in the code table of {field}, and the pattern wants {width} "
    "characters: change the code table.": (
        "{field} 的代码表里 {value} 的代码是 {code}，而编码格式要求 {width} 位：请修改代码表。"
    ),
    "{value} has no letters to take initials from: change {field}, or choose another rule.": (
        "{value} 取不出首字母：请修改 {field}，或换一条规则。"
    ),
    # A code that does not fit.
    "At {position} stands {found}; codes of this form have {right} there.": (
        "第 {position} 个字符起是 {found}，这种编码此处应为 {right}。"
    ),
    "{found} at {position} is not a date's {format}.": (
        "第 {position} 个字符起的 {found} 不符合日期格式 {format}。"
    ),
    "{found} at {position} names a day that does not exist.": (
        "第 {position} 个字符起的 {found} 是不存在的日期。"
    ),
    "{found} at {position} is no code of {field}; there are {known}.": (
        "第 {position} 个字符起的 {found} 不是 {field} 的代码；现有 {known}。"
    ),
    "{found} at {position} has characters that {token} cannot have.": (
        "第 {position} 个字符起的 {found} 含有 {token} 段不会有的字符。"
    ),
    "The number {found} at {position} is outside this rule's numbers, {first} to {last}.": (
        "第 {position} 个字符起的流水号 {found} 超出这条规则的范围 {first} 到 {last}。"
    ),
    "The number {found} at {position} is one that this rule leaves out.": (
        "第 {position} 个字符起的流水号 {found} 是这条规则跳过的号码。"
    ),
    "The check character {found} at {position} is wrong: for the rest of this code it is "
    "{right}.": ("第 {position} 个字符的校验位 {found} 不对：按其余部分应为 {right}。"),
    "Codes of this form are written in this case: {right}.": ("这种编码的大小写应为：{right}。"),
    "The code has {count} characters, and this form has {right}.": (
        "编码有 {count} 个字符，这种格式应为 {right} 个。"
    ),
    "The code has {count} characters, and this form has {low} to {high}.": (
        "编码有 {count} 个字符，这种格式应为 {low} 到 {high} 个。"
    ),
    "{code} does not have the form {pattern}.": "{code} 不符合编码格式 {pattern}。",
    # A rules file.
    "There is no section {key} in a rules file; there are {known}.": (
        "规则文件里没有 {key} 这一节；可用 {known}。"
    ),
    "Rules are written {right}: with two brackets.": "规则写作 {right}：两层方括号。",
    "Code tables are written {right}.": "代码表写作 {right}。",
    "Forms of codes given by hand are written under {right}.": "手工编码的格式写在 {right} 下面。",
    "There is no rule: write at least one, without when.": (
        "没有任何规则：至少写一条没有 when 的规则。"
    ),
    "Two rules are named {rule}: rename one.": "有两条规则都叫 {rule}：请改掉一个名称。",
    "Rule {rule} has no when, so it fits every customer and hides rule {hidden} after it: give it "
    "a when, or put it last.": (
        "规则 {rule} 没有 when，适用于所有客户，会挡住后面的 {hidden}：请加上 when，或放到最后。"
    ),
    "The last rule, {rule}, has a when, so some customers would have no rule: take its when out, "
    "or add a rule without one after it.": (
        "最后一条规则 {rule} 有 when，有的客户会没有规则可用："
        "请去掉它的 when，或在后面加一条没有 when 的规则。"
    ),
    "Rule number {number} has no name: add {right}.": (
        "第 {number} 条规则没有名称：请加上 {right}。"
    ),
    "Rule {rule} has a key {key} that rules do not have; there are {known}.": (
        "规则 {rule} 里的 {key} 不是规则的键；可用 {known}。"
    ),
    "Rule {rule}: {key} is a text; write it in double quotes.": (
        "规则 {rule}：{key} 应为文字，请写在双引号里。"
    ),
    "Rule {rule} has no pattern: add {right}.": "规则 {rule} 没有编码格式：请加上 {right}。",
    "Code table {table}: the code of {value} is a text; write it in double quotes.": (
        "代码表 {table}：{value} 的代码应为文字，请写在双引号里。"
    ),
    "Code table {table}: a code stands for no value; name the value, or take the line out.": (
        "代码表 {table}：有一个代码没有对应的值；请写上值，或删掉这一行。"
    ),
    "Code table {table}: the code of {value} is empty or has a blank or invisible character; "
    "write letters or digits.": (
        "代码表 {table}：{value} 的代码为空，或含有空格、看不见的字符；请写字母或数字。"
    ),
    "Code table {table}: {value} stands in it twice; keep one.": (
        "代码表 {table}：{value} 出现了两次，请只留一个。"
    ),
    "[manual] has a key {key}; it takes allow only.": "[manual] 里有 {key}，只能写 allow。",
    "[manual] allow is a list of forms: write {right}.": (
        "[manual] allow 是格式的列表：请写 {right}。"
    ),
    "[manual] allow is empty, so no code could be given by hand: name a form, or leave [manual] "
    "out for the usual one.": (
        "[manual] allow 为空，手工编码都不能用了：请写上格式，或去掉 [manual] 用默认格式。"
    ),
}
