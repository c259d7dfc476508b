"""What choosing a password, one-time codes, sessions and a second person say."""

TEXTS: dict[str, str] = {
    # passwords
    "This password is among the commonest, or hardly more than one of them: take several words "
    "that do not belong together.": (
        "这是最常见的密码之一，或只比它多一点：请用几个互不相干的词。"
    ),
    "A password here needs {wanted} kinds of characters (small letters, capitals, digits, others), "
    "this has {found}.": (
        "这里的密码要有 {wanted} 类字符（小写、大写、数字、其他），现在有 {found} 类。"
    ),
    "Your password is too old: change it first; kehao asks for a new one.": (
        "您的密码用得太久了：请先修改，客号会要求设置新密码。"
    ),
    "This is dangerous: your password is needed once more.": "这一步有风险：请再输入一次密码。",
    # one-time codes
    "A one-time code is needed too: give the one your app shows now.": (
        "还需要动态验证码：请输入手机应用当前显示的数字。"
    ),
    "That code is not of this secret: look at the app again, and at the clocks of both machines.": (
        "验证码与此密钥不符：请再看一次手机应用，并核对两边的时间。"
    ),
    "That code is wrong, or was used before: wait for the next.": (
        "验证码不正确或已用过：请等下一个。"
    ),
    "One-time codes are on already: switch them off before a new app.": (
        "动态验证码已经开启：换应用前请先关闭。"
    ),
    "Your own codes are switched off with your password and a code.": (
        "关闭自己的动态验证码，要用自己的密码和一个验证码。"
    ),
    "{name} signs in without one-time codes.": "{name} 登录不用动态验证码。",
    "Your role takes a one-time code to sign in: set that up first, with kehao staff totp on or at "
    "the full screen.": (
        "您的角色登录必须用动态验证码：请先设置，用 kehao staff totp on 或在全屏界面。"
    ),
    # a second person
    "This takes a second person, who sees it as request {id}; when they have approved it, do the "
    "same again.": "这一步要另一个人批准，申请编号 {id}；批准后请再做一次同样的操作。",
    "Request {id} was used already: ask once more.": "申请 {id} 已用过：请重新申请。",
    "Request {id} is decided already, by {by}.": "申请 {id} 已由 {by} 处理。",
    "Request {id} is too old: it has to be made again.": "申请 {id} 已过期：需要重新申请。",
    "There is no request {id}: see kehao approvals list.": (
        "没有申请 {id}：请看 kehao approvals list。"
    ),
    "You asked for this yourself: somebody else decides it.": (
        "这是您自己的申请：要由另一个人处理。"
    ),
    "{value} cannot be set to need a second person: choose from {known}.": (
        "{value} 不能设为需要另一个人批准：可用的有 {known}。"
    ),
    "Only one account holds the permission “{permission}”: nobody could be the second person.": (
        "只有一个账号有“{permission}”权限：没有另一个人可以批准。"
    ),
    # sessions and what the house sets
    "You have been signed in for {hours} hours: sign in again.": (
        "您已登录满 {hours} 小时：请重新登录。"
    ),
    "There is no open session {id}: see kehao sessions list.": (
        "没有打开的会话 {id}：请看 kehao sessions list。"
    ),
    "Several sessions begin with {id}: give more of it.": ("有几个会话以 {id} 开头：请多写几位。"),
    "That is this session: sign out to end it.": "这就是当前会话：退出登录即可结束。",
    "There is no setting {name}: choose from {known}.": ("没有设置项 {name}：可用的有 {known}。"),
    "{value} is not a whole number from {least} to {most}.": (
        "{value} 不是 {least} 到 {most} 的整数。"
    ),
    "Programs sign in with the role service: they have no phone.": (
        "角色 service 供程序登录：程序没有手机。"
    ),
}
