"""The tour for new staff, in Chinese."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    # where it begins
    "Take the tour": "新手引导",
    "Tour": "新手引导",
    "Steps of the tour": "引导的各步",
    "Take the tour?": "开始新手引导？",
    "Fifteen short steps on made-up customers, with the real keys.": (
        "共十五步，用虚构的客户和真实的按键来学。"
    ),
    "You are signed out here; when you leave the tour you can sign in again.": (
        "这里会先退出登录；引导结束后可以重新登录。"
    ),
    "t: take the tour, fifteen steps on made-up customers.": (
        "t：新手引导，用虚构的客户走十五步。"
    ),
    "With the tour for new staff: fifteen short steps.": "带新手引导：共十五个小步骤。",
    "The tour on made-up data, wiped when you leave. Enter signs in and begins.": (
        "新手引导使用虚构数据，离开时全部清除。按 Enter 登录并开始。"
    ),
    # the panel
    "Tour {place}": "引导 {place}",
    "skip, back, leave": "跳过、返回、离开",
    "Skip this step": "跳过这一步",
    "Leave the tour; the same key comes back to it": "离开引导；再按同一个键可回来",
    "You are in another section: F2 goes back to the customers.": (
        "这里是别的页面：按 F2 回到客户。"
    ),
    "That was the tour. Everything here is made up: go on trying, nothing can be broken.": (
        "引导到此结束。这里的数据都是虚构的，尽管继续试，弄不坏任何东西。"
    ),
    # the steps
    "Find by name": "按名称查找",
    "You find people as you type. For {name} type {letters}, the first letters of the pinyin of "
    "{brand}; Chinese and codes do as well.": (
        "边输入边查找。要找“{name}”，输入 {letters}，即“{brand}”的拼音首字母；"
        "输入汉字或客户编码也可以。"
    ),
    "to the search box": "到搜索框",
    "type in": "输入",
    "Find by phone": "按电话尾号查找",
    "The end of a phone number is enough: take the letters out of the box, then type {end}. "
    "Enter goes to the rows; Esc there shows everybody again.": (
        "电话尾号就够了：先删掉框里的字母，再输入 {end}。"
        "Enter 到结果行；在结果行按 Esc 恢复全部客户。"
    ),
    "to the rows": "到结果行",
    "everybody again": "恢复全部",
    "Move": "移动",
    "Arrows move, and so do j and k; PgDn and PgUp go by pages. The last and the first of "
    "thousands are one key away.": (
        "方向键可以移动，j 和 k 也可以；PgDn、PgUp 翻页。几千行的最后一行和第一行都只要按一个键。"
    ),
    "down": "向下",
    "last row": "最后一行",
    "first row": "第一行",
    "Enter opens the customer under the cursor. Esc always goes one step back and changes "
    "nothing.": "Enter 打开光标处的客户。Esc 总是退回一步，不会改动任何内容。",
    "open it": "打开",
    "back": "返回",
    "Edit and save": "修改并保存",
    "Change something of this customer, say the contact: Tab goes from field to field. Nothing "
    "is kept until you save.": (
        "改一改这个客户，比如联系人：Tab 在字段之间移动。保存之前什么都不会写入。"
    ),
    "edit": "修改",
    "save": "保存",
    "A new customer": "新客户",
    "Give a name, and the region 广东. The code stands above, as the rule will make it; it is "
    "given when you save, and never twice.": (
        "填写名称，地区填广东。上方是按规则将给出的客户编码；保存时才真正发出，且绝不重复。"
    ),
    "new": "新增",
    "The pane shows how many each value leaves. Space opens a field, and Space again takes a "
    "value; the search box says the same in words.": (
        "筛选栏显示每个值剩下多少客户。空格展开一个字段，再按空格选中一个值；搜索框里会写出同样的条件。"
    ),
    "open the filters": "打开筛选",
    "take a value": "选一个值",
    "Another order: choose the field, a few letters narrow the choice. Then turn it round.": (
        "换个排序：选择字段，输入几个字可缩小范围。然后反转顺序。"
    ),
    "sort by another field": "按别的字段排序",
    "turn it round": "反转顺序",
    "Show what you work with: Space shows a column or hides it. It stays like that for you.": (
        "只显示您要用的列：空格显示或隐藏一列。以后一直保持您的选择。"
    ),
    "columns": "列",
    "A query with its order and columns is a view. Save the list as it stands under a name; "
    "from then on a digit calls it, 0 all customers.": (
        "查询条件加上排序和列就是一个视图。"
        "给现在的列表起个名字保存，以后按一个数字就能调出，0 是全部客户。"
    ),
    "views": "视图",
    "save it": "保存视图",
    "Mark two rows or more, then change one field of all of them. You see what will change "
    "before it is saved.": ("选中两行以上，再一起修改其中一个字段。保存之前会先看到将要改动什么。"),
    "mark two rows": "选中两行",
    "change them": "批量修改",
    "Whatever you changed can be taken back, all of it in one go; and done again.": (
        "您做的修改都可以撤销，批量的也一次撤销；撤销之后还可以重做。"
    ),
    "undo": "撤销",
    "do it again": "重做",
    "Copy the code, the row or all marked rows to the clipboard of your own machine. What holds "
    "personal data is logged as an export.": (
        "把编码、整行或所有选中的行复制到您自己电脑的剪贴板。含个人信息的会按导出记入日志。"
    ),
    "copy, and choose what": "复制，并选择内容",
    "Jump": "跳转",
    "A code brings you to its customer, a row number or 50% to that place of the list. "
    "Try {code}.": ("输入编码跳到那个客户，输入行号或 50% 跳到列表的那个位置。试试 {code}。"),
    "jump": "跳转",
    "type, then Enter": "输入后按 Enter",
    "History, commands, help": "历史、命令、帮助",
    "Who did what with this customer is a key away; every command is found by its name, in "
    "Chinese or English; and all keys stand in the help.": (
        "谁对这个客户做过什么，一个键就能看到；每个命令都能按中文或英文名称找到；所有按键都在帮助里。"
    ),
    "history": "历史",
    "commands": "命令",
    "help": "帮助",
}
