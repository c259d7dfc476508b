"""Whether the program that serves people starts for the account, and what is due gets done."""

from __future__ import annotations

import os
import pwd
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from store.errors import KehaoError
from tui.server.changeable import changeable
from tui.server.entering import PROGRAM
from tui.server.files import SERVICE, TIMER


def examine_program(forced: str, account: pwd.struct_passwd) -> Iterator[KehaoError]:
    """Who can change the program that sshd starts, and whether the account can start it."""
    command = _command(forced)
    door = Path(command[-1])
    for path in (Path(command[0]), door.parents[2] / "tui", door.parents[2] / "store", door):
        yield from changeable(path, account.pw_uid)
        if account.pw_uid and path.exists() and path.stat().st_uid == account.pw_uid:
            yield KehaoError("{path} belongs to the account that it guards.", path=str(path))
    if os.geteuid() == 0 and (why := _why_not(command, account)):
        yield KehaoError(
            "The account can't start {path}: {why}. Install it where every account can read it.",
            path=command[0],
            why=why,
        )


def _command(forced: str) -> Sequence[str]:
    """The program in the forced command line; this very one when none is forced."""
    try:
        words = shlex.split(forced)
    except ValueError:
        return PROGRAM
    at = words.index("server") if "server" in words else 0
    return words[:at] if at > 1 else PROGRAM


def _why_not(command: Sequence[str], account: pwd.struct_passwd) -> str:
    """What stops the account from starting the program; empty when nothing does."""
    try:
        ran = subprocess.run(
            [*command, "--help"],
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
            env={"LANG": "C.UTF-8", "HOME": account.pw_dir},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    if not ran.returncode:
        return ""
    return (ran.stderr.strip().splitlines() or ["?"])[-1].rstrip(".")[:200]


def examine_timer() -> Iterator[KehaoError]:
    """Whether systemd is told to do what is due; nothing on a machine without systemd."""
    if not Path("/run/systemd/system").is_dir() and not TIMER.exists():
        return
    for path in (SERVICE, TIMER):
        if not path.exists():
            yield KehaoError(
                "Nothing does what is due: there is no {path}. kehao server setup.", path=str(path)
            )
            return
        yield from changeable(path, 0)
    wanted = TIMER.parent / "timers.target.wants" / TIMER.name
    if not wanted.is_symlink():
        yield KehaoError(
            "The timer is not switched on: systemctl enable --now {name}.", name=TIMER.name
        )
