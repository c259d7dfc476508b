"""Everything the program says, it says in Chinese too, with the same holes."""

from __future__ import annotations

import ast
import importlib
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import errors
from store.customers.fields import BUILT_IN
from store.errors import InvalidValue, KehaoError, NotFound
from tui import locale
from tui.actions import ACTIONS, SCOPES
from tui.locale import error_text, from_environment, t, zh_CN
from tui.theme import THEMES

ROOT = Path(__file__).parents[2]
ERRORS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, KehaoError)
}


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _literals() -> Iterator[tuple[str, str]]:
    """Each sentence in the sources with its place: t("…"), errors, titles, sections."""
    for file in [*ROOT.glob("store/**/*.py"), *ROOT.glob("tui/**/*.py")]:
        if "zh_CN" in file.parts:
            continue
        place = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and _called(node) in {"t", *ERRORS}:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{place}:{node.lineno}"
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = {target.id for target in targets if isinstance(target, ast.Name)}
                value = node.value
                if names & {"TITLE_TEXT", "SECTION"} and isinstance(value, ast.Constant):
                    yield str(value.value), f"{place}:{node.lineno}"


def _sentences() -> dict[str, str]:
    found = {sentence: place for sentence, place in _literals() if sentence}
    found |= {action.label: f"action {action.id}" for action in ACTIONS}
    found |= {label: f"scope {scope}" for scope, label in SCOPES.items()}
    found |= {label: f"theme {name}" for name, label in THEMES.items()}
    found |= {field.label: f"field {name}" for name, field in BUILT_IN.items()}
    return found


def _holes(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_sentence_has_its_chinese() -> None:
    missing = {
        sentence: place for sentence, place in _sentences().items() if not zh_CN.lookup(sentence)
    }
    assert missing == {}


def test_a_translation_fills_the_same_holes() -> None:
    wrong = {
        sentence: chinese
        for sentence, chinese in zh_CN.all_texts().items()
        if not _holes(chinese) <= _holes(sentence)
    }
    assert wrong == {}


def test_no_two_areas_translate_a_sentence_differently() -> None:
    seen: dict[str, str] = {}
    different: list[tuple[str, str, str]] = []
    for area in zh_CN.areas():
        for sentence, chinese in importlib.import_module(area).TEXTS.items():
            if seen.setdefault(sentence, chinese) != chinese:
                different.append((sentence, seen[sentence], chinese))
    assert different == []


def test_templates_are_literals_so_that_they_can_be_found() -> None:
    hidden = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in ROOT.glob("store/**/*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and _called(node) in ERRORS
        and node.args
        and not isinstance(node.args[0], ast.Constant | ast.Starred)
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "KEHAO_LANG": "zh"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_environment_chooses_the_language(environ: dict[str, str], language: str) -> None:
    assert from_environment(environ) == language


def test_an_error_speaks_the_language_in_use_and_names_the_field_in_it() -> None:
    error = InvalidValue("{value} is not a {field}.", field="phone", value="x")
    assert error_text(error) == "x is not a phone."
    locale.use("zh")
    try:
        assert t("Quit") == "退出"
        assert error_text(NotFound("There is no such thing as this one.")) == (
            "There is no such thing as this one."
        )
    finally:
        locale.use("en")


def test_an_unknown_language_is_english() -> None:
    locale.use("xx")
    assert locale.language() == "en"


@pytest.mark.parametrize(
    ("template", "counts", "said"),
    [
        ("{count} rows", {"count": 1}, "1 row"),
        ("{count} rows", {"count": "1,000"}, "1,000 rows"),
        ("{rows} rows, {columns} columns", {"rows": "1", "columns": 2}, "1 row, 2 columns"),
        ("{rows} rows, {columns} columns", {"rows": 0, "columns": 1}, "0 rows, 1 column"),
        ("{name} keys", {"name": "11"}, "11 keys"),
        (
            "{count} look like customers who are there already.",
            {"count": 1},
            "1 looks like a customer who is there already.",
        ),
    ],
)
def test_one_of_a_thing_is_called_so(template: str, counts: dict[str, object], said: str) -> None:
    assert locale.t(template, **counts) == said
