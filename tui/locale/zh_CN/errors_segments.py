"""Chinese for the errors about what codes say, credit codes and the house's policy."""

TEXTS: dict[str, str] = {
    "No rule's codes show {name}: there are {known}.": (
        "没有哪条规则的编码含有“{name}”段：可用的有 {known}。"
    ),
    "Customers cannot be sorted by {name}, which has no order of its own in the store: sort by "
    "code, and ask for {name} in the query.": (
        "不能按“{name}”排序，数据库中没有它的顺序：请按客户编码排序，并在查询中用“{name}”筛选。"
    ),
}
