"""What choosing a password, one-time codes, sessions and a second person say."""

TEXTS: dict[str, str] = {
    "This password is among the commonest, or hardly more than one of them: take several words "
    "that do not belong together.": (
        "这是最常见的密码之一，或只比它多一点：请用几个互不相干的词。"
    ),
}
