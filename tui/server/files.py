"""What a server needs written, as text: sshd, its keys, the timer, sudo, our own settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.errors import InvalidValue
from store.staff.ssh_key import PublicKey
from tui.server import house
from tui.server.entering import PROGRAM
from tui.server.key_file import line_for

SSHD: Final = Path("/etc/ssh/sshd_config.d/10-kehao.conf")
KEYS: Final = Path("/etc/ssh/kehao_keys")
SERVICE: Final = Path("/etc/systemd/system/kehao-due.service")
TIMER: Final = Path("/etc/systemd/system/kehao-due.timer")
SUDOERS: Final = Path("/etc/sudoers.d/kehao")
COMMAND: Final = Path("/usr/local/bin/kehao")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: where, its mode, what it is for, and its text."""

    path: Path
    mode: int
    what: str
    text: str


def program() -> str:
    """The command line that starts this very program, safe from what a client sends."""
    return shlex.join(PROGRAM)


def sshd_block(account: str, keys: Path = KEYS) -> str:
    """The block that makes sshd hold everybody who comes in as `account` to the door."""
    return f"""\
# Written by kehao server setup. Test it: sshd -t; use it: systemctl reload ssh
Match User {account}
    ForceCommand {program()} server enter --keys {keys}
    AuthorizedKeysFile {keys}
    AuthenticationMethods publickey
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    ExposeAuthInfo yes
    DisableForwarding yes
    AllowTcpForwarding no
    AllowStreamLocalForwarding no
    AllowAgentForwarding no
    X11Forwarding no
    PermitTunnel no
    GatewayPorts no
    PermitUserRC no
    PermitTTY yes
    AcceptEnv none
    ClientAliveInterval 60
    ClientAliveCountMax 3
"""


def key_lines(keys: Sequence[tuple[str, PublicKey]]) -> str:
    """The file of keys that sshd reads."""
    lines = [line_for(program(), person, key) for person, key in keys]
    return "\n".join(["# Written by kehao server setup from kehao staff key list.", *lines, ""])


def service(account: str, store: Path) -> str:
    """The unit that does what is due, as an account of the role `service`."""
    asked = f"--store {store} --key-file {store.parent / 'due.key'} run-due"
    return f"""\
# The account it signs in with, once:
#   kehao staff add-service due --key-file {store.parent / "due.key"}
[Unit]
Description=Kehao: what is due

[Service]
Type=oneshot
User={account}
ExecStart={program()} {asked}
UMask=0077
NoNewPrivileges=yes
ProtectSystem=full
PrivateTmp=yes
PrivateDevices=yes
LimitCORE=0
"""


TIMER_TEXT: Final = """\
[Unit]
Description=Kehao: what is due, once an hour

[Timer]
OnCalendar=hourly
RandomizedDelaySec=5min
Persistent=true

[Install]
WantedBy=timers.target
"""


def settings(store: Path, allow: Sequence[Path], language: str, people: Mapping[str, str]) -> str:
    """`server.toml`; JSON's strings are TOML's."""
    import json

    def quoted(text: object) -> str:
        return json.dumps(str(text), ensure_ascii=False)

    lines = ["# Written by kehao server setup.", f"store = {quoted(store)}"]
    lines.append(f"allow = [{', '.join(map(quoted, allow))}]")
    if language:
        lines.append(f"lang = {quoted(language)}")
    lines += ["", "# account of the machine = account of Kehao, for those who come by sudo"]
    lines += ["[people]", *(f"{quoted(one)} = {quoted(two)}" for one, two in people.items()), ""]
    return "\n".join(lines)


def sudoers(account: str, group: str) -> str:
    """The line by which a group of shell users runs kehao, and nothing else, as the account."""
    return f"""\
# Written by kehao server setup. Test it: visudo -c; they type: sudo -u {account} kehao
Defaults!{COMMAND} env_reset, !setenv, umask=0077, umask_override
%{group} ALL=({account}) NOPASSWD: {COMMAND}
"""


def starter() -> str:
    """The command that sudo runs: our program, told nothing by the caller's environment."""
    return f'#!/bin/sh\nexec {program()} "$@"\n'


def server_files(
    account: str,
    home: Path,
    store: Path,
    keys: Sequence[tuple[str, PublicKey]],
    *,
    allow: Sequence[Path] = (),
    language: str = "",
    people: Mapping[str, str] | None = None,
    group: str = "",
) -> list[File]:
    """All that a server needs written. Raises InvalidValue for a name or path that cannot stand."""
    for name in filter(None, (account, group)):
        if not _NAME.fullmatch(name):
            raise InvalidValue("{value} is no name of an account of the machine.", value=name)
    for path in (store, home, *allow):
        if not path.is_absolute() or re.search(r"[\s%\"'\\:]", str(path)):
            raise InvalidValue(
                "{value} is no whole path without blanks, as in /srv/kehao/store.", value=str(path)
            )
    files = [
        File(
            home / house.FILE,
            0o600,
            "Which store is served, and who is who",
            settings(store, allow, language, people or {}),
        ),
        File(KEYS, 0o644, "The keys that open the door, from the store", key_lines(keys)),
        File(SSHD, 0o644, "sshd: nothing but Kehao for this account", sshd_block(account)),
        File(SERVICE, 0o644, "systemd: what is due, done", service(account, store)),
        File(TIMER, 0o644, "systemd: when", TIMER_TEXT),
    ]
    if group:
        files.append(File(COMMAND, 0o755, "The command that sudo runs", starter()))
        files.append(
            File(SUDOERS, 0o440, "sudo: shell users run just that", sudoers(account, group))
        )
    return files
