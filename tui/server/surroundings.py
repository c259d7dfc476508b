"""The environment that a served person's process gets: made anew, nothing of theirs as it came.

What sshd or sudo hands over (TERM, LANG, whatever a client sends) was chosen by the person. Only
what is listed here passes, and only when it looks as it should.
"""

from __future__ import annotations

import pwd
import re
from collections.abc import Mapping
from typing import Final

TERM: Final = "xterm-256color"
"""What a terminal of a strange name is taken for."""

_TERMS: Final = re.compile(
    r"(?:xterm|screen|tmux|rxvt|putty|konsole|gnome|vte|linux|alacritty|foot|wezterm|kitty|mintty"
    r"|iterm2?|eterm|st|ansi|cygwin|vt(?:100|102|220|320))"
    r"(?:-(?:kitty|ghostty|unicode|direct|mono|color|bce|it|noapp|m|utf8|16color|88color|256color"
    r"|truecolor))*"
)
_LANGUAGES: Final = re.compile(r"(?:[a-z]{2,3}(?:_[A-Z]{2})?|C|POSIX)(?:\.(?:UTF-8|utf8))?")
_ADDRESSES: Final = re.compile(r"[0-9A-Fa-f:.%a-z]{2,64} \d{1,5} [0-9A-Fa-f:.%a-z]{2,64} \d{1,5}")
_CHECKED: Final = {
    "LANG": _LANGUAGES,
    "LC_ALL": _LANGUAGES,
    "LC_MESSAGES": _LANGUAGES,
    "COLORTERM": re.compile("truecolor|24bit"),
    "NO_COLOR": re.compile("1"),
    "SSH_CONNECTION": _ADDRESSES,
}


def surroundings(given: Mapping[str, str], account: pwd.struct_passwd) -> dict[str, str]:
    """A fresh environment for `account`, with what passes of `given`."""
    fresh = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": account.pw_dir,
        "USER": account.pw_name,
        "LOGNAME": account.pw_name,
        "SHELL": "/bin/false",
        "LANG": "C.UTF-8",
    }
    term = given.get("TERM", "")
    if term and term != "dumb":
        fresh["TERM"] = term if _TERMS.fullmatch(term) else TERM
    for name, pattern in _CHECKED.items():
        value = given.get(name, "")
        if pattern.fullmatch(value):
            fresh[name] = value
    return fresh
