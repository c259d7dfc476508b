"""The options that say how a file's columns are read, for every command that reads one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="COL=FIELD",
        help="Column COL is FIELD, - leaves it out, + makes it a field of its own; can be "
        "repeated, several columns for one field are joined.",
    ),
    click.option(
        "--sheet", default="", metavar="NAME", help="The sheet of a workbook (the first)."
    ),
    click.option("--encoding", default="", metavar="NAME", help="The file's encoding (found out)."),
    click.option(
        "--match", default="", metavar="FIELD", help="Rows match customers by this field."
    ),
    click.option(
        "--codes",
        default="",
        metavar="keep|new|alias",
        help="What becomes of the file's codes (keep); alias: new ones are given, the old ones "
        "find the customer.",
    ),
    click.option(
        "--on-match",
        default="",
        metavar="skip|update",
        help="What becomes of a row that matches (skip).",
    ),
    click.option(
        "--unmapped",
        default="",
        metavar="fields|notes|drop",
        help="What becomes of columns that fit no field (fields).",
    ),
)


def reading_options(command: Command) -> Command:
    """Give a command --map, --sheet, --encoding, --match, --codes, --on-match and --unmapped."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
