"""`kehao` itself: the list of commands, and the full screen when none is named."""

from __future__ import annotations

from pathlib import Path

import click

from store.errors import WrongUsage
from tui import locale
from tui.commands.parsing import Root
from tui.commands.settings import Settings, has_terminal

COMMANDS = {
    "demo": ("tui.commands.demo:demo", "Try Kehao on a throwaway store with sample data."),
    "init": ("tui.commands.init:init", "Make a new, encrypted store."),
    "customers": ("tui.commands.customers:customers", "Add, show, change customers."),
    "search": ("tui.commands.search:search", "Find customers."),
    "count": ("tui.commands.search:count", "Count customers, also by the values of a field."),
    "rules": ("tui.commands.rules:rules", "See and apply code rules."),
    "codes": (
        "tui.commands.codes:codes",
        "Explain, change, reserve and renumber codes.",
    ),
    "import": ("tui.commands.transfer:import_", "Bring customers in from a file or a database."),
    "profiles": (
        "tui.commands.profiles:profiles",
        "How the columns of files are understood, kept under names.",
    ),
    "compare": (
        "tui.commands.compare:compare",
        "What is here and not in a file or a database, and the other way round.",
    ),
    "sources": ("tui.commands.sources:sources", "Other databases by a name."),
    "export": ("tui.commands.transfer:export", "Write customers to a file."),
    "quality": ("tui.commands.quality:quality", "How good the records are, and the trend."),
    "suggest": ("tui.commands.quality:suggest", "What could be filled in, and why."),
    "clean": ("tui.commands.quality:clean", "Bring what is stored into today's form."),
    "duplicates": (
        "tui.commands.duplicates:duplicates",
        "Customers who are here twice: find them, decide, merge.",
    ),
    "log": ("tui.commands.log:log", "Read, verify and undo operations."),
    "backup": ("tui.commands.backup:backup", "Make, verify and restore backups."),
    "staff": ("tui.commands.staff:staff", "Staff accounts and their roles."),
    "keys": ("tui.commands.keys:keys", "New keys for the store, when somebody left."),
    "sessions": ("tui.commands.sessions:sessions", "Who is signed in; ending sessions."),
    "approvals": (
        "tui.commands.approvals:approvals",
        "What needs a second person: see it, approve or refuse it.",
    ),
    "run-due": ("tui.commands.due:run_due", "Do whatever is due: for cron or a timer."),
    "files": ("tui.commands.files:files", "Your own files on a server: exports to take home."),
    "jobs": ("tui.commands.jobs:jobs", "Imports and exports on schedule."),
    "server": ("tui.commands.server:server", "Set up a server for many people, and check it."),
    "doctor": ("tui.commands.doctor:doctor", "Check the store's health."),
}

HELP = (
    "客号 Kehao: customer codes by rule, unique for ever, and the customers behind them.\n"
    "With no command: the full screen."
)
EPILOG = (
    "Exit codes: 0 done; 1 failed, or a check found something; 2 wrong usage; 3 not permitted, or "
    "sign-in refused; 4 no such thing, or invalid data; 5 store busy, locked, damaged or newer."
)


def _full_screen(settings: Settings) -> int:
    if settings.json or not has_terminal():
        raise WrongUsage(
            "The full screen needs a terminal; name a command: kehao --help lists them."
        )
    if settings.program_key:
        raise WrongUsage("A key file is for a program: name a command, as run-due is.")
    from tui.start import full_screen

    return full_screen(
        Path(settings.folder()) if settings.store else None,
        language=locale.language(),
        prefill=(settings.user, "") if settings.user else None,
    )


@click.pass_context
def _begin(ctx: click.Context) -> int | None:
    if ctx.invoked_subcommand is None:
        return _full_screen(ctx.ensure_object(Settings))
    return None


kehao = Root(name="kehao", help=HELP, epilog=EPILOG, lazy=COMMANDS, callback=_begin)
