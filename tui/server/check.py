"""A running set-up examined: what sshd really does, who can change which file, which line is open.

Changes nothing. What is found are errors like those of other operations, each with the name of the
check that found it.
"""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.errors import KehaoError, NotFound
from tui.server.changeable import changeable
from tui.server.house import FILE, House, house_of
from tui.server.key_file import Line, read_lines

CHECKS: Final = ("sshd", "keys", "account", "files", "program", "sudo", "timer")

_MUST: Final = {
    "disableforwarding": "yes",
    "permituserrc": "no",
    "permittunnel": "no",
    "x11forwarding": "no",
    "allowagentforwarding": "no",
    "passwordauthentication": "no",
    "kbdinteractiveauthentication": "no",
    "permittty": "yes",
}
_HARMLESS: Final = frozenset({"none", "lang"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands open, or does not work; `check` is one of CHECKS."""

    check: str
    error: KehaoError


def examine(account: str, *, sshd: str = "/usr/sbin/sshd", config: str = "") -> list[Finding]:
    """Everything that is wrong with the set-up of this account. Raises NotFound for no account."""
    from tui.server.running import examine_program, examine_timer
    from tui.server.sudo import examine_sudo

    try:
        known = pwd.getpwnam(account)
    except KeyError:
        raise NotFound("There is no account {name} on this machine.", name=account) from None
    found: list[Finding] = []
    effective: dict[str, list[str]] = {}
    try:
        effective = _effective(known.pw_name, sshd, config)
    except KehaoError as error:
        found.append(Finding("sshd", error))
    else:
        found += [Finding("sshd", error) for error in _sshd(effective)]
        found += [Finding("keys", error) for error in _keys(effective, known)]
    found += [Finding("account", error) for error in _account(known, effective)]
    try:
        house = house_of(known)
    except KehaoError as error:
        found.append(Finding("files", error))
    else:
        found += [Finding("files", error) for error in _files(house, known)]
    forced = effective.get("forcecommand", ["none"])[0]
    found += [Finding("program", error) for error in examine_program(forced, known)]
    found += [Finding("sudo", error) for error in examine_sudo(known)]
    return found + [Finding("timer", error) for error in examine_timer()]


def _effective(name: str, sshd: str, config: str) -> dict[str, list[str]]:
    asked = f"user={name},host=client,addr=192.0.2.1,laddr=192.0.2.2,lport=22"
    command = [sshd, "-T", "-C", asked, *(["-f", config] if config else [])]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KehaoError("sshd can't be asked: {why}.", why=type(error).__name__) from None
    if ran.returncode:
        why = (ran.stderr.strip().splitlines() or ["?"])[-1]
        raise KehaoError("sshd can't be asked: {why}.", why=why[:200])
    effective: dict[str, list[str]] = {}
    for line in ran.stdout.splitlines():
        name, _, value = line.partition(" ")
        effective.setdefault(name.lower(), []).append(value)
    return effective


def _sshd(effective: dict[str, list[str]]) -> Iterator[KehaoError]:
    for name, wanted in _MUST.items():
        value = effective.get(name, [""])[0]
        if value != wanted:
            yield KehaoError(
                "sshd has {option} {value}, and {wanted} is needed: kehao server setup.",
                option=name,
                value=value or "?",
                wanted=wanted,
            )
    for value in effective.get("acceptenv", []):
        if not set(value.lower().split()) <= _HARMLESS:
            yield KehaoError("sshd lets clients set {value}: write AcceptEnv none.", value=value)
    if effective.get("permituserenvironment", ["no"])[0] != "no":
        yield KehaoError("sshd reads the environment from files: PermitUserEnvironment no.")
    forced = effective.get("forcecommand", ["none"])[0]
    if "server enter" in forced and "--keys" in forced:
        if effective.get("exposeauthinfo", ["no"])[0] != "yes":
            yield KehaoError("The forced command can't see the key: ExposeAuthInfo yes is needed.")
    elif forced != "none" and "server enter" not in forced:
        yield KehaoError("sshd forces another command than kehao server enter.")
    if forced != "none" and "-I" not in forced.split():
        yield KehaoError("The forced command starts Python without -I: kehao server setup.")


def _keys(effective: dict[str, list[str]], account: pwd.struct_passwd) -> Iterator[KehaoError]:
    forced = effective.get("forcecommand", ["none"])[0] != "none"
    if effective.get("authorizedkeyscommand", ["none"])[0] not in ("none", ""):
        yield KehaoError("sshd asks a command for keys, which this check does not read.")
    for word in " ".join(effective.get("authorizedkeysfile", [])).split():
        text = word.replace("%h", account.pw_dir).replace("%u", account.pw_name)
        path = Path(account.pw_dir, text.replace("%%", "%"))
        if not path.exists():
            continue
        yield from changeable(path, account.pw_uid)
        try:
            lines = list(read_lines(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError):
            yield KehaoError("{path} can't be read.", path=str(path))
            continue
        for line in lines:
            yield from _line(line, path, forced)


def _line(line: Line, path: Path, forced: bool) -> Iterator[KehaoError]:
    where: dict[str, object] = {"path": str(path), "line": line.number}
    if line.key is None:
        yield KehaoError("{path}, line {line}: no key that Kehao knows.", **where)
        return
    if "restrict" not in line.options:
        yield KehaoError("{path}, line {line}: restrict is missing.", **where)
    for option in ("port-forwarding", "agent-forwarding", "x11-forwarding", "user-rc"):
        if option in line.options:
            yield KehaoError(
                "{path}, line {line}: {option} opens what restrict shuts.", option=option, **where
            )
    if "environment" in line.options:
        yield KehaoError("{path}, line {line}: it sets the environment.", **where)
    if not line.person:
        what = "it does not say whose key it is" if forced else "it opens a shell"
        yield KehaoError("{path}, line {line}: {what}.", what=what, **where)


def _account(account: pwd.struct_passwd, effective: dict[str, list[str]]) -> Iterator[KehaoError]:
    shell = Path(account.pw_shell or "/bin/sh")
    if shell.name in ("nologin", "false") or not os.access(shell, os.X_OK):
        yield KehaoError(
            "The login shell {shell} refuses the forced command: usermod -s /bin/sh {name}.",
            shell=str(shell),
            name=account.pw_name,
        )
    password = _password(account.pw_name)
    if password.startswith("!") and effective.get("usepam", ["yes"])[0] == "no":
        yield KehaoError(
            "The account is locked, and sshd without PAM refuses it: usermod -p '*' {name}.",
            name=account.pw_name,
        )
    elif not password or password[0] not in "*!":
        yield KehaoError(
            "The account has a password, and who knows it gets a shell: usermod -p '*' {name}.",
            name=account.pw_name,
        )
    home = Path(account.pw_dir)
    yield from changeable(home, account.pw_uid)
    for name in (".ssh/rc", ".ssh/environment", ".bashrc", ".profile"):
        path = home / name
        if name.startswith(".ssh") and path.exists():
            yield KehaoError("{path} is there: sshd can be made to run it.", path=str(path))
        elif path.exists():
            yield from changeable(path, account.pw_uid)


def _password(name: str) -> str:
    """The account's line of /etc/shadow; `*` where only root may read it."""
    try:
        lines = Path("/etc/shadow").read_text("utf-8", "replace").splitlines()
    except OSError:
        return "*"
    return next((line.split(":")[1] for line in lines if line.startswith(f"{name}:")), "*")


def _files(house: House, account: pwd.struct_passwd) -> Iterator[KehaoError]:
    if not house.store.is_dir():
        yield NotFound("There is no store at {path}: kehao init makes one.", path=str(house.store))
        return
    yield from changeable(Path(account.pw_dir) / FILE, account.pw_uid)
    yield from changeable(house.store.parent, account.pw_uid)
    own = house.store.parent / "files"
    for path in (house.store, *house.store.iterdir(), *(own.rglob("*") if own.is_dir() else ())):
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode):
            yield KehaoError("{path} is a link.", path=str(path))
        elif facts.st_mode & 0o077:
            yield KehaoError("{path} can be read by others on this machine.", path=str(path))
        elif facts.st_uid != account.pw_uid:
            yield KehaoError("{path} belongs to another account.", path=str(path))
    for folder in house.allowed:
        if folder.is_relative_to(house.store) or house.store.is_relative_to(folder):
            yield KehaoError("{path} may not be allowed: the store lies there.", path=str(folder))
        elif not folder.is_dir():
            yield NotFound("There is no folder {path}.", path=str(folder))
