"""Chinese for the errors about what codes say, credit codes and the house's policy."""

TEXTS: dict[str, str] = {
    "A rule cannot ask what the code says, which it is to give: ask for a field.": (
        "规则的条件不能问编码的内容，编码要由它来给出：请用字段作条件。"
    ),
    "No rule's codes show {name}: there are {known}.": (
        "没有哪条规则的编码含有“{name}”段：可用的有 {known}。"
    ),
    "{label}: {value} is a licence number of the old kind: ask for the code of 18 characters that "
    "replaced it.": "{label}：{value} 是旧的 15 位注册号，请改用换发后的 18 位统一社会信用代码。",
    "{label}: {value} has {count} characters, a credit code has 18: look at it again.": (
        "{label}：{value} 有 {count} 位，统一社会信用代码应为 18 位，请核对。"
    ),
    "{label}: character {place} of {value} cannot be {character}; with {right} it would be a "
    "credit code.": ("{label}：{value} 的第 {place} 位不能是 {character}；换成 {right} 才正确。"),
    "{label}: character {place} of {value} cannot be {character}: no I, O, S, V, Z, and digits in "
    "places 3 to 8.": (
        "{label}：{value} 第 {place} 位不能是 {character}：不用 IOSVZ，第 3 至 8 位为数字。"
    ),
    "{label}: a character of {value} is wrong, its last does not check the others: look at it "
    "again.": "{label}：{value} 有误，末位校验码与前面不符，请核对。",
    "The house's policy is written under {right}.": "公司规定写在 {right} 下。",
    "[house] has a key {key}; it takes {known}.": "[house] 里没有 {key} 这一项；可用的有 {known}。",
    "[house] max_length is a number from 0 (no limit) to {most}.": (
        "[house] 的 max_length 是 0（不限）到 {most} 的数字。"
    ),
    "[house] one_per is a list out of {known}: write {right}.": (
        "[house] 的 one_per 是由 {known} 组成的列表，写作 {right}。"
    ),
    '[house] second is "stop" or "reason".': '[house] 的 second 是 "stop" 或 "reason"。',
    "At {position}: the code could have {count} characters, the house takes {most}: make it "
    "shorter, or change max_length of [house].": (
        "第 {position} 位：编码可能长达 {count} 个字符，公司规定最多 {most} 个：请缩短格式，"
        "或修改 [house] 的 max_length。"
    ),
    "{other} has the same {label}: open that customer, or give a reason for a second one.": (
        "{other} 的{label}与此相同：请打开该客户；确需再建一个时请填写原因。"
    ),
    "{other} has the same {label}, and the house wants no second customer with it: open that "
    "customer.": "{other} 的{label}与此相同，公司规定不得重复：请打开该客户。",
}
