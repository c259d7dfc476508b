"""What every command is told besides its own options: which store, who, how to answer.

The options stand before or after the command; the environment answers for those not given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from store.errors import WrongUsage
from store.files.confinement import confined
from tui import locale


@dataclass(slots=True)
class Settings:
    """The global options as they stand; commands get it as their first argument."""

    store: str = ""
    user: str = ""
    password_file: str = ""
    program_key: str = ""
    code_file: str = ""
    json: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """What KEHAO_STORE, KEHAO_USER and the three KEHAO_…_FILE say."""
        environ = os.environ if environ is None else environ
        return cls(
            store=environ.get("KEHAO_STORE", ""),
            user=environ.get("KEHAO_USER", ""),
            password_file=environ.get("KEHAO_PASSWORD_FILE", ""),
            program_key=environ.get("KEHAO_KEY_FILE", ""),
            code_file=environ.get("KEHAO_CODE_FILE", ""),
        )

    def folder(self) -> Path:
        """The store's folder: the one named, else `kehao` in the account's data folder."""
        if self.store:
            return Path(self.store).expanduser().absolute()
        from platformdirs import user_data_path

        return user_data_path("kehao", appauthor=False)


def client_key(environ: Mapping[str, str] | None = None) -> str:
    """The fingerprint of the SSH key that opened the door to this process, for the log."""
    environ = os.environ if environ is None else environ
    return environ.get("KEHAO_SERVED_KEY", "") if confined() is not None else ""


def has_terminal() -> bool:
    """Whether a person sits there: keys come in, and the screen (standard error) goes out."""
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def client_address(environ: Mapping[str, str] | None = None) -> str:
    """Where the person sits, for the log: the far end of the SSH connection, or `local`."""
    environ = os.environ if environ is None else environ
    words = environ.get("SSH_CONNECTION", "").split()
    return words[0][:64] if words and words[0].isascii() and words[0].isprintable() else "local"


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is None or value is False or param.name is None:
        return
    if param.name == "lang":
        if value not in locale.LANGUAGES:
            raise WrongUsage("There is no language {value}: choose zh or en.", value=value)
        locale.use(value)
        return
    if param.name in ("store", "user") and confined() is not None:
        raise WrongUsage("{option} is fixed on this server: leave it out.", option=param.opts[0])
    settings = ctx.find_root().ensure_object(Settings)
    setattr(settings, param.name, value)


def global_options(own: Sequence[click.Parameter] = ()) -> list[click.Option]:
    """The options that every command takes; new objects, since click keeps them by command.

    One that the command has for something of its `own` is only taken before the command.
    """
    taken = {name for parameter in own for name in parameter.opts}
    return [option for option in _options() if taken.isdisjoint(option.opts)]


def _options() -> list[click.Option]:
    def option(*names: str, **how: Any) -> click.Option:
        return click.Option(names, expose_value=False, callback=_keep, **how)

    return [
        option("--store", metavar="DIR", help="The store's folder (KEHAO_STORE)."),
        option("--user", metavar="NAME", help="The account to sign in with (KEHAO_USER)."),
        option(
            "--password-file",
            metavar="FILE",
            help="The password is this file's first line; - reads standard input "
            "(KEHAO_PASSWORD_FILE). Without it the terminal asks.",
        ),
        option(
            "--key-file",
            "program_key",
            metavar="FILE",
            help="Sign a program in: its account and its key are in this file (KEHAO_KEY_FILE).",
        ),
        option(
            "--code-file",
            metavar="FILE",
            help="The one-time code is this file's first line; - reads standard input "
            "(KEHAO_CODE_FILE). Without it the terminal asks those who have codes.",
        ),
        option("--lang", metavar="zh|en", help="The language of messages (KEHAO_LANG)."),
        option(
            "--json", is_flag=True, help="Answer with one JSON object a line on standard output."
        ),
    ]


GLOBAL_NAMES = frozenset(
    {"store", "user", "password_file", "program_key", "code_file", "lang", "json"}
)
