"""Refused sign-ins, noted beside the database until a sign-in that works takes them into its log.

A person's own name is kept only where there is such an account: people type passwords there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from store.change import Change, utc_now

REFUSED: Final = "refused.jsonl"
TAKEN: Final = ".taken"
MOST_BYTES: Final = 1_000_000
"""A file of notes that has grown so large takes no more: nobody fills the disk from outside."""


def note(folder: Path, account: str, client: str, key: str = "") -> None:
    """Note a refusal in a store's folder; `account` is empty for names that nobody has."""
    noted = {"at": utc_now(), "account": account, "client": client}
    line = json.dumps({**noted, "key": key} if key else noted)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    handle = os.open(folder / REFUSED, flags, 0o600)
    try:
        if os.fstat(handle).st_size < MOST_BYTES:
            os.write(handle, line.encode() + b"\n")
    finally:
        os.close(handle)


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """What was taken inside is gone when the log has it, and put back when it has not."""
    path = folder / REFUSED
    taken = path.with_suffix(TAKEN)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            if path.exists():
                with path.open("ab") as file:
                    file.write(taken.read_bytes())
                taken.unlink()
            else:
                taken.rename(path)
        raise
    taken.unlink(missing_ok=True)


def take(folder: Path) -> list[dict[str, object]]:
    """The refusals noted so far, taken away; call it inside `kept`."""
    path = folder / REFUSED
    try:
        path.rename(path.with_suffix(TAKEN))
    except FileNotFoundError:
        return []
    lines = path.with_suffix(TAKEN).read_text("utf-8", errors="replace").splitlines()
    found: list[dict[str, object]] = []
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def take_up(change: Change, folder: Path) -> None:
    """Write the refusals noted so far into the log; call it inside `kept`."""
    for refusal in take(folder):
        change.log(
            "sign.refused",
            str(refusal.get("account", "")),
            after={
                "at": str(refusal.get("at", "")),
                "client": str(refusal.get("client", "")),
                **({"key": str(refusal["key"])} if refusal.get("key") else {}),
            },
        )
