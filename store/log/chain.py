"""The chain that shows any tampering with the operation log.

Each line's MAC is HMAC-SHA256, under the store's log key, over the line before's MAC and this line
as canonical JSON (an array in a fixed order, UTF-8, no spaces). Changing, removing, inserting or
moving a line breaks every MAC after it. The key lies in the encrypted database: the chain shows
what was changed without it, and pages that were put back from an older copy.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from typing import Final

GENESIS: Final = bytes(32)
"""What stands in the place of a MAC before the first line."""

quoted: Final = json.encoder.encode_basestring
"""A text as JSON, what is not ASCII as it is."""


@dataclass(slots=True)
class Line:
    """One line of the log as it is stored; `before` and `after` are canonical JSON or empty."""

    seq: int
    at: str
    actor: str
    role: str
    session: str
    client: str
    action: str
    object: str
    subject: int | None
    group: str
    before: str
    after: str
    reason: str


def canonical(line: Line) -> bytes:
    """The line as the bytes that its MAC is over."""
    subject = "null" if line.subject is None else line.subject
    return (
        f"[{line.seq},{quoted(line.at)},{quoted(line.actor)},{quoted(line.role)},"
        f"{quoted(line.session)},{quoted(line.client)},{quoted(line.action)},"
        f"{quoted(line.object)},{subject},{quoted(line.group)},{quoted(line.before)},"
        f"{quoted(line.after)},{quoted(line.reason)}]"
    ).encode()


def mac(key: bytes, previous: bytes, line: Line) -> bytes:
    """The MAC (32 bytes) of a line that follows the one whose MAC is `previous`."""
    return hmac.digest(key, previous + canonical(line), "sha256")


def canonical_json(values: object) -> str:
    """JSON with sorted keys and no spaces: the same text for the same values."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
