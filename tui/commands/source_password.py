"""The password of another database, for a command: from a file or the terminal."""

from __future__ import annotations

import sys

from store.transfer.databases.address import SOURCE, is_address, parse_address
from tui.commands.opening import ask, read_password
from tui.locale import t


def source_password(where: str, path: str | None) -> str:
    """The password that goes with an address; empty where none is needed or known.

    A terminal is asked for it when the address names an account on a host. Raises WrongUsage for
    an address that cannot be read.
    """
    if not is_address(where) or where.startswith(SOURCE):
        return ""
    address = parse_address(where)
    if path:
        return read_password(path)
    if not address.user or address.host.startswith("/") or not sys.stdin.isatty():
        return ""
    return ask(
        t("Password of {name} at {where} (empty: none): ", name=address.user, where=address.where)
    )
