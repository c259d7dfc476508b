"""What the program says, in English or Chinese. The English sentence is the key.

`t("Found {count}", count=3)` gives the sentence in the language in use; `error_text(error)` does
so for an error of the store. Chinese texts lie in `tui.locale.zh_CN`, one module an area, and are
loaded when they are first asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from store.errors import KehaoError, on_one_line

LANGUAGES: Final[dict[str, str]] = {"zh": "中文", "en": "English"}
"""The languages there are, each named in itself."""

TRANSLATED_PARAMETERS: Final = frozenset(
    {"allows", "field", "kind", "label", "permission", "role", "state", "what", "why"}
)
"""Values inside errors that are words of the program, not of the data."""

_OF_ONE: Final[dict[str, str]] = {
    "codes are": "code is",
    "look like customers that are": "looks like a customer that is",
    "look like customers who are": "looks like a customer who is",
    "operations hold": "operation holds",
    "rows have a value that its field": "row has a value that its field",
    "values have": "value has",
    "changes": "change",
    "codes": "code",
    "columns": "column",
    "counters": "counter",
    "customers": "customer",
    "files": "file",
    "keys": "key",
    "numbers": "number",
    "operations": "operation",
    "pairs": "pair",
    "rows": "row",
    "rules": "rule",
    "sessions": "session",
    "suggestions": "suggestion",
    "things": "thing",
    "values": "value",
}
"""What is counted, in English, and how it is called where there is one."""
_COUNTED: Final = re.compile(rf"\{{(\w+)\}} ({'|'.join(_OF_ONE)})\b")

_in_use = "en"


def use(language: str) -> None:
    """Speak this language (`zh` or `en`) from now on, in the whole process."""
    global _in_use
    _in_use = language if language in LANGUAGES else "en"


def language() -> str:
    """The language in use: `zh` or `en`."""
    return _in_use


def from_environment(environ: Mapping[str, str] | None = None) -> str:
    """The language that KEHAO_LANG, LC_ALL, LC_MESSAGES or LANG asks for: `zh` or `en`."""
    environ = os.environ if environ is None else environ
    for name in ("KEHAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def t(template: str, /, **params: object) -> str:
    """The sentence in the language in use, its `{named}` holes filled."""
    return _counted(_translated(template), params).format_map(params)


def error_text(error: KehaoError) -> str:
    """What the error says, in the language in use."""
    params = on_one_line(error.params)
    if _in_use != "en":
        params = {
            name: _translated(value)
            if name in TRANSLATED_PARAMETERS and isinstance(value, str)
            else value
            for name, value in params.items()
        }
    return _counted(_translated(error.template), params).format_map(params)


def _counted(template: str, params: Mapping[str, object]) -> str:
    """The English template with the singular behind each count that is 1: `{count} row`."""
    if _in_use != "en" or "1" not in map(str, params.values()):
        return template

    def named(match: re.Match[str]) -> str:
        one = str(params.get(match[1])) == "1"
        return f"{{{match[1]}}} {_OF_ONE[match[2]]}" if one else match[0]

    return _COUNTED.sub(named, template)


def _translated(key: str) -> str:
    if _in_use == "en":
        return key
    from tui.locale import zh_CN

    return zh_CN.lookup(key) or key
