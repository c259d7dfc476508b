"""Commands and screens of one-time codes, sessions, and what the house demands of both."""

TEXTS: dict[str, str] = {
    # the log
    "New recovery codes": "换新备用码",
    "One-time codes off": "关闭动态验证码",
    "One-time codes on": "开启动态验证码",
    "Signed in with": "登录方式",
    # one-time codes
    "The one-time code is this file's first line; - reads standard input (KEHAO_CODE_FILE). "
    "Without it the terminal asks those who have codes.": (
        "动态验证码是这个文件的第一行；- 表示标准输入（KEHAO_CODE_FILE）。不写则由终端询问。"
    ),
    "One-time code: ": "动态验证码：",
    "One-time codes (TOTP) at your sign-in. on: shows a QR code for the app on your phone and asks "
    "for its first code; recovery codes for a lost phone are printed once. off: asks for a code. "
    "codes: new recovery codes. Without a terminal the code is read from standard input. off NAME: "
    "an administrator takes away the codes of somebody who lost them.": (
        "登录时的动态验证码（TOTP）。on：显示二维码，由手机应用扫描，再输入第一个验证码；"
        "手机丢失时用的备用码只显示一次。off：输入一个验证码后关闭。codes：换新备用码。"
        "没有终端时，验证码从标准输入读取。off 姓名：管理员为丢失手机的人取消验证码。"
    ),
    "One-time codes (TOTP) at your sign-in: on, off, or new recovery codes.": (
        "登录时的动态验证码（TOTP）：开启、关闭或换新备用码。"
    ),
    "There is no {value} here: choose from {known}.": "这里没有 {value}：可用的有 {known}。",
    "Everybody sets up their own codes: leave {name} out.": "验证码由各人自己设置：请去掉 {name}。",
    "Read this into the authenticator app of your phone:": "用手机上的验证器应用扫描：",
    "Or type this secret into it: {secret}": "或手工输入密钥：{secret}",
    "Recovery codes for a lost phone, each for one time, shown this once:": (
        "手机丢失时用的备用码，每个用一次，只显示这一次："
    ),
    "{name} signs in with one-time codes now.": "{name} 登录现在要用动态验证码。",
    "{name} signs in without one-time codes now.": "{name} 登录现在不用动态验证码。",
    # the screens
    "One-time codes": "动态验证码",
    "Approvals": "待批准",
    "Sessions": "会话",
    "just now": "刚刚",
    "this machine": "本机",
    "From now on the password alone signs you in.": "从现在起，登录只用密码。",
    "Your code": "验证码",
    "Each code is good once: wait for the next. A recovery code does as well.": (
        "每个验证码只能用一次：请等下一个；也可以用备用码。"
    ),
    "The code that your app shows, then Enter.": "请输入手机应用显示的验证码，再按 Enter。",
    "The code that the app shows now:": "手机应用当前显示的验证码：",
    "Then the code that the app shows, and Enter:": "再输入应用显示的验证码，按 Enter：",
    "Scan it with the authenticator app of your phone, or type this secret into it:": (
        "请用手机上的验证器应用扫描，或手工输入这个密钥："
    ),
    "In a larger window (76 by {rows}) there is a QR code to scan.": (
        "窗口再大一些（76 列 {rows} 行）就有可扫描的二维码。"
    ),
    "Your role takes a one-time code to sign in.": "您的角色登录必须用动态验证码。",
    "Enter: I have copied them.": "Enter：我已抄好。",
    "From now on your sign-in asks for a code.": "从现在起，登录时会要求验证码。",
    "You sign in with one-time codes. Recovery codes left: {count}.": (
        "您登录时用动态验证码。剩余备用码（手机丢失时用）：{count} 个。"
    ),
    "Switch off": "关闭",
    "Your password once more": "再输入一次密码",
    "You asked for: {what}.": "您要做的是：{what}。",
    "The password is asked for again in case somebody else sits at your screen; then not for five "
    "minutes.": "再次输入密码，以防别人在您离开时使用您的屏幕；之后五分钟内不再询问。",
    "Your password has been in use for too long: choose another to go on.": (
        "您的密码用得太久了：请换一个再继续。"
    ),
    # sessions
    "Who is signed in": "登录中的会话",
    "{count} sessions, oldest first": "{count} 个会话，按登录先后",
    "End it": "结束",
    "End the session of {name} from {client}?": "结束 {name} 从 {client} 登录的会话？",
    "What was not saved there is lost.": "那里没有保存的内容会丢失。",
    "Who is signed in; ending sessions.": "谁已登录；结束会话。",
    "Your open sessions; this command's own is one of them.": (
        "您打开的会话；这条命令自己的也在其中。"
    ),
    "Everybody's (takes staff.read).": "所有人的（需要 staff.read）。",
    "End a session: yours, or anybody's with the permission staff.edit.": (
        "结束会话：自己的；有 staff.edit 权限的，可结束任何人的。"
    ),
    "Session": "会话",
    "Last seen": "最近操作",
    "This one": "当前",
    "The session of {name} is ended.": "{name} 的会话已结束。",
    # a second person
    "What needs a second person: code.renumber, export.run, role.edit": (
        "需要另一个人批准的操作：code.renumber、export.run、role.edit"
    ),
    "What needs a second person: see it, approve or refuse it.": (
        "需要另一个人批准的操作：查看、批准或拒绝。"
    ),
    "What waits: your own requests, and those you may decide.": (
        "待处理的：自己的申请，以及您可以处理的申请。"
    ),
    "Also what is decided, used or past.": "也列出已处理、已使用或过期的。",
    "Approve somebody else's request; they can then do it once.": (
        "批准别人的申请；对方可做一次。"
    ),
    "Refuse somebody else's request.": "拒绝别人的申请。",
    "Request": "申请",
    "Asked by": "申请人",
    "In detail": "内容",
    "waits for a second person": "等待另一个人批准",
    "approved by {name}, can be done once": "{name} 已批准，可做一次",
    "approved by {name}, used": "{name} 已批准，已使用",
    "refused by {name}": "{name} 已拒绝",
    "Second person asked": "申请另一个人批准",
    "Approved by a second person": "另一个人批准",
    "Refused by a second person": "另一个人拒绝",
    "Approval used": "使用批准",
    "What needs a second person": "需要另一个人批准的操作",
    "Nothing waits for a second person.": "没有等待另一个人批准的操作。",
    "Approve": "批准",
    "Approve it?": "批准这个申请？",
    "Refuse": "拒绝",
    "Refuse it?": "拒绝这个申请？",
    "Take one-time codes away": "取消动态验证码",
    "Take the one-time codes of {name} away?": "取消 {name} 的动态验证码？",
    "Its open sessions end; the password alone signs in until codes are set up.": (
        "该账号已登录的会话会结束；重新设置之前，只凭密码登录。"
    ),
    "Take away": "取消",
    # what the house demands
    "What the house demands of passwords, sessions and codes.": "对密码、会话和验证码的要求。",
    "Show what the house demands of passwords, sessions and one-time codes; with NAME=VALUE set it "
    "first. In force at once.": (
        "显示对密码、会话和动态验证码的要求；写 名称=值 则先设置。立即生效。"
    ),
    "{value} is not NAME=VALUE, as password.classes=3 is.": (
        "{value} 不是 名称=值 的形式，如 password.classes=3。"
    ),
    "Setting": "设置项",
    "What it is": "含义",
    "Days after which a password must be changed (0: never)": ("密码用满几天必须更换（0：不要求）"),
    "Kinds of characters a password needs: small, capital, digits, others (0 to 4)": (
        "密码至少要有几类字符：小写、大写、数字、其他（0 到 4）"
    ),
    "Roles that must sign in with a one-time code": "登录必须用动态验证码的角色",
    "Hours after which a session ends, however busy": "会话最长几小时，正在操作也结束",
}
