"""Chinese for what codes say on the screens, credit codes, and the house's policy."""

TEXTS: dict[str, str] = {
    "credit": "统一社会信用代码",
    "House policy": "公司规定",
    "Longest code, in characters (empty: no limit)": "编码最长多少个字符（留空：不限）",
    "may be shared": "可以重复",
    "one customer each": "每个只属一个客户",
    "A second customer with the same": "相同内容的第二个客户",
    "is stopped": "不许新建",
    "comes in with a reason": "填写原因后可建",
    "Arrows change a line, Tab goes on, Ctrl-S saves.": "左右键更改，Tab 到下一行，Ctrl-S 保存。",
    "A number from 0 to {most}.": "请填 0 到 {most} 的数字。",
    "A second customer?": "再建一个相同的客户？",
    "Why is a second one right? The reason goes to the log.": "为什么需要第二个？原因会记入日志。",
    "Code: {segment}": "编码：{segment}",
    "Number in the code": "流水号",
    "Code from elsewhere": "外来编码",
    "house policy": "公司规定",
}
