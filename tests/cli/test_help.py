"""Help pages and usage errors: both languages, lines that fit, one line for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from rich.cells import cell_len

from tests.cli.conftest import call
from tui.commands.help import wrapped
from tui.commands.root import kehao
from tui.locale import zh_CN


def commands(
    group: click.Group = kehao, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


EVERY = dict(commands())


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_help_page_is_shown_in_both_languages_and_fits(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    english = call(*path, "--help")
    chinese = call(*path, "--help", "--lang", "zh")
    assert (english.code, chinese.code, english.err, chinese.err) == (0, 0, "", "")
    assert english.out != chinese.out
    for line in (*english.out.splitlines(), *chinese.out.splitlines()):
        assert cell_len(line) <= 71 or " " not in line.strip()


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_help_text_has_its_chinese(path: tuple[str, ...]) -> None:
    command = EVERY[path]
    texts = {command.help, command.epilog}
    texts |= {option.help for option in command.params if isinstance(option, click.Option)}
    if isinstance(command, click.Group):
        texts |= {line for _, line in command.one_liners(click.Context(command))}
    assert [text for text in texts if text and zh_CN.lookup(text) is None] == []


def test_every_option_of_a_command_explains_itself() -> None:
    silent = [
        (path, option.opts)
        for path, command in EVERY.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["customers"],
        ["customers", "nonsense"],
        ["staff", "add", "甲"],
        ["staff", "add", "--role"],
        ["log", "list", "--limit", "many"],
        ["init"],
        ["import"],
        ["demo", "--customers", "-1"],
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_usage_is_one_line_that_says_where_to_look(
    arguments: list[str], language: str
) -> None:
    answer = call("--lang", language, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1


def test_lines_are_broken_by_cells_and_never_before_closing_marks() -> None:
    assert wrapped("一二三四，五六", 8) == ["一二三", "四，五六"]
    assert wrapped("甲乙（丙丁）戊", 6) == ["甲乙", "（丙", "丁）戊"]
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("", 10) == []
