"""Click as Kehao uses it: global options on every command, help in both languages, one-line errors.

Help texts are written in English where a command is defined and translated when they are shown.
Whatever goes wrong ends as one line on standard error and one of the exit codes that scripts
rely on; a traceback is never printed, because it could hold a customer's data.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, Final, NoReturn

import click

from store.errors import (
    InvalidText,
    KehaoError,
    NotFound,
    NotPermitted,
    Stopped,
    WrongUsage,
)
from store.files.confinement import confined
from tui import locale
from tui.commands.help import help_text
from tui.commands.printing import complain
from tui.commands.settings import Settings, global_options
from tui.locale import error_text, t

STOPPED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""

NOT_SERVED: Final = frozenset({"server", "init", "demo", "backup", "keys"})
"""Commands that name folders of the machine: not for those whom a server serves."""


FILES: Final = frozenset(
    {
        *("archives", "checkpoint", "code_file", "file", "initial_password_file", "key_file"),
        *("out", "password_file", "program_key", "recovery_file", "rejects", "to"),
    }
)
"""Parameters that name files: those alone may have any bytes in their names."""

_NOT_TEXT: Final = re.compile("[\ud800-\udfff]")


class Ended(BaseException):
    """A signal asks the program to end: nothing is caught by accident, everything is released."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Command(click.Command):
    """A command that takes the global options and shows its help in the language in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = kwargs.get("params", ())
        kwargs["params"] = [*own, *global_options(own)]
        kwargs["add_help_option"] = True
        super().__init__(*args, **kwargs)
        self.allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Click's, with its complaint about too many arguments in our words."""
        rest = super().parse_args(ctx, args)
        for name, value in ctx.params.items():
            if name not in FILES:
                _check_text(value, ctx)
        if ctx.args and not ctx.resilient_parsing:
            extra = WrongUsage("{value} is one argument too many.", value=ctx.args[0])
            raise _with_way_out(extra, ctx)
        return rest

    def get_help(self, ctx: click.Context) -> str:
        """The whole help page, without the last line end."""
        return help_text(self, ctx)


class Group(click.Group):
    """A group whose commands are imported when they are called: (module:name, one line of help)."""

    def __init__(
        self, *args: Any, lazy: Mapping[str, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        kwargs["params"] = [*kwargs.get("params", ()), *global_options()]
        kwargs.setdefault("no_args_is_help", False)
        kwargs.setdefault("invoke_without_command", True)
        super().__init__(*args, **kwargs)
        self.lazy: dict[str, tuple[str, str]] = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which people meet them."""
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now if it was not yet."""
        if name in self.lazy:
            module, _, attribute = self.lazy[name][0].partition(":")
            found: click.Command = getattr(importlib.import_module(module), attribute)
            return found
        return super().get_command(ctx, name)

    def one_liners(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each command with its line of help (untranslated), importing none of the lazy ones."""
        lazy = [(name, line) for name, (_, line) in self.lazy.items()]
        return [*lazy, *((name, command.help or "") for name, command in self.commands.items())]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; options that stand before it were taken already."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            if name.startswith("-"):
                raise _with_way_out(WrongUsage("There is no option {value}.", value=name), ctx)
            unknown = WrongUsage(
                "There is no command {value}: choose from {known}.",
                value=name,
                known=", ".join(self.list_commands(ctx)),
            )
            raise _with_way_out(unknown, ctx)
        return name, command, args[1:]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command asked for; a group alone says what it holds."""
        if not ctx.args and not ctx._protected_args and self.callback is None:
            alone = WrongUsage(
                "{command} needs one of: {known}.",
                command=ctx.command_path,
                known=", ".join(self.list_commands(ctx)),
            )
            raise _with_way_out(alone, ctx)
        return super().invoke(ctx)

    def get_help(self, ctx: click.Context) -> str:
        """The whole help page, without the last line end."""
        return help_text(self, ctx)

    def verb(
        self,
        name: str,
        help: str,
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """Decorate a function as a command of this group."""

        def add(function: Callable[..., Any]) -> click.Command:
            made: click.Command = command(name, help)(function)
            self.add_command(made)
            return made

        return add


class Root(Group):
    """`kehao` itself: sets language and settings up, and turns every end into an exit code."""

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run a command line to its exit code (raises SystemExit, nothing else)."""
        given = list(sys.argv[1:] if args is None else args)
        locale.use(asked_language(given) or locale.from_environment())
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        extra.pop("standalone_mode", None)
        extra.setdefault("obj", Settings.from_environment())
        sys.exit(self._run(given, prog_name or "kehao", extra))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; not one that sets the machine up, for those whom the machine serves."""
        if args[0] in NOT_SERVED and confined() is not None:
            raise NotPermitted(
                "kehao {value} is for whoever runs the server, on the server itself.",
                value=args[0],
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends it as the other signals do."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Ended(signal.SIGINT) from None

    def _run(self, args: list[str], prog_name: str, extra: dict[str, Any]) -> int:
        try:
            try:
                result = super().main(args, prog_name, standalone_mode=False, **extra)
                sys.stdout.flush()
                return result if isinstance(result, int) else 0
            except click.ClickException as error:
                raise _said_by_click(error) from error
            except (click.Abort, EOFError, Stopped):
                complain(t("Stopped."))
                return STOPPED
            except FileNotFoundError as error:
                raise NotFound("There is no file {path}.", path=error.filename) from error
            except BrokenPipeError:
                return _reader_gone()
            except OSError as error:
                raise _said_by_the_system(error) from error
        except KehaoError as error:
            complain(_with_place(error))
            return error.exit_code
        except Ended as end:
            if end.number == signal.SIGINT:
                if sys.stderr.isatty():
                    sys.stderr.write("\n")
                complain(t("Stopped."))
            return 128 + end.number
        except Exception as fault:
            from tui.crash import line

            complain(line(fault))
            return 1


def _check_text(value: object, ctx: click.Context) -> None:
    """Refuse bytes that are no text in what is not a file's name: nothing could keep them."""
    if isinstance(value, tuple | list):
        for one in value:
            _check_text(one, ctx)
    elif isinstance(value, str) and _NOT_TEXT.search(value):
        raise _with_way_out(WrongUsage("{value} is not UTF-8 text.", value=value), ctx)


def asked_language(args: Sequence[str]) -> str:
    """The language that `--lang` asks for, wherever it stands: help needs it before all else."""
    for place, arg in enumerate(args):
        if arg == "--":
            break
        name, equals, value = arg.partition("=")
        if name == "--lang":
            value = value if equals else "".join(args[place + 1 : place + 2])
            return value if value in locale.LANGUAGES else ""
    return ""


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP end the program as an exception does: signed out, rolled back."""

    def end(number: int, frame: FrameType | None) -> None:
        raise Ended(number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def _with_way_out(error: WrongUsage, ctx: click.Context | None) -> WrongUsage:
    """The error, with the place where the right usage is told after it."""
    path = ctx.command_path if ctx is not None else "kehao"
    return WrongUsage("{what} See {command} --help.", what=error_text(error), command=path)


def _said_by_click(error: click.ClickException) -> WrongUsage:
    """Click's complaint in our words."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.NoSuchOption):
        ours = WrongUsage("There is no option {value}.", value=error.option_name)
    elif isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        if isinstance(error.param, click.Option):
            name = max(error.param.opts, key=len)
        ours = WrongUsage("{value} is missing.", value=name)
    elif isinstance(error, click.BadOptionUsage):
        ours = WrongUsage("{value} needs a value, and one only.", value=error.option_name)
    else:
        ours = WrongUsage("{what}", what=error.message)
    return _with_way_out(ours, ctx)


def _with_place(error: KehaoError) -> str:
    """The error's sentence, with the rule and the place in the text that is wrong, if any."""
    text = error_text(error)
    if isinstance(error, InvalidText):
        if "{position}" not in error.template:
            text += " " + t("(Character {position}.)", position=error.start + 1)
        if "rule" in error.params and "{rule}" not in error.template:
            text = t("Rule {rule}: {why}", rule=error.params["rule"], why=text)
    return text


def _said_by_the_system(error: OSError) -> KehaoError:
    name = error.filename if isinstance(error.filename, str) else ""
    why = error.strerror or type(error).__name__
    if name:
        return KehaoError("{path} cannot be used: {why}.", path=name, why=why)
    return KehaoError("The machine refused: {why}.", why=why)


def _reader_gone() -> int:
    """Whoever read our output has left (`| head`): say nothing, not even while Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 1


def group(name: str, help_: str) -> Group:
    """A group of commands that stands in a module of its own."""
    return Group(name=name, help=help_)


def command(
    name: str, help_: str, *, minus: bool = False
) -> Callable[[Callable[..., Any]], click.Command]:
    """Decorate a function as a command that stands alone.

    With `minus`, words that begin with one - are arguments (a query's `-type:VIP`).
    """
    return click.command(
        name, cls=Command, help=help_, context_settings={"ignore_unknown_options": minus}
    )


def whole_number(value: object) -> int:
    """The type of an option that says how many. Raises WrongUsage."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise WrongUsage("{value} is no number: write 0 or more in digits.", value=text)
    return int(text)


def query_text(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> str:
    """The words of a query argument as one text; an option nobody knows is no word."""
    for word in words:
        if word.startswith("--"):
            raise _with_way_out(WrongUsage("There is no option {value}.", value=word), ctx)
    return " ".join(words)
