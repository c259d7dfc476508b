"""Help pages: Click knows the commands and options, this lays them out in the language in use.

Click's own layout counts characters, so Chinese, whose characters take two cells, would run over
the edge; here lines are broken by cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import click
from rich.cells import cell_len

from tui.commands.settings import GLOBAL_NAMES
from tui.locale import t

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDEST: Final = 100
_NARROWEST_TEXT: Final = 20
_CLOSING: Final = frozenset("，。、；：！？）》」』”’%…,.;:!?)]}")
_OPENING: Final = frozenset("（《「『“‘([{")


def help_text(command: click.Command, ctx: click.Context) -> str:
    """The help page of a command or group."""
    width = max(40, min(get_terminal_size().columns, WIDEST) - 1)
    lines = wrapped(t("Usage: {usage}", usage=usage(command, ctx)), width, "  ")
    if command.help:
        for paragraph in t(command.help).split("\n"):
            lines += ["", *wrapped(paragraph, width)] if paragraph else [""]
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    own = [_option_row(p, ctx) for p in options if p.name not in GLOBAL_NAMES]
    everywhere = [_option_row(p, ctx) for p in options if p.name in GLOBAL_NAMES]
    everywhere.append(("--help", t("Show this help.")))
    one_liners = getattr(command, "one_liners", None)
    if one_liners is not None:
        rows = [(name, t(line)) for name, line in one_liners(ctx)]
        lines += ["", t("Commands:"), *columns(rows, width)]
    if own:
        lines += ["", t("Options:"), *columns(own, width)]
    lines += ["", t("With every command:"), *columns(everywhere, width)]
    if command.epilog:
        for paragraph in t(command.epilog).split("\n"):
            lines += ["", *wrapped(paragraph, width)]
    return "\n".join(lines)


def usage(command: click.Command, ctx: click.Context) -> str:
    """The command with the names of its arguments, `kehao customers set CODE FIELD=VALUE...`."""
    words = [ctx.command_path]
    if any(isinstance(p, click.Option) and p.name not in GLOBAL_NAMES for p in command.params):
        words.append(t("[OPTIONS]"))
    arguments = (param for param in command.params if isinstance(param, click.Argument))
    words.extend(argument.make_metavar(ctx) for argument in arguments)
    if isinstance(command, click.Group):
        words.append(t("COMMAND"))
    return " ".join(words)


def _option_row(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    name = ", ".join(option.opts)
    if not option.is_flag:
        name += " " + option.make_metavar(ctx)
    return name, t(option.help or "")


def columns(rows: Sequence[tuple[str, str]], width: int, indent: str = "  ") -> list[str]:
    """Two columns; the right one is broken into lines, each beginning in its column."""
    if not rows:
        return []
    left = min(max(cell_len(name) for name, _ in rows), width // 2) + 2
    room = max(width - left - len(indent), _NARROWEST_TEXT)
    lines: list[str] = []
    for name, text in rows:
        parts = wrapped(text, room) or [""]
        if cell_len(name) + 2 > left:
            lines.append(indent + name)
        else:
            lines.append(indent + name + " " * (left - cell_len(name)) + parts.pop(0))
        lines += [indent + " " * left + part for part in parts]
    return [line.rstrip() for line in lines]


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The text in lines of at most `width` cells; `indent` stands before all but the first."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """What a line may be broken between: words with the spaces after them, Chinese characters."""
    word = ""
    for character in text:
        wide = cell_len(character) == 2
        if character in _CLOSING or character == " " or word[-1:] in _OPENING:
            word += character
        elif wide or (word and (word[-1] == " " or cell_len(word[-1]) == 2)):
            if word:
                yield word
            word = character
        else:
            word += character
    if word:
        yield word
