"""`kehao rules infer`: the rules that old codes prove."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.commands.opening import signed_in
from tui.commands.printing import put_json, put_line
from tui.commands.settings import Settings
from tui.commands.stopping import long_work
from tui.locale import t
from tui.words.learned import headline, note_words, why_none

if TYPE_CHECKING:
    from store.codes.learning import Lesson
    from store.pattern.inference import Proposal

SHOWN = 10


def infer(settings: Settings, file: str, column: str, out: str, sheet: str, encoding: str) -> None:
    """Learn from a file, or from the store without one; print, and write a rules file."""
    from store.codes.learning import rule_set_of
    from store.codes.rulefile import write_rules

    with signed_in(settings) as session:
        with long_work() as work:
            watch: dict[str, Any] = {"progress": work.progress, "cancel": work.cancel}
            if file:
                lesson = session.learning.from_file(
                    file, column=column, sheet=sheet, encoding=encoding, **watch
                )
            else:
                lesson = session.learning.from_store(**watch)
        work.clear()
        _print(settings, lesson)
        if out:
            rules = rule_set_of(lesson, t("learned"))
            session.rules.check(rules)
            _write(out, write_rules(rules))
    if out and out != "-":
        said = t(
            "{file} is written. Its counters go on above the list's, imported or not; import the "
            "list itself to keep its codes. Next: kehao rules apply {file} --dry-run",
            file=out,
        )
        print(said, file=sys.stderr)


def _write(out: str, text: str) -> None:
    if out == "-":
        sys.stdout.write(text)
        return
    from store.files.landing import landing

    with landing(out) as file:
        file.write(text.encode())


def _print(settings: Settings, lesson: Lesson) -> None:
    if not lesson.proposals:
        why = lesson.learned.why
        text = t("No rule found: {why}", why=why_none(why) if why else "")
        if settings.json:
            print(text, file=sys.stderr)
        else:
            put_line(text)
        return
    for proposal in lesson.proposals:
        if settings.json:
            put_json(as_json(proposal, lesson))
        else:
            for line in told(proposal, lesson):
                put_line(line)


def as_json(proposal: Proposal, lesson: Lesson) -> dict[str, Any]:
    """A proposal as scripts see it."""
    numbers = tuple(lesson.rows)
    field, value = proposal.when
    return {
        "pattern": proposal.pattern,
        "share": round(proposal.share, 4),
        "exceptions": [
            {"row": numbers[one.row], "code": one.code, "why": note_words(one.why, numbers)}
            for one in proposal.exceptions
        ],
        "when": {"field": field, "value": value} if field else None,
        "date": proposal.date,
        "code_tables": proposal.tables,
        "sure": proposal.sure,
        "why": [note_words(note) for note in proposal.notes],
        "counters": proposal.counters,
    }


def told(proposal: Proposal, lesson: Lesson) -> Iterator[str]:
    """A proposal for people."""
    numbers = tuple(lesson.rows)
    yield proposal.pattern
    if proposal.when[0]:
        yield "  " + t("when {field} is {value}", field=proposal.when[0], value=proposal.when[1])
    yield "  " + headline(proposal, lesson.learned.rows)
    for note in proposal.notes:
        yield "  + " + note_words(note)
    for name, table in proposal.tables.items():
        shown = list(table.items())[:SHOWN]
        more = " …" if len(table) > SHOWN else ""
        yield f"  {name}: " + ", ".join(f"{value} = {code}" for value, code in shown) + more
    for one in proposal.exceptions[:SHOWN]:
        row = t("row {row}", row=numbers[one.row])
        yield f"  - {row}: {one.code or '-'}  {note_words(one.why, numbers)}"
    if len(proposal.exceptions) > SHOWN:
        count = len(proposal.exceptions) - SHOWN
        yield "  - " + t("and {count} more (--json lists them all)", count=count)
