"""Chinese for the errors about what codes say, credit codes and the house's policy."""

TEXTS: dict[str, str] = {
    "No rule's codes show {name}: there are {known}.": (
        "没有哪条规则的编码含有“{name}”段：可用的有 {known}。"
    ),
    "Customers cannot be sorted by {name}, which has no order of its own in the store: sort by "
    "code, and ask for {name} in the query.": (
        "不能按“{name}”排序，数据库中没有它的顺序：请按客户编码排序，并在查询中用“{name}”筛选。"
    ),
    "{label}: {value} is a licence number of the old kind: ask for the code of 18 characters that "
    "replaced it.": "{label}：{value} 是旧的 15 位注册号，请改用换发后的 18 位统一社会信用代码。",
    "{label}: {value} has {count} characters, a credit code has 18: look at it again.": (
        "{label}：{value} 有 {count} 位，统一社会信用代码应为 18 位，请核对。"
    ),
    "{label}: character {place} of {value} cannot be {character}; with {right} it would be a "
    "credit code.": (
        "{label}：{value} 的第 {place} 位不能是 {character}；换成 {right} 就是正确的统一社会信用代码。"
    ),
    "{label}: character {place} of {value} cannot be {character}: no I, O, S, V, Z, and digits in "
    "places 3 to 8.": (
        "{label}：{value} 的第 {place} 位不能是 {character}：不用 I、O、S、V、Z，第 3 至 8 位为数字。"
    ),
    "{label}: a character of {value} is wrong, its last does not check the others: look at it "
    "again.": "{label}：{value} 有误，末位校验码与前面不符，请核对。",
}
