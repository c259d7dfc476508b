"""Hostile text in every argument and option of every command: each ends in one of the exit codes,
with one line on standard error, no fault of the program's own, nothing that moves a cursor."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner

from store.errors import InvalidValue
from store.sign_in.opening import Store
from tests.conftest import PASSWORD, examples
from tests.faults.conftest import Figures
from tui import locale
from tui.commands.root import kehao

HOSTILE: Final = (
    *("\udcff\udcfe", "\x1b]52;c;cm0gLXJm\x07\x9b2Ja\u202eb\u200bc", "名" * 10_000, "", "a\nb{x}"),
    *("[@click=app.quit()]", "../../etc/passwd", "/dev/full", "=", "9" * 23, "2026-02-30", "s3://"),
)
RAW: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
OTHERS: Final = {
    "name": "clerk",
    "code": "CUST000001",
    "keep": "CUST000001",
    "other": "CUST000002",
    "fields": "name=x",
    "number": "3",
    "seq": "2",
    "file": "x.csv",
    "folder": ".",
    "reason": "why",
}
"""What stands in the places that are not under attack."""
LEFT_OUT: Final = frozenset({"demo", "server"})
"""`demo` takes the terminal; `server` writes into the machine and has tests of its own."""
GLOBAL: Final = frozenset(
    {"store", "user", "password_file", "program_key", "code_file", "lang", "json", "help"}
)
ANSWERS: Final = frozenset({("codes", "explain")})
"""Commands that answer on standard output what is wrong with what they were given."""


def leaves(
    command: click.Command, path: tuple[str, ...] = (), parent: click.Context | None = None
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    context = click.Context(command, info_name=path[-1] if path else "kehao", parent=parent)
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in command.list_commands(context):
        if name not in LEFT_OUT:
            inner = command.get_command(context, name)
            assert inner is not None
            yield from leaves(inner, (*path, name), context)


def attacks(command: click.Command, text: str) -> Iterator[list[str]]:
    """The command's arguments with the text in one place after the other."""
    own = [one for one in command.params if one.name not in GLOBAL]
    words = [one for one in own if isinstance(one, click.Argument)]
    options = [one for one in own if isinstance(one, click.Option) and not one.is_flag]
    for target in [*words, *options]:
        line: list[str] = []
        for option in options:
            if option is target or option.required:
                value = text if option is target else OTHERS.get(option.name or "", "x")
                line += [max(option.opts, key=len), value]
        line.append("--")
        for word in words:
            line.append(text if word is target else OTHERS.get(word.name or "", "x"))
        yield line


def wrong(path: tuple[str, ...], code: int, out: str, err: str) -> str:
    """What an answer should not be; empty when it is as it should."""
    if "fault of its own" in err:
        return err
    if code not in range(6):
        return f"exit code {code}"
    if RAW.search(out + err):
        return "it moves the cursor"
    if len(err) > 2000:
        return f"{len(err)} characters of complaint"
    if code > 1 and path not in ANSWERS and err.count("\n") != 1:
        return f"not one line: {err!r}"
    return ""


def sweep(
    house: Store,
    folder: Path,
    texts: tuple[str, ...],
    figures: Figures,
    only: str = "",
    every: int = 1,
) -> None:
    """All commands, or those of one group; each place takes one in `every` of the texts."""
    (folder / "x.csv").write_text("name\nx\n", "utf-8")
    password = folder / "password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD, "utf-8")
    whole = shutil.copytree(house.folder, folder / "whole")
    found, tried, commands = [], 0, 0
    for path, command in leaves(kehao):
        if only and path[0] != only:
            continue
        commands += 1
        for number, text in enumerate(texts):
            for place, line in enumerate(attacks(command, text)):
                if (number + place) % every:
                    continue
                where = ["--store", str(house.folder), "--user", "boss"]
                where += ["--password-file", str(password)]
                result = CliRunner().invoke(kehao, [*where, *path, *line])
                tried += 1
                if fault := wrong(path, result.exit_code, result.stdout, result.stderr):
                    found.append(f"{' '.join(path)} {ascii(line)[:200]}: {fault}")
        if path[0] in ("keys", "staff", "sessions"):  # what they did may have shut this account out
            shutil.rmtree(house.folder)
            shutil.copytree(whole, house.folder)
    assert not found, "\n".join(found)
    figures(commands=commands, texts=len(texts), calls=tried)


@pytest.mark.parametrize("group", ["customers", "log"])
def test_some_hostile_text_in_the_arguments_of(
    group: str, house: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHAO_LANG", "en")
    sweep(house, tmp_path, HOSTILE[:2], figures, group)


@pytest.mark.long
def test_hostile_text_in_every_argument_of_every_command(
    house: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEHAO_LANG", "en")
    sweep(house, tmp_path, HOSTILE, figures, every=1 if examples(100) == 100 else 3)


def test_a_value_of_ten_thousand_characters_does_not_bury_the_sentence(house: Store) -> None:
    result = CliRunner().invoke(
        kehao,
        ["--store", f"/{'x' * 5000}/end", "--user", "boss", "count"],
        env={"KEHAO_LANG": "en"},
    )
    assert result.exit_code in (1, 4, 5)
    assert result.stderr.count("\n") == 1
    assert len(result.stderr) < 1200
    assert "/end" in result.stderr


def test_what_an_error_quotes_stays_on_its_line() -> None:
    error = InvalidValue("There is no {a} in {b}.", a="one\ntwo\r\nthree", b="x" * 5_000)
    for language in ("en", "zh"):
        locale.use(language)
        try:
            said = locale.error_text(error)
        finally:
            locale.use("en")
        assert said.startswith("There is no one two three in xxx")
        assert len(said) < 1_000
    assert str(error) == said
