"""The health of codes: audit, numbers explained, scheduled work, near codes."""

TEXTS: dict[str, str] = {
    # roles
    "service": "服务账号",
}
