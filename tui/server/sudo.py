"""What sudo lets people do with the account that serves: its lines, read as sudo reads them.

`cvtsudoers` gives every line of every included file with its aliases written out. Whoever may do
everything as root anyway is root, and not told of.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from store.errors import KehaoError, NotFound
from tui.server.changeable import changeable
from tui.server.files import COMMAND, starter

SUDOERS: Final = Path("/etc/sudoers")
_FOLDERS: Final = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"


@dataclass(frozen=True, slots=True)
class Rule:
    """Some people, whom they may act as, by which commands, with which options."""

    people: list[dict[str, Any]]
    acting_as: list[dict[str, Any]]
    commands: list[str]
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """The people, as sudo's lines write them."""
        return ", ".join(map(_written, self.people))


def examine_sudo(account: pwd.struct_passwd) -> Iterator[KehaoError]:
    """What stands open in sudo's lines; nothing where there is no sudo."""
    tester, reader = (shutil.which(one, path=_FOLDERS) for one in ("visudo", "cvtsudoers"))
    if tester is None or not SUDOERS.exists():
        return
    try:
        _asked(tester, "-c")  # owners and modes of all files as well
    except KehaoError as error:
        yield error
    try:
        held = _lines(reader)
    except KehaoError as error:
        yield error
        return
    usual = _usual(held)
    rules = list(_rules(held, str(usual.get("runas_default", "root"))))
    for rule in rules:
        yield from _rule(rule, account, usual)
    ours = [rule for rule in rules if any(map(_is_ours, rule.commands))]
    if ours:
        yield from _starter(account)
        for name, wanted in (("env_reset", True), ("setenv", False)):
            if usual.get(name, wanted) is not wanted:
                yield KehaoError(
                    "sudo hands the caller's environment on to {path}: kehao server setup.",
                    path=str(COMMAND),
                )
                return


def _lines(reader: str | None) -> dict[str, Any]:
    """What cvtsudoers makes of them. Raises KehaoError."""
    if reader is None:
        raise KehaoError("sudo's lines can't be read: {why}.", why="cvtsudoers")
    value = json.loads(_asked(reader, "-e", "-f", "json", str(SUDOERS)))
    return value if isinstance(value, dict) else {}


def _asked(*command: str) -> str:
    surroundings = {"PATH": _FOLDERS, "LANG": "C.UTF-8"}
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=False, env=surroundings
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KehaoError("sudo's lines can't be read: {why}.", why=type(error).__name__) from None
    if ran.returncode:
        said = (ran.stderr.strip() or ran.stdout.strip()).splitlines() or ["?"]
        raise KehaoError("sudo's lines are not as they should be: {why}.", why=said[0][:200])
    return ran.stdout


def _rules(held: dict[str, Any], usual: str) -> Iterator[Rule]:
    for spec in held.get("User_Specs", ()):
        for one in spec.get("Cmnd_Specs", ()):
            acting = one.get("runasusers", [] if "runasgroups" in one else [{"username": usual}])
            commands = [c["command"] for c in one.get("Commands", ()) if not c.get("negated")]
            yield Rule(spec["User_List"], acting, commands, _merged(one.get("Options", ())))


def _merged(options: Any) -> dict[str, Any]:
    return {name: value for one in options for name, value in one.items()}


def _usual(held: dict[str, Any]) -> dict[str, Any]:
    """The settings that hold for our command: those bound to a command count last."""
    general: dict[str, Any] = {}
    bound: dict[str, Any] = {}
    for one in held.get("Defaults", ()):
        options = _merged(one.get("Options", ()))
        commands = [b["command"] for b in one.get("Binding", ()) if "command" in b]
        if any(_is_ours(c) or c == "ALL" for c in commands):
            bound |= options
        elif not commands:
            for name, value in options.items():
                # bound to some people or hosts only: the worse of the two
                if not (one.get("Binding") and general.get(name) == _WORSE.get(name)):
                    general[name] = value
    return general | bound


_WORSE: Final = {"env_reset": False, "setenv": True}


def _rule(rule: Rule, account: pwd.struct_passwd, usual: dict[str, Any]) -> Iterator[KehaoError]:
    root = pwd.getpwuid(0)
    if "ALL" in rule.commands and _covers(rule.acting_as, root):
        return
    if all(one.get("username") == root.pw_name or one.get("userid") == 0 for one in rule.people):
        return
    if _covers(rule.people, account) and rule.acting_as and rule.commands:
        yield KehaoError(
            "sudo lets {name} itself run {command} as others.",
            name=account.pw_name,
            command=rule.commands[0],
        )
    for command in rule.commands:
        facts = {"who": rule.who, "command": command, "name": account.pw_name}
        if not _is_ours(command):
            if _covers(rule.acting_as, account):
                yield KehaoError("sudo lets {who} run {command} as {name}.", **facts)
            continue
        if not all(_covers([one], account) and _one(one) for one in rule.acting_as):
            yield KehaoError(
                "sudo lets {who} run {command} not only as {name}: write ({name}).", **facts
            )
        if rule.options.get("setenv") and usual.get("setenv") is not True:
            yield KehaoError(
                "sudo lets {who} set the environment of {command}: take SETENV away.", **facts
            )


def _one(written: dict[str, Any]) -> bool:
    """Whether it names one account and no more."""
    return "userid" in written or written.get("username", "ALL") != "ALL"


def _is_ours(command: str) -> bool:
    return command.split(" ", 1)[0] == str(COMMAND)


def _covers(written: list[dict[str, Any]], account: pwd.struct_passwd) -> bool:
    """Whether a list of accounts and groups holds this account; the last that fits decides."""
    covered = False
    for one in written:
        if _fits(one, account):
            covered = not one.get("negated", False)
    return covered


def _fits(one: dict[str, Any], account: pwd.struct_passwd) -> bool:
    if "username" in one:
        return one["username"] in ("ALL", account.pw_name)
    if "userid" in one:
        return bool(one["userid"] == account.pw_uid)
    import grp

    gids = os.getgrouplist(account.pw_name, account.pw_gid)
    if "usergid" in one:
        return one["usergid"] in gids
    if "usergroup" in one:
        try:
            return one["usergroup"] == "ALL" or grp.getgrnam(one["usergroup"]).gr_gid in gids
        except KeyError:
            return False
    return not one.get("negated", False)  # a netgroup: it may


def _written(one: dict[str, Any]) -> str:
    sign = "!" if one.get("negated") else ""
    marks = {"usergroup": "%", "usergid": "%#", "userid": "#", "netgroup": "+"}
    name = next((name for name in one if name != "negated"), "")
    return f"{sign}{marks.get(name, '')}{one.get(name, '?')}"


def _starter(account: pwd.struct_passwd) -> Iterator[KehaoError]:
    """The command that sudo's line names: there, root's, and starting this very program."""
    path = COMMAND
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        yield NotFound("There is no {path}, which sudo is to run.", path=str(path))
        return
    except (OSError, UnicodeDecodeError):
        text = ""
    yield from changeable(path, 0)
    if text != starter():
        yield KehaoError(
            "{path} does not start this program as sudo needs it: kehao server setup.",
            path=str(path),
        )
    elif path.stat().st_mode & 0o005 != 0o005:
        yield KehaoError("{name} can't run {path}.", name=account.pw_name, path=str(path))
