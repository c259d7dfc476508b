"""Data text reaches the terminal as text: no markup, no control character, right widths."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from store.text import FORBIDDEN
from tui import crash, environment, safe

HOSTILE = [
    "[/x]",
    "[@click=app.quit()]x[/]",
    "\x1b]52;c;aGk=\x07",
    "a\x9b2Jb",
    "ab\u202edc",
    "tab\there",
    "zero\u200bwidth",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    shown = safe.content(text)
    assert not FORBIDDEN.search(shown.plain)
    assert shown.plain == safe.plain(text)
    assert "[" not in text or "[" in shown.plain


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_cut_text_never_takes_more_cells(text: str, cells: int) -> None:
    assert cell_len(safe.fit(text, cells)) <= cells
    assert cell_len(safe.pad(text, cells)) == cells


def test_a_chinese_name_is_cut_between_characters() -> None:
    assert safe.fit("广州市天河区贸易有限公司", 9) == "广州市天…"
    assert safe.pad("广州", 6) == "广州  "


def test_lines_stay_lines_only_where_asked() -> None:
    assert safe.plain("one\ntwo") == "one two"
    assert safe.plain("one\ntwo\x1b", lines=True) == "one\ntwo"


@given(st.lists(st.text()))
def test_the_sweep_lets_no_forbidden_character_out(texts: list[str]) -> None:
    segments = [Segment(text) for text in texts]
    swept = safe.Sweep().apply(segments, Color(0, 0, 0))
    assert not any(FORBIDDEN.search(segment.text) for segment in swept)
    assert [FORBIDDEN.sub("", text) for text in texts] == [segment.text for segment in swept]


def test_a_fault_is_one_line_without_any_value() -> None:
    try:
        customer = "王伟 13800000000"
        raise ValueError(customer)
    except ValueError as error:
        line = crash.line(error)
        again = crash.report_id(error)
    assert "王伟" not in line
    assert "138" not in line
    assert "\n" not in line
    assert "ValueError" in line
    assert again in line


def test_the_environment_is_scrubbed() -> None:
    environ = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DRIVER": "os:system",
        "TEXTUAL_LOG": "/tmp/log",
        "TEXTUAL_SCREENSHOT": "1",
        "BROWSER": "sh -c id",
        "PYTHONPATH": "/tmp",
        "PYTHONSTARTUP": "/tmp/x.py",
        "LD_PRELOAD": "/tmp/x.so",
        "TERM": "xterm-256color",
        "LANG": "zh_CN.UTF-8",
        "NO_COLOR": "1",
        "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22",
    }
    environment.scrub(environ)
    assert environ == {
        "TERM": "xterm-256color",
        "LANG": "zh_CN.UTF-8",
        "NO_COLOR": "1",
        "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22",
        **environment.SETTINGS,
    }


def test_no_core_is_left_on_the_disk(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        import resource

        environment.forbid_core_dumps()
        os._exit(0 if resource.getrlimit(resource.RLIMIT_CORE) == (0, 0) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
