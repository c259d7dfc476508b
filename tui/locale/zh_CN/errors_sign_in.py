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
