"""`kehao server`: one machine for many people. `setup` shows and writes what sshd, systemd and sudo
need, `check` tests what runs, `enter` is what sshd calls."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.errors import InvalidValue, KehaoError, WrongUsage
from tui import locale
from tui.commands.parsing import group
from tui.commands.printing import answer, put_json, put_line
from tui.commands.settings import Settings
from tui.commands.small_files import text_of
from tui.locale import error_text, t

if TYPE_CHECKING:
    from store.staff.ssh_key import PublicKey
    from tui.server.files import File

server = group("server", "Set up a server for many people, and check it.")


@server.verb(
    "setup",
    help="Show what a server needs: sshd's block, the keys of staff, the timer, sudo's line. "
    "--write writes each after showing it and asking. The keys come from kehao staff key list "
    "--lines, which the account that serves runs.",
)
@click.option(
    "--account", default="kehao", metavar="NAME", help="The machine's account that serves (kehao)."
)
@click.option(
    "--lines", metavar="FILE", help="What kehao staff key list --lines gave; - is standard input."
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="NAME=FILE",
    help="A public key for an account of Kehao, beside those of --lines; can be repeated.",
)
@click.option(
    "--allow",
    multiple=True,
    metavar="DIR",
    help="A folder that all may read and write, beside their own; can be repeated.",
)
@click.option(
    "--sudo-group",
    default="",
    metavar="GROUP",
    help="Also sudo's line, by which this group of shell users runs kehao.",
)
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar="ACCOUNT=NAME",
    help="A shell user whose name in Kehao is another; can be repeated.",
)
@click.option("--write", is_flag=True, help="Write the files, each shown and asked for first.")
@click.option("--yes", is_flag=True, help="With --write: do not ask.")
@click.option("--root", default="/", metavar="DIR", help="Write below this folder (an image).")
@click.pass_obj
def setup(
    settings: Settings,
    account: str,
    lines: str | None,
    keys: tuple[str, ...],
    allow: tuple[str, ...],
    sudo_group: str,
    people: tuple[str, ...],
    write: bool,
    yes: bool,
    root: str,
) -> None:
    """Show the files of a server, and write them if asked."""
    from tui.server.files import KEYS, server_files

    home = _home(account)
    store = Path(settings.store) if settings.store else home / "store"
    files = server_files(
        account,
        home,
        store,
        [*_listed_keys(lines), *map(_named_key, keys)],
        allow=[Path(one) for one in allow],
        language=locale.language(),
        people=dict(_pair(one, "ACCOUNT=NAME") for one in people),
        group=sudo_group,
    )
    if not settings.json:
        put_line(t("Nothing is written yet.") if not write else t("Each file is shown first."))
        for line in _before(account, home, store):
            put_line(line)
    if not (lines or keys) and (Path(root) / KEYS.relative_to("/")).exists():
        files = [file for file in files if file.path != KEYS]  # nobody's key goes by an omission
        if not settings.json:
            put_line(t("The keys in {path} stay: no --lines, no --key.", path=str(KEYS)))
    for file in files:
        _one(settings, file, Path(root), account, write=write, yes=yes)
    if not settings.json:
        put_line(
            t("Then: sshd -t && systemctl reload ssh; systemctl enable --now kehao-due.timer;")
        )
        put_line(t("kehao server check tells what is open."))


def _home(account: str) -> Path:
    try:
        return Path(pwd.getpwnam(account).pw_dir)
    except KeyError:
        return Path("/srv") / account


def _before(account: str, home: Path, store: Path) -> Iterator[str]:
    """What has to be done first, by hand."""
    try:
        pwd.getpwnam(account)
    except KeyError:
        yield t("First make the account; its shell must be a real one:")
        yield f"    useradd --system -m -d {home} -s /bin/sh -p '*' {account}"
        yield f"    chmod 700 {home}"
    if not store.exists():
        yield t("Then make its store:")
        yield f"    sudo su - {account} -c 'kehao --store {store} init --admin NAME'"


def _listed_keys(file: str | None) -> Iterator[tuple[str, PublicKey]]:
    """The keys of a list of lines; one that does not say whose it is is no such list."""
    from tui.server.key_file import read_lines

    for line in read_lines(text_of(file)) if file else ():
        if line.key is None or not line.person:
            raise InvalidValue(
                "{path}, line {line}: kehao staff key list --lines does not write this.",
                path=file,
                line=line.number,
            )
        yield line.person, line.key


def _named_key(text: str) -> tuple[str, PublicKey]:
    from store.keys.credentials import check_name
    from store.staff.ssh_key import read_key

    name, file = _pair(text, "NAME=FILE")
    return check_name(name), read_key(text_of(file))


def _pair(text: str, form: str) -> tuple[str, str]:
    one, equals, other = text.partition("=")
    if not (one and equals and other):
        raise WrongUsage("{value} is not {form}.", value=text, form=form)
    return one, other


def _one(
    settings: Settings, file: File, root: Path, account: str, *, write: bool, yes: bool
) -> None:
    path = root / file.path.relative_to("/")
    same = _text(path) == file.text
    if not settings.json:
        put_line("")
        put_line(f"# {path} ({file.mode:04o}): {t(file.what)}")
        for line in file.text.splitlines():
            put_line(line)
    written = False
    if write and not same and (yes or _asked(path)):
        _write(file, path, account if file.path.is_relative_to(_home(account)) else "")
        written = True
    if settings.json:
        shown: dict[str, object] = {"path": str(path), "mode": f"{file.mode:04o}"}
        put_json({**shown, "text": file.text, "same": same, "written": written})
    elif same or written:
        put_line(t("It is there already, the same.") if same else t("Written."))


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _asked(path: Path) -> bool:
    if not sys.stdin.isatty():
        raise WrongUsage("There is no terminal to ask on: give --yes to write all that is shown.")
    sys.stderr.write(t("Write {path}? Type yes: ", path=path))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("yes", "是")


def _write(file: File, path: Path, owner: str) -> None:
    """Put the file in its place in one step, its folders made before it."""
    who = pwd.getpwnam(owner) if owner and os.getuid() == 0 and _known(owner) else None
    missing = [one for one in path.parents if not one.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700 if owner else 0o755)
        if who is not None:
            os.chown(folder, who.pw_uid, who.pw_gid)
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(file.text)
            if who is not None:
                os.fchown(handle, who.pw_uid, who.pw_gid)
            os.fchmod(handle, file.mode)
            opened.flush()
            os.fsync(handle)
        fresh.replace(path)
    except OSError as error:
        raise InvalidValue(
            "{path} can't be written: {why}.", path=str(path), why=error.strerror or ""
        ) from None


def _known(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


@server.verb(
    "check",
    help="Test a server that runs: what sshd really does for the account, whose keys are let in "
    "and how, who can change what. Exit code 1 when something stands open.",
)
@click.option(
    "--account", default="kehao", metavar="NAME", help="The machine's account that serves (kehao)."
)
@click.option("--sshd", default="/usr/sbin/sshd", metavar="FILE", help="The sshd to ask.")
@click.option("--config", default="", metavar="FILE", help="Its configuration, if another.")
@click.pass_obj
def check(settings: Settings, account: str, sshd: str, config: str) -> int:
    """Examine the set-up of a server."""
    from tui.server.check import CHECKS, examine

    findings = examine(account, sshd=sshd, config=config)
    value = {
        "ok": not findings,
        "findings": [{"check": one.check, "message": error_text(one.error)} for one in findings],
        "checks": list(CHECKS),
    }
    told = [(one.check, one.error) for one in findings]
    answer(settings, value, lambda: _told(told))
    return 1 if findings else 0


def _told(findings: Sequence[tuple[str, KehaoError]]) -> Iterator[str]:
    for name, error in findings:
        yield f"{name}: {error_text(error)}"
    if not findings:
        yield t("Nothing stands open.")


@server.verb(
    "enter",
    help="What sshd calls as the forced command: serves the person whose key was shown. Not for "
    "people to call.",
)
@click.option("--as", "person", metavar="NAME", help="The account of Kehao that is served.")
@click.option("--key", metavar="FINGERPRINT", help="The key that was shown.")
@click.option("--keys", metavar="FILE", help="The file that says whose key was shown.")
@click.option("--allow", multiple=True, metavar="DIR", help="A folder that may be named.")
def enter(**given: object) -> None:
    """`tui.cli` goes through the door before any of this is read; only help comes here."""
    raise WrongUsage("kehao server enter comes first: its options stand after it.")
