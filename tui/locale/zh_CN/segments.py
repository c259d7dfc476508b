"""Chinese for what codes say on the screens, credit codes, and the house's policy."""

TEXTS: dict[str, str] = {
    "credit": "统一社会信用代码",
}
