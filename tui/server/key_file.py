"""The file of public keys that sshd reads: one line a key, with all that it may not do.

Each line says whose key it is, in the command that it forces. The same line answers where sshd's
own configuration forces the command for everybody, and only tells which key was shown.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.errors import InvalidValue, NotPermitted
from store.staff.ssh_key import KINDS, PublicKey, key_of

_OPTION: Final = re.compile(r'\s*([A-Za-z-]+)(?:="((?:[^"\\]|\\.)*)")?(,|\s+|$)')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of authorized_keys: its number, its options, its key (None: it could not be read)."""

    number: int
    options: dict[str, str]
    key: PublicKey | None

    @property
    def person(self) -> str:
        """Whose key it is by the command it forces; empty when it says nothing of that."""
        try:
            words = shlex.split(self.options.get("command", ""))
        except ValueError:
            return ""
        after = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "--as"]
        return after[0] if len(after) == 1 and _command(words) == ["server", "enter"] else ""


def _command(words: list[str]) -> list[str]:
    """The two words after the program in a command line that a key forces."""
    at = words.index("server") if "server" in words else len(words)
    return words[at : at + 2]


def line_for(program: str, person: str, key: PublicKey) -> str:
    """The line of authorized_keys with which this key opens the door for that person."""
    command = f"{program} server enter --as {shlex.quote(person)} --key {key.fingerprint}"
    quoted = command.replace("\\", "\\\\").replace('"', '\\"')
    return f'restrict,pty,command="{quoted}" {key.line} {person}'


def read_lines(text: str) -> Iterator[Line]:
    """Every line that is no comment, also those that sshd would not take."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _read(number, line.strip())


def _read(number: int, line: str) -> Line:
    options: dict[str, str] = {}
    rest = line
    if rest.split(None, 1)[0] not in KINDS:
        while match := _OPTION.match(rest):
            options[match[1].lower()] = re.sub(r'\\(["\\])', r"\1", match[2] or "")
            rest = rest[match.end() :]
            if match[3] != ",":
                break
    try:
        return Line(number, options, key_of(rest.split(None, 2)))
    except InvalidValue:
        return Line(number, options, None)


def shown_key(user_auth: str) -> str:
    """The fingerprint of the key that sshd says was shown (SSH_USER_AUTH, by ExposeAuthInfo)."""
    try:
        lines = Path(user_auth).read_text("utf-8").splitlines() if user_auth else []
    except (OSError, UnicodeDecodeError):
        lines = []
    for line in lines:
        words = line.split()
        if words[:1] == ["publickey"]:
            try:
                return key_of(words[1:]).fingerprint
            except InvalidValue:
                continue
    raise NotPermitted("The server doesn't know whose key this is: ask an administrator.")


def who_has(path: Path, fingerprint: str) -> str:
    """Whose key it is by the one line of the file that has it; empty when none or several do."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    found = {
        line.person
        for line in read_lines(text)
        if line.key is not None and line.key.fingerprint == fingerprint
    }
    return found.pop() if len(found) == 1 else ""
